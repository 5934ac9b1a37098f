/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Syncing some lists only: what goes up, what stays, what leaves, what comes back. Two devices of one user;
 * the laptop chooses, the phone syncs everything. */

#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/two-stores.h"

#define HOME "0197a000-0000-7000-8000-000000000101"
#define WORK "0197a000-0000-7000-8000-000000000102"
#define A "0197a000-0000-7000-8000-000000000001"
#define B "0197a000-0000-7000-8000-000000000002"
#define C "0197a000-0000-7000-8000-000000000003"
#define EVENT "0197a000-0000-7000-8000-000000000201"

typedef TwoStores Fixture;

static void
sync_both (Fixture *fixture)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DovetailJob) laptop = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);
      g_autoptr (DovetailJob) phone = two_stores_run (fixture, fixture->phone, DOVETAIL_SYNC_AUTO);
    }
}

static void
sync_laptop (Fixture *fixture)
{
  g_autoptr (DovetailJob) job = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);
}

static void
choose (Fixture *fixture, const char *list_id, const char *type)
{
  char *lists[] = { (char *) list_id, NULL };
  char *types[] = { (char *) type, NULL };
  g_autoptr (GError) error = NULL;

  dovetail_store_set_filter (fixture->laptop->store, list_id != NULL ? lists : NULL,
                             type != NULL ? types : NULL, &error);
  g_assert_no_error (error);
}

static void
choose_inbox (Fixture *fixture)
{
  char *none[] = { NULL };

  g_assert_true (dovetail_store_set_filter (fixture->laptop->store, none, NULL, NULL));
}

static gboolean
has (ScratchStore *scratch, const char *entity_type, const char *id)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (scratch->store, entity_type, id, NULL);

  return replica != NULL && !replica->current->deleted;
}

/* Which of the tasks A, B and C a device has. */
static void
assert_tasks (ScratchStore *scratch, const char *expected)
{
  g_autofree char *found
      = g_strconcat (has (scratch, "task", A) ? "A" : "", has (scratch, "task", B) ? "B" : "",
                     has (scratch, "task", C) ? "C" : "", NULL);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_text (ScratchStore *scratch, const char *id, const char *field, const char *expected)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", id);

  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, field), ==, expected);
}

/* A in Home, B in Work, C in the Inbox; both devices have all of them. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  two_stores_set_up (fixture, data);
  scratch_create (fixture->laptop, "list", HOME, "{'name':'Home'}");
  scratch_create (fixture->laptop, "list", WORK, "{'name':'Work'}");
  scratch_create (fixture->laptop, "task", A, "{'title':'a','list_id':'" HOME "'}");
  scratch_create (fixture->laptop, "task", B, "{'title':'b','list_id':'" WORK "'}");
  scratch_create (fixture->laptop, "task", C, "{'title':'c'}");
  scratch_create (fixture->laptop, "event", EVENT, "{'title':'e'}");
  sync_both (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (dovetail_store_count_held (fixture->laptop->store), ==, 0);
  g_assert_cmpuint (dovetail_store_count_held (fixture->phone->store), ==, 0);
  two_stores_tear_down (fixture, data);
}

static void
test_narrow_and_widen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) narrowed = NULL;
  g_autoptr (DovetailJob) quiet = NULL;

  choose (fixture, HOME, NULL);
  narrowed = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (narrowed->kind, ==, "full");
  g_assert_cmpint (narrowed->deleted, ==, 0);
  assert_tasks (fixture->laptop, "AC");
  g_test_message ("the list itself stays, and nothing is deleted for anybody else");
  g_assert_true (has (fixture->laptop, "list", WORK));
  sync_both (fixture);
  assert_tasks (fixture->phone, "ABC");

  g_test_message ("the next sync is an ordinary one");
  quiet = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);
  g_assert_cmpstr (quiet->kind, ==, "incremental");
  g_assert_cmpint (quiet->requests, ==, 1);

  choose (fixture, NULL, NULL);
  sync_laptop (fixture);
  assert_tasks (fixture->laptop, "ABC");
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
  choose_inbox (fixture);
  sync_laptop (fixture);
  assert_tasks (fixture->laptop, "C");
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  choose (fixture, NULL, "task");
  sync_laptop (fixture);
  assert_tasks (fixture->laptop, "ABC");
  g_assert_false (has (fixture->laptop, "event", EVENT));
  g_assert_false (has (fixture->laptop, "list", HOME));
  scratch_update (fixture->phone, "event", EVENT, "{'title':'e2'}");
  sync_both (fixture);
  g_assert_false (has (fixture->laptop, "event", EVENT));
  choose (fixture, NULL, NULL);
  sync_both (fixture);
  g_assert_true (has (fixture->laptop, "event", EVENT));
  g_assert_true (has (fixture->laptop, "list", HOME));
}

static void
test_moves (Fixture *fixture, gconstpointer data)
{
  choose (fixture, HOME, NULL);
  sync_laptop (fixture);

  g_test_message ("moved in and moved out elsewhere");
  scratch_update (fixture->phone, "task", B, "{'list_id':'" HOME "'}");
  scratch_update (fixture->phone, "task", A, "{'list_id':'" WORK "'}");
  sync_both (fixture);
  assert_tasks (fixture->laptop, "BC");
  assert_tasks (fixture->phone, "ABC");

  g_test_message ("moved out here: it goes up, then it leaves");
  scratch_update (fixture->laptop, "task", C, "{'list_id':'" WORK "','title':'moved'}");
  assert_tasks (fixture->laptop, "BC");
  sync_both (fixture);
  assert_tasks (fixture->laptop, "B");
  assert_text (fixture->phone, C, "title", "moved");
  assert_text (fixture->phone, C, "list_id", WORK);

  g_test_message ("moved to the Inbox elsewhere: it comes");
  scratch_update (fixture->phone, "task", C, "{'list_id':null}");
  sync_both (fixture);
  assert_tasks (fixture->laptop, "BC");
}

static void
test_created_outside (Fixture *fixture, gconstpointer data)
{
  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  scratch_create (fixture->laptop, "task", "0197a000-0000-7000-8000-000000000009",
                  "{'title':'new','list_id':'" WORK "'}");
  sync_both (fixture);
  g_assert_true (has (fixture->phone, "task", "0197a000-0000-7000-8000-000000000009"));
  g_assert_false (has (fixture->laptop, "task", "0197a000-0000-7000-8000-000000000009"));
}

/* What waits goes up before the task leaves. */
static void
test_edit_before_choice (Fixture *fixture, gconstpointer data)
{
  scratch_update (fixture->laptop, "task", B, "{'title':'edited'}");
  choose (fixture, HOME, NULL);
  sync_both (fixture);
  assert_tasks (fixture->laptop, "AC");
  assert_text (fixture->phone, B, "title", "edited");
}

/* The other device moved it out while it was edited here. */
static void
test_edit_meets_leave (Fixture *fixture, gconstpointer data)
{
  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  scratch_update (fixture->laptop, "task", A, "{'notes':'mine'}");
  scratch_update (fixture->phone, "task", A, "{'list_id':'" WORK "'}");
  {
    g_autoptr (DovetailJob) phone = two_stores_run (fixture, fixture->phone, DOVETAIL_SYNC_AUTO);
  }
  sync_both (fixture);
  assert_tasks (fixture->laptop, "C");
  assert_text (fixture->phone, A, "notes", "mine");
  assert_text (fixture->phone, A, "list_id", WORK);
}

/* While a conflict is open the task stays; once it is answered it leaves. */
static void
test_conflict_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  dovetail_store_set_setting (fixture->laptop->store, DOVETAIL_SETTING_POLICY, "manual_resolution", NULL);
  scratch_update (fixture->laptop, "task", B, "{'title':'mine'}");
  scratch_update (fixture->phone, "task", B, "{'title':'theirs'}");
  {
    g_autoptr (DovetailJob) phone = two_stores_run (fixture, fixture->phone, DOVETAIL_SYNC_AUTO);
  }
  choose (fixture, HOME, NULL);
  sync_both (fixture);
  assert_tasks (fixture->laptop, "ABC");
  open = dovetail_store_list_conflicts (fixture->laptop->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);

  dovetail_store_resolve_conflict (fixture->laptop->store, ((DovetailConflict *) open->pdata[0])->conflict_id,
                                   DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, &error);
  g_assert_no_error (error);
  sync_both (fixture);
  assert_tasks (fixture->laptop, "AC");
  assert_text (fixture->phone, B, "title", "mine");
}

static guint
count_tasks (ScratchStore *scratch)
{
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL, .subtasks = TRUE };

  return dovetail_store_count_tasks (scratch->store, &query);
}

/* More than any mass deletion: 120 of 123, and nobody is asked. */
static void
test_many_leave (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-000000001%03u", i);

      scratch_create (fixture->phone, "task", id, "{'title':'many','list_id':'" WORK "'}");
    }
  sync_both (fixture);
  g_assert_cmpuint (count_tasks (fixture->laptop), ==, 123);
  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  g_assert_cmpuint (count_tasks (fixture->laptop), ==, 2);
  g_assert_cmpuint (dovetail_store_count_held (fixture->laptop->store), ==, 0);
  sync_both (fixture);
  g_assert_cmpuint (count_tasks (fixture->phone), ==, 123);
  choose (fixture, NULL, NULL);
  sync_laptop (fixture);
  g_assert_cmpuint (count_tasks (fixture->laptop), ==, 123);
}

/* A token that is too old: the walk keeps to the filter, and sweeps what is gone within it. */
static void
test_expired (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) deleted = NULL;
  gint64 removed;

  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  deleted = dovetail_store_delete (fixture->phone->store, "task", A, NULL);
  {
    g_autoptr (DovetailJob) phone = two_stores_run (fixture, fixture->phone, DOVETAIL_SYNC_AUTO);
  }
  g_assert_true (dovetail_server_clean_up (fixture->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);
  {
    g_autoptr (DovetailJob) full = two_stores_run (fixture, fixture->laptop, DOVETAIL_SYNC_AUTO);

    g_assert_cmpstr (full->kind, ==, "full");
    g_assert_cmpint (full->deleted, ==, 1);
  }
  assert_tasks (fixture->laptop, "C");
  sync_both (fixture);
  assert_tasks (fixture->phone, "BC");
}

/* Old enough for a walk, and moved out and edited at once: the edit goes up, nothing is taken for deleted. */
static void
test_expired_and_moved (Fixture *fixture, gconstpointer data)
{
  gint64 removed;
  g_autoptr (DovetailReplica) deleted = NULL;

  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  scratch_update (fixture->laptop, "task", A, "{'notes':'mine'}");
  scratch_update (fixture->phone, "task", A, "{'list_id':'" WORK "'}");
  deleted = dovetail_store_delete (fixture->phone->store, "task", C, NULL);
  {
    g_autoptr (DovetailJob) phone = two_stores_run (fixture, fixture->phone, DOVETAIL_SYNC_AUTO);
  }
  g_assert_true (dovetail_server_clean_up (fixture->server, 0, &removed, NULL));
  sync_both (fixture);
  assert_tasks (fixture->laptop, "");
  assert_tasks (fixture->phone, "AB");
  assert_text (fixture->phone, A, "notes", "mine");
  assert_text (fixture->phone, A, "list_id", WORK);
}

/* Who makes a list wants it here. */
static void
test_new_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailSyncFilter) filter = NULL;

  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  scratch_create (fixture->laptop, "list", "0197a000-0000-7000-8000-000000000103", "{'name':'New'}");
  scratch_update (fixture->laptop, "task", A, "{'list_id':'0197a000-0000-7000-8000-000000000103'}");
  sync_both (fixture);
  assert_tasks (fixture->laptop, "AC");
  filter = dovetail_store_get_filter (fixture->laptop->store);
  g_assert_cmpuint (g_strv_length (filter->lists), ==, 2);
}

/* Deleting a list moves its tasks to the Inbox, and that is everywhere. */
static void
test_deleted_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) deleted = NULL;

  choose (fixture, HOME, NULL);
  sync_laptop (fixture);
  deleted = dovetail_store_delete (fixture->laptop->store, "list", WORK, NULL);
  g_assert_nonnull (deleted);
  sync_both (fixture);
  assert_tasks (fixture->laptop, "ABC");
  assert_text (fixture->laptop, B, "list_id", NULL);
}

static InProcessFate
lose_walk (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->deny > 0 && g_str_equal (request->path, "/sync/pull") && fixture->deny-- > 0)
    return IN_PROCESS_CRASH_AFTER;
  return IN_PROCESS_DELIVER;
}

/* Killed in the walk, and the user changes his mind again before the next sync. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  const DovetailPassOptions options
      = { .store = fixture->laptop->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (DovetailJob) killed = NULL;

  in_process_remote_hook (fixture->remote, lose_walk, fixture);
  choose (fixture, HOME, NULL);
  fixture->deny = 1;
  killed = dovetail_pass_run (&options, NULL, NULL);
  g_assert_true (in_process_remote_crashed (fixture->remote));
  scratch_store_reopen (fixture->laptop);
  in_process_remote_revive (fixture->remote);
  assert_tasks (fixture->laptop, "ABC");
  choose (fixture, WORK, NULL);
  sync_laptop (fixture);
  assert_tasks (fixture->laptop, "BC");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  char *no_uuid[] = { (char *) "home", NULL };
  char *none[] = { NULL };
  char *odd[] = { (char *) "Task list", NULL };
  char *many[DOVETAIL_SYNC_FILTER_MAX_LISTS + 2] = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (dovetail_store_set_filter (fixture->laptop->store, no_uuid, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_assert_false (dovetail_store_set_filter (fixture->laptop->store, NULL, none, NULL));
  g_assert_false (dovetail_store_set_filter (fixture->laptop->store, NULL, odd, NULL));
  for (guint i = 0; i <= DOVETAIL_SYNC_FILTER_MAX_LISTS; i++)
    many[i] = (char *) HOME;
  g_assert_false (dovetail_store_set_filter (fixture->laptop->store, many, NULL, NULL));
}

#define ADD(name, test) g_test_add ("/selection/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("narrower and wider again", test_narrow_and_widen);
  ADD ("the Inbox is always synced", test_inbox);
  ADD ("some types only", test_types);
  ADD ("tasks move in and out", test_moves);
  ADD ("made in a list that is not synced", test_created_outside);
  ADD ("edited before the choice", test_edit_before_choice);
  ADD ("edited while it leaves", test_edit_meets_leave);
  ADD ("an open conflict stays", test_conflict_stays);
  ADD ("very many leave and nobody is asked", test_many_leave);
  ADD ("a token that is too old", test_expired);
  ADD ("a token that is too old, and a task that moved", test_expired_and_moved);
  ADD ("a list made here is synced here", test_new_list);
  ADD ("a list that is not synced is deleted", test_deleted_list);
  ADD ("killed in the walk", test_killed);
  ADD ("choices that make no sense", test_refused);
  return g_test_run ();
}
