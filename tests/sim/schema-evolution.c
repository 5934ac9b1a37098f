/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Today's client among newer ones: what it does not know survives whatever it does. The newer client is
 * played by hand over /sync/push, the newer server adds what it likes to its answers. */

#include "core/uuid.h"
#include "formats/format.h"
#include "json/json.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "sim/newer-server.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/reconcile.h"
#include "sync/session.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define SECOND "0197a000-0000-7000-8000-000000000002"
#define HABIT "0197a000-0000-7000-8000-00000000000a"
#define TIME "2026-11-20T12:00:00.000Z"
/* What no client of today writes. */
#define TOMORROW                                                                                             \
  "'energy':{'level':3,'unit':'spoons'},'labels':[{'id':'l1','text':'deep'}],'estimate':2.5,'private':true"

typedef struct
{
  ScratchStore *scratch;
  DovetailServer *server;
  InProcessRemote *remote;
  NewerServer *newer;
  char *token;  /* of the newer client */
  guint pushes; /* its mutations */
  ScratchHost host;
} Fixture;

/* The newer client's request, in single quotes for double ones; it must succeed. */
static JsonNode *
ask (Fixture *fixture, const char *path, const char *format, ...)
{
  g_autoptr (DovetailRequest) request = dovetail_request_new ("POST", path);
  g_autoptr (DovetailResponse) response = NULL;
  va_list arguments;
  char *text;
  gsize length;
  JsonNode *body;

  va_start (arguments, format);
  text = g_strdelimit (g_strdup_vprintf (format, arguments), "'", '"');
  va_end (arguments);
  request->body = g_bytes_new_take (text, strlen (text));
  if (fixture->token != NULL)
    request->authorization = g_strconcat ("Bearer ", fixture->token, NULL);
  response = dovetail_server_handle (fixture->server, request);
  text = (char *) g_bytes_get_data (response->body, &length);
  body = dovetail_json_parse_object (text, (gssize) length, NULL);
  if (response->status != 200)
    g_error ("%s: %.*s", path, (int) length, text);
  return body;
}

static void
push (Fixture *fixture, const char *status, const char *change)
{
  g_autoptr (JsonNode) body = NULL;
  JsonNode *result;

  fixture->scratch->now += 1000;
  body = ask (fixture, "/sync/push",
              "{'client_id':'newer','policy':'manual_resolution','deltas':[{'mutation_id':'n%u',"
              "'entity_type':'task','timestamp':'" TIME "',%s}]}",
              fixture->pushes++, change);
  result = json_array_get_element (json_node_get_array (dovetail_data_get (body, "results")), 0);
  g_assert_cmpstr (dovetail_data_get_string (result, "status"), ==, status);
}

/* The record as the newer client sees it; NULL: deleted. */
static JsonNode *
look_at (Fixture *fixture, const char *id)
{
  g_autoptr (JsonNode) body = ask (fixture, "/sync/pull", "{'client_id':'newer','batch_size':500}");
  JsonArray *deltas = json_node_get_array (dovetail_data_get (body, "deltas"));

  for (guint i = 0; i < json_array_get_length (deltas); i++)
    {
      JsonNode *delta = json_array_get_element (deltas, i);

      if (g_strcmp0 (dovetail_data_get_string (delta, "entity_id"), id) == 0)
        return json_node_ref (dovetail_data_get (delta, "data"));
    }
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) grant = NULL;

  fixture->scratch = scratch_store_new (FALSE);
  scratch_host_init (&fixture->host, &fixture->scratch->now);
  fixture->server = scratch_host_open (&fixture->host, NULL);
  scratch_server_add_user (fixture->server, "anna", "home", "owner");
  fixture->remote = in_process_remote_new (fixture->server);
  fixture->newer = newer_server_new (fixture->remote);
  dovetail_session_login (fixture->scratch->store, NULL, DOVETAIL_REMOTE (fixture->newer),
                          "http://localhost:1", "anna", SCRATCH_SERVER_PASSWORD, "laptop", NULL, &error);
  g_assert_no_error (error);
  grant = ask (fixture, "/auth/login",
               "{'username':'anna','password':'correct horse','client_id':'newer','device_name':'newer'}");
  fixture->token = g_strdup (dovetail_data_get_string (grant, "access_token"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->newer);
  g_object_unref (fixture->remote);
  g_object_unref (fixture->server);
  scratch_store_free (fixture->scratch);
  g_free (fixture->token);
}

static void
sync_as (Fixture *fixture, DovetailSyncKind kind)
{
  const DovetailPassOptions options
      = { .store = fixture->scratch->store, .remote = DOVETAIL_REMOTE (fixture->newer), .kind = kind };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  fixture->scratch->now += 1000;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpint (job->errors, ==, 0);
}

static void
sync_now (Fixture *fixture)
{
  sync_as (fixture, DOVETAIL_SYNC_AUTO);
}

static void
assert_tomorrow (JsonNode *data)
{
  g_autoptr (JsonNode) expected = scratch_data ("{" TOMORROW "}");
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  g_assert_nonnull (data);
  json_object_iter_init (&iter, json_node_get_object (expected));
  while (json_object_iter_next (&iter, &field, &value))
    if (!dovetail_value_equal (dovetail_data_get (data, field), value))
      g_error ("“%s” is not what it was", field);
}

/* On both sides. */
static void
assert_survived (Fixture *fixture, const char *id, const char *title)
{
  g_autoptr (DovetailReplica) replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, id);
  g_autoptr (JsonNode) there = look_at (fixture, id);

  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
  g_assert_cmpstr (dovetail_data_get_string (there, "title"), ==, title);
  assert_tomorrow (replica->current->data);
  assert_tomorrow (there);
}

static void
make_task (Fixture *fixture)
{
  push (fixture, "applied",
        "'entity_id':'" ID "','operation':'create','data':{'title':'made','notes':'one\\n'," TOMORROW "}");
  sync_now (fixture);
  assert_survived (fixture, ID, "made");
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  make_task (fixture);
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'title':'edited','tags':['home']}");
  sync_now (fixture);
  assert_survived (fixture, ID, "edited");
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'status':'done'}");
  sync_now (fixture);
  assert_survived (fixture, ID, "edited");
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) there = NULL;

  make_task (fixture);
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'title':'edited','notes':'zero\\none\\n'}");
  push (fixture, "applied",
        "'entity_id':'" ID
        "','operation':'update','version':1,'data':{'notes':'one\\ntwo\\n','mood':'good'}");
  sync_now (fixture);
  assert_survived (fixture, ID, "edited");
  there = look_at (fixture, ID);
  g_assert_cmpstr (dovetail_data_get_string (there, "mood"), ==, "good");
  g_assert_cmpstr (dovetail_data_get_string (there, "notes"), ==, "zero\none\ntwo\n");
}

/* Both sides write the field that this version does not know: here, by an import in its own format. */
static void
test_removed_by_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) there = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  make_task (fixture);
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'title':'edited'}");
  push (fixture, "applied", "'entity_id':'" ID "','operation':'update','version':1,'data':{'estimate':null}");
  sync_now (fixture);
  there = look_at (fixture, ID);
  replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, ID);
  g_assert_null (dovetail_data_get (there, "estimate"));
  g_assert_null (dovetail_data_get (replica->current->data, "estimate"));
  g_assert_cmpstr (dovetail_data_get_string (there, "title"), ==, "edited");
}

static char *
raise_conflict (Fixture *fixture)
{
  g_autoptr (GPtrArray) open = NULL;

  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_POLICY, "manual_resolution", NULL);
  make_task (fixture);
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'title':'mine'}");
  push (fixture, "applied",
        "'entity_id':'" ID "','operation':'update','version':1,'data':{'title':'theirs'}");
  sync_now (fixture);
  open = dovetail_store_list_conflicts (fixture->scratch->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  return g_strdup (((DovetailConflict *) open->pdata[0])->conflict_id);
}

static const struct
{
  const char *strategy;
  const char *resolved;
  const char *title;
} answers[] = {
  { DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, "mine" },
  { DOVETAIL_RESOLUTION_SERVER_WINS, NULL, "theirs" },
  { DOVETAIL_RESOLUTION_USER_MERGE, "{'title':'mine and theirs'}", "mine and theirs" },
  { DOVETAIL_RESOLUTION_BOTH, NULL, "theirs" },
};

static void
test_resolve (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Fixture own = { 0 };
      g_autofree char *conflict_id = NULL;
      g_autoptr (JsonNode) resolved = NULL;
      g_autoptr (GError) error = NULL;

      set_up (&own, NULL);
      conflict_id = raise_conflict (&own);
      resolved = answers[i].resolved != NULL ? scratch_data (answers[i].resolved) : NULL;
      dovetail_store_resolve_conflict (own.scratch->store, conflict_id, answers[i].strategy, resolved,
                                       &error);
      g_assert_no_error (error);
      sync_now (&own);
      assert_survived (&own, ID, answers[i].title);
      if (g_str_equal (answers[i].strategy, DOVETAIL_RESOLUTION_BOTH))
        {
          g_autofree char *second = dovetail_uuid_new_v5 (conflict_id, "both");

          assert_survived (&own, second, "mine");
        }
      dovetail_store_unresolve_conflict (own.scratch->store, conflict_id, &error);
      g_assert_no_error (error);
      sync_now (&own);
      assert_survived (&own, ID, "theirs");
      tear_down (&own, NULL);
    }
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  make_task (fixture);
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, ID, "{'title':'edited'}");
  g_assert_true (dovetail_store_discard_pending (fixture->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL));
  sync_now (fixture);
  assert_survived (fixture, ID, "made");
}

static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) gone = NULL;

  make_task (fixture);
  for (guint uploaded = 0; uploaded < 2; uploaded++)
    {
      g_autoptr (DovetailReplica) deleted
          = dovetail_store_delete (fixture->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL);
      g_autoptr (DovetailReplica) restored = NULL;

      if (uploaded)
        sync_now (fixture);
      restored = dovetail_store_restore (fixture->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL);
      g_assert_nonnull (restored);
      sync_now (fixture);
      assert_survived (fixture, ID, "made");
    }
}

/* Dovetail's own format keeps every field: what is imported elsewhere and uploaded is the same. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
  const DovetailZone zone = { 0 }; /* no time in it is civil */
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailImport) import = NULL;
  g_autoptr (DovetailReplica) again = NULL;
  g_autofree char *text = NULL;
  DovetailImportedTask *task;

  make_task (fixture);
  replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, ID);
  g_ptr_array_add (tasks, replica->current);
  text = dovetail_format_write (DOVETAIL_FORMAT_JSON, tasks, names, fixture->scratch->now, NULL);
  import
      = dovetail_format_read (DOVETAIL_FORMAT_JSON, text, strlen (text), &zone, fixture->scratch->now, NULL);
  g_assert_cmpuint (import->problems->len, ==, 0);
  g_assert_cmpuint (import->tasks->len, ==, 1);
  task = import->tasks->pdata[0];
  g_assert_cmpstr (task->entity_id, ==, ID);
  again = dovetail_store_create (fixture->scratch->store, DOVETAIL_ENTITY_TASK, SECOND, task->data, FALSE,
                                 NULL);
  sync_now (fixture);
  assert_survived (fixture, SECOND, "made");
}

static guint
count_shown (Fixture *fixture)
{
  static const DovetailView views[]
      = { DOVETAIL_VIEW_ALL,     DOVETAIL_VIEW_INBOX,     DOVETAIL_VIEW_TODAY,
          DOVETAIL_VIEW_FLAGGED, DOVETAIL_VIEW_SCHEDULED, DOVETAIL_VIEW_COMPLETED };
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      const DovetailQuery query = { .view = views[i],
                                    .subtasks = TRUE,
                                    .today = "2030-01-01",
                                    .tomorrow = G_GINT64_CONSTANT (1893542400000) };
      g_autoptr (GArray) rows = dovetail_store_query_tasks (fixture->scratch->store, &query, NULL);

      g_assert_nonnull (rows);
      count += rows->len;
    }
  return count;
}

static void
assert_habit (Fixture *fixture)
{
  g_autoptr (DovetailReplica) habit = scratch_get (fixture->scratch, "habit", HABIT);
  g_autofree char *text = scratch_text (habit->current->data);
  DovetailOutboxSummary summary = { 0 };

  g_assert_cmpstr (text, ==,
                   "{'done':7,'due':'2027-01-01','list_id':['a'],'priority':'high','title':{'en':'run'}}");
  g_assert_cmpint (habit->current->version, ==, 4);
  g_assert_cmpint (habit->current->schema_version, ==, 3);
  g_assert_null (habit->pending);
  g_assert_true (dovetail_store_summarize_outbox (fixture->scratch->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting + summary.quarantined + summary.unreadable, ==, 0);
}

/* Nothing in it is of the kind that a task's fields are, and nobody minds. */
static void
test_newer_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) patch = scratch_data ("{'title':'walk'}");
  g_autoptr (GError) error = NULL;

  newer_server_add (fixture->newer,
                    "{'entity_type':'habit','entity_id':'" HABIT "','operation':'update','version':4,"
                    "'etag':'h4','schema_version':3,'data':{'title':{'en':'run'},'due':'2027-01-01',"
                    "'priority':'high','done':7,'list_id':['a']}}");
  sync_now (fixture);
  assert_habit (fixture);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  sync_as (fixture, DOVETAIL_SYNC_FULL);
  assert_habit (fixture);

  g_test_message ("nobody can edit or delete it here");
  g_assert_null (dovetail_store_update (fixture->scratch->store, "habit", HABIT, patch, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (dovetail_store_delete (fixture->scratch->store, "habit", HABIT, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);

  g_test_message ("a server that knows no such type says nothing about it");
  newer_server_forget (fixture->newer);
  sync_as (fixture, DOVETAIL_SYNC_FULL);
  assert_habit (fixture);

  g_test_message ("its tombstone ends it");
  newer_server_add (fixture->newer,
                    "{'entity_type':'habit','entity_id':'" HABIT "','operation':'delete','version':5}");
  sync_now (fixture);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

/* A task as a newer version writes it. */
static void
test_newer_task (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) edited = NULL;
  g_autoptr (DovetailReplica) frozen = NULL;
  g_autoptr (JsonNode) patch = scratch_data ("{'title':'renamed'}");
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;

  newer_server_add (fixture->newer,
                    "{'entity_type':'task','entity_id':'" ID "','operation':'update','version':4,"
                    "'etag':'h4','schema_version':2,'data':{'title':'odd','status':'waiting',"
                    "'priority':'urgent','due':'someday'," TOMORROW "}}");
  sync_now (fixture);
  replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, ID);
  g_assert_cmpint (replica->current->schema_version, ==, 2);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "status"), ==, "waiting");
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "priority"), ==, "urgent");
  g_assert_cmpuint (count_shown (fixture), >, 0);

  g_test_message ("what is edited here goes up alone, and the words of tomorrow stay");
  edited = dovetail_store_update (fixture->scratch->store, DOVETAIL_ENTITY_TASK, ID, patch, &error);
  g_assert_no_error (error);
  frozen = dovetail_reconcile_freeze (edited, "m1");
  sent = scratch_text (frozen->pending->frozen->data);
  g_assert_cmpstr (sent, ==, "{'title':'renamed'}");
  g_assert_cmpstr (dovetail_data_get_string (edited->current->data, "status"), ==, "waiting");
  g_assert_cmpint (edited->current->schema_version, ==, 2);
  assert_tomorrow (edited->current->data);

  g_test_message ("nobody writes such words here");
  g_clear_pointer (&patch, json_node_unref);
  patch = scratch_data ("{'status':'someday'}");
  g_assert_null (dovetail_store_update (fixture->scratch->store, DOVETAIL_ENTITY_TASK, ID, patch, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

#define ADD(name, test) g_test_add ("/schema-evolution/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("unknown fields survive edits", test_edit);
  ADD ("unknown fields survive a merge of three sides", test_merge);
  ADD ("a field that a newer client removed stays removed", test_removed_by_newer);
  ADD ("unknown fields survive every answer to a conflict", test_resolve);
  ADD ("unknown fields survive a discarded edit", test_discard);
  ADD ("unknown fields survive deleting and restoring", test_restore);
  ADD ("unknown fields survive export and import", test_export);
  ADD ("records of a newer type are kept and left alone", test_newer_type);
  ADD ("unknown words and a newer schema version are kept", test_newer_task);
  return g_test_run ();
}
