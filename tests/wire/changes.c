/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bad changes: each arrives at its place with the reason, and its neighbours are untouched. */

#include "lib/scratch-store.h"
#include "wire/exchange.h"
#include "wire/push.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define GOOD                                                                                                 \
  "{'mutation_id':'m0','entity_type':'task','entity_id':'" ID "','operation':'update','data':{'title':'b'}," \
  "'version':1,'timestamp':'2026-11-20T12:00:00.000Z'}"

typedef struct
{
  const char *name;
  const char *change;
  const char *reason;
} ChangeCase;

static const ChangeCase cases[] = {
  { "no mutation id",
    "{'entity_type':'task','entity_id':'" ID "','operation':'update','data':{},'version':1,"
    "'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].mutation_id: missing" },
  { "an entity id that is none",
    "{'mutation_id':'m','entity_type':'task','entity_id':'abc','operation':'update','data':{},"
    "'version':1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].entity_id: not a UUID" },
  { "a type nobody knows",
    "{'mutation_id':'m','entity_type':'tasks','entity_id':'" ID "','operation':'update','data':{},"
    "'version':1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].entity_type: unknown" },
  { "an operation nobody knows",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'erase',"
    "'data':{},'version':1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].operation: unknown" },
  { "only servers evict",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'leave',"
    "'version':1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].operation: unknown" },
  { "a create without data",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'create',"
    "'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].data: missing" },
  { "data that is a list",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update','data':[],"
    "'version':1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].data: not an object" },
  { "an update of no version",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update',"
    "'data':{},'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].version: missing" },
  { "a version that is text",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update',"
    "'data':{},'version':'1','timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].version: not a whole number" },
  { "a negative version",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update',"
    "'data':{},'version':-1,'timestamp':'2026-11-20T12:00:00Z'}",
    "deltas[1].version: too small" },
  { "a time of day without a day",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update',"
    "'data':{},'version':1,'timestamp':'12:00'}",
    "deltas[1].timestamp: not an RFC 3339 time" },
  { "field times that are numbers",
    "{'mutation_id':'m','entity_type':'task','entity_id':'" ID "','operation':'update',"
    "'data':{},'version':1,'timestamp':'2026-11-20T12:00:00Z','field_times':{'title':5}}",
    "deltas[1].field_times: holds what is not an RFC 3339 time" },
  { "an empty object", "{}", "deltas[1].mutation_id: missing" },
};

static DovetailPushRequest *
read_push (const char *middle, GError **error)
{
  g_autofree char *text
      = g_strconcat ("{'client_id':'c','deltas':[", GOOD, ",", middle, ",", GOOD, "]}", NULL);
  g_autoptr (JsonNode) node = scratch_data (text);

  return dovetail_push_request_from_json (node, error);
}

static void
test_bad_change (gconstpointer data)
{
  const ChangeCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPushRequest) request = read_push (row->change, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (request->changes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const DovetailChange *change = g_ptr_array_index (request->changes, i);

      g_assert_cmpstr (change->invalid, ==, i == 1 ? row->reason : NULL);
    }
}

static void
test_bad_body (void)
{
  static const char *const bodies[] = {
    "{'client_id':'c'}",
    "{'client_id':'c','deltas':{}}",
    "{'client_id':'c','deltas':[1]}",
    "{'client_id':'c','deltas':[null]}",
    "{'deltas':[]}",
    "{'client_id':'c','deltas':[],'policy':'coin_toss'}",
    "{'client_id':'c','deltas':[],'atomic':'yes'}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (JsonNode) node = scratch_data (bodies[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (dovetail_push_request_from_json (node, &error));
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
}

static void
test_simple_client (void)
{
  g_autoptr (JsonNode) node = scratch_data (
      "{'device_id':'d','last_sync_at':'2026-11-20T12:00:00Z','changes':[{'entity_type':'task','entity_id':"
      "'" ID "',"
      "'action':'create','data':{'title':'a','notes':null},'client_timestamp':'2026-11-20T12:00:00Z'}]}");
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailExchangeRequest) request = dovetail_exchange_request_from_json (node, &error);
  const DovetailChange *change;
  g_autofree char *data = NULL;

  g_assert_no_error (error);
  change = g_ptr_array_index (request->changes, 0);
  data = scratch_text (change->data);
  g_assert_null (change->invalid);
  g_assert_null (change->mutation_id);
  g_test_message ("a field that is null was never there");
  g_assert_cmpstr (data, ==, "{'title':'a'}");
  g_assert_cmpint (request->last_sync_at, ==, change->timestamp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/changes/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_bad_change);
    }
  g_test_add_func ("/changes/bad-body", test_bad_body);
  g_test_add_func ("/changes/simple-client", test_simple_client);
  return g_test_run ();
}
