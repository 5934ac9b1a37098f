/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An edit of a record that was deleted so long ago that its tombstone is gone too: the deletion wins, and the
 * edit is kept, one click from being restored. */

#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "sync/two-stores.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define NEW "0197a000-0000-7000-8000-000000000002"
#define HOME "0197a000-0000-7000-8000-000000000101"
#define WORK "0197a000-0000-7000-8000-000000000102"

typedef TwoStores Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  two_stores_set_up (fixture, data);
  scratch_create (fixture->laptop, "list", HOME, "{'name':'Home'}");
  scratch_create (fixture->laptop, "list", WORK, "{'name':'Work'}");
  scratch_create (fixture->laptop, "task", ID, "{'title':'a','notes':'kept','list_id':'" HOME "'}");
  two_stores_sync (fixture, fixture->laptop);
  two_stores_sync (fixture, fixture->phone);
}

/* The phone deletes it, and the server forgets that. */
static void
delete_for_good (Fixture *fixture, const char *id)
{
  g_autoptr (DovetailReplica) deleted = dovetail_store_delete (fixture->phone->store, "task", id, NULL);
  gint64 removed;

  g_assert_nonnull (deleted);
  two_stores_sync (fixture, fixture->phone);
  g_assert_true (dovetail_server_clean_up (fixture->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);
}

static DovetailConflict *
find_conflict (Fixture *fixture)
{
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (fixture->laptop->store, FALSE, 0, NULL);

  g_assert_cmpuint (closed->len, ==, 1);
  return dovetail_conflict_ref (closed->pdata[0]);
}

static void
assert_lost (Fixture *fixture, const char *mine)
{
  g_autoptr (DovetailConflict) conflict = find_conflict (fixture);
  DovetailOutboxSummary summary = { 0 };

  g_assert_cmpint (conflict->cause, ==, DOVETAIL_CAUSE_DELETE_WINS);
  g_assert_cmpstr (conflict->resolution, ==, "delete_wins");
  g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, mine);
  g_assert_cmpstr (conflict->fields[0], ==, "title");
  g_assert_true (dovetail_store_summarize_outbox (fixture->laptop->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting + summary.quarantined, ==, 0);
}

static void
assert_restored (Fixture *fixture, const char *title)
{
  g_autoptr (DovetailConflict) conflict = find_conflict (fixture);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  dovetail_store_unresolve_conflict (fixture->laptop->store, conflict->conflict_id, &error);
  g_assert_no_error (error);
  two_stores_sync (fixture, fixture->laptop);
  two_stores_sync (fixture, fixture->phone);
  replica = scratch_get (fixture->phone, "task", ID);
  g_assert_false (replica->current->deleted);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "notes"), ==, "kept");
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;

  delete_for_good (fixture, ID);
  scratch_update (fixture->laptop, "task", ID, "{'title':'edited'}");
  job = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (job->kind, ==, "full");
  g_assert_cmpint (job->conflicts, ==, 1);
  g_assert_cmpint (job->errors, ==, 0);
  assert_lost (fixture, "edited");
  assert_restored (fixture, "edited");
}

/* Likewise when the store has forgotten the tombstone in another full walk. */
static void
test_restored_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) full = NULL;

  delete_for_good (fixture, ID);
  scratch_update (fixture->laptop, "task", ID, "{'title':'edited'}");
  two_stores_sync (fixture, fixture->laptop);
  full = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_FULL);
  assert_lost (fixture, "edited");
  assert_restored (fixture, "edited");
}

static InProcessFate
lose_answers (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->deny == 0)
    return IN_PROCESS_DELIVER;
  fixture->deny--;
  return IN_PROCESS_CRASH_BEFORE;
}

/* A change is frozen and never arrives, and then the record is deleted for good elsewhere. */
static void
lose_change (Fixture *fixture)
{
  const DovetailPassOptions options
      = { .store = fixture->laptop->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (DovetailJob) killed = NULL;

  scratch_update (fixture->laptop, "task", ID, "{'title':'frozen'}");
  in_process_remote_hook (fixture->remote, lose_answers, fixture);
  fixture->deny = 1;
  killed = dovetail_pass_run (&options, NULL, NULL);
  g_assert_true (in_process_remote_crashed (fixture->remote));
  scratch_store_reopen (fixture->laptop);
  in_process_remote_revive (fixture->remote);
  delete_for_good (fixture, ID);
}

static void
test_in_flight (Fixture *fixture, gconstpointer data)
{
  lose_change (fixture);
  scratch_update (fixture->laptop, "task", ID, "{'title':'edited on'}");
  two_stores_sync (fixture, fixture->laptop);
  assert_lost (fixture, "edited on");
  assert_restored (fixture, "edited on");
}

/* While the task is created its user goes on writing, and then the line breaks. */
static InProcessFate
edit_and_die (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->deny == 0)
    return IN_PROCESS_DELIVER;
  if (--fixture->deny == 0)
    return IN_PROCESS_CRASH_BEFORE;
  scratch_update (fixture->laptop, "task", NEW, "{'title':'edited'}");
  return IN_PROCESS_DELIVER;
}

/* The server knows the record, though what is here was never the server's. */
static void
test_created_in_flight (Fixture *fixture, gconstpointer data)
{
  const DovetailPassOptions options
      = { .store = fixture->laptop->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (DovetailJob) killed = NULL;

  scratch_create (fixture->laptop, "task", NEW, "{'title':'new'}");
  in_process_remote_hook (fixture->remote, edit_and_die, fixture);
  fixture->deny = 2;
  killed = dovetail_pass_run (&options, NULL, NULL);
  g_assert_true (in_process_remote_crashed (fixture->remote));
  scratch_store_reopen (fixture->laptop);
  in_process_remote_revive (fixture->remote);
  two_stores_sync (fixture, fixture->phone);
  delete_for_good (fixture, NEW);
  two_stores_sync (fixture, fixture->laptop);
  assert_lost (fixture, "edited");
}

static void
check_deleted_here (Fixture *fixture)
{
  g_autoptr (DovetailReplica) deleted = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  DovetailOutboxSummary summary = { 0 };

  deleted = dovetail_store_delete (fixture->laptop->store, "task", ID, NULL);
  g_assert_nonnull (deleted);
  two_stores_sync (fixture, fixture->laptop);
  closed = dovetail_store_list_conflicts (fixture->laptop->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 0);
  g_assert_true (dovetail_store_summarize_outbox (fixture->laptop->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting + summary.quarantined, ==, 0);
}

/* Deleted on both sides: nothing to keep. */
static void
test_deleted_here (Fixture *fixture, gconstpointer data)
{
  delete_for_good (fixture, ID);
  check_deleted_here (fixture);
}

static void
test_in_flight_deleted_here (Fixture *fixture, gconstpointer data)
{
  lose_change (fixture);
  check_deleted_here (fixture);
}

/* It had left this device for a list that is not synced, and only the edit kept it. */
static void
test_left_before (Fixture *fixture, gconstpointer data)
{
  char *lists[] = { (char *) HOME, NULL };

  g_assert_true (dovetail_store_set_filter (fixture->laptop->store, lists, NULL, NULL));
  two_stores_sync (fixture, fixture->laptop);
  scratch_update (fixture->phone, "task", ID, "{'list_id':'" WORK "'}");
  two_stores_sync (fixture, fixture->phone);
  scratch_update (fixture->laptop, "task", ID, "{'title':'edited'}");
  delete_for_good (fixture, ID);
  two_stores_sync (fixture, fixture->laptop);
  assert_lost (fixture, "edited");
}

/* Both wrote a title, and the laptop's user is asked. */
static void
disagree (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_set_setting (fixture->laptop->store, DOVETAIL_SETTING_POLICY, "manual_resolution", &error);
  g_assert_no_error (error);
  scratch_update (fixture->phone, "task", ID, "{'title':'phone'}");
  two_stores_sync (fixture, fixture->phone);
  scratch_update (fixture->laptop, "task", ID, "{'title':'laptop'}");
  two_stores_sync (fixture, fixture->laptop);
}

static gboolean
history_says (Fixture *fixture, const char *title)
{
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (fixture->laptop->store, FALSE, 0, NULL);

  for (guint i = 0; i < closed->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (closed, i);

      if (g_strcmp0 (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"), title) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What an answer wrote by hand is the user's as much as an edit is. */
static void
test_answered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) merged = scratch_data ("{'title':'by hand'}");
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;
  DovetailOutboxSummary summary = { 0 };

  disagree (fixture);
  open = dovetail_store_list_conflicts (fixture->laptop->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  dovetail_store_resolve_conflict (fixture->laptop->store,
                                   ((DovetailConflict *) g_ptr_array_index (open, 0))->conflict_id,
                                   DOVETAIL_RESOLUTION_USER_MERGE, merged, &error);
  g_assert_no_error (error);
  delete_for_good (fixture, ID);
  two_stores_sync (fixture, fixture->laptop);
  two_stores_sync (fixture, fixture->laptop);
  g_assert_true (history_says (fixture, "by hand"));
  g_assert_true (dovetail_store_summarize_outbox (fixture->laptop->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting + summary.quarantined + summary.resolutions, ==, 0);
}

#define ADD(name, test) g_test_add ("/gone/" name, Fixture, NULL, set_up, test, two_stores_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("edited", test_edit);
  ADD ("edited, and restored after another full sync", test_restored_later);
  ADD ("edited, in flight", test_in_flight);
  ADD ("created, and edited in flight", test_created_in_flight);
  ADD ("edited, in flight, and deleted here", test_in_flight_deleted_here);
  ADD ("deleted here too", test_deleted_here);
  ADD ("answered", test_answered);
  ADD ("edited, and out of the synced lists", test_left_before);
  return g_test_run ();
}
