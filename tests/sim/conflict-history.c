/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever a policy or a rule decides, the side that lost is in the history of both users' devices, and comes
 * back by one act; and clocks that are hours off decide nothing, for the devices know the server's time. */

#include "sim/household.h"
#include "store/answers.h"
#include "store/edit.h"

#define HOUR (60 * 60 * 1000)

/* The laptop's edit arrives after ben's, and was made after it or before it. */
typedef struct
{
  const char *name;
  const char *policy;
  const char *mine, *theirs;
  gboolean mine_first;
  const char *field, *won, *lost;
  DovetailSide loser;
  const char *resolution;
  guint open;
} Decision;

#define OTHER_LIST "0197a000-0000-7000-8000-00000000000b"
#define THIRD_LIST "0197a000-0000-7000-8000-00000000000c"

static const Decision decisions[] = {
  { "last write wins, mine", "last_write_wins", "{'title':'Mine'}", "{'title':'Theirs'}", FALSE, "title",
    "Mine", "Theirs", DOVETAIL_SIDE_THEIRS, "last_write_wins" },
  { "last write wins, theirs", "last_write_wins", "{'title':'Mine'}", "{'title':'Theirs'}", TRUE, "title",
    "Theirs", "Mine", DOVETAIL_SIDE_MINE, "last_write_wins" },
  { "client wins", "client_wins", "{'title':'Mine'}", "{'title':'Theirs'}", TRUE, "title", "Mine", "Theirs",
    DOVETAIL_SIDE_THEIRS, "client_wins" },
  { "server wins", "server_wins", "{'title':'Mine'}", "{'title':'Theirs'}", FALSE, "title", "Theirs", "Mine",
    DOVETAIL_SIDE_MINE, "server_wins" },
  { "manual: where it stands is not asked about", "manual_resolution", "{'list_id':'" OTHER_LIST "'}",
    "{'list_id':'" THIRD_LIST "'}", FALSE, "list_id", OTHER_LIST, THIRD_LIST, DOVETAIL_SIDE_THEIRS,
    "last_write_wins" },
  { "merging: where it stands is not asked about", "operational_transform", "{'list_id':'" OTHER_LIST "'}",
    "{'list_id':'" THIRD_LIST "'}", TRUE, "list_id", THIRD_LIST, OTHER_LIST, DOVETAIL_SIDE_MINE,
    "last_write_wins" },
  { "done wins over another status", "manual_resolution", "{'status':'done'}", "{'status':'in_progress'}",
    TRUE, "status", "done", "in_progress", DOVETAIL_SIDE_THEIRS, "done_wins" },
  { "done wins, theirs", "server_wins", "{'status':'cancelled'}", "{'status':'done'}", FALSE, "status",
    "done", "cancelled", DOVETAIL_SIDE_MINE, "done_wins" },
};

static Household *
household_with_task (const gint64 *skew, const char *policy)
{
  Household *household = household_new (skew);

  household_set_policy (household, policy);
  household_create (household, LAPTOP, HOUSEHOLD_TASK, "{'title':'Base','notes':'n','status':'open'}");
  household_settle (household);
  return household;
}

static void
edit_both (Household *household, const char *mine, const char *theirs, gboolean mine_first)
{
  household_edit (household, mine_first ? LAPTOP : DESKTOP, mine_first ? mine : theirs);
  household_pass_time (household, 60 * 1000);
  household_edit (household, mine_first ? DESKTOP : LAPTOP, mine_first ? theirs : mine);
  household_sync (household, DESKTOP);
  household_settle (household);
}

static DovetailConflict *
only_closed (Household *household, HouseholdDevice device)
{
  g_autoptr (GPtrArray) closed
      = dovetail_store_list_conflicts (household->devices[device]->store, FALSE, 0, NULL);

  g_assert_cmpuint (closed->len, ==, 1);
  return dovetail_conflict_ref (g_ptr_array_index (closed, 0));
}

static void
restore (Household *household, HouseholdDevice device, DovetailSide side)
{
  g_autoptr (DovetailConflict) conflict = only_closed (household, device);
  g_autoptr (GError) error = NULL;

  household_pass_time (household, 1000);
  dovetail_store_restore_side (household->devices[device]->store, conflict->conflict_id, side, &error);
  g_assert_no_error (error);
}

/* Each device in turn restores the loser, in a household of its own. */
static void
check_decision (const Decision *decision, HouseholdDevice restorer)
{
  g_autoptr (Household) household = household_with_task (NULL, decision->policy);
  g_autoptr (DovetailConflict) after = NULL;

  edit_both (household, decision->mine, decision->theirs, decision->mine_first);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = only_closed (household, i);
      DovetailSide winner = decision->loser == DOVETAIL_SIDE_MINE ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;

      g_assert_cmpuint (household_count (household, i, TRUE), ==, 0);
      household_assert (household, i, decision->field, decision->won);
      g_assert_cmpstr (conflict->resolution, ==, decision->resolution);
      g_assert_true (conflict->by_rule);
      g_assert_cmpstr (conflict->mine.device_name, ==, "laptop");
      g_assert_cmpstr (conflict->theirs.user_name, ==, "ben");
      g_assert_cmpstr (dovetail_data_get_string (conflict->sides[decision->loser], decision->field), ==,
                       decision->lost);
      g_assert_true (dovetail_conflict_lost (conflict, decision->loser));
      g_assert_false (dovetail_conflict_lost (conflict, winner));
    }
  restore (household, restorer, decision->loser);
  household_assert (household, restorer, decision->field, decision->lost);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    household_assert (household, i, decision->field, decision->lost);
  g_test_message ("an ordinary edit: the conflict stays closed, and no other comes of it");
  after = only_closed (household, LAPTOP);
  g_assert_false (after->open);
}

static void
test_decision (gconstpointer data)
{
  static const HouseholdDevice restorers[] = { LAPTOP, TABLET, DESKTOP };

  for (gsize i = 0; i < G_N_ELEMENTS (restorers); i++)
    check_decision (data, restorers[i]);
}

/* "unresolve" asks again instead, with both sides, on every device. */
static void
test_opened_again (gconstpointer data)
{
  const Decision *decision = data;
  g_autoptr (Household) household = household_with_task (NULL, decision->policy);
  g_autoptr (DovetailConflict) closed = NULL;

  edit_both (household, decision->mine, decision->theirs, decision->mine_first);
  closed = only_closed (household, PHONE);
  household_take_back (household, PHONE, closed->conflict_id);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = household_open_conflict (household, i);

      g_assert_cmpstr (conflict->conflict_id, ==, closed->conflict_id);
      g_assert_false (conflict->by_rule);
    }
  household_answer (household, TABLET, "client_wins", NULL);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_cmpuint (household_count (household, i, TRUE), ==, 0);
}

static void
erase (Household *household, HouseholdDevice device)
{
  g_autoptr (DovetailReplica) deleted = NULL;

  household_pass_time (household, 1000);
  deleted
      = dovetail_store_delete (household->devices[device]->store, DOVETAIL_ENTITY_TASK, HOUSEHOLD_TASK, NULL);
  g_assert_nonnull (deleted);
}

/* A delete meets an edit, whichever came first, under every policy: it stays deleted, the edit is in the
 * history of all, and brings the task back from any device. */
static void
check_delete (const char *policy, gboolean edit_first, HouseholdDevice restorer)
{
  g_autoptr (Household) household = household_with_task (NULL, policy);
  DovetailSide side = edit_first ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;

  erase (household, DESKTOP);
  household_edit (household, LAPTOP, "{'title':'Edited'}");
  household_sync (household, edit_first ? LAPTOP : DESKTOP);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = only_closed (household, i);
      g_autoptr (DovetailReplica) task = dovetail_store_get_replica (
          household->devices[i]->store, DOVETAIL_ENTITY_TASK, HOUSEHOLD_TASK, NULL);

      g_assert_true (task == NULL || task->current->deleted);
      g_assert_cmpstr (conflict->resolution, ==, "delete_wins");
      g_assert_true (dovetail_conflict_lost (conflict, side));
    }
  restore (household, restorer, side);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    household_assert (household, i, "title", "Edited");
}

static void
test_delete_wins (void)
{
  for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
    for (guint edit_first = 0; edit_first < 2; edit_first++)
      {
        g_test_message ("%s, %s", dovetail_policy_to_string (policy),
                        edit_first ? "the edit comes first" : "the delete comes first");
        check_delete (dovetail_policy_to_string (policy), edit_first, LAPTOP);
        check_delete (dovetail_policy_to_string (policy), edit_first, DESKTOP);
      }
}

/* Ben deletes the list while the laptop, offline, edits a task in it and makes another: both are in the
 * Inbox, and the history says why. */
static void
test_list_deleted (void)
{
  g_autoptr (Household) household = household_with_task (NULL, "manual_resolution");
  g_autofree char *patch = g_strdup ("{'list_id':'" OTHER_LIST "'}");
  g_autoptr (DovetailReplica) deleted = NULL;
  g_autoptr (GPtrArray) closed = NULL;

  scratch_create (household->devices[LAPTOP], DOVETAIL_ENTITY_LIST, OTHER_LIST, "{'name':'Home'}");
  household_edit (household, LAPTOP, patch);
  household_settle (household);
  deleted
      = dovetail_store_delete (household->devices[DESKTOP]->store, DOVETAIL_ENTITY_LIST, OTHER_LIST, NULL);
  household_edit (household, LAPTOP, "{'notes':'edited'}");
  household_create (household, LAPTOP, THIRD_LIST, "{'title':'Made','list_id':'" OTHER_LIST "'}");
  household_sync (household, DESKTOP);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      household_assert (household, i, "list_id", "-");
      household_assert (household, i, "notes", "edited");
    }
  closed = dovetail_store_list_conflicts (household->devices[LAPTOP]->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 2);
  for (guint i = 0; i < closed->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (closed, i);

      g_assert_cmpint (conflict->cause, ==, DOVETAIL_CAUSE_LIST_DELETED);
      g_assert_cmpstr (conflict->theirs.user_name, ==, "ben");
      g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "list_id"), ==,
                       OTHER_LIST);
    }
}

/* Hours of difference between the clocks of laptop and desktop. */
typedef struct
{
  const char *name;
  gint64 laptop, desktop;
} Clocks;

static const Clocks clocks[] = {
  { "right", 0, 0 },
  { "the laptop three hours ahead", 3 * HOUR, 0 },
  { "the laptop three hours behind", -3 * HOUR, 0 },
  { "the desktop a day ahead", 0, 24 * HOUR },
  { "the desktop a day behind", 0, -24 * HOUR },
  { "one a year ahead, the other a year behind", 365 * 24 * (gint64) HOUR, -365 * 24 * (gint64) HOUR },
  { "one fifty years behind, the other fifty years ahead", -50 * 365 * 24 * (gint64) HOUR,
    50 * 365 * 24 * (gint64) HOUR },
};

/* Who wrote last by the server's time wins, whatever the clocks say. */
static void
check_clocks (const Clocks *off, gboolean mine_first)
{
  const gint64 skew[HOUSEHOLD_DEVICES] = { [LAPTOP] = off->laptop, [DESKTOP] = off->desktop };
  g_autoptr (Household) household = household_with_task (skew, "last_write_wins");
  g_autoptr (DovetailConflict) conflict = NULL;
  gint64 difference;

  edit_both (household, "{'title':'Mine'}", "{'title':'Theirs'}", mine_first);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    household_assert (household, i, "title", mine_first ? "Theirs" : "Mine");
  conflict = only_closed (household, PHONE);
  difference = conflict->theirs.time - conflict->mine.time;
  g_test_message ("ben wrote %d s after the laptop", (int) (difference / 1000));
  g_assert_cmpint (ABS (ABS (difference) - 61 * 1000), <, 3000);
}

static void
test_clocks (gconstpointer data)
{
  check_clocks (data, FALSE);
  check_clocks (data, TRUE);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (decisions); i++)
    {
      g_autofree char *restored = g_strconcat ("/conflict-history/restored: ", decisions[i].name, NULL);
      g_autofree char *opened = g_strconcat ("/conflict-history/opened again: ", decisions[i].name, NULL);

      g_test_add_data_func (restored, &decisions[i], test_decision);
      g_test_add_data_func (opened, &decisions[i], test_opened_again);
    }
  g_test_add_func ("/conflict-history/delete wins under every policy", test_delete_wins);
  g_test_add_func ("/conflict-history/a task of a deleted list says so", test_list_deleted);
  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autofree char *path = g_strconcat ("/conflict-history/clocks: ", clocks[i].name, NULL);

      g_test_add_data_func (path, &clocks[i], test_clocks);
    }
  return g_test_run ();
}
