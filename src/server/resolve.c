/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/resolve-conflict: an answer to a conflict, or its undoing. An answer is a change like any other,
 * sent again without harm, and is only taken when what it speaks of is still as its author saw it. */

#include "wire/conflicts.h"

#include <string.h>

#include "core/error.h"
#include "core/hlc.h"
#include "core/schema.h"
#include "server/etag.h"
#include "server/handlers.h"
#include "server/ledger-conflicts.h"
#include "server/ledger-families.h"
#include "server/ledger-mutations.h"
#include "server/position.h"
#include "server/problem.h"
#include "server/resolution.h"
#include "server/rewards.h"

#define MAX_MUTATION_ID_BYTES 128

/* One answer on its way through its transaction. */
typedef struct
{
  const DovetailCaller *caller;
  const DovetailResolveRequest *request;
  DovetailWriter writer;
  DovetailConflict *conflict;
  DovetailStored *stored;
  gint64 conflicts_rev;
  char *sync_token;
  guint refused; /* HTTP status; 0: taken */
  const char *code;
  char *detail;
} Resolving;

static gboolean
refuse (Resolving *resolving, guint status, const char *code, const char *detail)
{
  resolving->refused = status;
  resolving->code = code;
  resolving->detail = g_strdup (detail);
  return TRUE;
}

static char *
content_hash (const DovetailResolveRequest *request)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (object, "conflict", request->conflict_id);
  json_object_set_string_member (object, "strategy", request->strategy);
  json_object_set_int_member (object, "version", request->version);
  if (request->resolved_data != NULL)
    json_object_set_member (object, "data", json_node_ref (request->resolved_data));
  node = dovetail_data_take_object (object);
  return dovetail_content_hash (node);
}

/* Adds it or replaces the one of its id; one that is there just so is no news to anybody. A refusal is not
 * remembered, so an answer whose refusal was not heard comes again, and later: that alone changes nothing. */
static gboolean
note_news (Resolving *resolving, DovetailConflict *conflict, GError **error)
{
  DovetailWriter *writer = &resolving->writer;
  g_autoptr (DovetailConflict) known = NULL;
  g_autoptr (DovetailConflict) dated = dovetail_conflict_copy (conflict);
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;

  if (!dovetail_conflict_find (writer->server->ledger, writer->caller->family_id, conflict->conflict_id,
                               &known, error))
    return FALSE;
  if (known == NULL)
    return dovetail_writer_note (writer, conflict, error);
  dated->created_at = known->created_at;
  dated->closed_at = known->closed_at;
  before = dovetail_conflict_to_json (known);
  after = dovetail_conflict_to_json (dated);
  return dovetail_data_equal (before, after) || dovetail_writer_note (writer, conflict, error);
}

/* What somebody put together by hand is not lost when it comes too late: the history keeps it, once however
 * often it comes. */
static gboolean
keep_merge (Resolving *resolving, GError **error)
{
  const DovetailResolveRequest *request = resolving->request;
  DovetailWriter *writer = &resolving->writer;
  g_autoptr (DovetailConflict) kept = NULL;

  if (request->resolved_data == NULL || !g_str_equal (request->strategy, DOVETAIL_RESOLUTION_USER_MERGE))
    return TRUE;
  kept = dovetail_resolution_keep (resolving->conflict, resolving->stored, request, writer->caller,
                                   writer->now);
  if (kept->theirs.user_id != NULL && kept->theirs.user_name == NULL
      && !dovetail_writer_name_author (writer, &kept->theirs, error))
    return FALSE;
  return note_news (resolving, kept, error);
}

static gboolean
load (Resolving *resolving, gboolean *found, GError **error)
{
  DovetailLedger *ledger = resolving->writer.server->ledger;
  const char *family_id = resolving->writer.caller->family_id;

  *found = FALSE;
  if (!dovetail_conflict_find (ledger, family_id, resolving->request->conflict_id, &resolving->conflict,
                               error))
    return FALSE;
  if (resolving->conflict == NULL)
    return refuse (resolving, 404, "unknown_conflict", "There is no such conflict");
  if (!dovetail_stored_find (ledger, family_id, resolving->conflict->entity_type,
                             resolving->conflict->entity_id, &resolving->stored, error))
    return FALSE;
  *found = resolving->stored != NULL;
  return *found
         || (keep_merge (resolving, error)
             && refuse (resolving, 404, "unknown_record", "The record of this conflict is gone"));
}

/* The conflict as its author should see it now: theirs is what is stored. */
static gboolean
renew (Resolving *resolving, GError **error)
{
  g_autoptr (DovetailConflict) fresh = NULL;

  if (!keep_merge (resolving, error)
      || !dovetail_resolution_renew (&resolving->writer, resolving->conflict, resolving->stored, &fresh,
                                     error)
      || !note_news (resolving, fresh, error))
    return FALSE;
  dovetail_conflict_unref (resolving->conflict);
  resolving->conflict = g_steal_pointer (&fresh);
  return refuse (resolving, 409, "record_moved", "The record was changed meanwhile; look at it again");
}

static gboolean
apply (Resolving *resolving, JsonNode *data, DovetailConflict *conflict, GError **error)
{
  const DovetailResolveRequest *request = resolving->request;
  const DovetailCaller *caller = resolving->writer.caller;
  gint64 time = request->timestamp == 0 ? resolving->writer.now
                                        : dovetail_hlc_clamp (request->timestamp, resolving->writer.now);
  const DovetailAuthorship act = { time, NULL, caller->client_id, caller->user_id };
  g_autoptr (DovetailConflict) noted = NULL;
  g_autoptr (DovetailStored) after = NULL;

  if (!dovetail_resolution_store (&resolving->writer, resolving->stored, data, &act, &after, error))
    return FALSE;
  noted = dovetail_resolution_finish (conflict, resolving->stored, after != NULL ? after : resolving->stored);
  if (!dovetail_writer_note (&resolving->writer, noted, error))
    return FALSE;

  if (after != NULL)
    {
      dovetail_stored_free (resolving->stored);
      resolving->stored = g_steal_pointer (&after);
    }
  dovetail_conflict_unref (resolving->conflict);
  resolving->conflict = g_steal_pointer (&noted);
  return TRUE;
}

/* The conflict that is open again has room for one theirs and for no answer. */
static gboolean
keep_former (Resolving *resolving, DovetailConflict *former, GError **error)
{
  DovetailWriter *writer = &resolving->writer;
  g_autoptr (DovetailConflict) answer
      = dovetail_resolution_keep_answer (former, resolving->stored, resolving->request, writer->now);
  g_autoptr (DovetailConflict) theirs
      = dovetail_resolution_keep_theirs (former, resolving->stored, resolving->request, writer->now);

  if (theirs != NULL && !dovetail_writer_name_author (writer, &theirs->mine, error))
    return FALSE;
  return (answer == NULL || dovetail_writer_note (writer, answer, error))
         && (theirs == NULL || dovetail_writer_note (writer, theirs, error));
}

/* Only the answer that its author saw is taken back: one given anew meanwhile raised the version it is closed
 * with. */
static gboolean
reopen (Resolving *resolving, GError **error)
{
  g_autoptr (DovetailConflict) former = dovetail_conflict_ref (resolving->conflict);
  g_autoptr (DovetailConflict) open = NULL;
  g_autoptr (JsonNode) data = NULL;

  if (resolving->conflict->open)
    return TRUE;
  if (resolving->conflict->cause == DOVETAIL_CAUSE_DELETE_WINS)
    return refuse (resolving, 422, "restore_with_create",
                   "A deleted record comes back by a create that names its version");
  if (resolving->stored->record->deleted)
    return refuse (resolving, 409, "record_deleted", "The record was deleted");
  if (resolving->request->version > 0 && resolving->request->version < resolving->conflict->resolved_version)
    return refuse (resolving, 409, "conflict_moved",
                   "This conflict was answered anew meanwhile; look at it again");

  open = dovetail_resolution_reopen (resolving->conflict, resolving->stored, &data);
  return apply (resolving, data, open, error) && keep_former (resolving, former, error);
}

static gboolean
close_with_answer (Resolving *resolving, GError **error)
{
  const DovetailResolveRequest *request = resolving->request;
  g_autoptr (DovetailConflict) closed = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) invalid = NULL;
  gboolean moved;

  if (!resolving->conflict->open)
    return keep_merge (resolving, error)
           && refuse (resolving, 409, "conflict_closed", "This conflict was resolved already");
  if (!dovetail_resolution_moved (&resolving->writer, resolving->conflict, resolving->stored,
                                  request->version, &moved, error))
    return FALSE;
  if (moved)
    return renew (resolving, error);

  closed = dovetail_resolution_close (resolving->conflict, resolving->stored, request, resolving->writer.now,
                                      &data);
  if (!dovetail_schema_validate (dovetail_schema_find (closed->entity_type), data, TRUE, &invalid))
    return refuse (resolving, 422, "invalid_field", invalid->message);
  return apply (resolving, data, closed, error);
}

static gboolean
remember (Resolving *resolving, const char *hash, GError **error)
{
  DovetailRecord *record = resolving->stored->record;
  const DovetailMutation mutation
      = { .hash = (char *) hash,
          .status = (char *) dovetail_result_status_to_string (DOVETAIL_RESULT_APPLIED),
          .entity_type = (char *) record->entity_type,
          .entity_id = record->entity_id,
          .version = record->version,
          .etag = record->etag,
          .deleted = record->deleted,
          .conflict_id = resolving->conflict->conflict_id };

  return dovetail_mutation_remember (resolving->writer.server->ledger, resolving->writer.caller->family_id,
                                     resolving->writer.caller->client_id, resolving->request->mutation_id,
                                     &mutation, resolving->writer.now, error);
}

static gboolean
resolve_once (Resolving *resolving, const char *hash, GError **error)
{
  gboolean found;
  gboolean done;

  if (!load (resolving, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (g_str_equal (resolving->request->strategy, DOVETAIL_RESOLUTION_REOPEN))
    done = reopen (resolving, error);
  else
    done = close_with_answer (resolving, error);
  return done && (resolving->refused != 0 || remember (resolving, hash, error));
}

static void
forget (Resolving *resolving)
{
  dovetail_writer_clear (&resolving->writer);
  g_clear_pointer (&resolving->conflict, dovetail_conflict_unref);
  g_clear_pointer (&resolving->stored, dovetail_stored_free);
  g_clear_pointer (&resolving->sync_token, g_free);
  g_clear_pointer (&resolving->detail, g_free);
  resolving->refused = 0;
}

/* The client stores what is answered, which is newer than where it stands: its next token is of no history
 * that does not have it. */
static gboolean
bind_token (Resolving *resolving, const DovetailFamily *family, GError **error)
{
  DovetailServer *server = resolving->writer.server;
  g_autoptr (DovetailSyncToken) token = NULL;

  if (!dovetail_position_resume_if_good (server, family, resolving->request->sync_token, &token, error))
    return FALSE;
  if (token != NULL)
    resolving->sync_token = dovetail_position_advance (server, family, token, token->seq, error);
  return token == NULL || resolving->sync_token != NULL;
}

static gboolean
resolve (DovetailServer *server, gpointer user_data, GError **error)
{
  Resolving *resolving = user_data;
  const DovetailCaller *caller = resolving->caller;
  g_autofree char *hash = content_hash (resolving->request);
  g_autoptr (DovetailMutation) known = NULL;
  g_autoptr (DovetailFamily) family = NULL;
  gboolean found;

  forget (resolving);
  family = dovetail_family_find (server->ledger, caller->family_id, error);
  if (family == NULL)
    return FALSE;
  dovetail_writer_init (&resolving->writer, server, caller, family, server->options.default_policy);
  if (!dovetail_mutation_find (server->ledger, caller->family_id, caller->client_id,
                               resolving->request->mutation_id, &known, error))
    return FALSE;
  if (known != NULL && !g_str_equal (known->hash, hash))
    return refuse (resolving, 422, "mutation_reused", "This mutation id was used for another change");
  if (!(known != NULL ? load (resolving, &found, error) : resolve_once (resolving, hash, error))
      || !dovetail_rewards_settle (&resolving->writer, error))
    return FALSE;
  resolving->conflicts_rev = family->conflicts_rev;
  return bind_token (resolving, family, error);
}

static DovetailResponse *
answer (const Resolving *resolving)
{
  const DovetailResolveResponse response
      = { .record = resolving->stored == NULL ? NULL : resolving->stored->record,
          .conflict = resolving->conflict,
          .sync_token = resolving->sync_token,
          .conflicts_rev = resolving->conflicts_rev,
          .server_time = resolving->writer.now };

  if (resolving->refused == 0)
    return dovetail_answer (dovetail_resolve_response_to_json (&response));
  if (resolving->refused == 409)
    return dovetail_refuse_with (409, resolving->code, resolving->detail,
                                 dovetail_resolve_response_to_json (&response));
  return dovetail_refuse (resolving->refused, resolving->code, resolving->detail);
}

DovetailResponse *
dovetail_handle_resolve (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *http_request,
                         JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailResolveRequest) request = dovetail_resolve_request_from_json (body, &error);
  Resolving resolving = { .caller = caller, .request = request };
  DovetailResponse *response;

  if (request == NULL)
    return dovetail_refuse_for_error (error);
  if (strlen (request->mutation_id) > MAX_MUTATION_ID_BYTES)
    return dovetail_refuse (400, "invalid_request", "mutation_id is too long");
  response = dovetail_refuse_writer (caller, request->client_id, 1);
  if (response != NULL)
    return response;

  if (dovetail_server_transact (server, caller->family_id, TRUE, resolve, &resolving, &error))
    response = answer (&resolving);
  else
    response = dovetail_refuse_for_error (error);
  forget (&resolving);
  return response;
}
