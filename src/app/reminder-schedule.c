/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which reminders ring when. No clock, no store, no widgets. */

#include "app/reminder-schedule.h"

#include <stdio.h>
#include <string.h>

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * 60 * MINUTE_MS)

/* A clock that is put right by less than this rings nothing twice. One that had been further ahead made
 * reminders ring too early: those ring again at their time, rather twice than never. */
#define CLOCK_TOLERANCE (10 * MINUTE_MS)

/* What others set reaches this device late; a day later it is no reminder any more. */
#define LATEST DAY_MS

typedef struct
{
  GArray *moments;      /* gint64; empty: only the snooze is known yet */
  gint64 late;          /* a moment that had passed when it arrived; 0: none */
  gint64 snoozed_until; /* 0: not snoozed */
} Entry;

struct _DovetailReminderSchedule
{
  GHashTable *entries; /* task id -> Entry */
  gint64 shown_until;
  gboolean unsaved;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_array_unref (entry->moments);
  g_free (entry);
}

void
dovetail_due_reminder_free (DovetailDueReminder *due)
{
  g_free (due->task_id);
  g_free (due);
}

DovetailReminderSchedule *
dovetail_reminder_schedule_new (gint64 shown_until, gint64 now)
{
  DovetailReminderSchedule *self = g_new0 (DovetailReminderSchedule, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->shown_until = shown_until != 0 ? shown_until : now;
  self->unsaved = shown_until == 0;
  return self;
}

void
dovetail_reminder_schedule_free (DovetailReminderSchedule *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Entry *
find_or_add (DovetailReminderSchedule *self, const char *task_id)
{
  Entry *entry = g_hash_table_lookup (self->entries, task_id);

  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_insert (self->entries, g_strdup (task_id), entry);
  return entry;
}

static gboolean
holds (const gint64 *moments, gsize n_moments, gint64 moment)
{
  for (gsize i = 0; i < n_moments; i++)
    if (moments[i] == moment)
      return TRUE;
  return FALSE;
}

static gboolean
same_moments (Entry *entry, const gint64 *moments, gsize n_moments)
{
  if (entry->moments->len != n_moments)
    return FALSE;
  for (gsize i = 0; i < n_moments; i++)
    if (!holds ((gint64 *) (void *) entry->moments->data, entry->moments->len, moments[i]))
      return FALSE;
  return TRUE;
}

static void
follow_clock (DovetailReminderSchedule *self, gint64 now)
{
  if (now >= self->shown_until - CLOCK_TOLERANCE)
    return;
  self->shown_until = now;
  self->unsaved = TRUE;
}

/* Among the moments that are new and have passed. */
static gint64
find_late (Entry *entry, const gint64 *moments, gsize n_moments, gint64 now)
{
  gint64 late = 0;

  for (gsize i = 0; i < n_moments; i++)
    if (moments[i] <= now && moments[i] > now - LATEST && moments[i] > late
        && !holds ((gint64 *) (void *) entry->moments->data, entry->moments->len, moments[i]))
      late = moments[i];
  return late;
}

void
dovetail_reminder_schedule_put (DovetailReminderSchedule *self,
                                const char *task_id,
                                const gint64 *moments,
                                gsize n_moments,
                                gboolean arrived,
                                gint64 now)
{
  Entry *entry;
  gboolean is_known;

  g_return_if_fail (self != NULL && task_id != NULL);

  follow_clock (self, now);
  if (n_moments == 0)
    {
      dovetail_reminder_schedule_remove (self, task_id);
      return;
    }
  entry = find_or_add (self, task_id);
  is_known = entry->moments->len > 0;
  if (same_moments (entry, moments, n_moments))
    return;
  entry->late = arrived ? find_late (entry, moments, n_moments, now) : 0;
  /* Whoever set the task to another time is not to be asked about the old one again. */
  if (is_known && entry->snoozed_until != 0)
    {
      entry->snoozed_until = 0;
      self->unsaved = TRUE;
    }
  g_array_set_size (entry->moments, 0);
  g_array_append_vals (entry->moments, moments, (guint) n_moments);
  /* So that a restart does not take for missed what was set in the past. */
  for (gsize i = 0; i < n_moments; i++)
    self->unsaved = self->unsaved || moments[i] <= self->shown_until;
}

void
dovetail_reminder_schedule_remove (DovetailReminderSchedule *self, const char *task_id)
{
  Entry *entry;

  g_return_if_fail (self != NULL && task_id != NULL);

  entry = g_hash_table_lookup (self->entries, task_id);
  if (entry == NULL)
    return;
  self->unsaved = self->unsaved || entry->snoozed_until != 0;
  g_hash_table_remove (self->entries, task_id);
}

void
dovetail_reminder_schedule_snooze (DovetailReminderSchedule *self, const char *task_id, gint64 until)
{
  g_return_if_fail (self != NULL && task_id != NULL);

  find_or_add (self, task_id)->snoozed_until = until;
  self->unsaved = TRUE;
}

/* FALSE: it does not ring now. */
static gboolean
take_moment (DovetailReminderSchedule *self, Entry *entry, gint64 now, gint64 *moment, gboolean *snoozed)
{
  *moment = entry->late;
  *snoozed = FALSE;
  for (guint i = 0; i < entry->moments->len; i++)
    {
      gint64 candidate = g_array_index (entry->moments, gint64, i);

      if (candidate > self->shown_until && candidate <= now)
        *moment = MAX (*moment, candidate);
    }
  entry->late = 0;
  if (entry->snoozed_until != 0 && entry->snoozed_until <= now)
    {
      *snoozed = *moment == 0;
      *moment = MAX (*moment, entry->snoozed_until);
    }
  /* One that rings for another reason is not announced a second time soon after. */
  if (*moment != 0)
    entry->snoozed_until = 0;
  return *moment != 0;
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const DovetailDueReminder *first = *(DovetailDueReminder *const *) a;
  const DovetailDueReminder *second = *(DovetailDueReminder *const *) b;

  if (first->moment != second->moment)
    return first->moment < second->moment ? -1 : 1;
  return strcmp (first->task_id, second->task_id);
}

GPtrArray *
dovetail_reminder_schedule_take_due (DovetailReminderSchedule *self, gint64 now)
{
  GPtrArray *due;
  GHashTableIter iter;
  gpointer task_id, entry;

  g_return_val_if_fail (self != NULL, NULL);

  follow_clock (self, now);
  due = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_due_reminder_free);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &task_id, &entry))
    {
      gint64 moment;
      gboolean snoozed;

      if (take_moment (self, entry, now, &moment, &snoozed))
        {
          DovetailDueReminder *reminder = g_new0 (DovetailDueReminder, 1);

          *reminder = (DovetailDueReminder){ g_strdup (task_id), moment, snoozed };
          g_ptr_array_add (due, reminder);
        }
    }
  g_ptr_array_sort (due, compare_moments);
  self->shown_until = MAX (self->shown_until, now);
  self->unsaved = self->unsaved || due->len > 0;
  return due;
}

gint64
dovetail_reminder_schedule_next (DovetailReminderSchedule *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (self != NULL, G_MAXINT64);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->late != 0)
        next = MIN (next, entry->late);
      if (entry->snoozed_until != 0)
        next = MIN (next, entry->snoozed_until);
      for (guint i = 0; i < entry->moments->len; i++)
        if (g_array_index (entry->moments, gint64, i) > self->shown_until)
          next = MIN (next, g_array_index (entry->moments, gint64, i));
    }
  return next;
}

gint64
dovetail_reminder_schedule_get_shown_until (DovetailReminderSchedule *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->shown_until;
}

char *
dovetail_reminder_schedule_save_snoozes (DovetailReminderSchedule *self)
{
  GString *text;
  GHashTableIter iter;
  gpointer task_id, value;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &task_id, &value))
    if (((Entry *) value)->snoozed_until != 0)
      g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", (char *) task_id,
                              ((Entry *) value)->snoozed_until);
  return g_string_free (text, FALSE);
}

void
dovetail_reminder_schedule_load_snoozes (DovetailReminderSchedule *self, const char *text)
{
  g_auto (GStrv) lines = NULL;

  g_return_if_fail (self != NULL && text != NULL);

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);
      gint64 until;

      if (g_strv_length (words) == 2
          && g_ascii_string_to_signed (words[1], 10, 1, G_MAXINT64 - 1, &until, NULL))
        find_or_add (self, words[0])->snoozed_until = until;
    }
}

static gboolean
is_stranger (gpointer task_id, gpointer entry, gpointer user_data)
{
  return ((Entry *) entry)->moments->len == 0;
}

void
dovetail_reminder_schedule_forget_strangers (DovetailReminderSchedule *self)
{
  g_return_if_fail (self != NULL);

  if (g_hash_table_foreach_remove (self->entries, is_stranger, NULL) > 0)
    self->unsaved = TRUE;
}

gboolean
dovetail_reminder_schedule_take_unsaved (DovetailReminderSchedule *self)
{
  gboolean unsaved;

  g_return_val_if_fail (self != NULL, FALSE);

  unsaved = self->unsaved;
  self->unsaved = FALSE;
  return unsaved;
}
