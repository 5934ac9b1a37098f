/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is made durable of what the server says, and how it is counted. */

#include "sync/apply.h"

#include "store/conflicts.h"
#include "store/edit.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "sync/one-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define UNKNOWN_RECORD                                                                                       \
  "{'mutation_id':'%m','status':'rejected','error':{'code':'unknown_record','detail':'There is none'}}"
#define UNSURE "{'mutation_id':'%m','status':'rejected','error':{'code':'invalid_field','detail':'No'}}"
#define LEAVES "{'entity_type':'task','entity_id':'" ID "','operation':'leave','version':2}"

static DovetailJob *
sync_with (OneStore *one, const char *answer)
{
  DovetailJob *job;

  scripted_remote_answer (one->remote, 200, answer);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

static void
sync_well (OneStore *one, const char *answer)
{
  g_autoptr (DovetailJob) job = sync_with (one, answer);
}

static guint
count_conflicts (OneStore *one)
{
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (one->scratch->store, FALSE, 0, NULL);

  return closed->len;
}

/* The server's copy was exchanged behind its versions. Only what a person can see is an update. */
static void
test_same_version (OneStore *one, gconstpointer data)
{
  static const struct
  {
    const char *name, *title, *etag;
    guint updated;
  } cases[] = {
    { "delivered again", "a", "e7", 0 },
    { "with another etag", "a", "other", 0 },
    { "with another etag and another title", "b", "another", 1 },
  };

  scratch_put_synced (one->scratch, "task", ID, 7, "{'title':'a'}", FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer
          = g_strdup_printf (ONE_STORE_DELTA ("",
                                              "{'entity_type':'task','entity_id':'" ID
                                              "','operation':'update','data':{'title':'%s'},"
                                              "'version':7,'etag':'%s'}",
                                              "t1"),
                             cases[i].title, cases[i].etag);
      g_autoptr (DovetailJob) job = sync_with (one, answer);
      g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, "task", ID);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (job->updated, ==, cases[i].updated);
      g_assert_cmpint (job->fetched, ==, 1);
      g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, cases[i].title);
    }
}

static void
assert_quarantined (OneStore *one, const char *code)
{
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, "task", ID);

  g_assert_nonnull (replica->pending);
  g_assert_cmpint (replica->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_cmpstr (replica->pending->error_code, ==, code);
  g_assert_cmpuint (count_conflicts (one), ==, 0);
}

/* The server does not know the record: that alone is no deletion. */
static void
test_unknown_create (OneStore *one, gconstpointer data)
{
  scratch_create (one->scratch, "task", ID, "{'title':'made here'}");
  sync_well (one, ONE_STORE_DELTA (UNKNOWN_RECORD, "", "t2"));
  assert_quarantined (one, "unknown_record");
}

static void
test_unknown_delete (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailReplica) deleted = NULL;

  scratch_put_synced (one->scratch, "task", ID, 1, "{'title':'a'}", FALSE);
  deleted = dovetail_store_delete (one->scratch->store, "task", ID, NULL);
  sync_well (one, ONE_STORE_DELTA (UNKNOWN_RECORD, "", "t2"));
  assert_quarantined (one, "unknown_record");
}

static void
test_unknown_update (OneStore *one, gconstpointer data)
{
  scratch_put_synced (one->scratch, "task", ID, 1, "{'title':'a'}", FALSE);
  scratch_update (one->scratch, "task", ID, "{'title':'b'}");
  sync_well (one, ONE_STORE_DELTA (UNKNOWN_RECORD, "", "t2"));
  assert_quarantined (one, "unknown_record");
}

/* Nor is it one while other records leave this device. */
static void
test_unknown_beside_leaving (OneStore *one, gconstpointer data)
{
  scratch_put_synced (one->scratch, "task", ID, 1, "{'title':'a'}", FALSE);
  scratch_update (one->scratch, "task", ID, "{'title':'b'}");
  scratch_put_synced (one->scratch, "task", "0197a000-0000-7000-8000-000000000002", 1, "{'title':'c'}",
                      FALSE);
  sync_well (one, ONE_STORE_DELTA (UNSURE,
                                   "{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-000000000002',"
                                   "'operation':'leave','version':2}",
                                   "t2"));
  g_assert_true (dovetail_store_retry_pending (one->scratch->store, "task", ID, NULL));
  sync_well (one, ONE_STORE_DELTA (UNKNOWN_RECORD, "", "t3"));
  assert_quarantined (one, "unknown_record");
}

/* It had left this device, but for an edit that could not go up; by now the server has forgotten it. */
static void
test_unknown_after_leaving (OneStore *one, gconstpointer data)
{
  g_autoptr (GPtrArray) closed = NULL;
  DovetailConflict *conflict;

  scratch_put_synced (one->scratch, "task", ID, 1, "{'title':'a'}", FALSE);
  scratch_update (one->scratch, "task", ID, "{'title':'b'}");
  sync_well (one, ONE_STORE_DELTA (UNSURE, LEAVES, "t2"));
  assert_quarantined (one, "invalid_field");
  g_assert_true (dovetail_store_retry_pending (one->scratch->store, "task", ID, NULL));
  sync_well (one, ONE_STORE_DELTA (UNKNOWN_RECORD, "", "t3"));
  closed = dovetail_store_list_conflicts (one->scratch->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 1);
  conflict = g_ptr_array_index (closed, 0);
  g_assert_cmpint (conflict->cause, ==, DOVETAIL_CAUSE_DELETE_WINS);
  g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, "b");
}

static void
check_foreign_of_servers (OneStore *one, const char *entity_type)
{
  static const char id2[] = "0197a000-0000-7000-8000-000000000002";
  g_autofree char *page = g_strdup_printf (
      ONE_STORE_PAGE ("{'entity_type':'%s','entity_id':'" ID
                      "','operation':'update','data':{'code':'theirs'},"
                      "'version':9,'timestamp':'2036-01-01T00:00:00.000Z'},"
                      "{'entity_type':'%s','entity_id':'%s','operation':'delete','version':9}",
                      "t9", "false"),
      entity_type, entity_type, id2);
  g_autoptr (DovetailReplica) taken = NULL;
  g_autoptr (DovetailReplica) gone = NULL;

  scratch_put_synced (one->scratch, entity_type, ID, 7, "{'code':'mine'}", FALSE);
  scratch_put_synced (one->scratch, entity_type, id2, 7, "{'code':'mine'}", FALSE);
  scripted_remote_answer (one->remote, 410, "{'title':'No','code':'foreign_sync_token'}");
  scripted_remote_answer (one->remote, 200, page);
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", "", "t10"));
  for (guint i = 0; i < 2; i++) /* open and closed */
    scripted_remote_answer (one->remote, 200, "{'conflicts':[],'conflicts_rev':1}");
  dovetail_job_free (one_store_run (one, NULL));
  taken = scratch_get (one->scratch, entity_type, ID);
  gone = dovetail_store_get_replica (one->scratch->store, entity_type, id2, NULL);
  g_assert_cmpstr (dovetail_data_get_string (taken->current->data, "code"), ==, "theirs");
  g_assert_null (gone);
  g_assert_cmpuint (count_conflicts (one), ==, 0);
  g_assert_cmpuint (dovetail_store_count_held (one->scratch->store), ==, 0);
}

/* What only a server writes, or nobody here can judge, is taken as it is, and none of it is kept besides. */
static void
test_badges_of_another_history (OneStore *one, gconstpointer data)
{
  check_foreign_of_servers (one, DOVETAIL_ENTITY_BADGE);
}

static void
test_unknown_type_of_another_history (OneStore *one, gconstpointer data)
{
  check_foreign_of_servers (one, "habit");
}

/* A record that waits for nothing any more is written, although its content is the same. */
static void
test_store_settled (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) before = NULL;
  g_autoptr (DovetailReplica) next = NULL;
  g_autoptr (DovetailReplica) after = NULL;
  g_autoptr (GError) error = NULL;

  scratch_create (one->scratch, "task", ID, "{'title':'a'}");
  before = scratch_get (one->scratch, "task", ID);
  next = dovetail_replica_copy (before);
  g_clear_pointer (&next->pending, dovetail_pending_free);
  transaction = dovetail_transaction_begin (one->scratch->store, &error);
  g_assert_true (dovetail_apply_store (one->scratch->store, before, next, &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), &error));
  g_assert_no_error (error);
  after = scratch_get (one->scratch, "task", ID);
  g_assert_null (after->pending);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                                      \
  g_test_add ("/apply/" name, OneStore, NULL, one_store_set_up, test, one_store_tear_down)
  ADD ("the same version", test_same_version);
  ADD ("an unknown record: a create", test_unknown_create);
  ADD ("an unknown record: a delete", test_unknown_delete);
  ADD ("an unknown record: an update", test_unknown_update);
  ADD ("an unknown record: an update beside what leaves", test_unknown_beside_leaving);
  ADD ("an unknown record: an update of what has left", test_unknown_after_leaving);
  ADD ("another history: badges", test_badges_of_another_history);
  ADD ("another history: a type that is not known", test_unknown_type_of_another_history);
  ADD ("a record that settles", test_store_settled);
  return g_test_run ();
}
