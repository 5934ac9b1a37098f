/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses how often a task comes: in words, or from what fits its date. */

#include "app/repeat-popover.h"

#include <glib/gi18n.h>

#include "app/recurrence-words.h"
#include "core/quick-add.h"

struct _DovetailRepeatPopover
{
  GtkPopover parent_instance;

  GtkEntry *words;
  GtkBox *choices;
};

G_DEFINE_FINAL_TYPE (DovetailRepeatPopover, dovetail_repeat_popover, GTK_TYPE_POPOVER)

static guint chosen_signal;

static void
choose (DovetailRepeatPopover *self, const char *rule)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, chosen_signal, 0, rule);
}

static void
on_choice_clicked (DovetailRepeatPopover *self, GtkWidget *button)
{
  choose (self, g_object_get_data (G_OBJECT (button), "rule"));
}

static void
on_words_changed (DovetailRepeatPopover *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
}

static void
on_words_activate (DovetailRepeatPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->words));
  g_autofree char *rule = NULL;

  if (text[0] == '\0')
    return;
  rule = dovetail_quick_add_parse_repeat (text, dovetail_quick_add_find_language (g_get_language_names ()));
  if (rule != NULL)
    choose (self, rule);
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
}

/* Takes the rule; NULL: never. */
static void
append_choice (DovetailRepeatPopover *self, char *rule, gboolean is_chosen)
{
  g_autofree char *words = dovetail_words_recurrence (rule);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_opacity (mark, is_chosen ? 1 : 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "rule", rule, g_free);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_choice_clicked), self);
  gtk_box_append (self->choices, button);
}

/* "the third Friday" of the day's month, or the last one where it is that. */
static char *
nth_weekday_rule (const DovetailCivil *day)
{
  static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
  gint64 in_a_week = dovetail_civil_to_days (day->year, day->month, day->day) + 7;
  DovetailCivil week_later;
  int nth = (day->day - 1) / 7 + 1;

  dovetail_civil_from_days (in_a_week, &week_later);
  if (week_later.month != day->month)
    nth = -1;

  return g_strdup_printf ("FREQ=MONTHLY;BYDAY=%d%s", nth, names[dovetail_civil_weekday (day)]);
}

static void
clear_choices (DovetailRepeatPopover *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->choices))) != NULL)
    gtk_box_remove (self->choices, child);
}

void
dovetail_repeat_popover_show_rule (DovetailRepeatPopover *self, const char *rule, const DovetailCivil *day)
{
  char *rules[] = {
    NULL,
    g_strdup ("FREQ=DAILY"),
    g_strdup ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    g_strdup ("FREQ=WEEKLY"),
    g_strdup ("FREQ=WEEKLY;INTERVAL=2"),
    g_strdup ("FREQ=MONTHLY"),
    nth_weekday_rule (day),
    g_strdup ("FREQ=MONTHLY;BYMONTHDAY=-1"),
    g_strdup ("FREQ=YEARLY"),
  };
  gboolean is_offered = FALSE;

  g_return_if_fail (DOVETAIL_IS_REPEAT_POPOVER (self));
  g_return_if_fail (day != NULL);

  clear_choices (self);
  gtk_editable_set_text (GTK_EDITABLE (self->words), "");
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      gboolean is_chosen = g_strcmp0 (rules[i], rule) == 0;

      is_offered = is_offered || is_chosen;
      append_choice (self, rules[i], is_chosen);
    }
  if (!is_offered)
    append_choice (self, g_strdup (rule), TRUE);
}

static void
dovetail_repeat_popover_class_init (DovetailRepeatPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  chosen_signal = g_signal_new ("chosen", DOVETAIL_TYPE_REPEAT_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/repeat-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailRepeatPopover, words);
  gtk_widget_class_bind_template_child (widget_class, DovetailRepeatPopover, choices);
  gtk_widget_class_bind_template_callback (widget_class, on_words_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_words_changed);
}

static void
dovetail_repeat_popover_init (DovetailRepeatPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
