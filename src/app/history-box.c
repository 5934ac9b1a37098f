/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a task. */

#include "app/history-box.h"

#include <glib/gi18n.h>

#include "app/conflict-history.h"
#include "app/history-words.h"
#include "store/conflicts.h"

#define SHOWN_AT_FIRST 15

struct _DovetailHistoryBox
{
  GtkWidget parent_instance;

  GtkListBox *list;
  AdwExpanderRow *expander;
  GPtrArray *rows;                  /* in the expander */
  DovetailApplication *application; /* not owned: it outlives its windows */
  char *task_id;
  DovetailRecord *task; /* as it was when the history was asked for */
  GCancellable *cancellable;
  guint limit;
};

G_DEFINE_FINAL_TYPE (DovetailHistoryBox, dovetail_history_box, GTK_TYPE_WIDGET)

/* What the worker reads. */
typedef struct
{
  DovetailStore *store;
  char *task_id;
  guint limit;
  GPtrArray *changes;   /* DovetailRecordChange */
  GPtrArray *conflicts; /* DovetailConflict, closed ones of this task */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->store);
  g_free (reading->task_id);
  g_clear_pointer (&reading->changes, g_ptr_array_unref);
  g_clear_pointer (&reading->conflicts, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_conflicts (Reading *reading, DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (store, FALSE, 0, error);

  if (closed == NULL)
    return FALSE;
  reading->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  for (guint i = 0; i < closed->len; i++)
    {
      DovetailConflict *conflict = closed->pdata[i];

      if (g_str_equal (conflict->entity_id, reading->task_id))
        g_ptr_array_add (reading->conflicts, dovetail_conflict_ref (conflict));
    }
  return TRUE;
}

static void
read_history (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (reading->store, &error);

  if (store != NULL)
    reading->changes = dovetail_store_list_record_changes (store, DOVETAIL_ENTITY_TASK, reading->task_id,
                                                           reading->limit, &error);
  if (reading->changes != NULL && read_conflicts (reading, store, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
clear_rows (DovetailHistoryBox *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (DovetailHistoryBox *self, GtkWidget *row)
{
  adw_expander_row_add_row (self->expander, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_note (DovetailHistoryBox *self, const char *words)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  gtk_widget_add_css_class (row, "dim-label");
  add_row (self, row);
}

/* A long value is shown whole once it is asked for, and short again. */
static void
on_change_activated (AdwActionRow *row)
{
  const char *whole = g_object_get_data (G_OBJECT (row), "whole");
  g_autofree char *shown = g_strdup (adw_action_row_get_subtitle (row));

  adw_action_row_set_subtitle (row, whole);
  g_object_set_data_full (G_OBJECT (row), "whole", g_steal_pointer (&shown), g_free);
}

static void
add_change (DovetailHistoryBox *self,
            const DovetailConflictReader *reader,
            const DovetailRecordChange *change)
{
  DovetailStore *store = dovetail_application_get_store (self->application);
  GtkWidget *row = adw_action_row_new ();
  gboolean shortened, ignored;
  g_autofree char *author = dovetail_history_words_author (reader, change);
  g_autofree char *what = dovetail_history_words_change (store, change, FALSE, &shortened);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), author);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), what);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (shortened)
    {
      g_object_set_data_full (G_OBJECT (row), "whole",
                              dovetail_history_words_change (store, change, TRUE, &ignored), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_widget_set_tooltip_text (row, _ ("Show all of it"));
      g_signal_connect (row, "activated", G_CALLBACK (on_change_activated), NULL);
    }
  add_row (self, row);
}

static void read_again (DovetailHistoryBox *self);

static void
on_show_all (DovetailHistoryBox *self)
{
  self->limit = 0;
  read_again (self);
}

static void
add_show_all (DovetailHistoryBox *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Show Older Changes"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_show_all), self, G_CONNECT_SWAPPED);
  add_row (self, row);
}

/* Both newest first, as one list. */
static void
show_reading (DovetailHistoryBox *self, Reading *reading)
{
  g_auto (DovetailConflictReader) reader = { 0 };
  guint i = 0, k = 0;

  dovetail_conflict_reader_init (&reader, dovetail_application_get_store (self->application));
  clear_rows (self);
  while (i < reading->changes->len || k < reading->conflicts->len)
    {
      DovetailRecordChange *change = i < reading->changes->len ? reading->changes->pdata[i] : NULL;
      DovetailConflict *conflict = k < reading->conflicts->len ? reading->conflicts->pdata[k] : NULL;

      if (conflict == NULL || (change != NULL && change->time >= conflict->closed_at))
        {
          add_change (self, &reader, change);
          i++;
        }
      else
        {
          add_row (self, dovetail_conflict_history_row_new (self->application, &reader, conflict));
          k++;
        }
    }
  if (self->rows->len == 0)
    add_note (self, _ ("No change of it is kept on this computer"));
  if (reading->limit != 0 && reading->changes->len == reading->limit)
    add_show_all (self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailHistoryBox *self = DOVETAIL_HISTORY_BOX (source);
  g_autoptr (GError) error = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* another task is shown, or asked for again */
  g_clear_object (&self->cancellable);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    show_reading (self, g_task_get_task_data (G_TASK (result)));
  else
    {
      clear_rows (self);
      add_note (self, error->message);
    }
}

static void
read_again (DovetailHistoryBox *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (dovetail_application_get_store (self->application));
  reading->task_id = g_strdup (self->task_id);
  reading->limit = self->limit;
  task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_source_tag (task, read_again);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_history);
}

static void
on_expanded (DovetailHistoryBox *self)
{
  if (adw_expander_row_get_expanded (self->expander) && self->task_id != NULL)
    read_again (self);
}

void
dovetail_history_box_show (DovetailHistoryBox *self, DovetailApplication *application, DovetailRecord *task)
{
  gboolean is_same;

  g_return_if_fail (DOVETAIL_IS_HISTORY_BOX (self));

  self->application = application;
  is_same = g_strcmp0 (self->task_id, task->entity_id) == 0;
  if (is_same && self->task->version == task->version && dovetail_data_equal (self->task->data, task->data))
    return;
  dovetail_record_ref (task);
  g_clear_pointer (&self->task, dovetail_record_unref);
  self->task = task;
  if (is_same)
    {
      on_expanded (self);
      return;
    }
  g_free (self->task_id);
  self->task_id = g_strdup (task->entity_id);
  self->limit = SHOWN_AT_FIRST;
  g_clear_object (&self->cancellable);
  adw_expander_row_set_expanded (self->expander, FALSE);
  clear_rows (self);
}

static void
dovetail_history_box_dispose (GObject *object)
{
  DovetailHistoryBox *self = DOVETAIL_HISTORY_BOX (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->task, dovetail_record_unref);
  g_clear_pointer (&self->task_id, g_free);
  G_OBJECT_CLASS (dovetail_history_box_parent_class)->dispose (object);
}

static void
dovetail_history_box_class_init (DovetailHistoryBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_history_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_history_box_init (DovetailHistoryBox *self)
{
  self->rows = g_ptr_array_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("History"),
                                  -1);
  self->expander = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _ ("History"));
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (on_expanded), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (self->expander));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}
