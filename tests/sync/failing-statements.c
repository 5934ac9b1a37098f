/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every statement of what a device does with its store fails once, also those that only read. The user hears
 * why, or notices nothing; the next try succeeds, and the end is as if nothing had failed. What the loop of
 * tests/sim does by sample and with two whole devices is done here for every statement. */

#include "core/error.h"
#include "lib/scripted-remote.h"
#include "lib/statement-trap.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/policies.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/unreadable.h"
#include "sync/server-check.h"
#include "sync/session.h"
#include "sync/two-stores.h"

#define HOME "0197a000-0000-7000-8000-000000000101"
#define WORK "0197a000-0000-7000-8000-000000000102"
#define A "0197a000-0000-7000-8000-000000000001"
#define B "0197a000-0000-7000-8000-000000000002"
#define C "0197a000-0000-7000-8000-000000000003"
#define D "0197a000-0000-7000-8000-000000000004"
#define SERVER "https://tasks.example.org"
#define GRANT(family)                                                                                        \
  "{'access_token':'a2','refresh_token':'r2','expires_in':900,'user':{'id':'u1','username':'anna'},"         \
  "'role':'owner','family_id':'" family "','server_time':'2026-11-20T12:00:00.000Z'}"
#define STATUS                                                                                               \
  "{'pending_conflicts':0,'records':1,'tombstones':0,'tombstone_horizon':0,'conflicts_rev':1,"               \
  "'server_time':'2026-11-20T12:00:00.000Z','limits':{'max_changes':100,'max_body_bytes':1000}}"
#define DELTA(id, version, data)                                                                             \
  "{'entity_type':'task','entity_id':'" id "','operation':'update','data':{" data "},'version':" version     \
  ",'etag':'e" version "'}"
#define PAGE(deltas)                                                                                         \
  "{'results':[],'server_changes':[" deltas "],'conflicts':[],'sync_token':'t2','has_more':false,"           \
  "'success':true,'conflicts_rev':0,'server_time':'2026-11-20T12:00:00.000Z'}"
#define UPLOADED                                                                                             \
  "{'results':[{'mutation_id':'%m','status':'applied','version':9,'etag':'e9'}],'server_changes':[],"        \
  "'conflicts':[],'sync_token':'t2','has_more':false,'success':true,'conflicts_rev':0,"                      \
  "'server_time':'2026-11-20T12:00:00.000Z'}"
/* Of another history: one record is something else there, one is not there. */
#define FOREIGN_PAGE                                                                                         \
  "{'deltas':[" DELTA (A, "1", "'title':'elsewhere'") "," DELTA (                                            \
      C, "1", "'title':'c'") "],"                                                                            \
                             "'next_sync_token':'w2','has_more':false,'full':true,'conflicts_rev':0,"        \
                             "'server_time':'2026-11-20T12:00:00.000Z'}"
#define NO_CONFLICTS "{'conflicts':[],'conflicts_rev':0}"
#define MOST_TRIES 4
#define MANY 12 /* deletions, of which the user is asked */

typedef struct
{
  const char *name;
  void (*prepare) (TwoStores *two);
  gboolean (*act) (TwoStores *two, GError **error);
} Case;

/* The laptop's sync; what its job says of an error counts as one. */
static gboolean
sync_over (TwoStores *two, DovetailRemote *remote, GError **error)
{
  const DovetailPassOptions options
      = { .store = two->laptop->store, .remote = remote, .kind = DOVETAIL_SYNC_AUTO };
  g_autoptr (DovetailJob) job = dovetail_pass_run (&options, NULL, error);

  if (job == NULL || job->error_message == NULL)
    return job != NULL;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, job->error_message);
  return FALSE;
}

static gboolean
sync_laptop (TwoStores *two, GError **error)
{
  return sync_over (two, DOVETAIL_REMOTE (two->remote), error);
}

static gboolean
sign_in (TwoStores *two, const char *grant, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_answer (remote, 200, grant);
  return dovetail_session_login (two->laptop->store, NULL, DOVETAIL_REMOTE (remote), SERVER, "anna",
                                 "correct horse", "laptop", NULL, error);
}

static gboolean
sign_in_first (TwoStores *two, GError **error)
{
  return sign_in (two, GRANT ("f1"), error);
}

static gboolean
sign_in_elsewhere (TwoStores *two, GError **error)
{
  return sign_in (two, GRANT ("f2"), error);
}

static gboolean
sign_out (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_answer (remote, 204, "");
  return dovetail_session_logout (two->laptop->store, NULL, DOVETAIL_REMOTE (remote), NULL, error);
}

static gboolean
check_server (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  DovetailServerCheck check;

  scripted_remote_answer (remote, 200, STATUS);
  return dovetail_server_check_has_token (two->laptop->store, NULL, NULL, error)
         && dovetail_server_check (two->laptop->store, NULL, DOVETAIL_REMOTE (remote), &check, NULL, error);
}

static gboolean
meet_unreadable (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_answer (remote, 200,
                          PAGE (DELTA (A, "7", "'title':7") "," DELTA (B, "7", "'title':'seven'") ",7"));
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

/* What was kept is tried again. */
static gboolean
meet_nothing (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_answer (remote, 200, PAGE (""));
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

/* The server was set up anew, and has a history of its own. */
static gboolean
meet_another_history (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autofree char *walk = dovetail_store_get_setting (two->laptop->store, DOVETAIL_SETTING_WALK);
  g_autofree char *token = dovetail_store_get_setting (two->laptop->store, DOVETAIL_SETTING_SYNC_TOKEN);
  gboolean walked = g_strcmp0 (token, "w2") == 0 || g_strcmp0 (token, "t2") == 0;

  if (walk == NULL && !walked)
    scripted_remote_answer (remote, 410, "{'title':'No','code':'foreign_sync_token'}");
  if (!walked)
    scripted_remote_answer (remote, 200, FOREIGN_PAGE);
  scripted_remote_answer (remote, 200, PAGE (""));
  scripted_remote_answer (remote, 200, NO_CONFLICTS);
  scripted_remote_answer (remote, 200, NO_CONFLICTS);
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

static void
start_anew (TwoStores *two)
{
  scratch_store_free (two->laptop);
  two->laptop = scratch_store_new (FALSE);
}

static void
sign_in_and_choose (TwoStores *two)
{
  char *lists[] = { (char *) HOME, NULL };

  g_assert_true (sign_in_first (two, NULL));
  g_assert_true (dovetail_store_set_filter (two->laptop->store, lists, NULL, NULL));
}

static void
keep_unreadable (TwoStores *two)
{
  g_assert_true (meet_unreadable (two, NULL));
  g_assert_true (dovetail_store_retry_unreadable (two->laptop->store, DOVETAIL_ENTITY_TASK, A, NULL));
}

static void
end_token (TwoStores *two)
{
  dovetail_store_set_secret (two->laptop->store, DOVETAIL_SETTING_TOKENS,
                             "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":0}", NULL);
}

static gboolean
refresh_token (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autofree char *before = dovetail_store_get_secret (two->laptop->store, DOVETAIL_SETTING_TOKENS, NULL);

  if (before == NULL || strstr (before, "a2") == NULL)
    scripted_remote_answer (remote, 200, GRANT ("f1"));
  scripted_remote_answer (remote, 200, PAGE (""));
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

/* The phone deletes what the laptop edits, and the server forgets both. */
static void
edit_what_is_forgotten (TwoStores *two)
{
  g_autoptr (DovetailReplica) deleted = dovetail_store_delete (two->phone->store, "task", A, NULL);
  gint64 removed;

  two_stores_sync (two, two->phone);
  g_assert_true (dovetail_server_clean_up (two->server, 0, &removed, NULL));
  scratch_update (two->laptop, "task", A, "{'title':'edited'}");
}

static void
choose_home (TwoStores *two)
{
  char *lists[] = { (char *) HOME, NULL };

  g_assert_true (dovetail_store_set_filter (two->laptop->store, lists, NULL, NULL));
}

static void
choose_home_and_sync (TwoStores *two)
{
  choose_home (two);
  two_stores_sync (two, two->laptop);
}

static void
choose_all_again (TwoStores *two)
{
  choose_home_and_sync (two);
  scratch_update (two->phone, "task", B, "{'title':'elsewhere'}");
  two_stores_sync (two, two->phone);
  g_assert_true (dovetail_store_set_filter (two->laptop->store, NULL, NULL, NULL));
}

static void
edit_what_leaves (TwoStores *two)
{
  scratch_update (two->laptop, "task", B, "{'title':'here'}");
  scratch_update (two->phone, "task", B, "{'title':'there'}");
  two_stores_sync (two, two->phone);
  choose_home (two);
}

static void
move_out_of_what_is_chosen (TwoStores *two)
{
  choose_home_and_sync (two);
  scratch_update (two->laptop, "task", A, "{'list_id':'" WORK "'}");
  scratch_update (two->phone, "task", C, "{'list_id':'" WORK "'}");
  two_stores_sync (two, two->phone);
  scratch_create (two->phone, "task", D, "{'title':'d','list_id':'" HOME "'}");
  two_stores_sync (two, two->phone);
}

static void
edit_the_same (TwoStores *two)
{
  scratch_update (two->phone, "task", A, "{'title':'there'}");
  two_stores_sync (two, two->phone);
  scratch_update (two->laptop, "task", A, "{'title':'here'}");
}

/* What goes up under another policy is decided for good. */
static void
edit_the_same_under_a_policy (TwoStores *two)
{
  const DovetailPolicy policy = DOVETAIL_POLICY_SERVER_WINS;

  edit_the_same (two);
  g_assert_true (dovetail_store_set_policy (two->laptop->store, NULL, &policy, NULL));
}

/* Both wrote a title, and both are asked. */
static void
make_conflict (TwoStores *two)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_set_setting (two->laptop->store, DOVETAIL_SETTING_POLICY, "manual_resolution", &error);
  g_assert_no_error (error);
  edit_the_same (two);
  two_stores_sync (two, two->laptop);
  two_stores_sync (two, two->phone);
}

static char *
get_conflict_id (ScratchStore *scratch)
{
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (scratch->store, TRUE, 0, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  return g_strdup (((DovetailConflict *) open->pdata[0])->conflict_id);
}

static void
answer (ScratchStore *scratch, const char *strategy)
{
  g_autofree char *conflict_id = get_conflict_id (scratch);
  g_autoptr (GError) error = NULL;

  dovetail_store_resolve_conflict (scratch->store, conflict_id, strategy, NULL, &error);
  g_assert_no_error (error);
}

static void
answer_a_conflict (TwoStores *two)
{
  make_conflict (two);
  answer (two->laptop, DOVETAIL_RESOLUTION_CLIENT_WINS);
}

/* The phone's user is first. */
static void
answer_on_both (TwoStores *two)
{
  answer_a_conflict (two);
  answer (two->phone, DOVETAIL_RESOLUTION_SERVER_WINS);
  two_stores_sync (two, two->phone);
}

static void
answer_anew (TwoStores *two)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *conflict_id = NULL;

  make_conflict (two);
  conflict_id = get_conflict_id (two->laptop);
  answer (two->laptop, DOVETAIL_RESOLUTION_CLIENT_WINS);
  two_stores_sync (two, two->laptop);
  dovetail_store_unresolve_conflict (two->laptop->store, conflict_id, &error);
  g_assert_no_error (error);
  answer (two->laptop, DOVETAIL_RESOLUTION_SERVER_WINS);
}

/* A full sync of another history found another state of the task. */
static void
answer_what_is_held (TwoStores *two)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailRecord) theirs = NULL;
  g_autoptr (DovetailTransaction) transaction = NULL;

  answer_a_conflict (two);
  replica = scratch_get (two->laptop, "task", A);
  theirs = dovetail_record_ref (replica->base);
  transaction = dovetail_transaction_begin (two->laptop->store, NULL);
  g_assert_true (dovetail_store_hold (two->laptop->store, replica, DOVETAIL_HELD_OTHER, theirs, TRUE, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

/* The server says something else than “taken” of the answer, as often as it hears it. */
static gboolean
sync_refused (TwoStores *two, guint status, const char *refusal, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autoptr (GPtrArray) queued = dovetail_store_list_resolutions (two->laptop->store, error);
  g_autoptr (DovetailReplica) replica
      = queued != NULL ? dovetail_store_get_replica (two->laptop->store, "task", A, error) : NULL;

  if (replica == NULL)
    return FALSE;
  if (queued->len > 0)
    scripted_remote_answer (remote, status, refusal);
  scripted_remote_answer (remote, 200, replica->pending != NULL && status == 404 ? UPLOADED : PAGE (""));
  scripted_remote_answer (remote, 200, NO_CONFLICTS);
  scripted_remote_answer (remote, 200, NO_CONFLICTS);
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

static gboolean
sync_refusing (TwoStores *two, GError **error)
{
  return sync_refused (two, 422, "{'title':'No','code':'invalid_field'}", error);
}

static gboolean
sync_forgetting (TwoStores *two, GError **error)
{
  return sync_refused (two, 404, "{'title':'No','code':'unknown_conflict'}", error);
}

/* A server at which the laptop's token is good for nothing. Its page lists what stands in deltas. */
static ScriptedRemote *
walk_through (const char *code, const char *deltas)
{
  ScriptedRemote *remote = scripted_remote_new ();
  g_autofree char *refusal = g_strdup_printf ("{'title':'No','code':'%s'}", code);
  g_autofree char *page = g_strdup_printf (
      "{'deltas':[%s],'next_sync_token':'walked','has_more':false,'full':true,'conflicts_rev':0,"
      "'server_time':'2026-11-20T18:00:00.000Z'}",
      deltas);

  scripted_remote_always (remote, "/sync/delta", "\"old\"", 410, refusal);
  scripted_remote_always (remote, "/sync/delta", "mutation_id", 200, UPLOADED);
  scripted_remote_always (remote, "/sync/delta", NULL, 200, PAGE (""));
  scripted_remote_always (remote, "/sync/pull", NULL, 200, page);
  scripted_remote_always (remote, "/sync/conflicts", NULL, 200, NO_CONFLICTS);
  return remote;
}

static gboolean
sync_through (TwoStores *two, const char *code, const char *deltas, GError **error)
{
  g_autoptr (ScriptedRemote) remote = walk_through (code, deltas);

  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

/* What the laptop holds is known to the letter, and its token is the one that is refused. */
static void
stand_at_old_token (TwoStores *two)
{
  scratch_put_synced (two->laptop, "list", HOME, 3, "{'name':'Home'}", FALSE);
  scratch_put_synced (two->laptop, "task", A, 3, "{'title':'a'}", FALSE);
  scratch_put_synced (two->laptop, "task", B, 3, "{'title':'b'}", FALSE);
  scratch_put_synced (two->laptop, "task", C, 3, "{'title':'c'}", FALSE);
  g_assert_true (dovetail_store_set_setting (two->laptop->store, DOVETAIL_SETTING_SYNC_TOKEN, "old", NULL));
}

/* Of one task nothing can be read, another is edited. */
static void
edit_beside_unreadable (TwoStores *two)
{
  keep_unreadable (two);
  stand_at_old_token (two);
  scratch_update (two->laptop, "task", C, "{'title':'edited'}");
}

#define THERE(type, id, data, version, time)                                                                 \
  "{'entity_type':'" type "','entity_id':'" id "','operation':'update','data':{" data "},'version':" version \
  ",'timestamp':'" time "'}"
#define LONG_AGO "2020-01-01T00:00:00.000Z"
#define LATER "2036-01-01T00:00:00.000Z"

/* One task is as it is here, one is newer by every measure, one is edited here; of the lists one is
 * otherwise, and one is not there. */
static gboolean
walk_another_history (TwoStores *two, GError **error)
{
  return sync_through (
      two, "foreign_sync_token",
      THERE ("task", A, "'title':'a'", "1", LONG_AGO) "," THERE (
          "task", B, "'title':'newer'", "9",
          LATER) "," THERE ("task", C, "'title':'c'", "1",
                            LONG_AGO) "," THERE ("list", HOME, "'name':'otherwise'", "1", LONG_AGO),
      error);
}

static void
hold_what_differs (TwoStores *two)
{
  stand_at_old_token (two);
  g_assert_true (walk_another_history (two, NULL));
  g_assert_cmpuint (dovetail_store_count_held (two->laptop->store), ==, 2);
  g_assert_true (dovetail_store_set_setting (two->laptop->store, DOVETAIL_SETTING_SYNC_TOKEN, "old", NULL));
}

/* Now that list is as it is here. */
static gboolean
walk_until_alike (TwoStores *two, GError **error)
{
  return sync_through (two, "foreign_sync_token", THERE ("list", HOME, "'name':'Home'", "1", LONG_AGO),
                       error);
}

/* The same history, and little is listed: the edited task is not, and another was deleted. */
static gboolean
walk_the_same_history (TwoStores *two, GError **error)
{
  return sync_through (two, "sync_token_expired",
                       THERE ("task", A, "'title':'a2'", "5", LATER) "," THERE (
                           "list", HOME, "'name':'Home'", "5", LATER) ",{'entity_type':'task','entity_id':'" B
                                                                      "','operation':'delete','version':9}",
                       error);
}

/* One change of two cannot be taken, and the server does not say which. */
static gboolean
sync_odd_change (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_always (remote, "/sync/delta", "odd", 400, "{'title':'No'}");
  scripted_remote_always (remote, "/sync/delta", "mutation_id", 200, UPLOADED);
  scripted_remote_always (remote, "/sync/delta", NULL, 200, PAGE (""));
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

static void
edit_oddly (TwoStores *two)
{
  scratch_update (two->laptop, "task", A, "{'title':'odd'}");
}

/* What cannot go up has left what is chosen. */
static void
choose_beside_odd_edit (TwoStores *two)
{
  g_autofree char *token = dovetail_store_get_setting (two->laptop->store, DOVETAIL_SETTING_SYNC_TOKEN);

  scratch_update (two->laptop, "task", B, "{'title':'odd'}");
  g_assert_true (sync_odd_change (two, NULL));
  g_assert_true (dovetail_store_set_setting (two->laptop->store, DOVETAIL_SETTING_SYNC_TOKEN, token, NULL));
  choose_home (two);
}

static void
delete_one (TwoStores *two)
{
  g_autoptr (DovetailReplica) deleted = dovetail_store_delete (two->phone->store, "task", B, NULL);

  g_assert_nonnull (deleted);
  two_stores_sync (two, two->phone);
}

/* The server says that its conflicts have moved, and lists none. */
static gboolean
hear_of_no_conflict (TwoStores *two, GError **error)
{
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();

  scripted_remote_always (remote, "/sync/delta", NULL, 200,
                          "{'results':[],'server_changes':[],'sync_token':'t2','has_more':false,"
                          "'conflicts_rev':700,'server_time':'2026-11-20T12:00:00.000Z'}");
  scripted_remote_always (remote, "/sync/conflicts", NULL, 200, "{'conflicts':[],'conflicts_rev':700}");
  return sync_over (two, DOVETAIL_REMOTE (remote), error);
}

/* The phone deletes so many that the laptop asks its user. */
static void
delete_many (TwoStores *two)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-0000000004%02u", i);

      scratch_create (two->phone, "task", id, "{'title':'one of many'}");
    }
  two_stores_sync (two, two->phone);
  two_stores_sync (two, two->laptop);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-0000000004%02u", i);
      g_autoptr (DovetailReplica) deleted = dovetail_store_delete (two->phone->store, "task", id, NULL);

      g_assert_nonnull (deleted);
    }
  two_stores_sync (two, two->phone);
}

static const Case cases[] = {
  { "signing in for the first time", start_anew, sign_in_first },
  { "signing in at another family", sign_in_and_choose, sign_in_elsewhere },
  { "signing in again", sign_in_and_choose, sign_in_first },
  { "signing out", sign_in_and_choose, sign_out },
  { "asking the server how it is", NULL, check_server },
  { "a token that has ended", end_token, refresh_token },
  { "records that make no sense", NULL, meet_unreadable },
  { "records that make no sense, tried again", keep_unreadable, meet_nothing },
  { "an edit of what the server has forgotten", edit_what_is_forgotten, sync_laptop },
  { "a list alone is chosen", choose_home, sync_laptop },
  { "everything is chosen again", choose_all_again, sync_laptop },
  { "an edit of what leaves", edit_what_leaves, sync_laptop },
  { "records move out of what is chosen", move_out_of_what_is_chosen, sync_laptop },
  { "both edit the same", edit_the_same, sync_laptop },
  { "both edit the same, and the server's wins", edit_the_same_under_a_policy, sync_laptop },
  { "an answer to a conflict goes up", answer_a_conflict, sync_laptop },
  { "an answer that comes too late", answer_on_both, sync_laptop },
  { "an answer taken back, and another one", answer_anew, sync_laptop },
  { "an answer to a conflict of what is held", answer_what_is_held, sync_laptop },
  { "an answer that is refused", answer_a_conflict, sync_refusing },
  { "an answer to a conflict that the server has forgotten", answer_a_conflict, sync_forgetting },
  { "many are deleted elsewhere", delete_many, sync_laptop },
  { "the server has another history", NULL, meet_another_history },
  { "one is deleted elsewhere", delete_one, sync_laptop },
  { "another history", edit_beside_unreadable, walk_another_history },
  { "another history, which comes to be alike", hold_what_differs, walk_until_alike },
  { "a token that is too old", edit_beside_unreadable, walk_the_same_history },
  { "a request that is refused", edit_oddly, sync_odd_change },
  { "a refused edit of what leaves", choose_beside_odd_edit, sync_laptop },
  { "a conflict that is not listed any more", make_conflict, hear_of_no_conflict },
};

static void
set_up (TwoStores *two, const Case *one)
{
  two_stores_set_up (two, NULL);
  scratch_create (two->laptop, "list", HOME, "{'name':'Home'}");
  scratch_create (two->laptop, "list", WORK, "{'name':'Work'}");
  scratch_create (two->laptop, "task", A, "{'title':'a','list_id':'" HOME "'}");
  scratch_create (two->laptop, "task", B, "{'title':'b','list_id':'" WORK "'}");
  scratch_create (two->laptop, "task", C, "{'title':'c'}");
  two_stores_sync (two, two->laptop);
  two_stores_sync (two, two->phone);
  if (one->prepare != NULL)
    one->prepare (two);
}

static void
describe_record (GString *text, ScratchStore *scratch, const char *type, const char *id)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (scratch->store, type, id, NULL);
  g_autofree char *data = replica != NULL ? scratch_text (replica->current->data) : NULL;

  if (replica != NULL)
    g_string_append_printf (text, "%s %s version %d deleted %d pending %d\n", id, data,
                            (int) replica->current->version, replica->current->deleted,
                            replica->pending != NULL);
}

static void
describe_settings (GString *text, DovetailStore *store)
{
  static const char *const names[] = {
    DOVETAIL_SETTING_SERVER,     DOVETAIL_SETTING_FAMILY_ID, DOVETAIL_SETTING_USER_NAME,
    DOVETAIL_SETTING_WALK,       DOVETAIL_SETTING_FILTER,    DOVETAIL_SETTING_FILTER_IN_USE,
    DOVETAIL_SETTING_SYNC_TOKEN, DOVETAIL_SETTING_PLACE_OF,  DOVETAIL_SETTING_CONFLICTS_REV,
  };
  g_autofree char *tokens = dovetail_store_get_secret (store, DOVETAIL_SETTING_TOKENS, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = dovetail_store_get_setting (store, names[i]);

      g_string_append_printf (text, "%s %s\n", names[i], value != NULL ? value : "-");
    }
  g_string_append_printf (text, "tokens %s\n", tokens != NULL ? "yes" : "no");
}

static char *
describe (TwoStores *two)
{
  DovetailStore *store = two->laptop->store;
  static const char *const ids[] = { A, B, C };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (store, TRUE, 0, NULL);
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (store, FALSE, 0, NULL);
  g_autoptr (GPtrArray) unreadable = dovetail_store_list_unreadable (store, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    describe_record (text, two->laptop, "task", ids[i]);
  describe_record (text, two->laptop, "list", HOME);
  describe_record (text, two->laptop, "list", WORK);
  describe_settings (text, store);
  g_string_append_printf (text, "%u conflicts wait, %u are closed, %u unreadable, %u held\n", open->len,
                          closed->len, unreadable->len, dovetail_store_count_held (store));
  return g_strdup (text->str);
}

/* How many statements it took when none failed; the text of the end. */
static guint
run_case (const Case *one, guint fails_at, char **ending)
{
  TwoStores two = { 0 };
  gboolean done = FALSE;
  guint seen;

  set_up (&two, one);
  statement_trap_set (two.laptop->directory, NULL, fails_at, fails_at > 0 ? 1 : 0);
  for (guint tries = 0; !done; tries++)
    {
      g_autoptr (GError) error = NULL;

      done = one->act (&two, &error);
      if (!done && error == NULL)
        g_error ("%s, statement %u: failed without a word", one->name, fails_at);
      if (!done && (fails_at == 0 || tries == MOST_TRIES || strstr (error->message, "not an error") != NULL))
        g_error ("%s, statement %u: %s", one->name, fails_at, error->message);
    }
  seen = statement_trap_clear ();
  *ending = describe (&two);
  two_stores_tear_down (&two, NULL);
  return seen;
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autofree char *expected = NULL;
  guint statements = run_case (one, 0, &expected);

  g_assert_cmpuint (statements, >, 0);
  g_test_message ("%u statements", statements);
  for (guint i = 1; i <= statements; i++)
    {
      g_autofree char *ending = NULL;

      run_case (one, i, &ending);
      if (!g_str_equal (ending, expected))
        g_error ("%s, statement %u:\n--- as it should be\n%s\n--- as it is\n%s", one->name, i, expected,
                 ending);
    }
}

/* A sync whose end cannot be written down says so; that is no fault of the test. */
static GLogWriterOutput
drop_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) != 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  statement_trap_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/failing-statements/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
