/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Undoing what was done here, one step after the other, without touching what came in between. */

#include "store/undo.h"

#include "lib/scratch-store.h"
#include "store/answers.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/outbox.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define OTHER "0197f000-0000-7000-8000-000000000002"
#define CHILD "0197f000-0000-7000-8000-000000000003"
#define LIST "0197f000-0000-7000-8000-00000000000a"
#define CONFLICT "0197f000-0000-7000-8000-00000000000c"

static void
undo (ScratchStore *scratch, const char *kind, guint changed, guint passed)
{
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;

  scratch->now += 1000;
  g_assert_true (dovetail_store_undo (scratch->store, 0, &undone, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (undone.kind, ==, kind);
  g_assert_cmpuint (undone.changed, ==, changed);
  g_assert_cmpuint (undone.passed, ==, passed);
}

static void
assert_nothing_to_undo (ScratchStore *scratch)
{
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (dovetail_store_undo (scratch->store, 0, &undone, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
  g_assert_cmpint (dovetail_store_get_last_action (scratch->store), ==, 0);
}

static void
assert_field (ScratchStore *scratch, const char *id, const char *field, const char *expected)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", id);

  g_assert_false (replica->current->deleted);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, field), ==, expected);
}

static gboolean
is_gone (ScratchStore *scratch, const char *type, const char *id)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (scratch->store, type, id, NULL);

  return replica == NULL || replica->current->deleted;
}

static void delete (ScratchStore *scratch, const char *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  scratch->now += 1000;
  replica = dovetail_store_delete (scratch->store, type, id, &error);
  g_assert_no_error (error);
}

/* Somebody else's change, as a sync would store it. */
static void
change_remotely (ScratchStore *scratch, gint64 version, const char *text)
{
  scratch_put_synced (scratch, "task", ID, version, text, FALSE);
}

static void
test_further_back (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  scratch_update (scratch, "task", ID, "{'title':'oat milk','priority':'high'}");
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  delete (scratch, "task", ID);
  scratch_store_reopen (scratch);

  undo (scratch, "delete", 1, 0);
  assert_field (scratch, ID, "status", "done");
  undo (scratch, "done", 1, 0);
  assert_field (scratch, ID, "status", "open");
  assert_field (scratch, ID, "completed_at", NULL);
  assert_field (scratch, ID, "title", "oat milk");
  undo (scratch, "edit", 1, 0);
  assert_field (scratch, ID, "title", "milk");
  assert_field (scratch, ID, "priority", NULL);
  undo (scratch, "create", 1, 0);
  g_assert_true (is_gone (scratch, "task", ID));
  assert_nothing_to_undo (scratch);
}

/* An edit that a sync has carried away is undone by an edit on what came back. */
static void
test_after_a_sync (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) undone = NULL;

  change_remotely (scratch, 4, "{'title':'milk','status':'open'}");
  scratch_update (scratch, "task", ID, "{'title':'oat milk','notes':'two'}");
  change_remotely (scratch, 5, "{'title':'soy milk','notes':'two','status':'open'}");
  undo (scratch, "edit", 1, 0);
  undone = scratch_get (scratch, "task", ID);
  g_assert_cmpstr (dovetail_data_get_string (undone->current->data, "title"), ==, "soy milk");
  g_assert_null (dovetail_data_get (undone->current->data, "notes"));
  g_assert_cmpint (undone->base->version, ==, 5);
  g_assert_cmpint (undone->pending->state, ==, DOVETAIL_PENDING_WAITING);
}

static void
test_all_changed_since (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  change_remotely (scratch, 4, "{'title':'milk','status':'open'}");
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  change_remotely (scratch, 5, "{'title':'soy milk','status':'open'}");
  undo (scratch, "edit", 0, 1);
  assert_field (scratch, ID, "title", "soy milk");
  assert_nothing_to_undo (scratch);
}

/* What was made here and has been changed by others since is not taken away from them. */
static void
test_a_creation_that_others_use (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  change_remotely (scratch, 2, "{'title':'soy milk','status':'open','position':'V'}");
  undo (scratch, "create", 0, 1);
  assert_field (scratch, ID, "title", "soy milk");

  scratch_create (scratch, "task", OTHER, "{'title':'party'}");
  scratch_put_synced (scratch, "task", CHILD, 1, "{'title':'cake','status':'open','parent_id':'" OTHER "'}",
                      FALSE);
  undo (scratch, "create", 0, 1);
  assert_field (scratch, OTHER, "title", "party");
}

static void
test_a_list_with_its_tasks (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  scratch_put_synced (scratch, "list", LIST, 1, "{'name':'Home'}", FALSE);
  scratch_put_synced (scratch, "task", ID, 1, "{'title':'a','status':'open','list_id':'" LIST "'}", FALSE);
  scratch_put_synced (scratch, "task", OTHER, 1, "{'title':'b','status':'open','list_id':'" LIST "'}", FALSE);
  delete (scratch, "list", LIST);
  assert_field (scratch, ID, "list_id", NULL);
  scratch_put_synced (scratch, "task", OTHER, 2, "{'title':'b','status':'open','list_id':'elsewhere'}",
                      FALSE);
  undo (scratch, "delete", 2, 1);
  g_assert_false (is_gone (scratch, "list", LIST));
  assert_field (scratch, ID, "list_id", LIST);
  assert_field (scratch, OTHER, "list_id", "elsewhere");
}

static void
test_restore (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) restored = NULL;

  scratch_put_synced (scratch, "task", ID, 3, "{'title':'milk','status':'open'}", TRUE);
  restored = dovetail_store_restore (scratch->store, "task", ID, NULL);
  g_assert_nonnull (restored);
  undo (scratch, "restore", 1, 0);
  g_assert_true (is_gone (scratch, "task", ID));
}

static void
discard (ScratchStore *scratch)
{
  g_autoptr (GError) error = NULL;

  scratch->now += 1000;
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", ID, &error));
  g_assert_no_error (error);
}

/* A discarded edit, creation and deletion each come back, and wait to be uploaded again. */
static void
test_discard (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  DovetailOutboxSummary summary;

  change_remotely (scratch, 4, "{'title':'milk','status':'open'}");
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  discard (scratch);
  assert_field (scratch, ID, "title", "milk");
  undo (scratch, "discard", 1, 0);
  assert_field (scratch, ID, "title", "oat milk");

  delete (scratch, "task", ID);
  discard (scratch);
  g_assert_false (is_gone (scratch, "task", ID));
  undo (scratch, "discard", 1, 0);
  g_assert_true (is_gone (scratch, "task", ID));
  undo (scratch, "delete", 1, 0);
  undo (scratch, "edit", 1, 0);
  assert_field (scratch, ID, "title", "milk");
  assert_nothing_to_undo (scratch);

  scratch_put_synced (scratch, "task", ID, 9, "{'title':'gone'}", TRUE);
  scratch_create (scratch, "task", OTHER, "{'title':'new','notes':'kept'}");
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", OTHER, NULL));
  g_assert_null (dovetail_store_get_replica (scratch->store, "task", OTHER, NULL));
  undo (scratch, "discard", 1, 0);
  assert_field (scratch, OTHER, "notes", "kept");
  g_assert_true (dovetail_store_summarize_outbox (scratch->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting, ==, 1);
}

static void
put_conflict (ScratchStore *scratch, const char *conflict_id, const char *entity_id)
{
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  conflict->conflict_id = g_strdup (conflict_id);
  conflict->entity_type = "task";
  conflict->entity_id = g_strdup (entity_id);
  conflict->open = TRUE;
  conflict->fields = g_strsplit ("title", " ", -1);
  conflict->sides[DOVETAIL_SIDE_BASE] = scratch_data ("{'title':'milk','status':'open'}");
  conflict->sides[DOVETAIL_SIDE_MINE] = scratch_data ("{'title':'oat milk','status':'open'}");
  conflict->sides[DOVETAIL_SIDE_THEIRS] = scratch_data ("{'title':'soy milk','status':'open'}");
  conflict->server_version = 5;
  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

static gboolean
is_open (ScratchStore *scratch)
{
  g_autoptr (DovetailConflict) conflict = dovetail_store_get_conflict (scratch->store, CONFLICT, NULL);

  return conflict->open;
}

static void
test_an_answer (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  change_remotely (scratch, 5, "{'title':'soy milk','status':'open'}");
  put_conflict (scratch, CONFLICT, ID);
  g_assert_true (dovetail_store_resolve_conflict (scratch->store, CONFLICT, "client_wins", NULL, NULL));
  assert_field (scratch, ID, "title", "oat milk");
  undo (scratch, "resolve", 1, 0);
  g_assert_true (is_open (scratch));
  assert_field (scratch, ID, "title", "soy milk");

  g_test_message ("opening it again is undone by the answer it had");
  g_assert_true (dovetail_store_resolve_conflict (scratch->store, CONFLICT, "client_wins", NULL, NULL));
  g_assert_true (dovetail_store_unresolve_conflict (scratch->store, CONFLICT, NULL));
  undo (scratch, "unresolve", 1, 0);
  g_assert_false (is_open (scratch));
  assert_field (scratch, ID, "title", "oat milk");

  g_test_message ("discarding the record's changes takes the answer along, and undo brings it back");
  discard (scratch);
  g_assert_true (is_open (scratch));
  undo (scratch, "discard", 1, 1);
  g_assert_false (is_open (scratch));
  assert_field (scratch, ID, "title", "oat milk");
}

/* One command for many conflicts is one action. */
static void
test_many_answers (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_auto (GStrv) answered = NULL;
  g_auto (DovetailUndone) undone = { 0 };

  change_remotely (scratch, 5, "{'title':'soy milk','status':'open'}");
  scratch_put_synced (scratch, "task", OTHER, 5, "{'title':'soy milk','status':'open'}", FALSE);
  put_conflict (scratch, CONFLICT, ID);
  put_conflict (scratch, LIST, OTHER);
  conflicts = dovetail_store_list_conflicts (scratch->store, TRUE, 0, NULL);
  answered = dovetail_store_resolve_conflicts (scratch->store, conflicts, "client_wins", NULL);
  g_assert_cmpuint (g_strv_length (answered), ==, 2);
  assert_field (scratch, OTHER, "title", "oat milk");
  g_assert_true (dovetail_store_undo (scratch->store, 0, &undone, NULL));
  g_assert_cmpuint (undone.actions, ==, 2);
  assert_field (scratch, ID, "title", "soy milk");
  assert_field (scratch, OTHER, "title", "soy milk");
  assert_nothing_to_undo (scratch);
}

static void
test_several_as_one (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailUndone) undone = { 0 };

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  scratch_create (scratch, "task", OTHER, "{'title':'b'}");
  dovetail_store_begin_bundle (scratch->store);
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  scratch_update (scratch, "task", OTHER, "{'status':'done'}");
  dovetail_store_end_bundle (scratch->store);
  g_assert_true (dovetail_store_undo (scratch->store, 0, &undone, NULL));
  g_assert_cmpuint (undone.actions, ==, 2);
  g_assert_cmpuint (undone.changed, ==, 2);
  assert_field (scratch, ID, "status", "open");
  assert_field (scratch, OTHER, "status", "open");
  undo (scratch, "create", 1, 0);
  g_assert_true (is_gone (scratch, "task", OTHER));
  g_assert_false (is_gone (scratch, "task", ID));
}

/* A toast undoes what it tells of, whatever was done after it; and never anything else. */
static void
test_just_that_one (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailUndone) undone = { 0 };
  g_auto (DovetailUndone) again = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 action;

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  scratch_update (scratch, "task", ID, "{'priority':'high'}");
  action = dovetail_store_get_last_action (scratch->store);
  scratch_update (scratch, "task", ID, "{'title':'b'}");
  g_assert_true (dovetail_store_undo (scratch->store, action, &undone, NULL));
  assert_field (scratch, ID, "priority", NULL);
  assert_field (scratch, ID, "title", "b");
  scratch_update (scratch, "task", ID, "{'title':'c'}");
  g_assert_false (dovetail_store_undo (scratch->store, action, &again, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
  assert_field (scratch, ID, "title", "c");
}

/* Undo does not reach through an import to what was done before it. */
static void
test_import_stands_in_between (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  g_autoptr (JsonNode) data = scratch_data ("{'title':'imported'}");

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  g_ptr_array_add (drafts, dovetail_draft_new ("task", OTHER, data));
  g_assert_true (dovetail_store_import (scratch->store, drafts, NULL, NULL, NULL));
  undo (scratch, "import", 0, 0);
  assert_field (scratch, OTHER, "title", "imported");
  undo (scratch, "create", 1, 0);
}

static void
test_bounded (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailUndone) undone = { 0 };
  guint steps = 0;

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  for (guint i = 0; i < DOVETAIL_ACTIONS_KEPT + 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("{'title':'%u'}", i);

      scratch_update (scratch, "task", ID, text);
    }
  for (; dovetail_store_undo (scratch->store, 0, &undone, NULL); steps++)
    dovetail_undone_clear (&undone);
  g_assert_cmpuint (steps, >=, DOVETAIL_ACTIONS_KEPT);
  g_assert_cmpuint (steps, <, DOVETAIL_ACTIONS_KEPT + 20);
}

/* What fails is not in the journal. */
static void
test_failures_leave_no_trace (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (JsonNode) bad = scratch_data ("{'status':'asleep'}");
  g_autoptr (JsonNode) same = scratch_data ("{'title':'a'}");
  g_autoptr (DovetailReplica) unchanged = NULL;

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  g_assert_null (dovetail_store_update (scratch->store, "task", ID, bad, NULL));
  unchanged = dovetail_store_update (scratch->store, "task", ID, same, NULL);
  g_assert_nonnull (unchanged);
  undo (scratch, "create", 1, 0);
  assert_nothing_to_undo (scratch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/further-back", test_further_back);
  g_test_add_func ("/undo/after-a-sync", test_after_a_sync);
  g_test_add_func ("/undo/all-changed-since", test_all_changed_since);
  g_test_add_func ("/undo/a-creation-that-others-use", test_a_creation_that_others_use);
  g_test_add_func ("/undo/a-list-with-its-tasks", test_a_list_with_its_tasks);
  g_test_add_func ("/undo/restore", test_restore);
  g_test_add_func ("/undo/discard", test_discard);
  g_test_add_func ("/undo/an-answer", test_an_answer);
  g_test_add_func ("/undo/many-answers", test_many_answers);
  g_test_add_func ("/undo/several-as-one", test_several_as_one);
  g_test_add_func ("/undo/just-that-one", test_just_that_one);
  g_test_add_func ("/undo/import-stands-in-between", test_import_stands_in_between);
  g_test_add_func ("/undo/bounded", test_bounded);
  g_test_add_func ("/undo/failures-leave-no-trace", test_failures_leave_no_trace);

  return g_test_run ();
}
