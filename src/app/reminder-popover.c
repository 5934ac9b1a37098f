/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses when to be reminded of a task. */

#include "app/reminder-popover.h"

#include <glib/gi18n.h>

#include "app/due.h"
#include "app/reminder.h"
#include "core/quick-add.h"
#include "core/timestamp.h"

#define MORNING 9

struct _DovetailReminderPopover
{
  GtkPopover parent_instance;

  GtkEntry *words;
  GtkLabel *trouble;
  GtkBox *choices;
  GtkLabel *hint;
  GtkCalendar *calendar;
  GtkSpinButton *hour;
  GtkSpinButton *minute;

  const DovetailZone *zone;
  GStrv reminders; /* what the task has */
  GStrv offered;   /* a check button each, in this order */
  gboolean all_day;
  gboolean filling; /* the widgets move because a task is shown, not because something was chosen */
};

G_DEFINE_FINAL_TYPE (DovetailReminderPopover, dovetail_reminder_popover, GTK_TYPE_POPOVER)

static guint chosen_signal;

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static void show_choices (DovetailReminderPopover *self);

/* Takes the reminders. */
static void
choose (DovetailReminderPopover *self, GStrv reminders)
{
  g_strfreev (self->reminders);
  self->reminders = reminders;
  show_choices (self);
  g_signal_emit (self, chosen_signal, 0);
}

static void
add (DovetailReminderPopover *self, const char *reminder)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_strv_contains ((const char *const *) self->reminders, reminder))
    return;
  g_strv_builder_addv (builder, (const char **) self->reminders);
  g_strv_builder_add (builder, reminder);
  choose (self, g_strv_builder_end (builder));
}

static void
drop (DovetailReminderPopover *self, const char *reminder)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; self->reminders[i] != NULL; i++)
    if (!g_str_equal (self->reminders[i], reminder))
      g_strv_builder_add (builder, self->reminders[i]);
  choose (self, g_strv_builder_end (builder));
}

static void
on_choice_toggled (GtkCheckButton *check, DovetailReminderPopover *self)
{
  g_autofree char *reminder = NULL;

  if (self->filling)
    return;
  reminder = g_strdup (g_object_get_data (G_OBJECT (check), "reminder"));
  if (gtk_check_button_get_active (check))
    add (self, reminder);
  else
    drop (self, reminder);
}

static void
say_trouble (DovetailReminderPopover *self, const char *words)
{
  gtk_label_set_label (self->trouble, words == NULL ? "" : words);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), words != NULL);
}

/* One that has passed would never come. */
static gboolean
add_moment (DovetailReminderPopover *self, gint64 moment)
{
  g_autofree char *text = NULL;

  if (moment <= now_ms ())
    {
      say_trouble (self, _ ("That time has passed"));
      return FALSE;
    }
  say_trouble (self, NULL);
  text = dovetail_timestamp_format (moment);
  add (self, text);
  return TRUE;
}

static void
on_words_changed (DovetailReminderPopover *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
  say_trouble (self, NULL);
}

/* A day alone means its morning. */
static gboolean
read_words (DovetailReminderPopover *self, const char *text, gint64 *moment)
{
  g_autofree char *due = NULL;
  g_autofree char *zone = NULL;
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) data = NULL;
  DovetailCivil civil;

  if (!dovetail_quick_add_parse_when (text, now_ms (), self->zone,
                                      dovetail_quick_add_find_language (g_get_language_names ()), &due,
                                      &zone))
    return FALSE;
  data = dovetail_data_with_string (empty, "due", due);
  if (!dovetail_due_read (data, self->zone, &civil))
    return FALSE;
  if (civil.hour < 0)
    {
      civil.hour = MORNING;
      civil.minute = 0;
    }
  *moment = self->zone->to_utc (self->zone->user_data, &civil);
  return TRUE;
}

static void
on_words_activate (DovetailReminderPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->words));
  gint64 moment;

  if (text[0] == '\0')
    return;
  if (!read_words (self, text, &moment))
    say_trouble (self, _ ("That is not understood as a time"));
  else if (add_moment (self, moment))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->words), "");
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
}

static void
on_add_clicked (DovetailReminderPopover *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  DovetailCivil civil = { 0 };

  g_date_time_get_ymd (day, &civil.year, &civil.month, &civil.day);
  civil.hour = gtk_spin_button_get_value_as_int (self->hour);
  civil.minute = gtk_spin_button_get_value_as_int (self->minute);
  add_moment (self, self->zone->to_utc (self->zone->user_data, &civil));
}

static gboolean
on_output (GtkSpinButton *button)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (button));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (button))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static void
append_choice (DovetailReminderPopover *self, const char *reminder)
{
  g_autofree char *words = dovetail_reminder_describe (reminder, self->all_day, now_ms ());
  GtkWidget *check = gtk_check_button_new_with_label (words);

  g_object_set_data_full (G_OBJECT (check), "reminder", g_strdup (reminder), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_choice_toggled), self, 0);
  gtk_box_append (self->choices, check);
}

/* What fits the due date, then what the task has besides. */
static GStrv
collect_offered (DovetailReminderPopover *self, gboolean has_due)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *fitting = dovetail_reminder_choices (self->all_day);

  if (has_due)
    g_strv_builder_addv (builder, (const char **) fitting);
  for (gsize i = 0; self->reminders[i] != NULL; i++)
    if (!has_due || !g_strv_contains (fitting, self->reminders[i]))
      g_strv_builder_add (builder, self->reminders[i]);
  return g_strv_builder_end (builder);
}

static void
show_choices (DovetailReminderPopover *self)
{
  gboolean has_due = !gtk_widget_get_visible (GTK_WIDGET (self->hint));
  g_auto (GStrv) offered = collect_offered (self, has_due);
  GtkWidget *child;

  self->filling = TRUE;
  /* rows that stay keep the focus */
  if (self->offered == NULL
      || !g_strv_equal ((const char *const *) self->offered, (const char *const *) offered))
    {
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->choices))) != NULL)
        gtk_box_remove (self->choices, child);
      for (gsize i = 0; offered[i] != NULL; i++)
        append_choice (self, offered[i]);
      g_strfreev (self->offered);
      self->offered = g_steal_pointer (&offered);
    }
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->choices)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (child),
                                 g_strv_contains ((const char *const *) self->reminders,
                                                  g_object_get_data (G_OBJECT (child), "reminder")));
  self->filling = FALSE;
}

void
dovetail_reminder_popover_show_task (DovetailReminderPopover *self, JsonNode *data)
{
  DovetailCivil due;
  gboolean has_due;
  gboolean all_day;

  g_return_if_fail (DOVETAIL_IS_REMINDER_POPOVER (self));

  g_strfreev (self->reminders);
  self->reminders = dovetail_data_get_strings (data, "reminders");
  has_due = dovetail_due_read (data, self->zone, &due);
  all_day = has_due && due.hour < 0;
  if (all_day != self->all_day)
    g_clear_pointer (&self->offered, g_strfreev);
  self->all_day = all_day;
  gtk_widget_set_visible (GTK_WIDGET (self->hint), !has_due);
  show_choices (self);
}

const char *const *
dovetail_reminder_popover_get_reminders (DovetailReminderPopover *self)
{
  g_return_val_if_fail (DOVETAIL_IS_REMINDER_POPOVER (self), NULL);
  return (const char *const *) self->reminders;
}

void
dovetail_reminder_popover_set_zone (DovetailReminderPopover *self, const DovetailZone *zone)
{
  g_return_if_fail (DOVETAIL_IS_REMINDER_POPOVER (self));
  self->zone = zone;
}

static void
dovetail_reminder_popover_finalize (GObject *object)
{
  DovetailReminderPopover *self = DOVETAIL_REMINDER_POPOVER (object);

  g_strfreev (self->reminders);
  g_strfreev (self->offered);
  G_OBJECT_CLASS (dovetail_reminder_popover_parent_class)->finalize (object);
}

static void
dovetail_reminder_popover_class_init (DovetailReminderPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dovetail_reminder_popover_finalize;
  chosen_signal = g_signal_new ("chosen", DOVETAIL_TYPE_REMINDER_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/reminder-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, words);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, trouble);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, choices);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, hint);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, calendar);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, hour);
  gtk_widget_class_bind_template_child (widget_class, DovetailReminderPopover, minute);
  gtk_widget_class_bind_template_callback (widget_class, on_words_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_words_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
}

static void
dovetail_reminder_popover_init (DovetailReminderPopover *self)
{
  self->reminders = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
}
