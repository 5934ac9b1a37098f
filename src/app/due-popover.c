/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses when a task is due: in words, from a calendar, with or without a time. */

#include "app/due-popover.h"

#include <glib/gi18n.h>

#include "app/accessible-names.h"
#include "app/due.h"
#include "core/quick-add.h"

struct _DovetailDuePopover
{
  GtkPopover parent_instance;

  GtkEntry *words;
  GtkCalendar *calendar;
  GtkCheckButton *has_time;
  GtkSpinButton *hour;
  GtkSpinButton *minute;

  const DovetailZone *zone;
  DovetailCivil due;
  gboolean is_set;
  gboolean filling; /* the widgets move because a date is shown, not because one was chosen */
};

G_DEFINE_FINAL_TYPE (DovetailDuePopover, dovetail_due_popover, GTK_TYPE_POPOVER)

static guint chosen_signal;

static void
read_now (DovetailDuePopover *self, DovetailCivil *now)
{
  self->zone->from_utc (self->zone->user_data, g_get_real_time () / 1000, now);
}

static void
fill (DovetailDuePopover *self)
{
  DovetailCivil shown = self->due;
  g_autoptr (GDateTime) day = NULL;

  if (!self->is_set)
    read_now (self, &shown);
  self->filling = TRUE;
  day = g_date_time_new_local (shown.year, shown.month, shown.day, 12, 0, 0);
  if (day != NULL)
    gtk_calendar_select_day (self->calendar, day);
  gtk_check_button_set_active (self->has_time, self->is_set && self->due.hour >= 0);
  gtk_spin_button_set_value (self->hour, self->is_set && self->due.hour >= 0 ? self->due.hour : 9);
  gtk_spin_button_set_value (self->minute, self->is_set && self->due.hour >= 0 ? self->due.minute : 0);
  gtk_editable_set_text (GTK_EDITABLE (self->words), "");
  self->filling = FALSE;
}

static void
choose (DovetailDuePopover *self, const DovetailCivil *due)
{
  dovetail_due_popover_set_due (self, due);
  g_signal_emit (self, chosen_signal, 0);
}

/* A day was named: the time of the day that was chosen before stays. */
static void
choose_day (DovetailDuePopover *self, DovetailCivil day)
{
  day.hour = -1;
  day.minute = 0;
  if (gtk_check_button_get_active (self->has_time))
    {
      day.hour = gtk_spin_button_get_value_as_int (self->hour);
      day.minute = gtk_spin_button_get_value_as_int (self->minute);
    }
  choose (self, &day);
}

static void
on_day_selected (DovetailDuePopover *self)
{
  g_autoptr (GDateTime) day = NULL;
  DovetailCivil civil = { 0 };

  if (self->filling)
    return;
  day = gtk_calendar_get_date (self->calendar);
  g_date_time_get_ymd (day, &civil.year, &civil.month, &civil.day);
  choose_day (self, civil);
}

static void
on_time_changed (DovetailDuePopover *self)
{
  if (!self->filling)
    on_day_selected (self);
}

static void
on_today_clicked (DovetailDuePopover *self)
{
  DovetailCivil now;

  read_now (self, &now);
  choose_day (self, now);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_tomorrow_clicked (DovetailDuePopover *self)
{
  DovetailCivil now, tomorrow;

  read_now (self, &now);
  dovetail_civil_from_days (dovetail_civil_to_days (now.year, now.month, now.day) + 1, &tomorrow);
  choose_day (self, tomorrow);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_none_clicked (DovetailDuePopover *self)
{
  choose (self, NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_words_changed (DovetailDuePopover *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
}

static void
on_words_activate (DovetailDuePopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->words));
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) data = NULL;
  g_autofree char *due = NULL;
  g_autofree char *zone = NULL;
  DovetailCivil civil;

  if (text[0] == '\0')
    return;
  if (!dovetail_quick_add_parse_when (text, g_get_real_time () / 1000, self->zone,
                                      dovetail_quick_add_find_language (g_get_language_names ()), &due,
                                      &zone))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
      return;
    }
  data = dovetail_data_with_string (empty, "due", due);
  if (dovetail_due_read (data, self->zone, &civil))
    choose (self, &civil);
  gtk_popover_popdown (GTK_POPOVER (self));
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
dovetail_due_popover_class_init (DovetailDuePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  chosen_signal = g_signal_new ("chosen", DOVETAIL_TYPE_DUE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/due-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailDuePopover, words);
  gtk_widget_class_bind_template_child (widget_class, DovetailDuePopover, calendar);
  gtk_widget_class_bind_template_child (widget_class, DovetailDuePopover, has_time);
  gtk_widget_class_bind_template_child (widget_class, DovetailDuePopover, hour);
  gtk_widget_class_bind_template_child (widget_class, DovetailDuePopover, minute);
  gtk_widget_class_bind_template_callback (widget_class, on_words_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_words_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_today_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_tomorrow_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_none_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_time_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
}

static void
dovetail_due_popover_init (DovetailDuePopover *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_name_calendar (GTK_WIDGET (self->calendar));
  self->filling = FALSE;
}

void
dovetail_due_popover_set_zone (DovetailDuePopover *self, const DovetailZone *zone)
{
  g_return_if_fail (DOVETAIL_IS_DUE_POPOVER (self));
  self->zone = zone;
}

void
dovetail_due_popover_set_due (DovetailDuePopover *self, const DovetailCivil *due)
{
  g_return_if_fail (DOVETAIL_IS_DUE_POPOVER (self));

  self->is_set = due != NULL;
  if (due != NULL)
    self->due = *due;
  fill (self);
}

gboolean
dovetail_due_popover_get_due (DovetailDuePopover *self, DovetailCivil *due)
{
  g_return_val_if_fail (DOVETAIL_IS_DUE_POPOVER (self), FALSE);

  if (self->is_set)
    *due = self->due;
  return self->is_set;
}
