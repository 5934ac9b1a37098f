/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pass against a server that follows a script: what goes up, what is stored, and what happens when the
 * answer is late, lost, refused or nonsense. */

#include "sync/pass.h"

#include "lib/scratch-store.h"
#include "lib/scripted-remote.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define ID2 "0197a000-0000-7000-8000-000000000002"
#define CONFLICT "0197a000-0000-7000-8000-0000000000c1"
#define TIME "2026-11-20T12:00:00.000Z"

#define EXCHANGE(results, changes, token)                                                                    \
  "{'results':[" results "],'server_changes':[" changes "],'conflicts':[],'sync_token':'" token              \
  "','has_more':false,"                                                                                      \
  "'success':true,'conflicts_rev':1,'server_time':'" TIME "'}"
#define PAGE(deltas, token, more)                                                                            \
  "{'deltas':[" deltas "],'next_sync_token':'" token "','has_more':" more ",'full':true,'conflicts_rev':1,"  \
  "'server_time':'" TIME "'}"
#define TASK(id, version, title)                                                                             \
  "{'entity_type':'task','entity_id':'" id "','operation':'update','data':{'title':'" title                  \
  "'},'version':" version ",'etag':'e" version "'}"
#define APPLIED "{'mutation_id':'%m','status':'applied','version':2,'etag':'e2'}"
#define PROBLEM(code) "{'title':'No','code':'" code "'}"

typedef struct
{
  ScratchStore *scratch;
  ScriptedRemote *remote;
  gint64 slept; /* ms, all together */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_store_new (FALSE);
  fixture->remote = scripted_remote_new ();
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SERVER, "http://localhost:1", NULL);
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_DEVICE_ID, "device", NULL);
  dovetail_store_set_setting_int (fixture->scratch->store, DOVETAIL_SETTING_CONFLICTS_REV, 1, NULL);
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN, data, NULL);
  dovetail_store_set_secret (
      fixture->scratch->store, DOVETAIL_SETTING_TOKENS,
      "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":9999999999999}", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (scripted_remote_left (fixture->remote), ==, 0);
  g_object_unref (fixture->remote);
  scratch_store_free (fixture->scratch);
}

static void
count_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  ((Fixture *) user_data)->slept += milliseconds;
}

static DovetailJob *
sync_now (Fixture *fixture, DovetailSyncKind kind)
{
  const DovetailPassOptions options = {
    .store = fixture->scratch->store,
    .remote = DOVETAIL_REMOTE (fixture->remote),
    .kind = kind,
    .sleep = count_sleep,
    .user_data = fixture,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, NULL, &error);

  g_assert_no_error (error);
  return job;
}

static void
assert_completed (const DovetailJob *job)
{
  g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_cmpstr (job->phase, ==, "idle");
}

static DovetailReplica *
read_task (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  DovetailReplica *replica
      = dovetail_store_get_replica (fixture->scratch->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
  return replica;
}

static void
create_task (Fixture *fixture, const char *id, const char *title)
{
  g_autoptr (JsonNode) data = dovetail_data_empty ();
  g_autoptr (JsonNode) titled = dovetail_data_with_string (data, "title", title);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (fixture->scratch->store, DOVETAIL_ENTITY_TASK, id, titled, TRUE, &error);

  g_assert_no_error (error);
}

static void
edit_task (Fixture *fixture, const char *id, const char *title)
{
  g_autoptr (JsonNode) data = dovetail_data_empty ();
  g_autoptr (JsonNode) patch = dovetail_data_with_string (data, "title", title);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_update (fixture->scratch->store, DOVETAIL_ENTITY_TASK, id, patch, &error);

  g_assert_no_error (error);
}

static void
assert_title (Fixture *fixture, const char *id, const char *title)
{
  g_autoptr (DovetailReplica) replica = read_task (fixture, id);

  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
}

static void
assert_token (Fixture *fixture, const char *expected)
{
  g_autofree char *token = dovetail_store_get_setting (fixture->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);

  g_assert_cmpstr (token, ==, expected);
}

static char *
sent_mutation_id (Fixture *fixture, guint index)
{
  JsonNode *changes = dovetail_data_get (scripted_remote_get_body (fixture->remote, index), "changes");
  JsonArray *array = json_node_get_array (changes);

  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  return g_strdup (dovetail_data_get_string (json_array_get_element (array, 0), "mutation_id"));
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  create_task (fixture, ID2, "made here before there was an account");
  scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID, "1", "from the server"), "w1", "true"));
  scripted_remote_answer (fixture->remote, 200, PAGE ("", "t1", "false"));
  scripted_remote_answer (fixture->remote, 200,
                          EXCHANGE ("{'mutation_id':'%m','status':'applied','version':1}", "", "t2"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpstr (job->kind, ==, "full");
  g_assert_cmpint (job->created, ==, 1);
  g_assert_cmpint (job->pushed, ==, 1);
  g_assert_cmpint (job->requests, ==, 3);
  assert_title (fixture, ID, "from the server");
  assert_token (fixture, "t2");
  g_assert_cmpstr (scripted_remote_get_authorization (fixture->remote, 0), ==, "Bearer a1");
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (fixture->remote, 1), "sync_token"), ==,
                   "w1");
}

static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) failed = NULL;
  g_autoptr (DovetailJob) job = NULL;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;

  create_task (fixture, ID, "once");
  for (guint i = 0; i < 6; i++)
    scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_OFFLINE);
  failed = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (failed->state, ==, "failed");
  g_assert_cmpstr (failed->error_code, ==, "offline");
  g_assert_cmpint (failed->retries, ==, 5);
  assert_token (fixture, "t1");

  g_test_message ("the same change goes up again, although it was edited meanwhile");
  edit_task (fixture, ID, "twice");
  scripted_remote_answer (fixture->remote, 200,
                          EXCHANGE ("{'mutation_id':'%m','status':'applied','version':1}", "", "t2"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE (APPLIED, "", "t3"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  first = sent_mutation_id (fixture, 0);
  again = sent_mutation_id (fixture, 6);
  g_assert_cmpstr (first, ==, again);
  assert_title (fixture, ID, "twice");
  assert_token (fixture, "t3");
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t1"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpint (job->requests, ==, 1);
  g_assert_cmpint (dovetail_store_get_setting_int (fixture->scratch->store, DOVETAIL_SETTING_LAST_SUCCESS, 0),
                   ==, fixture->scratch->now);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (
      fixture->remote, 200,
      "{'results':[],'server_changes':[" TASK (ID, "1", "one") "],'sync_token':'t2','has_more':true,"
                                                               "'conflicts_rev':1,'server_time':'" TIME "'}");
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", TASK (ID2, "1", "two"), "t3"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpint (job->fetched, ==, 2);
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (fixture->remote, 1), "sync_token"), ==,
                   "t2");
  assert_title (fixture, ID2, "two");
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  for (guint i = 0; i < 3; i++)
    scripted_remote_answer (
        fixture->remote, 200,
        "{'results':[],'server_changes':[],'sync_token':'t1','has_more':true,'server_time':'" TIME "'}");
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "protocol");
}

static gboolean
is_here (Fixture *fixture, const char *id)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (fixture->scratch->store, DOVETAIL_ENTITY_TASK, id, NULL);

  return replica != NULL;
}

/* status and code: what the server says of the token; swept: whether what it does not list is believed to be gone.
 */
static void
check_gone (Fixture *fixture, guint status, const char *code, gboolean swept)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) job = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", TASK (ID2, "1", "only here now"), "t2"));
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  create_task (fixture, ID, "waits");
  scripted_remote_answer (fixture->remote, status, code);
  scripted_remote_answer (fixture->remote, 200, PAGE ("", "t5", "false"));
  scripted_remote_answer (fixture->remote, 200,
                          EXCHANGE ("{'mutation_id':'%m','status':'applied','version':1}", "", "t6"));
  for (guint i = 0; i < 2 && !swept; i++) /* another history has other conflicts, open and closed */
    scripted_remote_answer (fixture->remote, 200, "{'conflicts':[],'conflicts_rev':1}");
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpstr (job->kind, ==, "full");
  before = sent_mutation_id (fixture, 1);
  after = sent_mutation_id (fixture, 3);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (swept == !is_here (fixture, ID2));
  assert_title (fixture, ID, "waits");
  assert_token (fixture, "t6");
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  check_gone (fixture, 410, PROBLEM ("sync_token_expired"), TRUE);
}

static void
test_gone_elsewhere (Fixture *fixture, gconstpointer data)
{
  check_gone (fixture, 410, PROBLEM ("foreign_sync_token"), FALSE);
}

static void
test_gone_garbled (Fixture *fixture, gconstpointer data)
{
  check_gone (fixture, 400, PROBLEM ("invalid_sync_token"), FALSE);
}

/* The device dies after it was told that its token is too old: the next pass knows that it may sweep. */
static void
test_gone_and_died (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) died = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", TASK (ID2, "1", "deleted elsewhere"), "t2"));
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  scripted_remote_answer (fixture->remote, 410, PROBLEM ("sync_token_expired"));
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_true (is_here (fixture, ID2));
  scripted_remote_answer (fixture->remote, 200, PAGE ("", "t5", "false"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t5"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_false (is_here (fixture, ID2));
}

static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) job = NULL;
  guint records = 0;
  guint tombstones = 0;

  scripted_remote_answer (fixture->remote, 200,
                          EXCHANGE ("", TASK (ID, "1", "stays") "," TASK (ID2, "1", "goes"), "t2"));
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t2"));
  scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID, "1", "stays"), "t3", "false"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t3"));
  job = sync_now (fixture, DOVETAIL_SYNC_FULL);
  assert_completed (job);
  g_assert_cmpint (job->deleted, ==, 1);
  dovetail_store_count_records (fixture->scratch->store, &records, &tombstones, NULL);
  g_assert_cmpuint (records, ==, 1);
}

static char *
many_tasks (guint count)
{
  g_autoptr (GString) text = g_string_new ("{'results':[],'server_changes':[");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text,
                            "%s{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-%012u',"
                            "'operation':'create','data':{'title':'x'},'version':1}",
                            i > 0 ? "," : "", i + 100);
  g_string_append (text, "],'sync_token':'t2','has_more':false,'server_time':'" TIME "'}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_mass_deletion (Fixture *fixture, gconstpointer data)
{
  g_autofree char *many = many_tasks (60);
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) job = NULL;
  guint records = 0;
  guint tombstones = 0;

  scripted_remote_answer (fixture->remote, 200, many);
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t2"));
  scripted_remote_answer (fixture->remote, 200, PAGE ("", "t3", "false"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t3"));
  job = sync_now (fixture, DOVETAIL_SYNC_FULL);
  assert_completed (job);
  dovetail_store_count_records (fixture->scratch->store, &records, &tombstones, NULL);
  g_assert_cmpuint (records, ==, 60);
}

static void
test_walk_resumes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) failed = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID, "1", "one"), "w1", "true"));
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  failed = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (failed->state, ==, "failed");
  assert_token (fixture, NULL);
  scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID2, "1", "two"), "t1", "false"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t1"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (fixture->remote, 2), "sync_token"), ==,
                   "w1");
  assert_title (fixture, ID, "one");
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autofree char *secret = NULL;

  scripted_remote_answer (fixture->remote, 401, PROBLEM ("unauthorized"));
  scripted_remote_answer (
      fixture->remote, 200,
      "{'access_token':'a2','refresh_token':'r2','expires_in':900,'user':{'id':'u','username':'anna'},"
      "'role':'owner','family_id':'f'}");
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t1"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpstr (scripted_remote_get_target (fixture->remote, 1), ==, "POST /auth/refresh");
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (fixture->remote, 1), "refresh_token"),
                   ==, "r1");
  g_assert_cmpstr (scripted_remote_get_authorization (fixture->remote, 2), ==, "Bearer a2");
  secret = dovetail_store_get_secret (fixture->scratch->store, DOVETAIL_SETTING_TOKENS, NULL);
  g_assert_nonnull (strstr (secret, "r2"));
}

static void
test_signed_out_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 401, PROBLEM ("unauthorized"));
  scripted_remote_answer (fixture->remote, 401, PROBLEM ("unauthorized"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "unauthorized");
  g_assert_nonnull (strstr (job->error_message, "sign in again"));
}

static void
test_busy_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 429, PROBLEM ("too_many"));
  scripted_remote_retry_after (fixture->remote, 9000);
  scripted_remote_answer (fixture->remote, 503, "not even JSON");
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t1"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpint (job->retries, ==, 2);
  g_assert_cmpint (fixture->slept, >=, 9000);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "<html>Welcome to this hotel</html>",
    "",
    "[]",
    "{}",
    EXCHANGE ("", "7", ""),
    "{'results':[],'server_changes':{},'sync_token':'t9'}",
    EXCHANGE ("{'mutation_id':'another','status':'applied','version':2}", "", "t9"),
    EXCHANGE ("", "", "t9"),
  };

  create_task (fixture, ID, "stays");
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (DovetailJob) job = NULL;

      g_test_message ("%s", bodies[i]);
      scripted_remote_answer (fixture->remote, 200, bodies[i]);
      job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
      g_assert_cmpstr (job->state, ==, "failed");
      g_assert_cmpstr (job->error_code, ==, "protocol");
      assert_token (fixture, "t1");
      assert_title (fixture, ID, "stays");
    }
}

/* Pages without end: a walk stops asking, and its place is kept. */
static void
test_walk_without_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  for (guint i = 0; i < 3; i++)
    scripted_remote_answer (fixture->remote, 200, PAGE ("", "w1", "true"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "protocol");
  g_assert_nonnull (strstr (job->error_message, "sends nothing"));
}

/* The server forgets where a walk stood: it begins again, once a sync. */
static void
test_walk_starts_over (Fixture *fixture, gconstpointer data)
{
  static const char *const codes[] = { PROBLEM ("sync_token_expired"), PROBLEM ("sync_token_foreign") };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (DovetailJob) failed = NULL;
      g_autoptr (DovetailJob) job = NULL;

      dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN, NULL, NULL);
      scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID, "1", "one"), "w1", "true"));
      scripted_remote_answer (fixture->remote, 410, codes[i]);
      scripted_remote_answer (fixture->remote, 410, codes[i]);
      failed = sync_now (fixture, DOVETAIL_SYNC_AUTO);
      g_assert_cmpstr (failed->state, ==, "failed");
      assert_token (fixture, NULL);
      assert_title (fixture, ID, "one");

      scripted_remote_answer (fixture->remote, 200, PAGE (TASK (ID, "1", "one"), "t1", "false"));
      scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t1"));
      for (guint j = 0; j < 2; j++) /* open and closed */
        scripted_remote_answer (fixture->remote, 200, "{'conflicts':[],'conflicts_rev':1}");
      job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
      assert_completed (job);
      assert_token (fixture, "t1");
      assert_title (fixture, ID, "one");
    }
}

/* Another history has left a list of which this device holds a record: that is not let go unseen. */
static void
test_foreign_leave (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", TASK (ID, "1", "stays"), "t2"));
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  scripted_remote_answer (fixture->remote, 410, PROBLEM ("sync_token_foreign"));
  scripted_remote_answer (
      fixture->remote, 200,
      PAGE ("{'entity_type':'task','entity_id':'" ID "','operation':'leave','version':9}", "t3", "false"));
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t3"));
  for (guint i = 0; i < 2; i++) /* open and closed */
    scripted_remote_answer (fixture->remote, 200, "{'conflicts':[],'conflicts_rev':1}");
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_title (fixture, ID, "stays");
}

/* A request is refused. The one change in it is set aside if the server takes a request without it; a server
 * that takes nothing at all is not its fault. */
static void
test_refused_request (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name, *answer, *code;
    guint without; /* status of the answer to the request without it */
  } cases[] = {
    { "with a title alone", "{'title':'No'}", "refused", 200 },
    { "with a reason", PROBLEM ("too_odd"), "too_odd", 200 },
    { "without a reason", "no", "refused", 200 },
    { "and so is every other", "no", NULL, 400 },
  };

  create_task (fixture, ID, "odd");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailReplica) replica = NULL;
      g_autoptr (DovetailJob) job = NULL;

      g_test_message ("%s", cases[i].name);
      edit_task (fixture, ID, cases[i].name);
      scripted_remote_answer (fixture->remote, 400, cases[i].answer);
      scripted_remote_answer (fixture->remote, cases[i].without,
                              cases[i].without == 200 ? EXCHANGE ("", "", "t1") : "no");
      job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
      replica = read_task (fixture, ID);
      g_assert_cmpstr (job->state, ==, cases[i].code != NULL ? "completed" : "failed");
      g_assert_cmpstr (replica->pending->error_code, ==, cases[i].code);
    }
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (GPtrArray) quarantined = NULL;
  const DovetailReplica *replica;

  create_task (fixture, ID, "refused");
  scripted_remote_answer (
      fixture->remote, 200,
      EXCHANGE (
          "{'mutation_id':'%m','status':'rejected','error':{'code':'invalid_field','detail':'title: no'}}",
          "", "t2"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpint (job->errors, ==, 1);
  quarantined = dovetail_store_list_outbox (fixture->scratch->store, TRUE, 0, NULL);
  g_assert_cmpuint (quarantined->len, ==, 1);
  replica = g_ptr_array_index (quarantined, 0);
  g_assert_cmpstr (replica->pending->error_code, ==, "invalid_field");
}

#define CONFLICT_JSON(state)                                                                                 \
  "{'conflict_id':'" CONFLICT "','entity_type':'task','entity_id':'" ID "','cause':'fields','state':'" state \
  "',"                                                                                                       \
  "'fields':['title'],'base':{'title':'a'},'client_data':{'title':'mine'},'server_data':{'title':'theirs'}," \
  "'server_version':3,'created_at':'" TIME "'}"

static void
make_conflict (Fixture *fixture)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) second = NULL;

  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", TASK (ID, "1", "a"), "t2"));
  first = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  edit_task (fixture, ID, "mine");
  scripted_remote_answer (fixture->remote, 200,
                          EXCHANGE ("{'mutation_id':'%m','status':'conflict','version':3,'etag':'e3','data':{"
                                    "'title':'theirs'},'conflict':" CONFLICT_JSON ("open") "}",
                                    "", "t3"));
  second = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (second);
  g_assert_cmpint (second->conflicts, ==, 1);
  assert_title (fixture, ID, "theirs");
  g_assert_cmpuint (dovetail_store_count_conflicts (fixture->scratch->store), ==, 1);
}

static void
test_resolution (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) queued = NULL;

  make_conflict (fixture);
  dovetail_store_resolve_conflict (fixture->scratch->store, CONFLICT, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL,
                                   &error);
  g_assert_no_error (error);
  assert_title (fixture, ID, "mine");
  scripted_remote_answer (fixture->remote, 200,
                          "{'record':" TASK (ID, "4", "mine") ",'conflict':" CONFLICT_JSON ("closed") "}");
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t4"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_assert_cmpstr (scripted_remote_get_target (fixture->remote, 2), ==, "POST /sync/resolve-conflict");
  assert_title (fixture, ID, "mine");
  g_assert_cmpuint (dovetail_store_count_conflicts (fixture->scratch->store), ==, 0);
  queued = dovetail_store_list_resolutions (fixture->scratch->store, NULL);
  g_assert_cmpuint (queued->len, ==, 0);
}

static void
test_late_resolution (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (GError) error = NULL;

  make_conflict (fixture);
  dovetail_store_resolve_conflict (fixture->scratch->store, CONFLICT, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL,
                                   &error);
  g_assert_no_error (error);
  scripted_remote_answer (fixture->remote, 409,
                          "{'record':" TASK (ID, "9", "newer") ",'conflict':" CONFLICT_JSON ("open") "}");
  scripted_remote_answer (fixture->remote, 200, EXCHANGE ("", "", "t4"));
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_test_message ("the conflict is open again, and the record shows what the server has");
  assert_title (fixture, ID, "newer");
  g_assert_cmpuint (dovetail_store_count_conflicts (fixture->scratch->store), ==, 1);
}

static void
test_conflict_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  make_conflict (fixture);
  scripted_remote_answer (
      fixture->remote, 200,
      "{'results':[],'server_changes':[],'sync_token':'t5','has_more':false,'conflicts_rev':2,"
      "'server_time':'" TIME "'}");
  scripted_remote_answer (fixture->remote, 200, "{'conflicts':[],'conflicts_rev':2}");
  scripted_remote_answer (fixture->remote, 200, "{'conflicts':[],'conflicts_rev':2}");
  job = sync_now (fixture, DOVETAIL_SYNC_AUTO);
  assert_completed (job);
  g_test_message ("what the server does not list as open was closed elsewhere");
  g_assert_cmpuint (dovetail_store_count_conflicts (fixture->scratch->store), ==, 0);
  g_assert_cmpstr (scripted_remote_get_target (fixture->remote, 3), ==, "GET /sync/conflicts?state=closed");
  g_assert_cmpstr (scripted_remote_get_target (fixture->remote, 4), ==, "GET /sync/conflicts?state=open");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const DovetailPassOptions options = {
    .store = fixture->scratch->store,
    .remote = DOVETAIL_REMOTE (fixture->remote),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  g_cancellable_cancel (cancellable);
  job = dovetail_pass_run (&options, cancellable, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->state, ==, "cancelled");
}

#define ADD(name, token, func) g_test_add ("/pass/" name, Fixture, token, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("first", NULL, test_first);
  ADD ("lost-answer", "t1", test_lost_answer);
  ADD ("nothing", "t1", test_nothing);
  ADD ("pages", "t1", test_pages);
  ADD ("endless", "t1", test_endless);
  ADD ("gone", "t1", test_gone);
  ADD ("gone in another history", "t1", test_gone_elsewhere);
  ADD ("gone, and not to be read", "t1", test_gone_garbled);
  ADD ("gone and died", "t1", test_gone_and_died);
  ADD ("sweep", "t1", test_sweep);
  ADD ("mass-deletion", "t1", test_mass_deletion);
  ADD ("walk-resumes", NULL, test_walk_resumes);
  ADD ("refresh", "t1", test_refresh);
  ADD ("signed-out-there", "t1", test_signed_out_there);
  ADD ("busy-server", "t1", test_busy_server);
  ADD ("garbage", "t1", test_garbage);
  ADD ("walk-without-end", NULL, test_walk_without_end);
  ADD ("walk-starts-over", NULL, test_walk_starts_over);
  ADD ("foreign-leave", "t1", test_foreign_leave);
  ADD ("refused-request", "t1", test_refused_request);
  ADD ("rejected", "t1", test_rejected);
  ADD ("resolution", "t1", test_resolution);
  ADD ("late-resolution", "t1", test_late_resolution);
  ADD ("conflict-list", "t1", test_conflict_list);
  ADD ("cancelled", "t1", test_cancelled);
  return g_test_run ();
}
