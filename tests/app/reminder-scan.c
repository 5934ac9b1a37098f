/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tasks have reminders, read from a real store: all at first, then what changed. */

#include "app/reminder-scan.h"
#include "app/wall-timer.h"
#include "core/record.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/settings.h"

#define RENT "018f0000-0000-7000-8000-000000000001"
#define MILK "018f0000-0000-7000-8000-000000000002"
#define SOON "018f0000-0000-7000-8000-000000000003"

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/* The last digit of each task that changed with the number of its reminders; "+" where it arrived. */
static char *
scan (DovetailReminderScan *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = dovetail_reminder_scan_run (self, &error);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      DovetailReminderChange *change = changes->pdata[i];

      g_ptr_array_add (words, g_strdup_printf ("%c:%u%s", change->task_id[35], change->moments->len,
                                               change->arrived ? "+" : ""));
    }
  g_ptr_array_sort (words, compare_texts);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static void
assert_scan (DovetailReminderScan *self, const char *expected)
{
  g_autofree char *words = scan (self);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_changes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  DovetailReminderScan *self = dovetail_reminder_scan_new (scratch->store);
  g_autoptr (DovetailReplica) gone = NULL;

  scratch_create (scratch, DOVETAIL_ENTITY_TASK, RENT,
                  "{'title':'Pay rent','due':'2026-11-27','reminders':['PT9H','-PT6H']}");
  scratch_create (scratch, DOVETAIL_ENTITY_TASK, MILK, "{'title':'Buy milk','due':'2026-11-27'}");
  scratch_create (scratch, DOVETAIL_ENTITY_TASK, SOON,
                  "{'title':'Call Anna','reminders':['2026-11-27T08:00:00.000Z','-PT5M']}");
  assert_scan (self, "1:2 3:1");
  assert_scan (self, "");

  scratch_update (scratch, DOVETAIL_ENTITY_TASK, MILK, "{'reminders':['PT9H']}");
  scratch_update (scratch, DOVETAIL_ENTITY_TASK, RENT, "{'reminders':['PT9H']}");
  assert_scan (self, "1:1 2:1");

  scratch_update (scratch, DOVETAIL_ENTITY_TASK, RENT, "{'status':'done'}");
  gone = dovetail_store_delete (scratch->store, DOVETAIL_ENTITY_TASK, MILK, NULL);
  scratch_update (scratch, DOVETAIL_ENTITY_TASK, SOON, "{'reminders':null}");
  assert_scan (self, "1:0 2:0 3:0");

  scratch_update (scratch, DOVETAIL_ENTITY_TASK, RENT, "{'status':'open'}");
  assert_scan (self, "1:1");
  dovetail_reminder_scan_free (self);
}

/* What a sync brings from another device is told apart from what was edited here, also once that is uploaded.
 */
static void
test_arrivals (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  DovetailReminderScan *self = dovetail_reminder_scan_new (scratch->store);

  scratch_put_synced (scratch, DOVETAIL_ENTITY_TASK, RENT, 1,
                      "{'title':'Pay rent','due':'2026-11-27','reminders':['PT9H']}", FALSE);
  assert_scan (self, "1:1+");
  scratch_update (scratch, DOVETAIL_ENTITY_TASK, RENT, "{'reminders':['PT9H','PT10H']}");
  assert_scan (self, "1:2");

  g_assert_true (dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID, "phone", NULL));
  scratch_put_synced (scratch, DOVETAIL_ENTITY_TASK, RENT, 2,
                      "{'title':'Pay rent','due':'2026-11-27','reminders':['PT9H','PT10H']}", FALSE);
  assert_scan (self, "1:2");
  dovetail_reminder_scan_free (self);
}

typedef struct
{
  GMainLoop *loop;
  DovetailWallTimer *timer;
  guint calls;
} Waiting;

static void
on_time (gpointer user_data)
{
  Waiting *waiting = user_data;

  if (++waiting->calls == 2)
    g_main_loop_quit (waiting->loop);
  else
    dovetail_wall_timer_set (waiting->timer, g_get_real_time () / 1000 + 20);
}

/* A time that has passed comes at once, another one when it is there. */
static void
test_wall_timer (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, NULL, 0 };
  gint64 begin = g_get_real_time () / 1000;

  waiting.timer = dovetail_wall_timer_new (on_time, &waiting);
  dovetail_wall_timer_set (waiting.timer, G_MAXINT64);
  dovetail_wall_timer_set (waiting.timer, begin - 5000);
  g_main_loop_run (loop);
  g_assert_cmpint (g_get_real_time () / 1000, >=, begin + 20);
  dovetail_wall_timer_free (waiting.timer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminder-scan/changes", test_changes);
  g_test_add_func ("/reminder-scan/arrivals", test_arrivals);
  g_test_add_func ("/wall-timer/waits", test_wall_timer);
  return g_test_run ();
}
