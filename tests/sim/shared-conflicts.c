/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conflict that waits for its user is on every device of the family, is answered on any of them, online or
 * offline, and is closed everywhere; taking the answer back is no less shared. Whatever anybody decided or
 * put together is in the record, in an open conflict, or in the history. */

#include "core/uuid.h"
#include "sim/household.h"
#include "store/edit.h"

/* The laptop, offline, and ben both changed title and due; everybody knows of the conflict. */
static Household *
household_in_conflict (void)
{
  Household *household = household_new (NULL);

  household_set_policy (household, "manual_resolution");
  household_create (household, LAPTOP, HOUSEHOLD_TASK, "{'title':'Base','due':'2027-03-01','notes':'n'}");
  household_settle (household);
  household_edit (household, LAPTOP, "{'title':'Mine','due':'2027-03-10'}");
  household_edit (household, DESKTOP, "{'title':'Theirs','due':'2027-03-20'}");
  household_sync (household, DESKTOP);
  household_settle (household);
  return household;
}

static char *
conflict_id (Household *household)
{
  g_autoptr (DovetailConflict) conflict = household_open_conflict (household, LAPTOP);

  return g_strdup (conflict->conflict_id);
}

static void
assert_everywhere (Household *household, const char *field, const char *expected)
{
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    household_assert (household, i, field, expected);
}

static void
assert_open_everywhere (Household *household, guint expected)
{
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_cmpuint (household_count (household, i, TRUE), ==, expected);
}

static const char *
text_of (JsonNode *side, const char *field)
{
  return dovetail_data_get_string (side, field);
}

static void
test_seen_everywhere (void)
{
  g_autoptr (Household) household = household_in_conflict ();

  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = household_open_conflict (household, i);

      g_test_message ("mine is the laptop's on whatever device it is looked at");
      g_assert_cmpstr (conflict->mine.device_name, ==, "laptop");
      g_assert_cmpstr (conflict->theirs.user_name, ==, "ben");
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_BASE], "title"), ==, "Base");
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, "Mine");
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_THEIRS], "title"), ==, "Theirs");
      household_assert (household, i, "title", "Theirs");
    }
}

static void
test_answered_on_another_device (void)
{
  g_autoptr (Household) household = household_in_conflict ();

  household_answer (household, TABLET, "client_wins", NULL);
  household_assert (household, TABLET, "title", "Mine");
  g_assert_cmpuint (household_count (household, TABLET, TRUE), ==, 0);
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", "Mine");
  assert_everywhere (household, "due", "2027-03-10");
}

/* What each of two devices does offline, which of them is back first, and how it ends. */
typedef struct
{
  const char *name;
  const char *first, *first_data;   /* the phone's */
  const char *second, *second_data; /* the tablet's */
  const char *title;
  const char *kept; /* in the history at the end, or NULL: it is a side of the conflict anyway */
} TwoAnswers;

static const TwoAnswers two_answers[] = {
  { "mine, then theirs", "client_wins", NULL, "server_wins", NULL, "Mine", "Theirs" },
  { "theirs, then mine", "server_wins", NULL, "client_wins", NULL, "Theirs", "Mine" },
  { "by hand, then mine", "user_merge", "{'title':'By phone','due':'2027-03-20'}", "client_wins", NULL,
    "By phone", "Mine" },
  { "mine, then by hand", "client_wins", NULL, "user_merge", "{'title':'By tablet','due':'2027-03-20'}",
    "Mine", "By tablet" },
  { "by hand, both", "user_merge", "{'title':'By phone','due':'2027-03-20'}", "user_merge",
    "{'title':'By tablet','due':'2027-03-10'}", "By phone", "By tablet" },
  { "theirs, then by hand", "server_wins", NULL, "user_merge", "{'title':'By tablet','due':'2027-03-20'}",
    "Theirs", "By tablet" },
};

static void
test_two_answers (gconstpointer data)
{
  const TwoAnswers *answers = data;
  g_autoptr (Household) household = household_in_conflict ();

  household_answer (household, PHONE, answers->first, answers->first_data);
  household_answer (household, TABLET, answers->second, answers->second_data);
  household_sync (household, PHONE);
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", answers->title);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_true (household_history_has (household, i, answers->kept));
}

static void
test_undone_on_another_device (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_take_back (household, PHONE, id);
  household_assert (household, PHONE, "title", "Theirs");
  household_settle (household);
  assert_everywhere (household, "title", "Theirs");
  assert_everywhere (household, "due", "2027-03-20");
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = household_open_conflict (household, i);

      g_assert_cmpstr (conflict->conflict_id, ==, id);
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, "Mine");
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_THEIRS], "title"), ==, "Theirs");
    }
}

/* Ben moved the date after the answer: that stays, and is theirs now; what theirs had been is in the history.
 */
static void
test_undo_leaves_what_changed_since (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_edit (household, DESKTOP, "{'due':'2027-12-24'}");
  household_settle (household);
  household_take_back (household, TABLET, id);
  household_settle (household);
  assert_everywhere (household, "title", "Theirs");
  assert_everywhere (household, "due", "2027-12-24");
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      g_autoptr (DovetailConflict) conflict = household_open_conflict (household, i);

      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_MINE], "due"), ==, "2027-03-10");
      g_assert_cmpstr (text_of (conflict->sides[DOVETAIL_SIDE_THEIRS], "due"), ==, "2027-12-24");
      g_assert_true (household_history_has (household, i, "2027-03-20"));
    }
}

/* The date moved while the taking back was still on its way: the same, for whoever comes late. */
static void
test_undo_meets_a_newer_edit (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_take_back (household, TABLET, id);
  household_edit (household, DESKTOP, "{'due':'2027-12-24'}");
  household_sync (household, DESKTOP);
  household_settle (household);
  assert_everywhere (household, "title", "Theirs");
  assert_everywhere (household, "due", "2027-12-24");
  assert_open_everywhere (household, 1);
}

/* The tablet, offline, takes back an answer; the phone takes it back too and puts another together by hand,
 * which the tablet never saw. */
static void
test_stale_undo (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_take_back (household, TABLET, id);
  household_take_back (household, PHONE, id);
  household_sync (household, PHONE);
  household_answer (household, PHONE, "user_merge", "{'title':'By hand','due':'2027-03-15'}");
  household_sync (household, PHONE);
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", "By hand");
  assert_everywhere (household, "due", "2027-03-15");
}

/* And the tablet even answered anew. */
static void
test_stale_undo_and_answer (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_take_back (household, TABLET, id);
  household_answer (household, TABLET, "user_merge", "{'title':'By tablet','due':'2027-03-11'}");
  household_take_back (household, PHONE, id);
  household_answer (household, PHONE, "user_merge", "{'title':'By phone','due':'2027-03-12'}");
  household_sync (household, PHONE);
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", "By phone");
  g_assert_true (household_history_has (household, DESKTOP, "By tablet"));
}

/* Undone after a newer answer came down, which then is the one that is taken back; it was put together by
 * hand and stays in the history. */
static void
test_undo_of_what_was_seen (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, LAPTOP, "client_wins", NULL);
  household_settle (household);
  household_take_back (household, PHONE, id);
  household_answer (household, PHONE, "user_merge", "{'title':'By phone','due':'2027-03-12'}");
  household_settle (household);
  household_take_back (household, TABLET, id);
  household_settle (household);
  assert_open_everywhere (household, 1);
  assert_everywhere (household, "title", "Theirs");
  g_assert_true (household_history_has (household, LAPTOP, "By phone"));
}

/* A whole evening of second thoughts, all offline. */
static void
test_back_and_forth_offline (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, PHONE, "client_wins", NULL);
  household_sync (household, PHONE);
  household_take_back (household, PHONE, id);
  household_assert (household, PHONE, "title", "Theirs");
  household_answer (household, PHONE, "server_wins", NULL);
  household_take_back (household, PHONE, id);
  household_answer (household, PHONE, "user_merge", "{'title':'At last','due':'2027-03-20'}");
  household_edit (household, PHONE, "{'notes':'and this'}");
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", "At last");
  assert_everywhere (household, "notes", "and this");
}

static guint
count_tasks (Household *household, HouseholdDevice device, const char *conflict)
{
  g_autofree char *second = dovetail_uuid_new_v5 (conflict, "both");
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (household->devices[device]->store, DOVETAIL_ENTITY_TASK, second, NULL);

  return replica != NULL && !replica->current->deleted ? 2 : 1;
}

/* Both, on two devices at once, is one second task; taken back on a third it is gone. */
static void
test_both_on_two_devices (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autofree char *id = conflict_id (household);

  household_answer (household, PHONE, "both", NULL);
  household_answer (household, TABLET, "both", NULL);
  household_settle (household);
  assert_open_everywhere (household, 0);
  assert_everywhere (household, "title", "Theirs");
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_cmpuint (count_tasks (household, i, id), ==, 2);
  household_take_back (household, LAPTOP, id);
  household_settle (household);
  assert_open_everywhere (household, 1);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_cmpuint (count_tasks (household, i, id), ==, 1);
}

/* Somebody deletes the task while another answers. */
static void
test_deleted_meanwhile (void)
{
  g_autoptr (Household) household = household_in_conflict ();
  g_autoptr (DovetailReplica) deleted = NULL;

  household_answer (household, TABLET, "user_merge", "{'title':'By tablet','due':'2027-03-20'}");
  deleted = dovetail_store_delete (household->devices[DESKTOP]->store, DOVETAIL_ENTITY_TASK, HOUSEHOLD_TASK,
                                   NULL);
  household_sync (household, DESKTOP);
  household_settle (household);
  assert_open_everywhere (household, 0);
  g_assert_true (household_history_has (household, PHONE, "Mine"));
  g_assert_true (household_history_has (household, PHONE, "By tablet"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestFunc func;
  } tests[] = {
    { "it is on every device with the same sides", test_seen_everywhere },
    { "it is answered on another device and closed everywhere", test_answered_on_another_device },
    { "an answer is taken back on another device", test_undone_on_another_device },
    { "undoing leaves what changed since, and theirs are kept", test_undo_leaves_what_changed_since },
    { "undoing meets an edit that was first", test_undo_meets_a_newer_edit },
    { "a stale undo does not touch an answer its author never saw", test_stale_undo },
    { "a stale undo with another answer keeps both", test_stale_undo_and_answer },
    { "undoing a newer answer that was seen keeps it in the history", test_undo_of_what_was_seen },
    { "answered and taken back many times offline", test_back_and_forth_offline },
    { "both is one second task, and none when taken back", test_both_on_two_devices },
    { "the task is deleted meanwhile", test_deleted_meanwhile },
  };

  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/shared-conflicts/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].func);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (two_answers); i++)
    {
      g_autofree char *path
          = g_strconcat ("/shared-conflicts/two answers offline: ", two_answers[i].name, NULL);

      g_test_add_data_func (path, &two_answers[i], test_two_answers);
    }
  return g_test_run ();
}
