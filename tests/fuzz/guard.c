/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as JSON text: what the guard lets through is read by json-glib, and reads the same when it is
 * written and read again. */

#include "json/guard.h"
#include "json/json.h"

#include "target.h"

static void
check_round (JsonNode *node)
{
  g_autofree char *compact = dovetail_json_generate (node, NULL);
  g_autofree char *canonical = dovetail_json_canonical (node, NULL);
  g_autofree char *pretty = dovetail_json_pretty (node);
  const char *const texts[] = { compact, canonical, pretty };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) again = dovetail_json_parse (texts[i], -1, &error);
      g_autofree char *same = NULL;

      g_assert_no_error (error);
      same = dovetail_json_canonical (again, NULL);
      g_assert_cmpstr (same, ==, canonical);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const DovetailJsonLimits limits = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_MAX_DEPTH, DOVETAIL_JSON_MAX_VALUES };
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) parse_error = NULL;
  gboolean passes = dovetail_json_guard (text == NULL ? "" : text, size, &limits, &error);
  g_autoptr (JsonNode) node = dovetail_json_parse (text == NULL ? "" : text, (gssize) size, &parse_error);

  g_assert_true (passes == (error == NULL));
  g_assert_true (passes == (node != NULL));
  g_assert_true ((node == NULL) == (parse_error != NULL));
  if (node != NULL)
    check_round (node);

  return 0;
}
