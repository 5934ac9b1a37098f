/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shell around the schedule: reads the tasks on a worker, waits for the time, notifies, and keeps what
 * was shown. */

#include "app/reminder-watch.h"

#include <glib/gi18n.h>

#include "app/reminder-scan.h"
#include "app/reminder-schedule.h"
#include "app/reminder-words.h"
#include "app/task-edits.h"
#include "app/wall-timer.h"
#include "app/window.h"
#include "core/patch.h"
#include "store/settings.h"

#define SUMMARY "reminders"
#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
/* Changes come in rows, page by page of a sync: they are looked at together. */
#define PAUSE_MS 250
/* More than this at once, as after a holiday, become one notification. */
#define MOST_AT_ONCE 3

static const int snooze_minutes[] = { 10, 60 };

struct _DovetailReminderWatch
{
  GObject parent_instance;

  DovetailApplication *application; /* weak: it owns this, and a worker may outlive it */
  DovetailReminderScan *scan;       /* the worker's while one runs */
  DovetailReminderSchedule *schedule;
  DovetailWallTimer *timer;
  guint pause_id;
  gboolean loaded;   /* all tasks were read once: before, nothing rings */
  gboolean scanning; /* a worker runs */
  gboolean again;    /* and something changed meanwhile */
};

G_DEFINE_FINAL_TYPE (DovetailReminderWatch, dovetail_reminder_watch, G_TYPE_OBJECT)

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static DovetailStore *
store_of (DovetailReminderWatch *self)
{
  return dovetail_application_get_store (self->application);
}

static char *
notice_id (const char *task_id)
{
  return g_strconcat ("reminder-", task_id, NULL);
}

static void
withdraw (DovetailReminderWatch *self, const char *task_id)
{
  g_autofree char *id = notice_id (task_id);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
add_snooze_button (GNotification *notice, const char *task_id, int minutes)
{
  g_autofree char *label = NULL;

  if (minutes < 60)
    label = g_strdup_printf (ngettext ("Snooze %d Minute", "Snooze %d Minutes", (gulong) minutes), minutes);
  else
    label = g_strdup_printf (ngettext ("Snooze %d Hour", "Snooze %d Hours", (gulong) minutes / 60),
                             minutes / 60);
  g_notification_add_button_with_target (notice, label, "app.snooze-task", "(si)", task_id, minutes);
}

static void
notify_of_task (DovetailReminderWatch *self, DovetailRecord *task, gint64 moment)
{
  g_autofree char *id = notice_id (task->entity_id);
  g_autofree char *body = dovetail_reminder_words_body (task->data, moment, now_ms (),
                                                        dovetail_application_get_zone (self->application));
  g_autoptr (GNotification) notice = g_notification_new (dovetail_record_get_title (task));

  g_notification_set_body (notice, body);
  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notice, "app.show-task", "s", task->entity_id);
  g_notification_add_button_with_target (notice, _ ("Done"), "app.complete-task", "s", task->entity_id);
  for (gsize i = 0; i < G_N_ELEMENTS (snooze_minutes); i++)
    add_snooze_button (notice, task->entity_id, snooze_minutes[i]);
  g_application_send_notification (G_APPLICATION (self->application), id, notice);
}

static void
notify_of_several (DovetailReminderWatch *self, GPtrArray *tasks)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  g_autofree char *title = dovetail_reminder_words_summary_title (tasks->len);
  g_autoptr (GNotification) notice = g_notification_new (title);
  g_autofree char *body = NULL;

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (titles, (char *) dovetail_record_get_title (tasks->pdata[i]));
  g_ptr_array_add (titles, NULL);
  body = dovetail_reminder_words_summary_body ((const char *const *) titles->pdata);
  g_notification_set_body (notice, body);
  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (G_APPLICATION (self->application), SUMMARY, notice);
}

/* Done or deleted a moment ago: it is not reminded of, even where the worker has not seen it yet. */
static DovetailRecord *
read_open_task (DovetailReminderWatch *self, const char *task_id)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (store_of (self), DOVETAIL_ENTITY_TASK, task_id, NULL);

  if (replica == NULL || replica->current->deleted || dovetail_record_is_done (replica->current))
    return NULL;
  return dovetail_record_ref (replica->current);
}

static gboolean
is_wanted (DovetailReminderWatch *self)
{
  return dovetail_store_get_setting_int (store_of (self), DOVETAIL_SETTING_REMINDERS, 1) != 0;
}

static void
ring (DovetailReminderWatch *self)
{
  g_autoptr (GPtrArray) due = dovetail_reminder_schedule_take_due (self->schedule, now_ms ());
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_unref);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (due->len == 0 || !is_wanted (self))
    return;
  for (guint i = 0; i < due->len; i++)
    {
      DovetailDueReminder *reminder = due->pdata[i];
      DovetailRecord *task = read_open_task (self, reminder->task_id);

      if (task == NULL)
        continue;
      g_ptr_array_add (tasks, task);
      g_array_append_val (moments, reminder->moment);
    }
  if (tasks->len > MOST_AT_ONCE)
    notify_of_several (self, tasks);
  else
    for (guint i = 0; i < tasks->len; i++)
      notify_of_task (self, tasks->pdata[i], g_array_index (moments, gint64, i));
}

/* What the worker does in one go: keeps what was shown, then looks what changed. */
typedef struct
{
  DovetailStore *store;
  DovetailReminderScan *scan;
  gboolean save;
  gint64 shown_until;
  char *snoozes;
} Round;

static void
round_free (Round *round)
{
  g_object_unref (round->store);
  g_free (round->snoozes);
  g_free (round);
}

static void
save_state (Round *round)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (round->store, &error);

  if (store == NULL
      || !dovetail_store_set_setting_int (store, DOVETAIL_SETTING_REMINDED_UNTIL, round->shown_until, &error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_SNOOZED, round->snoozes, &error))
    g_warning ("Which reminders were shown could not be kept: %s", error->message);
}

static void
run_round (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Round *round = task_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *changes;

  if (round->save)
    save_state (round);
  changes = dovetail_reminder_scan_run (round->scan, &error);
  if (changes != NULL)
    g_task_return_pointer (task, changes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void start_round (DovetailReminderWatch *self);

static void
put_change (DovetailReminderWatch *self, DovetailReminderChange *change)
{
  if (change->moments->len == 0)
    {
      dovetail_reminder_schedule_remove (self->schedule, change->task_id);
      withdraw (self, change->task_id);
      return;
    }
  dovetail_reminder_schedule_put (self->schedule, change->task_id,
                                  (const gint64 *) (const void *) change->moments->data, change->moments->len,
                                  self->loaded && change->arrived, now_ms ());
}

/* Rings what is due, waits for what comes next, and sees to it that what rang is kept. */
static void
look_at_clock (DovetailReminderWatch *self)
{
  if (!self->loaded)
    return;
  ring (self);
  dovetail_wall_timer_set (self->timer, dovetail_reminder_schedule_next (self->schedule));
  start_round (self);
}

static void
on_round (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailReminderWatch *self = DOVETAIL_REMINDER_WATCH (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = g_task_propagate_pointer (G_TASK (result), &error);

  self->scanning = FALSE;
  if (self->application == NULL)
    return;
  if (changes == NULL)
    {
      g_warning ("Reminders could not be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < changes->len; i++)
    put_change (self, changes->pdata[i]);
  if (!self->loaded)
    dovetail_reminder_schedule_forget_strangers (self->schedule);
  self->loaded = TRUE;
  look_at_clock (self);
}

/* Only if there is something to keep or to read. */
static void
start_round (DovetailReminderWatch *self)
{
  g_autoptr (GTask) task = NULL;
  gboolean save;
  Round *round;

  if (self->scanning)
    return;
  save = dovetail_reminder_schedule_take_unsaved (self->schedule);
  if (!save && !self->again)
    return;
  self->again = FALSE;
  self->scanning = TRUE;
  round = g_new0 (Round, 1);
  round->store = g_object_ref (store_of (self));
  round->scan = self->scan;
  round->save = save;
  round->shown_until = dovetail_reminder_schedule_get_shown_until (self->schedule);
  round->snoozes = dovetail_reminder_schedule_save_snoozes (self->schedule);
  task = g_task_new (self, NULL, on_round, NULL);
  g_task_set_source_tag (task, start_round);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  g_task_run_in_thread (task, run_round);
}

static gboolean
on_pause_over (gpointer user_data)
{
  DovetailReminderWatch *self = user_data;

  self->pause_id = 0;
  self->again = TRUE;
  start_round (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (DovetailReminderWatch *self)
{
  if (self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE_MS, on_pause_over, self);
}

static void
on_time (gpointer user_data)
{
  look_at_clock (user_data);
}

static void
on_complete_task (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailReminderWatch *self = user_data;
  const char *task_id = g_variant_get_string (parameter, NULL);
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (GError) error = NULL;

  withdraw (self, task_id);
  json_object_set_string_member (object, "status", "done");
  patch = dovetail_patch_take_object (object);
  if (!dovetail_task_edits_try_patch (self->application, task_id, patch, &error))
    g_warning ("A task could not be completed from its reminder: %s", error->message);
}

static void
on_snooze_task (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailReminderWatch *self = user_data;
  const char *task_id;
  int minutes;

  g_variant_get (parameter, "(&si)", &task_id, &minutes);
  withdraw (self, task_id);
  dovetail_reminder_schedule_snooze (self->schedule, task_id, now_ms () + MAX (minutes, 1) * MINUTE_MS);
  look_at_clock (self);
}

static void
dovetail_reminder_watch_dispose (GObject *object)
{
  DovetailReminderWatch *self = DOVETAIL_REMINDER_WATCH (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_pointer (&self->timer, dovetail_wall_timer_free);
  g_clear_weak_pointer (&self->application);
  G_OBJECT_CLASS (dovetail_reminder_watch_parent_class)->dispose (object);
}

static void
dovetail_reminder_watch_finalize (GObject *object)
{
  DovetailReminderWatch *self = DOVETAIL_REMINDER_WATCH (object);

  g_clear_pointer (&self->scan, dovetail_reminder_scan_free);
  g_clear_pointer (&self->schedule, dovetail_reminder_schedule_free);
  G_OBJECT_CLASS (dovetail_reminder_watch_parent_class)->finalize (object);
}

static void
dovetail_reminder_watch_class_init (DovetailReminderWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_reminder_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = dovetail_reminder_watch_finalize;
}

static void
dovetail_reminder_watch_init (DovetailReminderWatch *self)
{
  self->timer = dovetail_wall_timer_new (on_time, self);
}

static DovetailReminderSchedule *
load_schedule (DovetailStore *store)
{
  gint64 until = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_REMINDED_UNTIL, 0);
  g_autofree char *snoozes = dovetail_store_get_setting (store, DOVETAIL_SETTING_SNOOZED);
  DovetailReminderSchedule *schedule = dovetail_reminder_schedule_new (until, now_ms ());

  if (snoozes != NULL)
    dovetail_reminder_schedule_load_snoozes (schedule, snoozes);
  return schedule;
}

void
dovetail_reminder_watch_start (DovetailApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "complete-task", .activate = on_complete_task, .parameter_type = "s" },
    { .name = "snooze-task", .activate = on_snooze_task, .parameter_type = "(si)" },
  };
  DovetailReminderWatch *self;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  self = g_object_new (DOVETAIL_TYPE_REMINDER_WATCH, NULL);
  g_set_weak_pointer (&self->application, application);
  self->scan = dovetail_reminder_scan_new (store_of (self));
  self->schedule = load_schedule (store_of (self));
  g_signal_connect_object (dovetail_application_get_service (application), "changed", G_CALLBACK (on_changed),
                           self, G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), self);
  g_object_set_data_full (G_OBJECT (application), "reminder-watch", self, g_object_unref);
  on_changed (self);
}
