/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row on top of a list that makes tasks out of a line of text. */

#include "app/quick-add-entry.h"

#include <glib/gi18n.h>

#include "app/due.h"
#include "app/recurrence-words.h"
#include "app/task-edits.h"
#include "app/value-words.h"
#include "app/window-toasts.h"

struct _DovetailQuickAddEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkEntry *entry;
  GtkRevealer *revealer;
  GtkLabel *preview;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailView view;
  char *list_id;
};

G_DEFINE_FINAL_TYPE (DovetailQuickAddEntry, dovetail_quick_add_entry, GTK_TYPE_WIDGET)

static guint added_signal;

static void
add_part (GString *words, const char *part)
{
  if (part == NULL)
    return;
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, part);
}

static char *
describe_due (const DovetailQuickAdd *quick_add, const DovetailZone *zone, gint64 now)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) data = NULL;
  DovetailCivil due, today;

  if (quick_add->due == NULL)
    return NULL;
  data = dovetail_data_with_string (empty, "due", quick_add->due);
  zone->from_utc (zone->user_data, now, &today);
  return dovetail_due_read (data, zone, &due) ? dovetail_due_describe (&due, &today) : NULL;
}

static const char *
describe_priority (const char *priority)
{
  if (g_strcmp0 (priority, "high") == 0)
    return _ ("High priority");
  if (g_strcmp0 (priority, "medium") == 0)
    return _ ("Medium priority");
  if (g_strcmp0 (priority, "low") == 0)
    return _ ("Low priority");
  return NULL;
}

char *
dovetail_quick_add_describe (const DovetailQuickAdd *quick_add, const DovetailZone *zone, gint64 now)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *due = describe_due (quick_add, zone, now);
  g_autofree char *repeat = quick_add->rrule == NULL ? NULL : dovetail_words_recurrence (quick_add->rrule);

  add_part (words, due);
  add_part (words, repeat);
  if (quick_add->list_name != NULL)
    {
      g_autofree char *list = g_strdup_printf (_ ("in %s"), quick_add->list_name);

      add_part (words, list);
    }
  for (char **tag = quick_add->tags; tag != NULL && *tag != NULL; tag++)
    {
      g_autofree char *text = g_strconcat ("#", *tag, NULL);

      add_part (words, text);
    }
  add_part (words, describe_priority (quick_add->priority));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
show_preview (DovetailQuickAddEntry *self, const char *line)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  gint64 now = g_get_real_time () / 1000;
  g_autoptr (DovetailQuickAdd) quick_add = dovetail_quick_add_parse (
      line, now, zone, dovetail_quick_add_find_language (g_get_language_names ()));
  g_autofree char *words = NULL;
  g_autofree char *markup = NULL;

  dovetail_task_edits_default (self->application, quick_add, self->view);
  words = dovetail_quick_add_describe (quick_add, zone, now);
  if (words[0] != '\0')
    markup = g_markup_printf_escaped ("<b>%s</b>  %s", quick_add->title, words);
  else
    markup = g_markup_printf_escaped ("<b>%s</b>", quick_add->title);
  gtk_label_set_markup (self->preview, markup);
}

static void
on_changed (DovetailQuickAddEntry *self)
{
  const char *line = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (line));

  if (self->application == NULL)
    return;
  if (stripped[0] != '\0')
    show_preview (self, stripped);
  gtk_revealer_set_reveal_child (self->revealer, stripped[0] != '\0');
}

static void
on_activate (DovetailQuickAddEntry *self)
{
  g_autofree char *line = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (GError) error = NULL;
  g_autofree char *task_id = NULL;

  if (line[0] == '\0')
    return;
  task_id = dovetail_task_edits_add (self->application, line, self->view, self->list_id, &error);
  if (task_id == NULL)
    {
      g_autofree char *words = g_strdup_printf ("%s: %s", _ ("The task could not be added"), error->message);

      dovetail_window_toasts_say (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->application,
                                  words);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  /* Undo means the task now, not the line. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), TRUE);
  g_signal_emit (self, added_signal, 0, task_id);
}

/* An entry takes the keys of undo even when it has nothing to undo. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                DovetailQuickAddEntry *self)
{
  gboolean empty = gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0';

  if (empty && (state & GDK_CONTROL_MASK) != 0 && gdk_keyval_to_lower (keyval) == GDK_KEY_z)
    return gtk_widget_activate_action (GTK_WIDGET (self),
                                       (state & GDK_SHIFT_MASK) != 0 ? "win.redo" : "win.undo", NULL);
  if (keyval != GDK_KEY_Escape || empty)
    return GDK_EVENT_PROPAGATE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  return GDK_EVENT_STOP;
}

static void
dovetail_quick_add_entry_dispose (GObject *object)
{
  DovetailQuickAddEntry *self = DOVETAIL_QUICK_ADD_ENTRY (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->list_id, g_free);
  G_OBJECT_CLASS (dovetail_quick_add_entry_parent_class)->dispose (object);
}

static void
dovetail_quick_add_entry_class_init (DovetailQuickAddEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_quick_add_entry_dispose;
  added_signal = g_signal_new ("added", DOVETAIL_TYPE_QUICK_ADD_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/quick-add-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddEntry, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddEntry, revealer);
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddEntry, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_quick_add_entry_init (DovetailQuickAddEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dovetail_quick_add_entry_set_application (DovetailQuickAddEntry *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_QUICK_ADD_ENTRY (self));
  self->application = application;
}

void
dovetail_quick_add_entry_set_place (DovetailQuickAddEntry *self, DovetailView view, const char *list_id)
{
  g_autofree char *old = NULL;

  g_return_if_fail (DOVETAIL_IS_QUICK_ADD_ENTRY (self));

  old = g_steal_pointer (&self->list_id);
  self->view = view;
  self->list_id = g_strdup (list_id);
  on_changed (self);
}

void
dovetail_quick_add_entry_focus (DovetailQuickAddEntry *self, const char *text)
{
  g_return_if_fail (DOVETAIL_IS_QUICK_ADD_ENTRY (self));

  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}
