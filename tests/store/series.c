/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks that come again: what an edit makes of the next one, in the same transaction. */

#include "core/uuid.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/undo.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define SERIES "0197f000-0000-7000-8000-0000000000a1"
#define RENT                                                                                                 \
  "{'title':'rent','due':'2026-11-20','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'" SERIES "'}}"

static DovetailReplica *
find_next (ScratchStore *scratch, const char *date)
{
  g_autofree char *id = dovetail_uuid_new_v5 (SERIES, date);

  return dovetail_store_get_replica (scratch->store, "task", id, NULL);
}

static void
assert_open (ScratchStore *scratch, const char *date)
{
  g_autoptr (DovetailReplica) next = find_next (scratch, date);

  g_assert_nonnull (next);
  g_assert_false (next->current->deleted);
  g_assert_cmpstr (dovetail_data_get_string (next->current->data, "status"), ==, "open");
  g_assert_cmpstr (dovetail_data_get_string (next->current->data, "due"), ==, date);
  g_assert_cmpstr (dovetail_data_get_string (next->current->data, "title"), ==, "rent");
  g_assert_null (dovetail_data_get (next->current->data, "completed_at"));
  g_assert_nonnull (next->pending);
}

static void
assert_none (ScratchStore *scratch, const char *date)
{
  g_autoptr (DovetailReplica) next = find_next (scratch, date);

  g_assert_true (next == NULL || next->current->deleted);
}

static void
test_over (void)
{
  static const char *const statuses[] = { "done", "cancelled" };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
      g_autofree char *patch = g_strdup_printf ("{'status':'%s'}", statuses[i]);

      scratch_create (scratch, "task", ID, RENT);
      assert_none (scratch, "2026-11-27");
      scratch_update (scratch, "task", ID, patch);
      assert_open (scratch, "2026-11-27");
      assert_none (scratch, "2026-12-04");
    }
}

static void
test_series (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *second = dovetail_uuid_new_v5 (SERIES, "2026-11-27");

  g_test_message ("the second is moved by a day: the third comes where the rule has it");
  scratch_create (scratch, "task", ID, RENT);
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  scratch_update (scratch, "task", second, "{'due':'2026-11-28'}");
  scratch_update (scratch, "task", second, "{'status':'done'}");
  assert_none (scratch, "2026-12-05");
  assert_open (scratch, "2026-12-04");
}

/* Only the step from open to over makes the next one. */
static void
test_no_step (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

  scratch_create (scratch, "task", ID, RENT);
  scratch_update (scratch, "task", ID, "{'status':'in_progress'}");
  assert_none (scratch, "2026-11-27");
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  scratch_update (scratch, "task", ID, "{'due':'2026-11-23'}");
  scratch_update (scratch, "task", ID, "{'status':'cancelled'}");
  assert_open (scratch, "2026-11-27");
  assert_none (scratch, "2026-11-30");
}

/* Reopening keeps the next one; completing again makes no second, and what was changed or deleted stays so.
 */
static void
test_again (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *next_id = dovetail_uuid_new_v5 (SERIES, "2026-11-27");
  g_autoptr (DovetailReplica) next = NULL;
  g_autoptr (DovetailReplica) deleted = NULL;

  scratch_create (scratch, "task", ID, RENT);
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  scratch_update (scratch, "task", ID, "{'status':'open'}");
  assert_open (scratch, "2026-11-27");
  scratch_update (scratch, "task", next_id, "{'title':'rent and heating'}");
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  next = find_next (scratch, "2026-11-27");
  g_assert_cmpstr (dovetail_data_get_string (next->current->data, "title"), ==, "rent and heating");

  scratch_put_synced (scratch, "task", next_id, 3, "{'title':'rent'}", TRUE);
  scratch_update (scratch, "task", ID, "{'status':'open'}");
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  assert_none (scratch, "2026-11-27");
}

/* One step for the person, so one for undo. */
static void
test_undo (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  scratch_create (scratch, "task", ID, RENT);
  scratch_update (scratch, "task", ID, "{'status':'done'}");
  g_assert_true (dovetail_store_undo (scratch->store, 0, &undone, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (undone.kind, ==, "done");
  g_assert_cmpuint (undone.changed, ==, 2);
  assert_none (scratch, "2026-11-27");
  replica = scratch_get (scratch, "task", ID);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "status"), ==, "open");
}

static void
test_never_over (void)
{
  static const char *const cases[][2] = {
    { "the last of them", "{'title':'rent','due':'2026-11-20','recurrence':{'rrule':'FREQ=WEEKLY;COUNT=1',"
                          "'series_id':'" SERIES "'}}" },
    { "a rule of a newer version", "{'title':'rent','due':'2026-11-20','recurrence':{'rrule':'FREQ=HOURLY',"
                                   "'series_id':'" SERIES "'}}" },
    { "no rule", "{'title':'rent','due':'2026-11-20'}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
      g_autoptr (DovetailReplica) replica = NULL;

      g_test_message ("%s", cases[i][0]);
      scratch_create (scratch, "task", ID, cases[i][1]);
      scratch_update (scratch, "task", ID, "{'status':'done'}");
      assert_none (scratch, "2026-11-27");
      replica = scratch_get (scratch, "task", ID);
      g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "status"), ==, "done");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/series/over", test_over);
  g_test_add_func ("/store/series/moved", test_series);
  g_test_add_func ("/store/series/no-step", test_no_step);
  g_test_add_func ("/store/series/again", test_again);
  g_test_add_func ("/store/series/undo", test_undo);
  g_test_add_func ("/store/series/never-over", test_never_over);
  return g_test_run ();
}
