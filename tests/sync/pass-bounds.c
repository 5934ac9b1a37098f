/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that goes too far: it refuses everything, lists without end, or sends what nobody asked for. A
 * pass comes to an end all the same, loses nothing, and the next one goes on. */

#include "store/conflicts.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "sync/one-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define TASK                                                                                                 \
  "{'entity_type':'task','entity_id':'" ID "','operation':'update','data':{'title':'one'},'version':1}"
#define APPLIED "{'mutation_id':'%m','status':'applied','version':2,'etag':'e2'}"
#define REFUSAL "{'title':'No','code':'too_odd'}"
#define MANY 700          /* so many that no other bound is met before */
#define MOST_REFUSALS 200 /* of one pass */
#define NO_CONFLICTS "{'conflicts':[],'conflicts_rev':2}"

/* Nothing new but another list of conflicts. */
#define MOVED(rev)                                                                                           \
  "{'results':[],'server_changes':[],'sync_token':'t1','has_more':false,'conflicts_rev':" rev                \
  ",'server_time':'" ONE_STORE_TIME "'}"

static guint
count_waiting (OneStore *one, guint *quarantined)
{
  DovetailOutboxSummary summary = { 0 };

  g_assert_true (dovetail_store_summarize_outbox (one->scratch->store, &summary, NULL));
  *quarantined = summary.quarantined;
  return summary.waiting;
}

/* Each change is refused alone and a request without it is taken, so each is set aside; but not for ever. */
static void
test_refuses_every_change (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  guint waiting, quarantined;
  guint narrowed = 0;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);

      scratch_create (one->scratch, "task", id, "{'title':'refused'}");
    }
  for (guint size = 50; size > 1; size /= 2) /* the first is looked for */
    {
      scripted_remote_answer (one->remote, 400, REFUSAL);
      narrowed++;
    }
  for (guint i = narrowed; i < MOST_REFUSALS; i++)
    {
      scripted_remote_answer (one->remote, 400, REFUSAL);
      scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", "", "t1"));
    }
  scripted_remote_answer (one->remote, 400, REFUSAL);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "refused");
  waiting = count_waiting (one, &quarantined);
  g_assert_cmpuint (quarantined, ==, MOST_REFUSALS - narrowed);
  g_assert_cmpuint (waiting, ==, MANY - quarantined);
}

/* There is no change to blame. */
static void
test_refuses_nothing (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (one->remote, 400, REFUSAL);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "refused");
  g_assert_cmpint (job->requests, ==, 1);
}

/* A page of the list with one conflict of this number. cursor NULL: the last page. */
static void
answer_conflict (OneStore *one, guint number, const char *state, const char *cursor)
{
  g_autofree char *next = cursor != NULL ? g_strdup_printf (",'next_cursor':'%s'", cursor) : NULL;
  g_autofree char *text = g_strdup_printf (
      "{'conflicts':[{'conflict_id':'0197a000-0000-7000-8000-%012u','entity_type':'task','entity_id':'" ID
      "','cause':'fields','state':'%s','fields':['title'],'base':{'title':'a'},'client_data':{'title':'mine'}"
      ","
      "'server_data':{'title':'theirs'},'server_version':3,'created_at':'" ONE_STORE_TIME
      "'}],'conflicts_rev':2%s}",
      number, state, next != NULL ? next : "");

  scripted_remote_answer (one->remote, 200, text);
}

static guint
count_conflicts (OneStore *one, gboolean open)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (one->scratch->store, open, 0, NULL);

  return conflicts->len;
}

/* Newest first: what is known already ends it. */
static void
test_history_is_known (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) second = NULL;

  scripted_remote_answer (one->remote, 200, MOVED ("2"));
  answer_conflict (one, 1, "closed", "older");
  answer_conflict (one, 2, "closed", NULL);
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  first = one_store_run (one, NULL);
  g_assert_cmpstr (first->error_message, ==, NULL);
  g_assert_cmpuint (count_conflicts (one, FALSE), ==, 2);
  g_assert_cmpstr (scripted_remote_get_target (one->remote, 2), ==,
                   "GET /sync/conflicts?state=closed&cursor=older");

  scripted_remote_answer (one->remote, 200, MOVED ("3"));
  answer_conflict (one, 1, "closed", "older");
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  second = one_store_run (one, NULL);
  g_assert_cmpstr (second->error_message, ==, NULL);
  g_assert_cmpuint (count_conflicts (one, FALSE), ==, 2);
}

/* All of it is news, but nobody looks that far back. */
static void
test_long_history (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (one->remote, 200, MOVED ("2"));
  for (guint i = 0; i < 5; i++)
    answer_conflict (one, i, "closed", "older");
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpuint (count_conflicts (one, FALSE), ==, 5);
}

/* The list of open ones is not fetched to its end: one that was not listed may stand further on, and stays
 * open.
 */
static void
test_open_without_end (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) first = NULL;
  g_autoptr (DovetailJob) second = NULL;

  scripted_remote_answer (one->remote, 200, MOVED ("2"));
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  answer_conflict (one, 999, "open", NULL);
  first = one_store_run (one, NULL);
  g_assert_cmpstr (first->error_message, ==, NULL);
  g_assert_cmpuint (count_conflicts (one, TRUE), ==, 1);

  scripted_remote_answer (one->remote, 200, MOVED ("3"));
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  for (guint i = 0; i < 200; i++)
    answer_conflict (one, i, "open", "more");
  second = one_store_run (one, NULL);
  g_assert_cmpstr (second->error_message, ==, NULL);
  g_assert_cmpuint (count_conflicts (one, TRUE), ==, 201);
  g_assert_cmpuint (count_conflicts (one, FALSE), ==, 0);
}

static void
sleep_by_clock (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  ((OneStore *) user_data)->scratch->now += milliseconds;
}

/* A pass that may take so long, at a server that asks it to wait for so many seconds before it answers. */
static DovetailJob *
run_slowly (OneStore *one, const char *timeout, guint wait, const char *answer)
{
  const DovetailPassOptions options = {
    .store = one->scratch->store,
    .remote = DOVETAIL_REMOTE (one->remote),
    .sleep = sleep_by_clock,
    .user_data = one,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  scripted_remote_answer (one->remote, 503, "later");
  scripted_remote_retry_after (one->remote, wait * 1000);
  scripted_remote_answer (one->remote, 200, answer);
  g_setenv ("SYNC_TIMEOUT", timeout, TRUE);
  job = dovetail_pass_run (&options, NULL, &error);
  g_unsetenv ("SYNC_TIMEOUT");
  g_assert_no_error (error);
  return job;
}

/* When there is no time left for another request, the next sync goes on from where this one stopped. */
static void
test_takes_too_long (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job
      = run_slowly (one, "5", 6,
                    "{'results':[],'server_changes':[" TASK "],'sync_token':'t2','has_more':true,"
                    "'conflicts_rev':1,'server_time':'" ONE_STORE_TIME "'}");
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, "task", ID);
  g_autofree char *token = dovetail_store_get_setting (one->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);

  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "timed_out");
  g_assert_cmpstr (token, ==, "t2");
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "one");
}

/* A time that makes no sense is not taken: an hour it is. */
static void
test_time_that_is_none (OneStore *one, gconstpointer data)
{
  static const char *const texts[] = { "soon", "0", "604801" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DovetailJob) job = NULL;

      g_test_message ("%s", texts[i]);
      job = run_slowly (one, texts[i], 20, ONE_STORE_DELTA ("", "", "t1"));
      g_assert_cmpstr (job->error_message, ==, NULL);
    }
}

/* Results must be those of the changes sent, or say that they could not be read. */
static void
test_results_of_others (OneStore *one, gconstpointer data)
{
  static const struct
  {
    const char *name, *result, *code; /* code: of the job; NULL: it completes, and the change is set aside */
  } cases[] = {
    { "another's", "{'mutation_id':'another','status':'applied','version':2}", "protocol" },
    { "nobody's", "{'status':'applied','version':2}", "protocol" },
    { "nobody's refusal", "{'status':'rejected','error':{'code':'invalid_field'}}", "protocol" },
    { "two for one", APPLIED "," APPLIED, "protocol" },
    { "none", "", "protocol" },
    { "nonsense", "{}", NULL },
  };

  scratch_create (one->scratch, "task", ID, "{'title':'stays'}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{'results':[%s],'server_changes':[],'sync_token':'t2','has_more':false,"
                             "'conflicts_rev':1,'server_time':'" ONE_STORE_TIME "'}",
                             cases[i].result);
      g_autoptr (DovetailJob) job = NULL;
      g_autoptr (DovetailReplica) replica = NULL;

      g_test_message ("%s", cases[i].name);
      scripted_remote_answer (one->remote, 200, text);
      job = one_store_run (one, NULL);
      replica = scratch_get (one->scratch, "task", ID);
      g_assert_cmpstr (job->error_code, ==, cases[i].code);
      g_assert_nonnull (replica->pending);
      g_assert_cmpint (replica->pending->state, ==,
                       cases[i].code != NULL ? DOVETAIL_PENDING_IN_FLIGHT : DOVETAIL_PENDING_QUARANTINED);
      g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "stays");
    }
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/pass-bounds/" name, OneStore, NULL, one_store_set_up, func, one_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("refuses every change", test_refuses_every_change);
  ADD ("refuses a request with no change in it", test_refuses_nothing);
  ADD ("history is known", test_history_is_known);
  ADD ("long history", test_long_history);
  ADD ("open conflicts without end", test_open_without_end);
  ADD ("takes too long", test_takes_too_long);
  ADD ("time that is none", test_time_that_is_none);
  ADD ("results of others", test_results_of_others);
  return g_test_run ();
}
