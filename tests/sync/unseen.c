/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a delete has not seen is not lost with it: a record that was made here, or restored, came to the server
 * from another device as well, and is deleted by somebody who only ever saw the one that was made here. */

#include "store/conflicts.h"
#include "store/edit.h"
#include "sync/two-stores.h"

#define ID "0197a000-0000-7000-8000-000000000001"

typedef TwoStores Fixture;

/* The phone hears what the laptop made, while what it made itself is refused. */
static void
be_refused (Fixture *fixture)
{
  g_autoptr (JsonNode) wrong = scratch_data ("{'title':'of the phone','status':'no such status'}");
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) refused = NULL;

  scratch_create (fixture->phone, "task", ID, "{'title':'of the phone'}");
  replica = scratch_get (fixture->phone, "task", ID);
  dovetail_record_unref (replica->current);
  replica->current = dovetail_record_new ("task", ID, 0, NULL, FALSE, wrong, 1, NULL, NULL);
  scratch_put (fixture->phone, replica);
  two_stores_sync (fixture, fixture->phone);
  refused = scratch_get (fixture->phone, "task", ID);
  g_assert_cmpint (refused->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_nonnull (refused->pending->theirs);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  two_stores_set_up (fixture, data);
  scratch_create (fixture->laptop, "task", ID, "{'title':'of the laptop','notes':'unseen'}");
  two_stores_sync (fixture, fixture->laptop);
  be_refused (fixture);
}

static void
delete_on_phone (Fixture *fixture)
{
  g_autoptr (DovetailReplica) deleted = dovetail_store_delete (fixture->phone->store, "task", ID, NULL);

  g_assert_nonnull (deleted);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) gone = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  DovetailConflict *conflict;

  delete_on_phone (fixture);
  two_stores_sync (fixture, fixture->phone);
  two_stores_sync (fixture, fixture->laptop);
  gone = scratch_get (fixture->laptop, "task", ID);
  g_assert_true (gone->current->deleted);

  g_test_message ("the laptop's is in the history, and can be restored");
  closed = dovetail_store_list_conflicts (fixture->laptop->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 1);
  conflict = closed->pdata[0];
  g_assert_cmpint (conflict->cause, ==, DOVETAIL_CAUSE_DELETE_WINS);
  g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_THEIRS], "notes"), ==, "unseen");
}

static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GPtrArray) open = NULL;

  delete_on_phone (fixture);
  replica = dovetail_store_restore (fixture->phone->store, "task", ID, NULL);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "of the phone");
  scratch_update (fixture->phone, "task", ID, "{'status':'open'}");
  two_stores_sync (fixture, fixture->phone);

  g_test_message ("as if it had not been deleted: made on two devices, with two titles");
  open = dovetail_store_list_conflicts (fixture->phone->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((DovetailConflict *) open->pdata[0])->cause, ==, DOVETAIL_CAUSE_CREATED_TWICE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/unseen/" name, Fixture, NULL, set_up, test, two_stores_tear_down)
  ADD ("delete", test_delete);
  ADD ("undone", test_undone);
  return g_test_run ();
}
