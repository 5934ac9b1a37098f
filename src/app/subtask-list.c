/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The subtasks of a task: check, open, add. */

#include "app/subtask-list.h"

#include <glib/gi18n.h>

#include "app/task-check.h"
#include "app/task-edits.h"
#include "core/patch.h"
#include "store/query.h"

struct _DovetailSubtaskList
{
  GtkWidget parent_instance;

  GtkListBox *list;
  AdwEntryRow *entry;
  char *task_id;
  GPtrArray *shown; /* "id done title" of each row, to leave the rows alone when nothing changed */
};

G_DEFINE_FINAL_TYPE (DovetailSubtaskList, dovetail_subtask_list, GTK_TYPE_WIDGET)

static guint opened_signal;

static DovetailWindow *
window_of (DovetailSubtaskList *self)
{
  return DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_child_toggled (GtkCheckButton *check, DovetailSubtaskList *self)
{
  const char *child_id = g_object_get_data (G_OBJECT (check), "child-id");
  JsonObject *patch = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (patch, "status", gtk_check_button_get_active (check) ? "done" : "open");
  node = dovetail_patch_take_object (patch);
  dovetail_task_edits_patch (window_of (self), child_id, node);
}

static GtkWidget *
create_row (DovetailSubtaskList *self, const char *title, gboolean done, GtkWidget **check)
{
  GtkWidget *row = adw_action_row_new ();

  *check = dovetail_task_check_new ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (*check), done);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), *check);
  if (done)
    gtk_widget_add_css_class (row, "done");
  return row;
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, DovetailSubtaskList *self)
{
  const char *child_id = g_object_get_data (G_OBJECT (row), "child-id");

  if (child_id != NULL)
    g_signal_emit (self, opened_signal, 0, child_id);
}

static void
append_child (DovetailSubtaskList *self, DovetailRecord *child)
{
  GtkWidget *check;
  GtkWidget *row
      = create_row (self, dovetail_record_get_title (child), dovetail_record_is_done (child), &check);

  g_object_set_data_full (G_OBJECT (check), "child-id", g_strdup (child->entity_id), g_free);
  g_object_set_data_full (G_OBJECT (row), "child-id", g_strdup (child->entity_id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_child_toggled), self, 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_append (self->list, row);
}

static void
on_entry_activated (DovetailSubtaskList *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *child_id = NULL;

  if (title[0] == '\0' || self->task_id == NULL)
    return;
  child_id = dovetail_task_edits_add_child (window_of (self), self->task_id, title);
  if (child_id != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
dovetail_subtask_list_dispose (GObject *object)
{
  DovetailSubtaskList *self = DOVETAIL_SUBTASK_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->task_id, g_free);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  G_OBJECT_CLASS (dovetail_subtask_list_parent_class)->dispose (object);
}

static void
dovetail_subtask_list_class_init (DovetailSubtaskListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_subtask_list_dispose;
  opened_signal = g_signal_new ("opened", DOVETAIL_TYPE_SUBTASK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_subtask_list_init (DovetailSubtaskList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Subtasks"),
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, 0);

  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Add subtask"));
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (self->entry));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}

static GPtrArray *
describe (GPtrArray *children)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < children->len; i++)
    {
      DovetailRecord *child = ((DovetailReplica *) children->pdata[i])->current;

      g_ptr_array_add (lines, g_strdup_printf ("%s %d %s", child->entity_id, dovetail_record_is_done (child),
                                               dovetail_record_get_title (child)));
    }
  return lines;
}

static gboolean
lines_equal (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
rebuild (DovetailSubtaskList *self, GPtrArray *children)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL
         && row != GTK_WIDGET (self->entry))
    gtk_list_box_remove (self->list, row);
  /* the entry comes last: taken out and put back, unless somebody writes in it */
  g_object_ref (self->entry);
  gtk_list_box_remove (self->list, GTK_WIDGET (self->entry));
  for (guint i = 0; i < children->len; i++)
    append_child (self, ((DovetailReplica *) children->pdata[i])->current);
  gtk_list_box_append (self->list, GTK_WIDGET (self->entry));
  g_object_unref (self->entry);
}

void
dovetail_subtask_list_show (DovetailSubtaskList *self, DovetailStore *store, DovetailRecord *task)
{
  g_autoptr (GPtrArray) children = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gboolean had_focus;

  g_return_if_fail (DOVETAIL_IS_SUBTASK_LIST (self));

  children = dovetail_store_list_children (store, task->entity_id, NULL);
  if (children == NULL)
    children = g_ptr_array_new ();
  if (g_strcmp0 (self->task_id, task->entity_id) != 0)
    {
      g_free (self->task_id);
      self->task_id = g_strdup (task->entity_id);
      g_clear_pointer (&self->shown, g_ptr_array_unref);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
    }
  lines = describe (children);
  if (lines_equal (self->shown, lines))
    return;

  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_steal_pointer (&lines);
  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == GTK_WIDGET (self->entry);
  rebuild (self, children);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
