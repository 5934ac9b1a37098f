/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trace keeps of syncs that are seldom: with answers that are no text, cut short and gone on with, and
 * edited into. Each is exported and replayed with the same decisions. */

#include <string.h>

#include "store/edit.h"
#include "store/held.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/trace.h"
#include "sync/one-store.h"
#include "sync/trace-export.h"
#include "sync/trace-replay.h"

#define A "0197a000-0000-7000-8000-000000000001"
#define B "0197a000-0000-7000-8000-000000000002"
#define C "0197a000-0000-7000-8000-000000000003"
#define D "0197a000-0000-7000-8000-000000000004"
#define NEW "0197a000-0000-7000-8000-000000000005"
#define CONFLICT_ID "0197a000-0000-7000-8000-0000000000c1"
#define TASK(id, version, title)                                                                             \
  "{'entity_type':'task','entity_id':'" id "','operation':'update','data':{'title':'" title                  \
  "'},'version':" version ",'etag':'e" version "'}"
#define APPLIED(version) "{'mutation_id':'%m','status':'applied','version':" version "}"
#define MORE(results, changes)                                                                               \
  "{'results':[" results "],'server_changes':[" changes "],'conflicts':[],'sync_token':'t2',"                \
  "'has_more':true,'success':true,'conflicts_rev':1,'server_time':'" ONE_STORE_TIME "'}"

static void
run (OneStore *one, const char *state)
{
  g_autoptr (DovetailJob) job = one_store_run (one, NULL);

  g_test_message ("%s", job->error_message);
  g_assert_cmpstr (job->state, ==, state);
}

/* As it lies in the store. */
static char *
newest_trace (OneStore *one)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = dovetail_store_list_traces (one->scratch->store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (texts->len, >, 0);
  return g_strdup (texts->pdata[texts->len - 1]);
}

static void
assert_replays (OneStore *one)
{
  DovetailStore *store = one->scratch->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autofree char *text = NULL;
  DovetailTraceCounts counts;
  gsize length;

  text = dovetail_trace_export (store, dovetail_store_get_random (store), &counts, &length, &error);
  g_assert_no_error (error);
  jobs = dovetail_trace_replay (text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, counts.jobs);
  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailReplayJob *job = jobs->pdata[i];

      for (guint j = 0; j < job->steps->len; j++)
        {
          const DovetailReplayStep *step = job->steps->pdata[j];

          if (!step->same)
            g_error ("%s: %s; now %s", step->subject, step->recorded, step->replayed);
        }
    }
}

static void
assert_kept (OneStore *one, const char *words)
{
  g_autofree char *text = newest_trace (one);

  if (strstr (text, words) == NULL)
    g_error ("%s is not in %s", words, text);
}

static void
test_no_text (OneStore *one, gconstpointer data)
{
  scripted_remote_answer (one->remote, 200, "\xff\xfe");
  run (one, "failed");
  assert_kept (one, "\"received\":\"?\"");
  assert_replays (one);
}

/* Six characters for each byte, and seven for those again. */
static void
test_swells (OneStore *one, gconstpointer data)
{
  g_autofree char *noise = g_strnfill (400 * 1024, '\001');
  g_autofree char *text = NULL;

  scripted_remote_answer (one->remote, 200, noise);
  run (one, "failed");
  text = newest_trace (one);
  g_assert_nonnull (strstr (text, "\"too_large\":true"));
  g_assert_cmpuint (strlen (text), <, 4096);
  assert_replays (one);
}

/* Conflicts that nobody can merge again: of which the server does not say what was wanted here, or when it
 * came about in a form that a stand-in takes the place of. */
static void
test_not_merged_again (OneStore *one, gconstpointer data)
{
  static const char *const members[] = {
    "'server_data':{'title':'theirs'}",
    "'client_data':{'title':'mine'},'server_data':{'title':'theirs'},'created_at':'2026-11-20T12:00:00Z'",
  };

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, A, 1, "{'title':'a'}", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *edit = g_strdup_printf ("{'title':'mine %u'}", i);
      g_autofree char *answer
          = g_strdup_printf (ONE_STORE_DELTA ("{'mutation_id':'%%m','status':'conflict','version':%u,'data':{"
                                              "'title':'theirs'},'conflict':{'conflict_id':'" CONFLICT_ID
                                              "','entity_type':'task','entity_id':'" A
                                              "','cause':'fields','state':'open','fields':['title'],%s,"
                                              "'server_version':3}}",
                                              "", "t2"),
                             3 + i, members[i]);

      scratch_update (one->scratch, DOVETAIL_ENTITY_TASK, A, edit);
      scripted_remote_answer (one->remote, 200, answer);
      run (one, "completed");
      assert_replays (one);
    }
}

static gboolean
is_settled (OneStore *one, const char *id)
{
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, id);

  return replica->pending == NULL;
}

/* The first moment at which nothing waits any more: the answer is written down. */
static void
edit_again (DovetailStore *store, OneStore *one)
{
  if (!is_settled (one, A))
    return;
  g_signal_handlers_disconnect_by_data (store, one);
  scratch_update (one->scratch, DOVETAIL_ENTITY_TASK, A, "{'title':'again'}");
}

static void
test_edited_late (OneStore *one, gconstpointer data)
{
  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, A, 1, "{'title':'a'}", FALSE);
  scratch_update (one->scratch, DOVETAIL_ENTITY_TASK, A, "{'title':'once'}");
  g_signal_connect (one->scratch->store, "changed", G_CALLBACK (edit_again), one);
  scripted_remote_answer (one->remote, 200, MORE (APPLIED ("2"), ""));
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA (APPLIED ("3"), "", "t3"));
  run (one, "completed");
  g_assert_true (is_settled (one, A));
  assert_kept (one, "\"late\":true");
  assert_replays (one);
}

static void
hold_missing (OneStore *one, const char *id)
{
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, id);
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (one->scratch->store, NULL);

  g_assert_true (dovetail_store_hold (one->scratch->store, replica, DOVETAIL_HELD_MISSING, NULL, TRUE, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

/* Once the exchange behind the walk was written down. */
static void
create_later (DovetailStore *store, OneStore *one)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (store, DOVETAIL_ENTITY_TASK, A, NULL);

  if (replica == NULL || replica->current->version < 3)
    return;
  g_signal_handlers_disconnect_by_data (store, one);
  scratch_create (one->scratch, DOVETAIL_ENTITY_TASK, NEW, "{'title':'new'}");
}

/* Of four records the first part of a walk listed one; the second lists another one. The third is swept, and
 * the fourth is held. What comes behind the walk is about those that it counted. */
static void
test_walk_goes_on (OneStore *one, gconstpointer data)
{
  static const char *const ids[] = { A, B, C, D };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, ids[i], 1, "{'title':'known'}", FALSE);
  hold_missing (one, D);
  dovetail_store_set_setting (one->scratch->store, DOVETAIL_SETTING_WALK, "sweep:", NULL);
  scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK (A, "2", "two"), "w1", "true"));
  scripted_remote_fail (one->remote, DOVETAIL_ERROR_PROTOCOL);
  run (one, "failed");

  g_signal_connect (one->scratch->store, "changed", G_CALLBACK (create_later), one);
  scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK (B, "2", "two"), "w2", "false"));
  scripted_remote_answer (one->remote, 200, MORE ("", TASK (A, "3", "three") "," TASK (D, "3", "three")));
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA (APPLIED ("1"), "", "t3"));
  run (one, "completed");
  g_assert_null (dovetail_store_get_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, C, NULL));
  g_assert_true (is_settled (one, NEW));
  assert_replays (one);
}

/* Of a walk that goes on a record that is known comes only now. */
static void
test_not_seen_before (OneStore *one, gconstpointer data)
{
  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, A, 1, "{'title':'known'}", FALSE);
  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, B, 1, "{'title':'known'}", FALSE);
  dovetail_store_set_setting (one->scratch->store, DOVETAIL_SETTING_WALK, "sweep:w1", NULL);
  scripted_remote_answer (one->remote, 200,
                          ONE_STORE_PAGE (TASK (A, "2", "two") "," TASK (B, "1", "known"), "w2", "false"));
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", "", "t3"));
  run (one, "completed");
  assert_replays (one);
}

/* What another version wrote down is left out, and counted; the others are there. */
static void
test_other_version (OneStore *one, gconstpointer data)
{
  static const char text[] = "{\"format\":2,\"private\":\"a title\"}";
  DovetailStore *store = one->scratch->store;
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (store, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *exported = NULL;
  DovetailTraceCounts counts;
  gsize length;

  g_assert_true (dovetail_store_put_trace (store, "one", text, strlen (text), NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", TASK (A, "1", "one"), "t2"));
  run (one, "completed");
  exported = dovetail_trace_export (store, dovetail_store_get_random (store), &counts, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.jobs, ==, 1);
  g_assert_cmpuint (counts.skipped, ==, 1);
  g_assert_nonnull (strstr (exported, "\"skipped\":1"));
  g_assert_null (strstr (exported, "private"));
  assert_replays (one);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/recorder/" name, OneStore, NULL, one_store_set_up, func, one_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an answer that is no text", test_no_text);
  ADD ("an answer that swells", test_swells);
  ADD ("conflicts that are not merged again", test_not_merged_again);
  ADD ("edited once the answer was written down", test_edited_late);
  ADD ("a walk that goes on", test_walk_goes_on);
  ADD ("not seen before", test_not_seen_before);
  ADD ("another version", test_other_version);
  return g_test_run ();
}
