/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any JSON as what goes up. As a message: refused in words, or written again as the same. To a server: never
 * an error of the server's own, and sent twice it does once. */

#include "json/json.h"
#include "message.h"
#include "server/world.h"
#include "target.h"
#include "wire/auth.h"
#include "wire/conflicts.h"
#include "wire/exchange.h"
#include "wire/push.h"

#define FAMILY "home"

static gboolean
are_valid (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    if (((const DovetailChange *) g_ptr_array_index (changes, i))->invalid != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
push_is_valid (gconstpointer message)
{
  return are_valid (((const DovetailPushRequest *) message)->changes);
}

static gboolean
exchange_is_valid (gconstpointer message)
{
  return are_valid (((const DovetailExchangeRequest *) message)->changes);
}

static const Message messages[] = {
  MESSAGE (push_request, push_is_valid),
  MESSAGE (exchange_request, exchange_is_valid),
  MESSAGE (resolve_request, NULL),
  MESSAGE (login_request, NULL),
};

/* All that a request with changes leaves behind. It goes before the next one: a family for each input took nearly all
 * of the time. */
static const char *const leavings[]
    = { "DELETE FROM record",
        "DELETE FROM history",
        "DELETE FROM mutation",
        "DELETE FROM conflict",
        "DELETE FROM completion",
        "DELETE FROM family_change",
        "UPDATE family SET seq = 0, last_time = 0, horizon = 0, conflicts_rev = 0" };

static void
forget_input (World *world)
{
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (world->ledger, DOVETAIL_LEDGER_DIRECTORY, TRUE, &error);
  for (guint i = 0; error == NULL && i < G_N_ELEMENTS (leavings); i++)
    dovetail_ledger_run (world->ledger, leavings[i], NULL, NULL, &error, "");
  g_assert_no_error (error);
  dovetail_ledger_commit (world->ledger, &error);
  g_assert_no_error (error);
}

/* One device for all inputs, each of which finds its family empty. Its access token lasts because the world's
 * clock stands still. */
static Device *
get_device (void)
{
  static Device *device;

  if (device == NULL)
    {
      World *world = world_new ();

      world_add_user (world, "anna", FAMILY, "owner");
      device = device_new (world, "anna", "phone");
    }
  forget_input (device->world);
  return device;
}

static Answer *
send (Device *device, const char *path, const char *text)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", device->access_token, NULL);
  Answer *answer = send_raw (device->world, "POST", path, NULL, authorization, text, -1);

  g_assert_true (answer->status == 200 || (answer->status >= 400 && answer->status < 500));
  return answer;
}

static char *
dump (Device *device)
{
  return dovetail_server_dump (device->world->server, FAMILY, NULL);
}

/* The first as a client sends it; what it says of who it is would only be refused. */
static void
check_server (Device *device, const char *path, JsonNode *node, const char *id_member)
{
  g_autoptr (JsonNode) named = dovetail_data_with_string (node, id_member, device->client_id);
  g_autofree char *text = dovetail_json_generate (named, NULL);
  g_autoptr (Answer) first = send (device, path, text);
  g_autofree char *after_first = dump (device);
  g_autoptr (Answer) second = send (device, path, text);
  g_autofree char *after_second = dump (device);

  g_assert_cmpuint (first->status, ==, second->status);
  /* What was rejected may succeed once what it needs is there. */
  if (first->status != 200 || int_at (first, "error_count") == 0)
    g_assert_cmpstr (after_first, ==, after_second);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode) node = dovetail_json_parse (text, -1, NULL);
  Device *device;

  for (guint i = 0; node != NULL && i < G_N_ELEMENTS (messages); i++)
    message_check (&messages[i], node);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  device = get_device ();
  check_server (device, "/sync/push", node, "client_id");
  check_server (device, "/sync/delta", node, "device_id");

  return 0;
}
