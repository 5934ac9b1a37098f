/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Local edits: what the record becomes, what base is kept, and what waits to be uploaded. */

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/outbox.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define OTHER "0197f000-0000-7000-8000-000000000002"
#define LIST "0197f000-0000-7000-8000-00000000000a"

static guint
count_waiting (ScratchStore *scratch)
{
  DovetailOutboxSummary summary;

  g_assert_true (dovetail_store_summarize_outbox (scratch->store, &summary, NULL));

  return summary.waiting;
}

#define assert_data(data, expected)                                                                          \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *text_ = scratch_text (data);                                                            \
    g_assert_cmpstr (text_, ==, expected);                                                                   \
  }                                                                                                          \
  G_STMT_END

static void
test_new_task (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) replica = NULL;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  scratch_create (scratch, "task", OTHER, "{'title':'eggs'}");
  scratch_store_reopen (scratch);
  replica = scratch_get (scratch, "task", ID);
  assert_data (replica->current->data, "{'position':'V','status':'open','title':'milk'}");
  g_assert_cmpint (replica->current->version, ==, 0);
  g_assert_null (replica->base);
  g_assert_nonnull (replica->pending);
  g_assert_cmpint (replica->pending->state, ==, DOVETAIL_PENDING_WAITING);
  g_assert_cmpint (replica->pending->edited_at, ==, scratch->now);
  g_assert_true (replica->pending->by_hand);
  g_assert_cmpuint (count_waiting (scratch), ==, 2);
}

/* Edit after edit is one outbox row on the oldest base, with the time of each field; the way back ends it. */
static void
test_edits_fold_together (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) edited = NULL;
  g_autoptr (DovetailReplica) back = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk','points':1}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  scratch_update (scratch, "task", ID, "{'title':'soy milk','points':2}");
  edited = scratch_get (scratch, "task", ID);
  assert_data (edited->base->data, "{'points':1,'title':'milk'}");
  g_assert_cmpint (edited->base->version, ==, 4);
  assert_data (edited->current->data, "{'points':2,'title':'soy milk'}");
  g_assert_cmpint (edited->pending->since, ==, scratch->now - 1000);
  g_assert_cmpint (dovetail_data_get_int (edited->pending->field_times, "points", 0), ==, scratch->now);
  g_assert_cmpuint (count_waiting (scratch), ==, 1);

  scratch_update (scratch, "task", ID, "{'title':'milk','points':1}");
  back = scratch_get (scratch, "task", ID);
  g_assert_null (back->pending);
  g_assert_null (back->base);
  g_assert_cmpint (back->current->timestamp, ==, 5);
  g_assert_cmpuint (count_waiting (scratch), ==, 0);
}

static void
test_completion_follows_status (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  g_autoptr (DovetailReplica) done = NULL;
  g_autoptr (DovetailReplica) reopened = NULL;
  g_autoptr (DovetailReplica) given = NULL;

  scratch_put_synced (scratch, "task", ID, 1, "{'title':'a','status':'open'}", FALSE);
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  done = scratch_get (scratch, "task", ID);
  assert_data (done->current->data,
               "{'completed_at':'2026-11-20T12:00:01.000Z','status':'done','title':'a'}");
  scratch_update (scratch, "task", ID, "{'status':'in_progress'}");
  reopened = scratch_get (scratch, "task", ID);
  assert_data (reopened->current->data, "{'status':'in_progress','title':'a'}");
  scratch_update (scratch, "task", ID, "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}");
  given = scratch_get (scratch, "task", ID);
  assert_data (given->current->data,
               "{'completed_at':'2026-01-01T00:00:00.000Z','status':'done','title':'a'}");
}

static DovetailChange *
make_change (const char *text)
{
  DovetailChange *change = dovetail_change_alloc ();

  change->mutation_id = g_strdup ("m-1");
  change->entity_type = g_intern_string ("task");
  change->entity_id = g_strdup (ID);
  change->operation = DOVETAIL_OPERATION_UPDATE;
  change->data = scratch_data (text);
  change->base = scratch_data ("{'title':'milk','notes':null}");
  change->version = 4;
  change->timestamp = 77;
  change->field_times = scratch_data ("{'title':77}");

  return change;
}

static void
freeze (ScratchStore *scratch, const char *entity_id, const char *text)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", entity_id);

  replica->pending->state = DOVETAIL_PENDING_IN_FLIGHT;
  replica->pending->frozen = make_change (text);
  replica->pending->frozen_data = json_node_ref (replica->current->data);
  scratch_put (scratch, replica);
}

/* What is frozen comes back as it was, and edits made meanwhile do not touch it. */
static void
test_frozen_change_survives (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) again = NULL;
  g_autoptr (DovetailReplica) deleted = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  freeze (scratch, ID, "{'title':'oat milk','notes':null,'x':[1,1.5,{'y':true}]}");
  scratch_store_reopen (scratch);
  scratch_update (scratch, "task", ID, "{'title':'milk'}");
  again = scratch_get (scratch, "task", ID);
  g_assert_cmpint (again->pending->state, ==, DOVETAIL_PENDING_IN_FLIGHT);
  g_assert_cmpstr (again->pending->frozen->mutation_id, ==, "m-1");
  g_assert_cmpint (again->pending->frozen->operation, ==, DOVETAIL_OPERATION_UPDATE);
  g_assert_cmpint (again->pending->frozen->version, ==, 4);
  g_assert_cmpint (again->pending->frozen->timestamp, ==, 77);
  assert_data (again->pending->frozen->data, "{'notes':null,'title':'oat milk','x':[1,1.5,{'y':true}]}");
  assert_data (again->pending->frozen->base, "{'notes':null,'title':'milk'}");
  assert_data (again->pending->frozen->field_times, "{'title':77}");
  assert_data (again->pending->frozen_data, "{'title':'oat milk'}");
  assert_data (again->current->data, "{'title':'milk'}");

  deleted = dovetail_store_delete (scratch->store, "task", ID, NULL);
  g_assert_nonnull (deleted->pending);
  g_assert_nonnull (deleted->pending->frozen);
}

/* After a discard of what may have reached the server: still frozen, with what the user sees now. */
static void
assert_taken_back (ScratchStore *scratch, const char *entity_id, gboolean deleted, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) before = scratch_get (scratch, "task", entity_id);
  g_autoptr (DovetailReplica) after = NULL;
  g_autoptr (DovetailReplica) again = NULL;

  g_assert_false (dovetail_replica_is_taken_back (before));
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", entity_id, &error));
  g_assert_no_error (error);
  after = scratch_get (scratch, "task", entity_id);
  g_assert_true (dovetail_replica_is_taken_back (after));
  g_assert_cmpint (after->pending->state, ==, DOVETAIL_PENDING_IN_FLIGHT);
  g_assert_cmpint (after->current->deleted, ==, deleted);
  assert_data (after->current->data, text);
  assert_data (after->pending->frozen_data, "{'title':'oat milk'}");

  g_test_message ("a second discard has nothing left to do");
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", entity_id, &error));
  again = scratch_get (scratch, "task", entity_id);
  g_assert_cmpint (again->pending->edited_at, ==, after->pending->edited_at);
}

/* It is repeated, for it may have reached the server; here it is gone at once. */
static void
test_change_in_flight_is_taken_back (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) stashed = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  freeze (scratch, ID, "{'title':'oat milk'}");
  assert_taken_back (scratch, ID, FALSE, "{'title':'milk'}");

  g_test_message ("what came down meanwhile is newer");
  scratch_update (scratch, "task", ID, "{'title':'rice milk'}");
  stashed = scratch_get (scratch, "task", ID);
  stashed->pending->theirs = dovetail_record_with_data (
      stashed->base, stashed->base->data, TRUE, stashed->base->timestamp);
  scratch_put (scratch, stashed);
  assert_taken_back (scratch, ID, TRUE, "{'title':'rice milk'}");

  g_test_message ("what the server never had is deleted there");
  scratch_create (scratch, "task", OTHER, "{'title':'oat milk'}");
  freeze (scratch, OTHER, "{'title':'oat milk'}");
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", OTHER, NULL));
  g_autoptr (DovetailReplica) made = scratch_get (scratch, "task", OTHER);
  g_assert_true (made->current->deleted);
  g_assert_nonnull (made->pending->frozen);
}

static void
test_refused_change_is_replaced (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) edited = NULL;
  g_autoptr (GPtrArray) refused = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  replica = scratch_get (scratch, "task", ID);
  replica->pending->state = DOVETAIL_PENDING_QUARANTINED;
  replica->pending->frozen = make_change ("{'title':'oat milk'}");
  replica->pending->error_code = g_strdup ("invalid_field");
  replica->pending->error_detail = g_strdup ("no");
  scratch_put (scratch, replica);
  refused = dovetail_store_list_outbox (scratch->store, TRUE, 0, NULL);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (((DovetailReplica *) refused->pdata[0])->pending->error_detail, ==, "no");
  g_assert_cmpuint (count_waiting (scratch), ==, 0);

  scratch_update (scratch, "task", ID, "{'points':3}");
  edited = scratch_get (scratch, "task", ID);
  g_assert_cmpint (edited->pending->state, ==, DOVETAIL_PENDING_WAITING);
  g_assert_null (edited->pending->frozen);
  g_assert_null (edited->pending->error_code);
}

static void
test_retry_and_discard (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) discarded = NULL;
  g_autoptr (GError) error = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  replica = scratch_get (scratch, "task", ID);
  replica->pending->state = DOVETAIL_PENDING_QUARANTINED;
  scratch_put (scratch, replica);
  g_assert_true (dovetail_store_retry_pending (scratch->store, "task", ID, &error));
  g_assert_cmpuint (count_waiting (scratch), ==, 1);
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", ID, &error));
  discarded = scratch_get (scratch, "task", ID);
  g_assert_null (discarded->pending);
  assert_data (discarded->current->data, "{'title':'milk'}");

  scratch_create (scratch, "task", OTHER, "{'title':'new'}");
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", OTHER, &error));
  g_assert_no_error (error);
  g_assert_null (dovetail_store_get_replica (scratch->store, "task", OTHER, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
}

/* A record that never left this device vanishes quietly, and can come back. */
static void
test_delete_of_a_new_record (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) deleted = NULL;
  g_autoptr (DovetailReplica) restored = NULL;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  deleted = dovetail_store_delete (scratch->store, "task", ID, NULL);
  g_assert_true (deleted->current->deleted);
  g_assert_null (deleted->pending);
  g_assert_cmpuint (count_waiting (scratch), ==, 0);
  restored = dovetail_store_restore (scratch->store, "task", ID, NULL);
  g_assert_false (restored->current->deleted);
  g_assert_nonnull (restored->pending);
  g_assert_null (restored->base);
}

static void
test_restore_of_a_tombstone (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) restored = NULL;
  g_autoptr (DovetailReplica) undone = NULL;
  g_autoptr (DovetailReplica) unknown = NULL;
  g_autoptr (GError) error = NULL;

  scratch_put_synced (scratch, "task", ID, 9, "{'title':'milk'}", TRUE);
  restored = dovetail_store_restore (scratch->store, "task", ID, NULL);
  g_assert_false (restored->current->deleted);
  g_assert_true (restored->base->deleted);
  g_assert_cmpint (restored->base->version, ==, 9);
  undone = dovetail_store_delete (scratch->store, "task", ID, NULL);
  g_assert_null (undone->pending);
  g_assert_true (undone->current->deleted);

  scratch_put_synced (scratch, "task", OTHER, 2, "{}", TRUE);
  unknown = dovetail_store_restore (scratch->store, "task", OTHER, &error);
  g_assert_null (unknown);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

static void
test_subtasks_go_along (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) parent = NULL;
  g_autoptr (DovetailReplica) gone = NULL;
  g_autoptr (DovetailReplica) back = NULL;
  g_autoptr (DovetailReplica) earlier = NULL;

  scratch_put_synced (scratch, "task", ID, 1, "{'title':'trip'}", FALSE);
  scratch_put_synced (scratch, "task", OTHER, 1, "{'title':'pack','parent_id':'" ID "'}", FALSE);
  scratch_create (scratch, "task", LIST, "{'title':'deleted before','parent_id':'" ID "'}");
  dovetail_replica_free (dovetail_store_delete (scratch->store, "task", LIST, NULL));
  scratch->now += 1;
  parent = dovetail_store_delete (scratch->store, "task", ID, NULL);
  gone = scratch_get (scratch, "task", OTHER);
  g_assert_true (gone->current->deleted);
  g_clear_pointer (&parent, dovetail_replica_free);
  parent = dovetail_store_restore (scratch->store, "task", ID, NULL);
  g_assert_null (parent->pending);
  back = scratch_get (scratch, "task", OTHER);
  g_assert_false (back->current->deleted);
  earlier = scratch_get (scratch, "task", LIST);
  g_assert_true (earlier->current->deleted);
}

static void
test_tasks_of_a_deleted_list (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) list = NULL;
  g_autoptr (DovetailReplica) moved = NULL;
  g_autoptr (DovetailReplica) back = NULL;

  scratch_put_synced (scratch, "list", LIST, 1, "{'name':'Home'}", FALSE);
  scratch_put_synced (scratch, "task", ID, 1, "{'title':'milk','list_id':'" LIST "'}", FALSE);
  list = dovetail_store_delete (scratch->store, "list", LIST, NULL);
  moved = scratch_get (scratch, "task", ID);
  assert_data (moved->current->data, "{'title':'milk'}");
  g_assert_false (moved->current->deleted);
  g_clear_pointer (&list, dovetail_replica_free);
  list = dovetail_store_restore (scratch->store, "list", LIST, NULL);
  back = scratch_get (scratch, "task", ID);
  assert_data (back->current->data, "{'list_id':'" LIST "','title':'milk'}");
  g_assert_null (back->pending);
}

typedef struct
{
  const char *name;
  const char *type;
  const char *data;
} BadCase;

static void
test_refused_edits (void)
{
  static const BadCase cases[] = {
    { "a task needs a title", "task", "{'notes':'x'}" },
    { "a title is text", "task", "{'title':5}" },
    { "the ledger is the server's", "points_ledger", "{'user_id':'a','delta':5}" },
    { "a type nobody knows", "recipe", "{'title':'x'}" },
    { "deep nesting", "task", "{'title':'x','y':[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]}" },
  };
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = scratch_data (cases[i].data);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_null (dovetail_store_create (scratch->store, cases[i].type, NULL, data, TRUE, &error));
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
  g_assert_cmpuint (count_waiting (scratch), ==, 0);
}

static void
test_no_cycle_of_parents (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (JsonNode) patch = scratch_data ("{'parent_id':'" OTHER "'}");
  g_autoptr (GError) error = NULL;

  scratch_create (scratch, "task", ID, "{'title':'a'}");
  scratch_create (scratch, "task", OTHER, "{'title':'b','parent_id':'" ID "'}");
  g_assert_null (dovetail_store_update (scratch->store, "task", ID, patch, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

static void
test_order_of_upload (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  g_autoptr (JsonNode) imported = scratch_data ("{'title':'imported'}");
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GString) order = g_string_new (NULL);
  guint created, existing;

  g_ptr_array_add (drafts, dovetail_draft_new ("task", NULL, imported));
  g_ptr_array_add (drafts, dovetail_draft_new ("task", ID, imported));
  scratch_create (scratch, "task", ID, "{'title':'child','parent_id':'" OTHER "'}");
  g_assert_true (dovetail_store_import (scratch->store, drafts, &created, &existing, NULL));
  g_assert_cmpuint (created, ==, 1);
  g_assert_cmpuint (existing, ==, 1);
  scratch_create (scratch, "task", OTHER, "{'title':'parent'}");
  scratch_create (scratch, "list", LIST, "{'name':'list'}");
  outbox = dovetail_store_list_outbox (scratch->store, FALSE, 0, NULL);
  for (guint i = 0; i < outbox->len; i++)
    g_string_append_printf (order, "%s ",
                            dovetail_record_get_title (((DovetailReplica *) outbox->pdata[i])->current));
  g_assert_cmpstr (order->str, ==, "list parent child imported ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/edits/a-new-task-waits", test_new_task);
  g_test_add_func ("/store/edits/fold-together", test_edits_fold_together);
  g_test_add_func ("/store/edits/completion-follows-status", test_completion_follows_status);
  g_test_add_func ("/store/edits/frozen-change-survives", test_frozen_change_survives);
  g_test_add_func ("/store/edits/refused-change-is-replaced", test_refused_change_is_replaced);
  g_test_add_func ("/store/edits/change-in-flight-is-taken-back", test_change_in_flight_is_taken_back);
  g_test_add_func ("/store/edits/retry-and-discard", test_retry_and_discard);
  g_test_add_func ("/store/edits/delete-of-a-new-record", test_delete_of_a_new_record);
  g_test_add_func ("/store/edits/restore-of-a-tombstone", test_restore_of_a_tombstone);
  g_test_add_func ("/store/edits/subtasks-go-along", test_subtasks_go_along);
  g_test_add_func ("/store/edits/tasks-of-a-deleted-list", test_tasks_of_a_deleted_list);
  g_test_add_func ("/store/edits/refused", test_refused_edits);
  g_test_add_func ("/store/edits/no-cycle-of-parents", test_no_cycle_of_parents);
  g_test_add_func ("/store/edits/order-of-upload", test_order_of_upload);

  return g_test_run ();
}
