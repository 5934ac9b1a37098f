/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a task is due, when to be reminded of it, and how often it comes: each in words, with a popover to
 * choose. */

#include "app/when-box.h"

#include <glib/gi18n.h>

#include "app/due-popover.h"
#include "app/due.h"
#include "app/recurrence-words.h"
#include "app/reminder-popover.h"
#include "app/reminder.h"
#include "app/repeat-popover.h"
#include "app/task-edits.h"

struct _DovetailWhenBox
{
  GtkWidget parent_instance;

  GtkMenuButton *due_button;
  GtkLabel *due_words;
  DovetailDuePopover *due_popover;
  GtkMenuButton *reminder_button;
  GtkLabel *reminder_words;
  DovetailReminderPopover *reminder_popover;
  GtkMenuButton *repeat_button;
  GtkLabel *repeat_words;
  DovetailRepeatPopover *repeat_popover;

  DovetailApplication *application; /* not owned: it outlives its windows */
  JsonNode *data;                   /* of the task shown; NULL: none yet */
};

G_DEFINE_FINAL_TYPE (DovetailWhenBox, dovetail_when_box, GTK_TYPE_WIDGET)

static guint edited_signal;

/* The patch may lead to another task being shown, or this one again. */
static void
edit (DovetailWhenBox *self, JsonNode *patch)
{
  g_signal_emit (self, edited_signal, 0, patch);
}

static void
edit_field (DovetailWhenBox *self, const char *field, JsonNode *value)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;

  if (value == NULL)
    json_object_set_null_member (object, field);
  else
    json_object_set_member (object, field, json_node_ref (value));
  patch = dovetail_patch_take_object (object);
  edit (self, patch);
}

static void
on_due_chosen (DovetailWhenBox *self)
{
  DovetailCivil due;
  gboolean is_set = dovetail_due_popover_get_due (self->due_popover, &due);
  g_autoptr (JsonNode) patch = NULL;

  if (self->data == NULL)
    return;
  patch = dovetail_due_to_patch (is_set ? &due : NULL, dovetail_application_get_zone (self->application));
  edit (self, patch);
}

static void
on_reminders_chosen (DovetailWhenBox *self)
{
  const char *const *reminders = dovetail_reminder_popover_get_reminders (self->reminder_popover);
  g_autoptr (JsonNode) value = NULL;

  if (self->data == NULL)
    return;
  if (reminders[0] != NULL)
    value = dovetail_value_strings (reminders);
  edit_field (self, "reminders", value);
}

static const char *
rule_of (JsonNode *data)
{
  JsonNode *recurrence = dovetail_data_get (data, "recurrence");

  return recurrence != NULL && JSON_NODE_HOLDS_OBJECT (recurrence)
             ? dovetail_data_get_string (recurrence, "rrule")
             : NULL;
}

/* A series keeps its id when its rule changes: what it made already is not made again. */
static void
on_repeat_chosen (DovetailWhenBox *self, const char *rule)
{
  JsonNode *before = self->data == NULL ? NULL : dovetail_data_get (self->data, "recurrence");
  g_autoptr (JsonNode) recurrence = NULL;
  g_autofree char *series_id = NULL;

  if (self->data == NULL || g_strcmp0 (rule, rule_of (self->data)) == 0)
    return;
  if (rule != NULL)
    {
      series_id = before != NULL && JSON_NODE_HOLDS_OBJECT (before)
                      ? g_strdup (dovetail_data_get_string (before, "series_id"))
                      : NULL;
      if (series_id == NULL)
        series_id = dovetail_store_new_uuid (dovetail_application_get_store (self->application));
      recurrence = dovetail_task_edits_recurrence (rule, series_id);
    }
  edit_field (self, "recurrence", recurrence);
}

static void
show_words (GtkMenuButton *button, GtkLabel *label, const char *name, const char *words)
{
  g_autofree char *full = g_strdup_printf ("%s: %s", name, words);

  gtk_label_set_label (label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
}

static void
show_due (DovetailWhenBox *self, JsonNode *data, const DovetailCivil *now)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  DovetailCivil due;
  gboolean is_set = dovetail_due_read (data, zone, &due);
  g_autofree char *text = is_set ? dovetail_due_describe (&due, now) : g_strdup (_ ("No date"));

  show_words (self->due_button, self->due_words, _ ("Due"), text);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->due_popover)))
    dovetail_due_popover_set_due (self->due_popover, is_set ? &due : NULL);
}

static void
show_reminders (DovetailWhenBox *self, JsonNode *data, const DovetailCivil *now)
{
  g_auto (GStrv) reminders = dovetail_data_get_strings (data, "reminders");
  DovetailCivil due;
  gboolean all_day
      = dovetail_due_read (data, dovetail_application_get_zone (self->application), &due) && due.hour < 0;
  g_autofree char *text = NULL;

  for (gsize i = 0; reminders[i] != NULL; i++)
    {
      g_autofree char *reminder = g_steal_pointer (&reminders[i]);

      reminders[i] = dovetail_reminder_describe (reminder, all_day, g_get_real_time () / 1000);
    }
  text = reminders[0] == NULL ? g_strdup (_ ("None")) : g_strjoinv ("\n", reminders);
  show_words (self->reminder_button, self->reminder_words, _ ("Reminders"), text);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->reminder_popover)))
    dovetail_reminder_popover_show_task (self->reminder_popover, data);
}

/* Without a date a task repeats from today on. */
static void
show_repeat (DovetailWhenBox *self, JsonNode *data, const DovetailCivil *now)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  const char *rule = rule_of (data);
  g_autofree char *words = dovetail_words_recurrence (rule);
  DovetailCivil day = *now;

  dovetail_due_read (data, zone, &day);
  show_words (self->repeat_button, self->repeat_words, _ ("Repeat"), words);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->repeat_popover)))
    dovetail_repeat_popover_show_rule (self->repeat_popover, rule, &day);
}

static void
show_all (DovetailWhenBox *self)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  DovetailCivil now;

  zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
  show_due (self, self->data, &now);
  show_reminders (self, self->data, &now);
  show_repeat (self, self->data, &now);
}

/* A popover that is open is left alone while others change the task: somebody writes in it. */
static void
on_popover_closed (DovetailWhenBox *self)
{
  if (self->data != NULL)
    show_all (self);
}

static void
dovetail_when_box_dispose (GObject *object)
{
  DovetailWhenBox *self = DOVETAIL_WHEN_BOX (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->data, json_node_unref);
  G_OBJECT_CLASS (dovetail_when_box_parent_class)->dispose (object);
}

static void
dovetail_when_box_class_init (DovetailWhenBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_when_box_dispose;
  edited_signal = g_signal_new ("edited", DOVETAIL_TYPE_WHEN_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, JSON_TYPE_NODE);
  g_type_ensure (DOVETAIL_TYPE_DUE_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_REMINDER_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_REPEAT_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/when-box.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, due_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, due_words);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, due_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, reminder_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, reminder_words);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, reminder_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, repeat_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, repeat_words);
  gtk_widget_class_bind_template_child (widget_class, DovetailWhenBox, repeat_popover);
  gtk_widget_class_bind_template_callback (widget_class, on_due_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_reminders_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_repeat_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_when_box_init (DovetailWhenBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dovetail_when_box_set_application (DovetailWhenBox *self, DovetailApplication *application)
{
  const DovetailZone *zone = dovetail_application_get_zone (application);

  g_return_if_fail (DOVETAIL_IS_WHEN_BOX (self));

  self->application = application;
  dovetail_due_popover_set_zone (self->due_popover, zone);
  dovetail_reminder_popover_set_zone (self->reminder_popover, zone);
}

void
dovetail_when_box_show_task (DovetailWhenBox *self, JsonNode *data)
{
  g_return_if_fail (DOVETAIL_IS_WHEN_BOX (self));
  g_return_if_fail (data != NULL);

  json_node_ref (data);
  g_clear_pointer (&self->data, json_node_unref);
  self->data = data;
  show_all (self);
}
