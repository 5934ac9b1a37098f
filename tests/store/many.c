/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One edit of many tasks is one step of undo, and what was undone can be done again. */

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/order.h"
#include "store/query.h"
#include "store/undo.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define OTHER "0197f000-0000-7000-8000-000000000002"
#define CHILD "0197f000-0000-7000-8000-000000000003"
#define DEEPER "0197f000-0000-7000-8000-000000000004"
#define LIST "0197f000-0000-7000-8000-00000000000a"
#define ELSEWHERE "0197f000-0000-7000-8000-00000000000b"
#define MANY 501 /* more than one transaction takes */

static GArray *
all_rows (ScratchStore *scratch)
{
  DovetailQuery query = { DOVETAIL_VIEW_ALL, NULL, FALSE, "2027-01-01", 0, FALSE };
  GArray *rows = dovetail_store_query_tasks (scratch->store, &query, NULL);

  g_assert_nonnull (rows);
  return rows;
}

static guint
count_open (ScratchStore *scratch)
{
  g_autoptr (GArray) rows = all_rows (scratch);

  return rows->len;
}

static JsonNode *
patch_with (DovetailReplica *replica, guint index, gpointer user_data)
{
  return scratch_data (user_data);
}

static guint
update_all (ScratchStore *scratch, const char *text)
{
  g_autoptr (GArray) rows = all_rows (scratch);
  g_autoptr (GError) error = NULL;
  guint changed = 0;

  scratch->now += 1000;
  g_assert_true (
      dovetail_store_update_rows (scratch->store, rows, patch_with, (gpointer) text, &changed, &error));
  g_assert_no_error (error);
  return changed;
}

/* What an undo says, and the way to do it again. */
static JsonNode *
undo (ScratchStore *scratch, const char *kind, guint count, guint changed)
{
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;

  scratch->now += 1000;
  g_assert_true (dovetail_store_undo (scratch->store, 0, &undone, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (undone.kind, ==, kind);
  g_assert_cmpuint (undone.count, ==, count);
  g_assert_cmpuint (undone.changed, ==, changed);
  return g_steal_pointer (&undone.redo);
}

static void
redo (ScratchStore *scratch, JsonNode *again, guint count, guint changed, guint passed)
{
  g_auto (DovetailUndone) redone = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (again);
  scratch->now += 1000;
  g_assert_true (dovetail_store_redo (scratch->store, again, &redone, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (redone.count, ==, count);
  g_assert_cmpuint (redone.changed, ==, changed);
  g_assert_cmpuint (redone.passed, ==, passed);
}

/* More than one transaction: still one step, which is undone, done again and undone again. */
static void
test_more_than_a_transaction (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) nothing = NULL;

  for (guint i = 0; i < MANY; i++)
    scratch_create (scratch, "task", NULL, "{'title':'one of many'}");
  g_assert_cmpuint (update_all (scratch, "{'status':'done'}"), ==, MANY);
  g_assert_cmpuint (count_open (scratch), ==, 0);
  again = undo (scratch, "done", MANY, MANY);
  g_assert_cmpuint (count_open (scratch), ==, MANY);
  redo (scratch, again, MANY, MANY, 0);
  g_assert_cmpuint (count_open (scratch), ==, 0);
  nothing = undo (scratch, "done", MANY, MANY);
  g_assert_cmpuint (count_open (scratch), ==, MANY);
}

/* What is so already, and what is gone, is not counted. */
static void
test_what_does_not_change (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (DovetailReplica) gone = NULL;
  guint changed;

  scratch_create (scratch, "task", ID, "{'title':'a','priority':'high'}");
  scratch_create (scratch, "task", OTHER, "{'title':'b'}");
  g_assert_cmpuint (update_all (scratch, "{'priority':'high'}"), ==, 1);
  again = undo (scratch, "edit", 1, 1);

  rows = all_rows (scratch);
  gone = dovetail_store_delete (scratch->store, "task", ID, NULL);
  g_assert_nonnull (gone);
  g_assert_true (dovetail_store_delete_rows (scratch->store, rows, &changed, NULL));
  g_assert_cmpuint (changed, ==, 1);
}

/* A subtask goes along with its task and comes back with it; it is not counted. */
static void
test_deleting_with_subtasks (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) twice = NULL;
  guint deleted;
  guint done;

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  scratch_create (scratch, "task", CHILD, "{'title':'a part','parent_id':'" ID "','status':'done'}");
  scratch_create (scratch, "task", OTHER, "{'title':'b'}");
  g_assert_cmpuint (dovetail_store_count_children (scratch->store, ID, &done), ==, 1);
  g_assert_cmpuint (done, ==, 1);
  rows = all_rows (scratch);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_true (dovetail_store_delete_rows (scratch->store, rows, &deleted, NULL));
  g_assert_cmpuint (deleted, ==, 2);
  g_assert_cmpuint (count_open (scratch), ==, 0);
  again = undo (scratch, "delete", 2, 3);
  g_assert_cmpuint (dovetail_store_count_children (scratch->store, ID, &done), ==, 1);
  redo (scratch, again, 2, 3, 0);
  g_assert_cmpuint (dovetail_store_count_children (scratch->store, ID, &done), ==, 0);
  twice = undo (scratch, "delete", 2, 3);
  g_assert_cmpuint (count_open (scratch), ==, 2);
}

/* Moving has a name of its own; a task that comes again makes its next, which is not counted. */
static void
test_what_it_is_called (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (JsonNode) moved = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autofree char *last = NULL;

  scratch_create (scratch, "list", LIST, "{'name':'Home'}");
  scratch_create (scratch, "task", ID,
                  "{'title':'water plants','due':'2027-03-01',"
                  "'recurrence':{'rrule':'FREQ=DAILY','series_id':'" OTHER "'}}");
  g_assert_cmpuint (update_all (scratch, "{'list_id':'" LIST "','position':'k'}"), ==, 1);
  last = dovetail_store_last_position (scratch->store, "task", LIST);
  g_assert_cmpstr (last, ==, "k");
  moved = undo (scratch, "move", 1, 1);
  g_assert_cmpuint (update_all (scratch, "{'status':'done'}"), ==, 1);
  g_assert_cmpuint (count_open (scratch), ==, 1);
  done = undo (scratch, "done", 1, 2);
  g_assert_cmpuint (count_open (scratch), ==, 1);
}

/* Subtasks go to the other list with their task, down to the last; one that lies elsewhere stays there. */
static void
test_moving_with_subtasks (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) child = NULL;
  g_autoptr (DovetailReplica) deeper = NULL;
  g_autoptr (DovetailReplica) apart = NULL;
  g_autoptr (DovetailReplica) back = NULL;
  g_autoptr (JsonNode) again = NULL;

  scratch_create (scratch, "list", LIST, "{'name':'Home'}");
  scratch_create (scratch, "task", ID, "{'title':'a'}");
  scratch_create (scratch, "task", CHILD, "{'title':'a part','parent_id':'" ID "'}");
  scratch_create (scratch, "task", DEEPER, "{'title':'of the part','parent_id':'" CHILD "'}");
  scratch_create (scratch, "task", OTHER, "{'title':'apart','parent_id':'" ID "','list_id':'" ELSEWHERE "'}");
  scratch_update (scratch, "task", ID, "{'list_id':'" LIST "'}");
  child = scratch_get (scratch, "task", CHILD);
  deeper = scratch_get (scratch, "task", DEEPER);
  apart = scratch_get (scratch, "task", OTHER);
  g_assert_cmpstr (dovetail_data_get_string (child->current->data, "list_id"), ==, LIST);
  g_assert_cmpstr (dovetail_data_get_string (deeper->current->data, "list_id"), ==, LIST);
  g_assert_cmpstr (dovetail_data_get_string (apart->current->data, "list_id"), ==, ELSEWHERE);
  again = undo (scratch, "move", 1, 3);
  back = scratch_get (scratch, "task", DEEPER);
  g_assert_null (dovetail_data_get_string (back->current->data, "list_id"));
}

/* What changed between undo and redo stays as it is; a task that was made comes back with what it held. */
static void
test_redo_respects_others (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  scratch_put_synced (scratch, "task", ID, 1, "{'title':'milk','status':'open'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  again = undo (scratch, "edit", 1, 1);
  scratch_put_synced (scratch, "task", ID, 2, "{'title':'soy milk','status':'open'}", FALSE);
  redo (scratch, again, 1, 0, 1);

  scratch_create (scratch, "task", OTHER, "{'title':'bread','notes':'rye'}");
  made = undo (scratch, "create", 1, 1);
  redo (scratch, made, 1, 1, 0);
  replica = scratch_get (scratch, "task", OTHER);
  g_assert_false (replica->current->deleted);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "notes"), ==, "rye");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/many/more-than-a-transaction", test_more_than_a_transaction);
  g_test_add_func ("/many/what-does-not-change", test_what_does_not_change);
  g_test_add_func ("/many/deleting-with-subtasks", test_deleting_with_subtasks);
  g_test_add_func ("/many/what-it-is-called", test_what_it_is_called);
  g_test_add_func ("/many/moving-with-subtasks", test_moving_with_subtasks);
  g_test_add_func ("/many/redo-respects-others", test_redo_respects_others);
  return g_test_run ();
}
