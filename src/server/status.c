/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/status, and whether the server is alive and ready. */

#include "wire/status.h"

#include "server/handlers.h"
#include "server/ledger-accounts.h"
#include "server/ledger-conflicts.h"
#include "server/ledger-families.h"
#include "server/ledger-records.h"
#include "server/problem.h"
#include "server/server-private.h"

typedef struct
{
  const DovetailCaller *caller;
  const char *client_id;
  gboolean unknown_device;
  DovetailStatusResponse status;
} StatusQuery;

/* Another family's device is as if it were not there. */
static gboolean
read_device (DovetailServer *server, StatusQuery *query, GError **error)
{
  g_autoptr (DovetailDevice) device = NULL;

  if (!dovetail_device_find (server->ledger, query->caller->family_id, query->client_id, &device, error))
    return FALSE;
  query->unknown_device = device == NULL;
  if (!query->unknown_device)
    query->status.last_sync = device->last_sync;
  return TRUE;
}

static gboolean
read_status (DovetailServer *server, gpointer user_data, GError **error)
{
  StatusQuery *query = user_data;
  const char *family_id = query->caller->family_id;
  g_autoptr (DovetailFamily) family = dovetail_family_find (server->ledger, family_id, error);

  if (family == NULL || !read_device (server, query, error))
    return FALSE;
  query->status.tombstone_horizon = family->horizon;
  query->status.conflicts_rev = family->conflicts_rev;
  query->status.server_time = dovetail_server_now (server);
  return dovetail_stored_count (server->ledger, family_id, &query->status.records, &query->status.tombstones,
                                error)
         && dovetail_conflict_count_open (server->ledger, family_id, &query->status.pending_conflicts, error);
}

DovetailResponse *
dovetail_handle_status (DovetailServer *server,
                        const DovetailCaller *caller,
                        const DovetailRequest *request,
                        JsonNode *body)
{
  g_autoptr (GHashTable) parameters = dovetail_request_query (request);
  g_autoptr (GError) error = NULL;
  StatusQuery query = { .caller = caller };

  if (parameters == NULL)
    return dovetail_refuse (400, "invalid_request", "The query cannot be read");
  query.client_id = g_hash_table_lookup (parameters, "client_id");
  if (query.client_id == NULL)
    query.client_id = caller->client_id;
  if (!dovetail_server_transact (server, caller->family_id, FALSE, read_status, &query, &error))
    return dovetail_refuse_for_error (error);
  if (query.unknown_device)
    return dovetail_refuse (404, "unknown_device", "There is no such device");
  return dovetail_answer (dovetail_status_response_to_json (&query.status));
}

static JsonNode *
ok_node (void)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "status", "ok");
  return dovetail_data_take_object (object);
}

DovetailResponse *
dovetail_handle_alive (DovetailServer *server,
                       const DovetailCaller *caller,
                       const DovetailRequest *request,
                       JsonNode *body)
{
  return dovetail_answer (ok_node ());
}

static void
note_answer (const DovetailLedgerValue *row, gpointer user_data)
{
}

static gboolean
ask_ledger (DovetailServer *server, gpointer user_data, GError **error)
{
  return dovetail_ledger_run (server->ledger, "SELECT 1", note_answer, NULL, error, "");
}

DovetailResponse *
dovetail_handle_ready (DovetailServer *server,
                       const DovetailCaller *caller,
                       const DovetailRequest *request,
                       JsonNode *body)
{
  g_autoptr (GError) error = NULL;

  if (dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, ask_ledger, NULL, &error))
    return dovetail_answer (ok_node ());
  return dovetail_refuse (503, "database_unavailable", "The database does not answer");
}
