/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One task, editable. Every edit becomes a merge patch of the fields it touched, so that what others change
 * meanwhile stays. */

#include "app/task-details.h"

#include <glib/gi18n.h>

#include "app/checklist-box.h"
#include "app/history-box.h"
#include "app/merge-dialog.h"
#include "app/narrow.h"
#include "app/subtask-list.h"
#include "app/tag-box.h"
#include "app/task-check.h"
#include "app/task-edits.h"
#include "app/task-status-words.h"
#include "app/typed-rescue.h"
#include "app/typed-text.h"
#include "app/value-words.h"
#include "app/when-box.h"
#include "core/patch.h"
#include "store/names.h"

#define SAVE_PAUSE_MS 500
#define SAVE_AGAIN_MS 5000 /* after a failure, such as a full disk */

struct _DovetailTaskDetails
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header_bar;
  GtkButton *close_button;
  GtkWidget *decide_button;
  GtkEditable *title;
  GtkCheckButton *done;
  DovetailWhenBox *when;
  AdwComboRow *priority;
  AdwComboRow *list;
  GtkSpinButton *points;
  AdwActionRow *assignees;
  DovetailTagBox *tags;
  GtkTextView *notes;
  DovetailChecklistBox *checklist;
  DovetailSubtaskList *subtasks;
  DovetailHistoryBox *history;
  GtkLabel *status;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailReplica *replica;         /* as last read; NULL: nothing is shown */
  char *shown_title;                /* what was shown when typing began */
  char *shown_notes;
  gboolean points_typed; /* the number is the user's, not the record's */
  guint save_id;         /* text waits to be saved */
  char *trouble;         /* why the text that waits could not be saved; NULL: nothing went wrong */
  gboolean filling;      /* the widgets move because a task is shown, not because it was edited */
};

G_DEFINE_FINAL_TYPE (DovetailTaskDetails, dovetail_task_details, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CLOSED,
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const priorities[] = { "none", "low", "medium", "high" };

static DovetailWindow *
window_of (DovetailTaskDetails *self)
{
  return DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static char *
dup_notes (DovetailTaskDetails *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static const char *
string_or_empty (JsonNode *data, const char *field)
{
  const char *text = dovetail_data_get_string (data, field);

  return text == NULL ? "" : text;
}

static void
put_text (JsonObject *patch, const char *field, const char *text)
{
  if (text[0] == '\0')
    json_object_set_null_member (patch, field);
  else
    json_object_set_string_member (patch, field, text);
}

static void
put_points (DovetailTaskDetails *self, JsonObject *patch)
{
  int points = gtk_spin_button_get_value_as_int (self->points);

  if (!self->points_typed || points == dovetail_data_get_int (self->replica->current->data, "points", 0))
    return;
  if (points == 0)
    json_object_set_null_member (patch, "points");
  else
    json_object_set_int_member (patch, "points", points);
}

/* What was typed and differs from the record, fitted to what others wrote meanwhile; NULL: nothing. */
static JsonNode *
take_text_patch (DovetailTaskDetails *self, gboolean *replaced)
{
  JsonNode *data = self->replica->current->data;
  g_autofree char *typed_notes = dup_notes (self);
  g_autofree char *title = NULL;
  g_autofree char *notes = NULL;
  gboolean ignored;
  JsonObject *patch = json_object_new ();

  title = dovetail_typed_text_fit ("title", self->shown_title, gtk_editable_get_text (self->title),
                                   string_or_empty (data, "title"), replaced);
  notes = dovetail_typed_text_fit ("notes", self->shown_notes, typed_notes, string_or_empty (data, "notes"),
                                   &ignored);
  if (title != NULL)
    put_text (patch, "title", title);
  if (notes != NULL)
    put_text (patch, "notes", notes);
  put_points (self, patch);
  if (json_object_get_size (patch) == 0)
    {
      json_object_unref (patch);
      return NULL;
    }
  return dovetail_patch_take_object (patch);
}

static void fill (DovetailTaskDetails *self);
static void save_text (DovetailTaskDetails *self);

/* A choice that could not be saved is not shown as if it were. */
static void
save (DovetailTaskDetails *self, JsonNode *patch)
{
  g_autofree char *task_id = g_strdup (self->replica->current->entity_id);

  if (!dovetail_task_edits_patch (window_of (self), task_id, patch) && self->replica != NULL)
    fill (self);
}

static void
save_field (DovetailTaskDetails *self, const char *field, JsonNode *value)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;

  if (value == NULL)
    json_object_set_null_member (object, field);
  else
    json_object_set_member (object, field, json_node_ref (value));
  patch = dovetail_patch_take_object (object);
  save (self, patch);
}

static gboolean
on_save_pause (gpointer user_data)
{
  DovetailTaskDetails *self = user_data;

  self->save_id = 0;
  save_text (self);
  return G_SOURCE_REMOVE;
}

static void
on_text_changed (DovetailTaskDetails *self)
{
  if (self->filling || self->replica == NULL)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_PAUSE_MS, on_save_pause, self);
}

static void
on_points_changed (DovetailTaskDetails *self)
{
  if (self->filling || self->replica == NULL)
    return;
  self->points_typed = TRUE;
  on_text_changed (self);
}

static void
on_leave (DovetailTaskDetails *self)
{
  dovetail_task_details_flush (self);
}

static void
on_done_toggled (DovetailTaskDetails *self)
{
  g_autofree char *task_id = NULL;

  if (self->filling || self->replica == NULL)
    return;
  dovetail_task_details_flush (self);
  task_id = g_strdup (self->replica->current->entity_id);
  dovetail_task_edits_set_done (window_of (self), task_id, gtk_check_button_get_active (self->done));
}

static void
on_when_edited (DovetailWhenBox *when, JsonNode *patch, DovetailTaskDetails *self)
{
  if (self->replica != NULL)
    save (self, patch);
}

static void
on_priority_selected (DovetailTaskDetails *self)
{
  guint selected = adw_combo_row_get_selected (self->priority);
  g_autoptr (JsonNode) value = NULL;

  if (self->filling || self->replica == NULL || selected >= G_N_ELEMENTS (priorities))
    return;
  value = dovetail_value_string (priorities[selected]);
  save_field (self, "priority", value);
}

/* The drop-down has the Inbox first, then the lists in order. */
static const char *
selected_list_id (DovetailTaskDetails *self)
{
  guint selected = adw_combo_row_get_selected (self->list);
  g_autoptr (DovetailListItem) item = NULL;

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (dovetail_application_get_lists (self->application)),
                                selected - 1);
  return item == NULL ? NULL : dovetail_list_item_get_id (item);
}

static void
on_list_selected (DovetailTaskDetails *self)
{
  const char *list_id;
  g_autoptr (JsonNode) value = NULL;

  if (self->filling || self->replica == NULL)
    return;
  list_id = selected_list_id (self);
  if (list_id != NULL)
    value = dovetail_value_string (list_id);
  save_field (self, "list_id", value);
}

static void
on_tags_edited (DovetailTaskDetails *self)
{
  g_autoptr (JsonNode) value = NULL;

  if (self->replica == NULL)
    return;
  value = dovetail_value_strings (dovetail_tag_box_get_tags (self->tags));
  save_field (self, "tags", value);
}

static void
on_subtask_opened (DovetailSubtaskList *subtasks, const char *task_id, DovetailTaskDetails *self)
{
  g_autofree char *copy = g_strdup (task_id);

  g_signal_emit (self, signals[SIGNAL_OPENED], 0, copy);
}

static void
on_close_clicked (DovetailTaskDetails *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
on_delete_clicked (DovetailTaskDetails *self)
{
  g_autofree char *task_id = NULL;

  if (self->replica == NULL)
    return;
  dovetail_task_details_flush (self);
  task_id = g_strdup (self->replica->current->entity_id);
  dovetail_task_edits_delete (window_of (self), task_id);
}

static void
on_decide_clicked (DovetailTaskDetails *self)
{
  if (self->replica != NULL && self->replica->conflict_id != NULL)
    dovetail_merge_dialog_present (GTK_WINDOW (window_of (self)), self->application,
                                   self->replica->conflict_id);
}

static void
show_priority (DovetailTaskDetails *self, JsonNode *data)
{
  const char *priority = dovetail_data_get_string (data, "priority");
  guint selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    if (g_strcmp0 (priority, priorities[i]) == 0)
      selected = i;
  adw_combo_row_set_selected (self->priority, selected);
}

static void
show_list (DovetailTaskDetails *self, JsonNode *data)
{
  GListModel *lists = G_LIST_MODEL (dovetail_application_get_lists (self->application));
  const char *list_id = dovetail_data_get_string (data, "list_id");
  guint selected = 0;

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (lists, i);

      if (g_strcmp0 (list_id, dovetail_list_item_get_id (item)) == 0)
        selected = i + 1;
    }
  adw_combo_row_set_selected (self->list, selected);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_status (DovetailTaskDetails *self)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->decide_button, self->replica->conflict_id != NULL);
  set_css_class (GTK_WIDGET (self->status), "error", self->trouble != NULL);
  set_css_class (GTK_WIDGET (self->status), "dim-label", self->trouble == NULL);
  if (self->trouble != NULL)
    {
      text = g_strdup_printf (_ ("Not saved yet: %s"), self->trouble);
      gtk_label_set_label (self->status, text);
      return;
    }
  text = dovetail_task_status_words (
      self->replica, dovetail_sync_service_get_state (dovetail_application_get_service (self->application))
                         == DOVETAIL_SYNC_STATE_SIGNED_OUT);
  gtk_label_set_label (self->status, text);
}

static void
remember (char **shown, const char *text)
{
  if (g_strcmp0 (*shown, text) == 0)
    return;
  g_free (*shown);
  *shown = g_strdup (text);
}

/* The server may hold more than the button goes up to: that stays as it is unless it is changed here. */
static void
show_points (DovetailTaskDetails *self, JsonNode *data)
{
  gint64 points = dovetail_data_get_int (data, "points", 0);

  self->points_typed = FALSE;
  if ((gtk_widget_get_state_flags (GTK_WIDGET (self->points)) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0
      || gtk_spin_button_get_value_as_int (self->points) != points)
    gtk_spin_button_set_value (self->points, (double) points);
}

/* Text that waits to be saved is newer than the record and stays. */
static void
show_text (DovetailTaskDetails *self, JsonNode *data)
{
  const char *title = string_or_empty (data, "title");
  const char *notes = string_or_empty (data, "notes");
  g_autofree char *notes_now = dup_notes (self);

  if (self->save_id != 0)
    return;
  remember (&self->shown_title, title);
  remember (&self->shown_notes, notes);
  /* a title that was just emptied is not put back under the cursor */
  if (!g_str_equal (gtk_editable_get_text (self->title), title)
      && !(gtk_editable_get_text (self->title)[0] == '\0' && gtk_widget_has_focus (GTK_WIDGET (self->title))))
    gtk_editable_set_text (self->title, title);
  if (!g_str_equal (notes_now, notes))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), notes, -1);
  show_points (self, data);
}

static void
show_assignees (DovetailTaskDetails *self, JsonNode *data)
{
  g_auto (GStrv) people = dovetail_data_get_strings (data, "assignees");
  g_autofree char *names = NULL;

  for (gsize i = 0; people[i] != NULL; i++)
    {
      char *name = dovetail_store_get_name (dovetail_application_get_store (self->application), people[i]);

      if (name == NULL)
        continue;
      g_free (people[i]);
      people[i] = name;
    }
  names = g_strjoinv (", ", people);
  adw_action_row_set_subtitle (self->assignees, names);
  gtk_widget_set_visible (GTK_WIDGET (self->assignees), people[0] != NULL);
}

static void
fill (DovetailTaskDetails *self)
{
  JsonNode *data = self->replica->current->data;
  g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");

  self->filling = TRUE;
  show_text (self, data);
  gtk_check_button_set_active (self->done, dovetail_record_is_done (self->replica->current));
  dovetail_when_box_show_task (self->when, data);
  show_priority (self, data);
  show_list (self, data);
  show_assignees (self, data);
  dovetail_tag_box_set_tags (self->tags, (const char *const *) tags);
  dovetail_checklist_box_show (self->checklist, self->application, self->replica->current);
  dovetail_subtask_list_show (self->subtasks, dovetail_application_get_store (self->application),
                              self->replica->current);
  dovetail_history_box_show (self->history, self->application, self->replica->current);
  show_status (self);
  self->filling = FALSE;
}

static void
fill_lists (DovetailTaskDetails *self)
{
  GListModel *lists = G_LIST_MODEL (dovetail_application_get_lists (self->application));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Inbox"));
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (lists, i);

      gtk_string_list_append (names, dovetail_list_item_get_name (item));
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->list, G_LIST_MODEL (names));
  if (self->replica != NULL)
    show_list (self, self->replica->current->data);
  self->filling = FALSE;
}

static void
dovetail_task_details_dispose (GObject *object)
{
  DovetailTaskDetails *self = DOVETAIL_TASK_DETAILS (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->shown_title, g_free);
  g_clear_pointer (&self->shown_notes, g_free);
  g_clear_pointer (&self->replica, dovetail_replica_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_task_details_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/task-details.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, header_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, close_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, decide_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, title);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, done);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, when);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, priority);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, list);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, points);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, assignees);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, tags);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, notes);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, checklist);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, subtasks);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, history);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, status);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_done_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_when_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_points_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_priority_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_list_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_tags_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_subtask_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_decide_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
}

static void
dovetail_task_details_class_init (DovetailTaskDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_task_details_dispose;
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", DOVETAIL_TYPE_TASK_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DOVETAIL_TYPE_TASK_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (DOVETAIL_TYPE_CHECKLIST_BOX);
  g_type_ensure (DOVETAIL_TYPE_HISTORY_BOX);
  g_type_ensure (DOVETAIL_TYPE_SUBTASK_LIST);
  g_type_ensure (DOVETAIL_TYPE_TAG_BOX);
  g_type_ensure (DOVETAIL_TYPE_TASK_CHECK);
  g_type_ensure (DOVETAIL_TYPE_WHEN_BOX);
  bind_template (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_task_details_init (DovetailTaskDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->notes), "changed", G_CALLBACK (on_text_changed),
                           self, G_CONNECT_SWAPPED);
}

void
dovetail_task_details_set_application (DovetailTaskDetails *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_TASK_DETAILS (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  dovetail_when_box_set_application (self->when, application);
  fill_lists (self);
  g_signal_connect_object (dovetail_application_get_lists (application), "items-changed",
                           G_CALLBACK (fill_lists), self, G_CONNECT_SWAPPED);
}

/* FALSE: it could not be read, and what is shown stays. */
static gboolean
read_task (DovetailTaskDetails *self, const char *task_id)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  if (task_id != NULL)
    replica = dovetail_store_get_replica (dovetail_application_get_store (self->application),
                                          DOVETAIL_ENTITY_TASK, task_id, &error);
  if (error != NULL && !g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_pointer (&self->replica, dovetail_replica_free);
  if (replica != NULL && !replica->current->deleted)
    self->replica = g_steal_pointer (&replica);
  return TRUE;
}

gboolean
dovetail_task_details_show (DovetailTaskDetails *self, const char *task_id)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_DETAILS (self), FALSE);

  if (self->replica != NULL && g_strcmp0 (self->replica->current->entity_id, task_id) == 0)
    return TRUE;
  /* said again: it is why nothing else opens */
  g_clear_pointer (&self->trouble, g_free);
  if (!dovetail_task_details_flush (self) || !read_task (self, task_id))
    return FALSE;
  if (self->replica != NULL)
    fill (self);
  return TRUE;
}

const char *
dovetail_task_details_get_task_id (DovetailTaskDetails *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_DETAILS (self), NULL);
  return self->replica == NULL ? NULL : self->replica->current->entity_id;
}

/* typed: what was not saved yet, or NULL. */
static void
leave_deleted (DovetailTaskDetails *self, const char *task_id, JsonNode *typed)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->trouble, g_free);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
  if (typed != NULL)
    dovetail_typed_rescue_offer (window_of (self), task_id, typed);
}

void
dovetail_task_details_refresh (DovetailTaskDetails *self)
{
  g_autoptr (JsonNode) typed = NULL;
  g_autofree char *task_id = NULL;
  gboolean ignored;

  g_return_if_fail (DOVETAIL_IS_TASK_DETAILS (self));

  if (self->replica == NULL)
    return;
  task_id = g_strdup (self->replica->current->entity_id);
  if (self->save_id != 0)
    typed = take_text_patch (self, &ignored);
  if (!read_task (self, task_id))
    return;
  if (self->replica == NULL)
    leave_deleted (self, task_id, typed);
  else
    fill (self);
}

/* The text stays and is tried again; the pane says so as long as that lasts, a toast only once. */
static void
keep_text (DovetailTaskDetails *self, const GError *error)
{
  if (self->trouble == NULL)
    dovetail_window_report (window_of (self), _ ("The change could not be saved"), error);
  g_free (self->trouble);
  self->trouble = g_strdup (error->message);
  self->save_id = g_timeout_add (SAVE_AGAIN_MS, on_save_pause, self);
  show_status (self);
}

static void
tell_of_replaced (DovetailTaskDetails *self, const char *title)
{
  g_autofree char *text = g_strdup_printf (_ ("The title had become “%s”. Yours was kept"), title);

  dovetail_task_edits_offer_undo (window_of (self), text);
}

static void
save_text (DovetailTaskDetails *self)
{
  g_autofree char *task_id = g_strdup (self->replica->current->entity_id);
  g_autofree char *title = NULL;
  g_autoptr (JsonNode) typed = NULL;
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (GError) error = NULL;
  gboolean replaced;

  g_clear_handle_id (&self->save_id, g_source_remove);
  /* what a sync brought a moment ago may not be shown yet */
  typed = take_text_patch (self, &replaced);
  if (!read_task (self, task_id))
    return;
  if (self->replica == NULL)
    {
      leave_deleted (self, task_id, typed);
      return;
    }
  title = g_strdup (dovetail_record_get_title (self->replica->current));
  patch = take_text_patch (self, &replaced);
  if (patch != NULL && !dovetail_task_edits_try_patch (self->application, task_id, patch, &error))
    {
      keep_text (self, error);
      return;
    }
  g_clear_pointer (&self->trouble, g_free);
  self->points_typed = FALSE;
  if (replaced)
    tell_of_replaced (self, title);
  /* what was fitted together is shown at once, so that typing goes on from there */
  if (self->replica != NULL && read_task (self, task_id) && self->replica != NULL)
    fill (self);
}

gboolean
dovetail_task_details_flush (DovetailTaskDetails *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (DOVETAIL_IS_TASK_DETAILS (self), FALSE);

  if (self->replica == NULL)
    return self->trouble == NULL;
  gtk_spin_button_update (self->points);
  if (self->save_id != 0)
    save_text (self);
  if (self->replica != NULL && !dovetail_checklist_box_flush (self->checklist, &error))
    keep_text (self, error);
  return self->trouble == NULL;
}

const char *
dovetail_task_details_get_trouble (DovetailTaskDetails *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_DETAILS (self), NULL);
  return self->trouble;
}

void
dovetail_task_details_set_folded (DovetailTaskDetails *self, gboolean folded)
{
  g_return_if_fail (DOVETAIL_IS_TASK_DETAILS (self));

  gtk_button_set_icon_name (self->close_button, folded ? "go-previous-symbolic" : "go-next-symbolic");
}
