/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which reminders ring when: told as short stories over a clock of the test's own. */

#include "app/reminder-schedule.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))
#define DAY (24 * 60 * MINUTE)
#define NINE (20000 * DAY + 9 * 60 * MINUTE)

static void
put (DovetailReminderSchedule *schedule, const char *task_id, gint64 moment, gint64 now)
{
  dovetail_reminder_schedule_put (schedule, task_id, &moment, 1, FALSE, now);
}

static void
put_arrived (DovetailReminderSchedule *schedule, const char *task_id, gint64 moment, gint64 now)
{
  dovetail_reminder_schedule_put (schedule, task_id, &moment, 1, TRUE, now);
}

/* The tasks that ring, parted by spaces. */
static char *
take (DovetailReminderSchedule *schedule, gint64 now)
{
  g_autoptr (GPtrArray) due = dovetail_reminder_schedule_take_due (schedule, now);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < due->len; i++)
    g_string_append_printf (ids, "%s%s", i == 0 ? "" : " ", ((DovetailDueReminder *) due->pdata[i])->task_id);
  return g_string_free (ids, FALSE);
}

static void
assert_rings (DovetailReminderSchedule *schedule, gint64 now, const char *expected)
{
  g_autofree char *ids = take (schedule, now);

  g_assert_cmpstr (ids, ==, expected);
}

static void
test_rings_once (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);

  put (schedule, "rent", NINE, NINE - MINUTE);
  put (schedule, "milk", NINE + MINUTE, NINE - MINUTE);
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE);
  assert_rings (schedule, NINE - 1, "");
  assert_rings (schedule, NINE, "rent");
  assert_rings (schedule, NINE, "");
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE + MINUTE);
  assert_rings (schedule, NINE + DAY, "milk");
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, G_MAXINT64);
}

/* Several reminders of a task that passed together, as in a suspended computer, are one. */
static void
test_several_of_one_task (void)
{
  const gint64 moments[] = { NINE, NINE + 5 * MINUTE, NINE + DAY };
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);
  g_autoptr (GPtrArray) due = NULL;

  dovetail_reminder_schedule_put (schedule, "rent", moments, 3, FALSE, NINE - MINUTE);
  due = dovetail_reminder_schedule_take_due (schedule, NINE + 10 * MINUTE);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpint (((DovetailDueReminder *) due->pdata[0])->moment, ==, NINE + 5 * MINUTE);
  assert_rings (schedule, NINE + DAY, "rent");
}

/* A restart is a schedule made of what was kept and the same tasks. */
static void
test_over_a_restart (void)
{
  g_autoptr (DovetailReminderSchedule) before = dovetail_reminder_schedule_new (NINE - DAY, NINE);
  g_autoptr (DovetailReminderSchedule) after = NULL;

  put (before, "rent", NINE, NINE - MINUTE);
  g_assert_false (dovetail_reminder_schedule_take_unsaved (before));
  assert_rings (before, NINE, "rent");
  g_assert_true (dovetail_reminder_schedule_take_unsaved (before));
  g_assert_false (dovetail_reminder_schedule_take_unsaved (before));

  after
      = dovetail_reminder_schedule_new (dovetail_reminder_schedule_get_shown_until (before), NINE + 3 * DAY);
  put (after, "rent", NINE, NINE + 3 * DAY);
  put (after, "missed", NINE + DAY, NINE + 3 * DAY);
  assert_rings (after, NINE + 3 * DAY, "missed");
  assert_rings (after, NINE + 3 * DAY, "");
}

/* What lies in the past when the app is used for the first time was not missed. */
static void
test_first_start (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (0, NINE);

  g_assert_true (dovetail_reminder_schedule_take_unsaved (schedule));
  put (schedule, "old", NINE - DAY, NINE);
  put (schedule, "new", NINE + MINUTE, NINE);
  assert_rings (schedule, NINE + MINUTE, "new");
}

static void
test_done_or_deleted (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);

  put (schedule, "done", NINE, NINE - MINUTE);
  put (schedule, "snoozed", NINE - 2 * MINUTE, NINE - MINUTE);
  dovetail_reminder_schedule_snooze (schedule, "snoozed", NINE);
  put (schedule, "without", NINE, NINE - MINUTE);
  dovetail_reminder_schedule_remove (schedule, "done");
  dovetail_reminder_schedule_remove (schedule, "snoozed");
  dovetail_reminder_schedule_put (schedule, "without", NULL, 0, FALSE, NINE - MINUTE);
  assert_rings (schedule, NINE + MINUTE, "");
}

/* Set in the past by hand: no surprise now, nor at the next start. */
static void
test_set_in_the_past (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE);

  assert_rings (schedule, NINE, "");
  put (schedule, "rent", NINE - MINUTE, NINE);
  assert_rings (schedule, NINE, "");
  g_assert_true (dovetail_reminder_schedule_take_unsaved (schedule));
  g_assert_cmpint (dovetail_reminder_schedule_get_shown_until (schedule), ==, NINE);
}

/* Another device set it, and its moment passed on the way here. */
static void
test_arrives_late (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE);

  assert_rings (schedule, NINE, "");
  put_arrived (schedule, "late", NINE - 5 * MINUTE, NINE);
  put_arrived (schedule, "stale", NINE - 2 * DAY, NINE);
  assert_rings (schedule, NINE, "late");
  put_arrived (schedule, "late", NINE - 5 * MINUTE, NINE);
  assert_rings (schedule, NINE, "");
}

/* Something else of the task changed elsewhere: its reminder, which rang, is not new. */
static void
test_arrives_again (void)
{
  const gint64 moments[] = { NINE, NINE + DAY };
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);

  put (schedule, "rent", NINE, NINE - MINUTE);
  assert_rings (schedule, NINE, "rent");
  dovetail_reminder_schedule_put (schedule, "rent", moments, 2, TRUE, NINE + MINUTE);
  assert_rings (schedule, NINE + MINUTE, "");
  assert_rings (schedule, NINE + DAY, "rent");
}

static void
test_snooze (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);
  g_autoptr (DovetailReminderSchedule) after = NULL;
  g_autofree char *text = NULL;

  put (schedule, "rent", NINE, NINE - MINUTE);
  assert_rings (schedule, NINE, "rent");
  g_assert_true (dovetail_reminder_schedule_take_unsaved (schedule));
  dovetail_reminder_schedule_snooze (schedule, "rent", NINE + 10 * MINUTE);
  g_assert_true (dovetail_reminder_schedule_take_unsaved (schedule));
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE + 10 * MINUTE);

  text = dovetail_reminder_schedule_save_snoozes (schedule);
  after = dovetail_reminder_schedule_new (NINE, NINE + MINUTE);
  dovetail_reminder_schedule_load_snoozes (after, text);
  dovetail_reminder_schedule_load_snoozes (after, "nonsense\ngone 1795\nworse x\n\n");
  put (after, "rent", NINE, NINE + MINUTE);
  dovetail_reminder_schedule_forget_strangers (after);
  assert_rings (after, NINE + 9 * MINUTE, "");
  assert_rings (after, NINE + 10 * MINUTE, "rent");
  assert_rings (after, NINE + DAY, "");
}

/* Whoever moves a snoozed task to another time hears of it then. */
static void
test_moved_while_snoozed (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE);

  put (schedule, "rent", NINE, NINE - MINUTE);
  assert_rings (schedule, NINE, "rent");
  dovetail_reminder_schedule_snooze (schedule, "rent", NINE + 10 * MINUTE);
  put (schedule, "rent", NINE, NINE + MINUTE);
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE + 10 * MINUTE);
  put (schedule, "rent", NINE + DAY, NINE + 2 * MINUTE);
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE + DAY);
}

/* The clock stood a year ahead for a while: what rang too early rings at its time; one that is put right by a
 * few minutes makes nothing ring twice. */
static void
test_clock_jumps (void)
{
  g_autoptr (DovetailReminderSchedule) schedule = dovetail_reminder_schedule_new (NINE - DAY, NINE - MINUTE);

  put (schedule, "rent", NINE, NINE - MINUTE);
  put (schedule, "milk", NINE + DAY, NINE - MINUTE);
  assert_rings (schedule, NINE, "rent");
  assert_rings (schedule, NINE - 5 * MINUTE, "");
  assert_rings (schedule, NINE, "");
  assert_rings (schedule, NINE + 365 * DAY, "milk");
  assert_rings (schedule, NINE + MINUTE, "");
  g_assert_cmpint (dovetail_reminder_schedule_next (schedule), ==, NINE + DAY);
  assert_rings (schedule, NINE + DAY, "milk");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminder-schedule/rings-once", test_rings_once);
  g_test_add_func ("/reminder-schedule/several-of-one-task", test_several_of_one_task);
  g_test_add_func ("/reminder-schedule/over-a-restart", test_over_a_restart);
  g_test_add_func ("/reminder-schedule/first-start", test_first_start);
  g_test_add_func ("/reminder-schedule/done-or-deleted", test_done_or_deleted);
  g_test_add_func ("/reminder-schedule/set-in-the-past", test_set_in_the_past);
  g_test_add_func ("/reminder-schedule/arrives-late", test_arrives_late);
  g_test_add_func ("/reminder-schedule/arrives-again", test_arrives_again);
  g_test_add_func ("/reminder-schedule/snooze", test_snooze);
  g_test_add_func ("/reminder-schedule/moved-while-snoozed", test_moved_while_snoozed);
  g_test_add_func ("/reminder-schedule/clock-jumps", test_clock_jumps);
  return g_test_run ();
}
