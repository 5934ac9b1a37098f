/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which policy a change goes up under, and that a request has one only. */

#include "store/policies.h"

#include "core/record.h"
#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "json/json.h"
#include "store/conflicts.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

typedef struct
{
  ScratchStore *scratch;
  ScratchStore *other;
  DovetailServer *server;
  InProcessRemote *remote;
  GPtrArray *sent; /* "policy: type type ..." of each request with changes */
  ScratchHost host;
} Fixture;

static InProcessFate
note (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  gsize length;
  const char *text = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;
  g_autoptr (JsonNode) body = text != NULL ? dovetail_json_parse_object (text, (gssize) length, NULL) : NULL;
  JsonNode *changes = body != NULL ? dovetail_data_get (body, "changes") : NULL;
  JsonArray *array = changes != NULL ? json_node_get_array (changes) : NULL;
  g_autoptr (GString) line = NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    return IN_PROCESS_DELIVER;
  line = g_string_new (dovetail_data_get_string (body, "policy"));
  g_string_append_c (line, ':');
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (line, " %s",
                            dovetail_data_get_string (json_array_get_element (array, i), "entity_type"));
  g_ptr_array_add (fixture->sent, g_strdup (line->str));
  return IN_PROCESS_DELIVER;
}

static void
sign_in (Fixture *fixture, ScratchStore *scratch, const char *device)
{
  g_autoptr (GError) error = NULL;

  dovetail_session_login (scratch->store, NULL, DOVETAIL_REMOTE (fixture->remote), "http://localhost:1",
                          "anna", SCRATCH_SERVER_PASSWORD, device, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("DEFAULT_CONFLICT_POLICY");
  g_unsetenv ("ENABLE_OPERATIONAL_TRANSFORM");
  fixture->sent = g_ptr_array_new_with_free_func (g_free);
  fixture->scratch = scratch_store_new (FALSE);
  scratch_host_init (&fixture->host, &fixture->scratch->now);
  fixture->server = scratch_host_open (&fixture->host, NULL);
  scratch_server_add_user (fixture->server, "anna", "home", "owner");
  fixture->remote = in_process_remote_new (fixture->server);
  fixture->other = scratch_store_new (FALSE);
  sign_in (fixture, fixture->scratch, "laptop");
  sign_in (fixture, fixture->other, "phone");
  in_process_remote_hook (fixture->remote, note, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->remote);
  g_object_unref (fixture->server);
  scratch_store_free (fixture->scratch);
  scratch_store_free (fixture->other);
  g_ptr_array_unref (fixture->sent);
  g_unsetenv ("DEFAULT_CONFLICT_POLICY");
  g_unsetenv ("ENABLE_OPERATIONAL_TRANSFORM");
}

static void
sync_store (Fixture *fixture, ScratchStore *scratch)
{
  const DovetailPassOptions options
      = { .store = scratch->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scratch->now += 1000;
  g_ptr_array_set_size (fixture->sent, 0);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
}

static void
set_policy (ScratchStore *scratch, const char *entity_type, DovetailPolicy policy)
{
  g_assert_true (dovetail_store_set_policy (scratch->store, entity_type, &policy, NULL));
}

static const struct
{
  const char *description;
  const char *standard; /* of the store; NULL: not set */
  const char *own;      /* of the type */
  const char *environment;
  const char *transform; /* ENABLE_OPERATIONAL_TRANSFORM */
  const char *type;
  const char *expected;
} cases[] = {
  { "nothing is set", NULL, NULL, NULL, NULL, "task", "operational_transform" },
  { "the store's", "client_wins", NULL, NULL, NULL, "task", "client_wins" },
  { "the type's before the store's", "client_wins", "server_wins", NULL, NULL, "task", "server_wins" },
  { "the type's without the store's", NULL, "server_wins", NULL, NULL, "list", "server_wins" },
  { "the environment's where the store has none", NULL, NULL, "last_write_wins", NULL, "task",
    "last_write_wins" },
  { "the store's before the environment's", "client_wins", NULL, "last_write_wins", NULL, "task",
    "client_wins" },
  { "the type's before the environment's", NULL, "server_wins", "last_write_wins", NULL, "task",
    "server_wins" },
  { "an environment that names no policy", NULL, NULL, "coin_toss", NULL, "task", "operational_transform" },
  { "no merging of texts", NULL, NULL, NULL, "false", "task", "manual_resolution" },
  { "no merging of texts, in capitals", NULL, NULL, NULL, "FALSE", "task", "manual_resolution" },
  { "no merging of texts, as a number", NULL, NULL, NULL, "0", "task", "manual_resolution" },
  { "merging of texts", NULL, NULL, NULL, "true", "task", "operational_transform" },
  { "no merging of texts, though the type asks for it", NULL, "operational_transform", NULL, "no", "task",
    "manual_resolution" },
  { "no merging of texts does not touch other policies", "client_wins", NULL, NULL, "false", "task",
    "client_wins" },
  { "events go by their own rule", "client_wins", NULL, NULL, NULL, "event", "last_write_wins" },
  { "a type of a newer version goes with the others", "client_wins", NULL, NULL, NULL, "habit",
    "client_wins" },
};

static void
set_or_unset (const char *name, const char *value)
{
  if (value != NULL)
    g_setenv (name, value, TRUE);
  else
    g_unsetenv (name);
}

static void
test_cases (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("policy.", cases[i].type, NULL);

      g_test_message ("%s", cases[i].description);
      set_or_unset ("DEFAULT_CONFLICT_POLICY", cases[i].environment);
      set_or_unset ("ENABLE_OPERATIONAL_TRANSFORM", cases[i].transform);
      dovetail_store_set_setting (fixture->scratch->store, "policy", cases[i].standard, NULL);
      dovetail_store_set_setting (fixture->scratch->store, name, cases[i].own, NULL);
      g_assert_cmpstr (
          dovetail_policy_to_string (dovetail_store_get_policy (fixture->scratch->store, cases[i].type)), ==,
          cases[i].expected);
      dovetail_store_set_setting (fixture->scratch->store, name, NULL, NULL);
    }
}

static void
test_setting (Fixture *fixture, gconstpointer data)
{
  DovetailPolicy policy = DOVETAIL_POLICY_SERVER_WINS;
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_store_set_policy (fixture->scratch->store, "list", &policy, &error));
  policy = DOVETAIL_POLICY_CLIENT_WINS;
  g_assert_true (dovetail_store_get_policy_setting (fixture->scratch->store, "list", &policy));
  g_assert_cmpint (policy, ==, DOVETAIL_POLICY_SERVER_WINS);
  g_assert_true (dovetail_store_set_policy (fixture->scratch->store, "list", NULL, &error));
  g_assert_false (dovetail_store_get_policy_setting (fixture->scratch->store, "list", &policy));
  g_assert_false (dovetail_store_set_policy (fixture->scratch->store, "event", &policy, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

#define LIST(n) "0197a000-0000-7000-8000-0000000001" n
#define TASK(n) "0197a000-0000-7000-8000-0000000002" n
#define EVENT(n) "0197a000-0000-7000-8000-0000000003" n

static void
assert_sent (Fixture *fixture, const char *expected)
{
  g_autofree char *lines = NULL;

  g_ptr_array_add (fixture->sent, NULL);
  lines = g_strjoinv ("; ", (char **) fixture->sent->pdata);
  g_assert_cmpstr (lines, ==, expected);
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  set_policy (fixture->scratch, "task", DOVETAIL_POLICY_MANUAL_RESOLUTION);
  set_policy (fixture->scratch, NULL, DOVETAIL_POLICY_CLIENT_WINS);
  scratch_create (fixture->scratch, "task", TASK ("01"), "{'title':'a','list_id':'" LIST ("01") "'}");
  scratch_create (fixture->scratch, "event", EVENT ("01"), "{'title':'b'}");
  scratch_create (fixture->scratch, "task", TASK ("02"), "{'title':'c'}");
  scratch_create (fixture->scratch, "event", EVENT ("02"), "{'title':'d'}");
  scratch_create (fixture->scratch, "list", LIST ("01"), "{'name':'e'}");
  sync_store (fixture, fixture->scratch);
  assert_sent (fixture, "client_wins: list; manual_resolution: task task; last_write_wins: event event");

  g_test_message ("those of one policy go together, whatever they are");
  set_policy (fixture->scratch, "task", DOVETAIL_POLICY_CLIENT_WINS);
  scratch_update (fixture->scratch, "task", TASK ("01"), "{'title':'a2'}");
  scratch_update (fixture->scratch, "list", LIST ("01"), "{'name':'e2'}");
  sync_store (fixture, fixture->scratch);
  assert_sent (fixture, "client_wins: list task");
}

/* The first that waits comes to nothing: the others go all the same. */
static void
test_nothing_first (Fixture *fixture, gconstpointer data)
{
  set_policy (fixture->scratch, "list", DOVETAIL_POLICY_CLIENT_WINS);
  scratch_create (fixture->scratch, "list", LIST ("01"), "{'name':'e'}");
  sync_store (fixture, fixture->scratch);
  scratch_update (fixture->scratch, "list", LIST ("01"), "{'name':'f'}");
  scratch_update (fixture->scratch, "list", LIST ("01"), "{'name':'e'}");
  scratch_create (fixture->scratch, "task", TASK ("01"), "{'title':'a'}");
  sync_store (fixture, fixture->scratch);
  assert_sent (fixture, "operational_transform: task");
}

/* A great many of two policies, mixed: every one goes up, and the requests are not many more. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  DovetailOutboxSummary summary = { 0 };

  set_policy (fixture->scratch, "task", DOVETAIL_POLICY_MANUAL_RESOLUTION);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);

      scratch_create (fixture->scratch, i % 3 == 0 ? "event" : "task", id, "{'title':'one of many'}");
    }
  sync_store (fixture, fixture->scratch);
  g_assert_true (dovetail_store_summarize_outbox (fixture->scratch->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting, ==, 0);
  g_assert_cmpuint (fixture->sent->len, <=, 20);
}

/* Lists ask, tasks do not. */
static void
test_decides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (DovetailReplica) task = NULL;

  set_policy (fixture->scratch, "task", DOVETAIL_POLICY_CLIENT_WINS);
  set_policy (fixture->scratch, "list", DOVETAIL_POLICY_MANUAL_RESOLUTION);
  scratch_create (fixture->scratch, "list", LIST ("01"), "{'name':'before'}");
  scratch_create (fixture->scratch, "task", TASK ("01"), "{'title':'before'}");
  sync_store (fixture, fixture->scratch);
  sync_store (fixture, fixture->other);
  scratch_update (fixture->other, "list", LIST ("01"), "{'name':'theirs'}");
  scratch_update (fixture->other, "task", TASK ("01"), "{'title':'theirs'}");
  sync_store (fixture, fixture->other);
  scratch_update (fixture->scratch, "list", LIST ("01"), "{'name':'mine'}");
  scratch_update (fixture->scratch, "task", TASK ("01"), "{'title':'mine'}");
  sync_store (fixture, fixture->scratch);
  open = dovetail_store_list_conflicts (fixture->scratch->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (((DovetailConflict *) open->pdata[0])->entity_type, ==, "list");
  task = scratch_get (fixture->scratch, "task", TASK ("01"));
  g_assert_cmpstr (dovetail_record_get_title (task->current), ==, "mine");
}

#define ADD(name, test) g_test_add ("/policies/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("which is in force", test_cases);
  ADD ("setting one for a type", test_setting);
  ADD ("requests of their own", test_requests);
  ADD ("the first comes to nothing", test_nothing_first);
  ADD ("many at once", test_many);
  ADD ("each type by its own", test_decides);
  return g_test_run ();
}
