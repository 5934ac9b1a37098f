/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any JSON as what comes down: each message refuses it in words, or reads it and writes it again as the same.
 */

#include "json/json.h"
#include "message.h"
#include "target.h"
#include "wire/auth.h"
#include "wire/conflicts.h"
#include "wire/exchange.h"
#include "wire/problem.h"
#include "wire/pull.h"
#include "wire/push.h"
#include "wire/status.h"

static const Message messages[] = {
  MESSAGE (pull_request, NULL),    MESSAGE (pull_response, NULL),      MESSAGE (exchange_response, NULL),
  MESSAGE (push_response, NULL),   MESSAGE (conflicts_response, NULL), MESSAGE (resolve_response, NULL),
  MESSAGE (status_response, NULL), MESSAGE (session_grant, NULL),      MESSAGE (problem, NULL),
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode) node = dovetail_json_parse (text, -1, NULL);

  for (guint i = 0; node != NULL && i < G_N_ELEMENTS (messages); i++)
    message_check (&messages[i], node);

  return 0;
}
