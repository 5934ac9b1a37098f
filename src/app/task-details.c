/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One task, editable. Every edit becomes a merge patch of the fields it touched, so that what others change
 * meanwhile stays. */

#include "app/task-details.h"

#include <glib/gi18n.h>

#include "app/due-popover.h"
#include "app/due.h"
#include "app/merge-dialog.h"
#include "app/recurrence-words.h"
#include "app/repeat-popover.h"
#include "app/subtask-list.h"
#include "app/tag-box.h"
#include "app/task-check.h"
#include "app/task-edits.h"
#include "app/value-words.h"

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
  GtkMenuButton *due_button;
  DovetailDuePopover *due_popover;
  GtkMenuButton *repeat_button;
  DovetailRepeatPopover *repeat_popover;
  AdwComboRow *priority;
  AdwComboRow *list;
  DovetailTagBox *tags;
  GtkTextView *notes;
  DovetailSubtaskList *subtasks;
  GtkLabel *status;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailReplica *replica;         /* as last read; NULL: nothing is shown */
  guint save_id;                    /* text waits to be saved */
  char *trouble;                    /* why the text that waits could not be saved; NULL: nothing went wrong */
  gboolean filling;                 /* the widgets move because a task is shown, not because it was edited */
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

/* What was typed and differs from the record; NULL: nothing. */
static JsonNode *
take_text_patch (DovetailTaskDetails *self)
{
  JsonNode *data = self->replica->current->data;
  const char *title = gtk_editable_get_text (self->title);
  g_autofree char *notes = dup_notes (self);
  JsonObject *patch = json_object_new ();

  /* a task keeps its title rather than have none */
  if (title[0] != '\0' && !g_str_equal (title, string_or_empty (data, "title")))
    json_object_set_string_member (patch, "title", title);
  if (!g_str_equal (notes, string_or_empty (data, "notes")))
    {
      if (notes[0] == '\0')
        json_object_set_null_member (patch, "notes");
      else
        json_object_set_string_member (patch, "notes", notes);
    }
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
on_due_chosen (DovetailTaskDetails *self)
{
  DovetailCivil due;
  gboolean is_set = dovetail_due_popover_get_due (self->due_popover, &due);
  g_autoptr (JsonNode) patch = NULL;

  if (self->replica == NULL)
    return;
  patch = dovetail_due_to_patch (is_set ? &due : NULL, dovetail_application_get_zone (self->application));
  save (self, patch);
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
on_repeat_chosen (DovetailTaskDetails *self, const char *rule)
{
  JsonNode *before = self->replica == NULL
                         ? NULL
                         : dovetail_data_get (self->replica->current->data, "recurrence");
  g_autoptr (JsonNode) recurrence = NULL;
  g_autofree char *series_id = NULL;

  if (self->replica == NULL || g_strcmp0 (rule, rule_of (self->replica->current->data)) == 0)
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
  save_field (self, "recurrence", recurrence);
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
show_due (DovetailTaskDetails *self, JsonNode *data)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  DovetailCivil due, now;
  gboolean is_set = dovetail_due_read (data, zone, &due);
  g_autofree char *text = NULL;

  zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
  text = is_set ? dovetail_due_describe (&due, &now) : g_strdup (_ ("No date"));
  gtk_menu_button_set_label (self->due_button, text);
  dovetail_due_popover_set_due (self->due_popover, is_set ? &due : NULL);
}

/* Without a date a task repeats from today on. */
static void
show_repeat (DovetailTaskDetails *self, JsonNode *data)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  const char *rule = rule_of (data);
  g_autofree char *words = dovetail_words_recurrence (rule);
  DovetailCivil day;

  if (!dovetail_due_read (data, zone, &day))
    zone->from_utc (zone->user_data, g_get_real_time () / 1000, &day);
  gtk_menu_button_set_label (self->repeat_button, words);
  dovetail_repeat_popover_show_rule (self->repeat_popover, rule, &day);
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
  switch (dovetail_replica_get_status (self->replica))
    {
    case DOVETAIL_SYNC_STATUS_PENDING:
      if (dovetail_sync_service_get_state (dovetail_application_get_service (self->application))
          == DOVETAIL_SYNC_STATE_SIGNED_OUT)
        text = g_strdup (_ ("Saved on this computer"));
      else
        text = g_strdup (_ ("Saved on this computer, not uploaded yet"));
      break;
    case DOVETAIL_SYNC_STATUS_CONFLICT:
      text = g_strdup (_ ("Changed here and elsewhere; needs your decision"));
      break;
    case DOVETAIL_SYNC_STATUS_QUARANTINED:
      text = g_strdup_printf (_ ("The server refused the last change: %s"),
                              self->replica->pending->error_detail != NULL
                                  ? self->replica->pending->error_detail
                                  : _ ("no reason given"));
      break;
    case DOVETAIL_SYNC_STATUS_SYNCED:
    default:
      text = g_strdup (_ ("Saved and synced"));
      break;
    }
  gtk_label_set_label (self->status, text);
}

/* Text that waits to be saved is newer than the record and stays. */
static void
show_text (DovetailTaskDetails *self, JsonNode *data)
{
  const char *title = string_or_empty (data, "title");
  const char *notes = string_or_empty (data, "notes");
  g_autofree char *shown_notes = dup_notes (self);

  if (self->save_id != 0)
    return;
  /* a title that was just emptied is not put back under the cursor */
  if (!g_str_equal (gtk_editable_get_text (self->title), title)
      && !(gtk_editable_get_text (self->title)[0] == '\0' && gtk_widget_has_focus (GTK_WIDGET (self->title))))
    gtk_editable_set_text (self->title, title);
  if (!g_str_equal (shown_notes, notes))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), notes, -1);
}

static void
fill (DovetailTaskDetails *self)
{
  JsonNode *data = self->replica->current->data;
  g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");

  self->filling = TRUE;
  show_text (self, data);
  gtk_check_button_set_active (self->done, dovetail_record_is_done (self->replica->current));
  show_due (self, data);
  show_repeat (self, data);
  show_priority (self, data);
  show_list (self, data);
  dovetail_tag_box_set_tags (self->tags, (const char *const *) tags);
  dovetail_subtask_list_show (self->subtasks, dovetail_application_get_store (self->application),
                              self->replica->current);
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
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, due_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, due_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, repeat_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, repeat_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, priority);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, list);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, tags);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, notes);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, subtasks);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskDetails, status);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_done_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_due_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_repeat_chosen);
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
  g_type_ensure (DOVETAIL_TYPE_DUE_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_REPEAT_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_SUBTASK_LIST);
  g_type_ensure (DOVETAIL_TYPE_TAG_BOX);
  g_type_ensure (DOVETAIL_TYPE_TASK_CHECK);
  bind_template (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_task_details_init (DovetailTaskDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->notes), "changed", G_CALLBACK (on_text_changed),
                           self, G_CONNECT_SWAPPED);
}

void
dovetail_task_details_set_application (DovetailTaskDetails *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_TASK_DETAILS (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  dovetail_due_popover_set_zone (self->due_popover, dovetail_application_get_zone (application));
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

void
dovetail_task_details_refresh (DovetailTaskDetails *self)
{
  g_return_if_fail (DOVETAIL_IS_TASK_DETAILS (self));

  if (self->replica == NULL)
    return;
  if (!read_task (self, self->replica->current->entity_id))
    return;
  if (self->replica == NULL)
    {
      g_clear_handle_id (&self->save_id, g_source_remove);
      g_clear_pointer (&self->trouble, g_free);
      g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
    }
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
save_text (DovetailTaskDetails *self)
{
  g_autoptr (JsonNode) patch = take_text_patch (self);
  g_autofree char *task_id = g_strdup (self->replica->current->entity_id);
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (patch != NULL && !dovetail_task_edits_try_patch (self->application, task_id, patch, &error))
    {
      keep_text (self, error);
      return;
    }
  g_clear_pointer (&self->trouble, g_free);
  if (self->replica != NULL)
    show_status (self);
}

gboolean
dovetail_task_details_flush (DovetailTaskDetails *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_DETAILS (self), FALSE);

  if (self->save_id != 0 && self->replica != NULL)
    save_text (self);
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
