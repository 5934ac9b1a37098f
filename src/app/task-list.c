/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tasks of one place, as a window on the store: it keeps row ids, and rows read what they show. */

#include "app/task-list.h"

#include <glib/gi18n.h>

#include "app/bulk-bar.h"
#include "app/empty-words.h"
#include "app/held-banner.h"
#include "app/list-dialogs.h"
#include "app/list-drag.h"
#include "app/place-reading.h"
#include "app/print.h"
#include "app/quick-add-entry.h"
#include "app/reorder.h"
#include "app/store-task.h"
#include "app/task-bulk.h"
#include "app/task-edits.h"
#include "app/task-focus.h"
#include "app/task-row-factory.h"
#include "app/task-rows.h"
#include "app/task-search.h"
#include "app/task-shortcuts.h"

/* Longer than this, and progress is shown. */
#define PATIENCE_MS 200
/* With fewer, what an earlier word has found is not replaced before the search ends. */
#define ENOUGH_FOUND 25

struct _DovetailTaskList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header_bar;
  AdwWindowTitle *window_title;
  GtkWidget *back_button;
  GtkWidget *sync_button;
  GtkStack *sync_icons;
  GtkSpinner *sync_spinner;
  GtkToggleButton *search_button;
  GtkToggleButton *select_button;
  GtkMenuButton *list_menu_button;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkWidget *quick_add_clamp;
  DovetailQuickAddEntry *quick_add;
  DovetailHeldBanner *held_banner;
  GtkStack *pages;
  AdwStatusPage *empty_page;
  GtkSpinner *search_spinner;
  GtkListView *list_view;
  GtkWidget *bar_clamp;
  DovetailBulkBar *bulk_bar;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailTaskRows *rows;
  DovetailTaskRowFactory *factory;
  DovetailListDrag *drag;
  DovetailTaskSearch *search;

  DovetailView view;
  char *list_id;
  gboolean is_new;     /* nothing of this place is shown yet */
  gboolean shows_found; /* what a search has found */
  guint leaving_id;     /* what is in sight of the place goes next, for what was found */
  gboolean reading;    /* a worker reads the place */
  gboolean read_again; /* it has changed meanwhile */
  guint patience_id;
  gint64 focus_row; /* gets the focus when it is shown in its new place; 0: none */

  gboolean selecting;  /* tasks are selected one by one */
  gboolean bar_opened; /* by a shortcut, for one choice */
};

G_DEFINE_FINAL_TYPE (DovetailTaskList, dovetail_task_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
search_text (DovetailTaskList *self)
{
  return gtk_search_bar_get_search_mode (self->search_bar) ? gtk_editable_get_text (self->search_entry) : "";
}

static void
show_empty (DovetailTaskList *self)
{
  const DovetailEmptyWords *words = dovetail_empty_words_find (self->view, search_text (self)[0] != '\0');

  adw_status_page_set_icon_name (self->empty_page, words->icon_name);
  adw_status_page_set_title (self->empty_page, _ (words->title));
  adw_status_page_set_description (self->empty_page, _ (words->description));
  gtk_stack_set_visible_child_name (self->pages, "empty");
}

/* Where tasks stand by date, nobody puts them. */
static gboolean
is_in_order (DovetailTaskList *self)
{
  return search_text (self)[0] == '\0'
         && (self->view == DOVETAIL_VIEW_LIST || self->view == DOVETAIL_VIEW_INBOX);
}

/* What is done to the selected tasks stands where new ones are written. A widget that goes must not have the
 * focus. */
static void
update_bar (DovetailTaskList *self)
{
  guint selected = self->rows == NULL ? 0 : dovetail_task_rows_count_selected (self->rows);
  gboolean shown = self->selecting || self->bar_opened || selected > 1;
  gboolean searching = search_text (self)[0] != '\0';
  GtkWidget *going = shown ? self->quick_add_clamp : self->bar_clamp;

  dovetail_bulk_bar_set_count (self->bulk_bar, selected);
  if (self->drag != NULL)
    dovetail_list_drag_set_in_order (self->drag, is_in_order (self));
  if (gtk_widget_get_focus_child (going) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  gtk_widget_set_visible (self->bar_clamp, shown);
  gtk_widget_set_visible (self->quick_add_clamp,
                          !shown && !searching && self->view != DOVETAIL_VIEW_COMPLETED);
}

static void refresh_search (DovetailTaskList *self);

static gboolean
on_some_gone (gpointer user_data)
{
  DovetailTaskList *self = user_data;

  self->leaving_id = 0;
  if (search_text (self)[0] != '\0')
    refresh_search (self);
  return G_SOURCE_REMOVE;
}

/* What is below the screen goes first. Returns whether nothing of the place is left. */
static gboolean
leave_place (DovetailTaskList *self)
{
  guint first, last;
  gboolean at_top = dovetail_task_row_factory_get_seen (self->factory, &first, &last) && first == 0;

  if (self->leaving_id != 0)
    return FALSE;
  if (!at_top)
    dovetail_task_rows_clear (self->rows);
  else if (!dovetail_task_rows_take_some_away (self->rows))
    self->leaving_id = g_idle_add (on_some_gone, self);
  return self->leaving_id == 0;
}

static void
refresh_search (DovetailTaskList *self)
{
  GArray *found = dovetail_task_search_get_rows (self->search);
  gboolean searching = dovetail_task_search_is_running (self->search);

  if (self->shows_found && searching && found->len < ENOUGH_FOUND)
    return;
  if (!self->shows_found && !leave_place (self))
    return;
  self->is_new = FALSE;
  self->shows_found = TRUE;
  dovetail_task_rows_show_found (self->rows, found);
  gtk_spinner_set_spinning (self->search_spinner, searching && found->len == 0);
  if (found->len > 0)
    gtk_stack_set_visible_child_name (self->pages, "tasks");
  else if (searching)
    gtk_stack_set_visible_child_name (self->pages, "searching");
  else
    show_empty (self);
}

static void
focus_position (DovetailTaskList *self, guint position)
{
  if (!dovetail_task_focus_move (self->list_view, self->rows, self->factory, position))
    gtk_widget_child_focus (GTK_WIDGET (self->quick_add), GTK_DIR_TAB_FORWARD);
}

/* The focus stays where it was, or goes along with what was put elsewhere. */
static void
keep_focus (DovetailTaskList *self, gboolean had_focus, guint position)
{
  guint wanted;
  gboolean moved = self->focus_row != 0 && dovetail_task_rows_find (self->rows, self->focus_row, &wanted);

  self->focus_row = 0;
  if (moved)
    focus_position (self, wanted);
  else if (had_focus && gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)) == NULL)
    focus_position (self, position);
}

/* Another place begins at its top, and its rows look in its way. */
static void
begin_place (DovetailTaskList *self)
{
  self->is_new = FALSE;
  self->shows_found = FALSE;
  dovetail_task_rows_clear (self->rows);
  dovetail_task_row_factory_set_show_list (self->factory, self->view != DOVETAIL_VIEW_LIST);
}

static void
show_place (DovetailTaskList *self, const DovetailPlaceReading *reading)
{
  guint position = 0;
  gboolean had_focus;

  g_clear_handle_id (&self->patience_id, g_source_remove);
  gtk_spinner_set_spinning (self->search_spinner, FALSE);
  had_focus = dovetail_task_focus_find (self->list_view, self->rows, &position);
  if (self->is_new || self->shows_found)
    {
      begin_place (self);
      position = 0;
    }
  dovetail_task_rows_show (self->rows, reading);
  keep_focus (self, had_focus, position);
  if (reading->open->len == 0 && reading->n_completed == 0)
    show_empty (self);
  else
    gtk_stack_set_visible_child_name (self->pages, "tasks");
}

static void refresh_place (DovetailTaskList *self);

static gboolean
is_wanted (DovetailTaskList *self, const DovetailPlaceReading *reading)
{
  return reading->query.view == self->view && g_strcmp0 (reading->query.list_id, self->list_id) == 0
         && search_text (self)[0] == '\0';
}

static void
on_place_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (source);
  DovetailPlaceReading *reading = dovetail_store_task_get_data (result);
  g_autoptr (GError) error = NULL;

  self->reading = FALSE;
  if (self->box == NULL)
    return;
  if (!dovetail_store_task_finish (result, &error))
    /* an error must not look like an empty list: what was shown stays */
    dovetail_window_report (DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("The tasks could not be read"), error);
  else if (is_wanted (self, reading))
    show_place (self, reading);
  if (self->read_again)
    refresh_place (self);
}

static gboolean
on_patience_ends (gpointer user_data)
{
  DovetailTaskList *self = user_data;

  self->patience_id = 0;
  gtk_spinner_set_spinning (self->search_spinner, TRUE);
  gtk_stack_set_visible_child_name (self->pages, "searching");
  return G_SOURCE_REMOVE;
}

static void
refresh_place (DovetailTaskList *self)
{
  DovetailPlaceReading *reading;

  self->read_again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  if (self->is_new && self->patience_id == 0)
    self->patience_id = g_timeout_add (PATIENCE_MS, on_patience_ends, self);
  reading = dovetail_place_reading_new (
      self->view, self->list_id, dovetail_application_get_zone (self->application),
      dovetail_completed_fold_get_expanded (dovetail_task_rows_get_fold (self->rows)),
      dovetail_task_rows_get_open (self->rows), dovetail_task_rows_get_completed (self->rows));
  dovetail_task_focus_list_near (self->list_view, self->rows, self->factory, reading->near);
  dovetail_store_task_run (self, dovetail_application_get_store (self->application),
                           dovetail_place_reading_run, reading, dovetail_place_reading_free, on_place_read,
                           NULL);
}

static void
on_search_changed (DovetailTaskList *self)
{
  gboolean searching = search_text (self)[0] != '\0';

  if (self->application == NULL)
    return;
  update_bar (self);
  if (searching)
    dovetail_task_search_start (self->search, search_text (self));
  else
    dovetail_task_search_stop (self->search);
  dovetail_task_list_refresh (self);
}

static DovetailWindow *
window_of (DovetailTaskList *self)
{
  return DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_selection_changed (DovetailTaskList *self)
{
  g_autoptr (DovetailTaskItem) item = dovetail_task_rows_dup_single (self->rows);
  const char *task_id = item == NULL || self->selecting ? NULL : dovetail_task_item_get_id (item);

  update_bar (self);
  if (task_id != NULL)
    g_signal_emit (self, signals[SIGNAL_SELECTED], 0, task_id);
}

static void
open_item (DovetailTaskList *self, DovetailTaskItem *item)
{
  const char *task_id = dovetail_task_item_get_id (item);

  if (task_id != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, task_id);
}

static void
on_select_toggled (DovetailTaskList *self, guint position)
{
  GtkSelectionModel *selection = dovetail_task_rows_get_selection (self->rows);

  if (gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_unselect_item (selection, position);
  else
    gtk_selection_model_select_item (selection, position, FALSE);
}

static void
on_activate (GtkListView *list_view, guint position, DovetailTaskList *self)
{
  g_autoptr (GObject) item
      = g_list_model_get_item (G_LIST_MODEL (dovetail_task_rows_get_selection (self->rows)), position);
  DovetailCompletedFold *fold = dovetail_task_rows_get_fold (self->rows);

  if (DOVETAIL_IS_COMPLETED_FOLD (item))
    g_object_set (item, "expanded", !dovetail_completed_fold_get_expanded (fold), NULL);
  else if (self->selecting)
    on_select_toggled (self, position);
  else
    open_item (self, DOVETAIL_TASK_ITEM (item));
}

static void
set_selecting (DovetailTaskList *self, gboolean selecting)
{
  self->selecting = selecting;
  gtk_toggle_button_set_active (self->select_button, selecting);
  if (self->factory == NULL)
    return;
  dovetail_task_row_factory_set_selecting (self->factory, selecting);
  if (!selecting)
    gtk_selection_model_unselect_all (dovetail_task_rows_get_selection (self->rows));
  update_bar (self);
}

static void
on_select_button_toggled (DovetailTaskList *self)
{
  gboolean active = gtk_toggle_button_get_active (self->select_button);

  if (active != self->selecting)
    set_selecting (self, active);
}

static void
on_bar_closed (DovetailTaskList *self)
{
  self->bar_opened = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  update_bar (self);
}

static void
on_bulk_done (GtkWidget *widget)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (widget);

  /* the window may have been closed meanwhile */
  if (self->box != NULL)
    dovetail_bulk_bar_set_busy (self->bulk_bar, FALSE);
}

static void
run_work (DovetailTaskList *self, DovetailBulkWork *work)
{
  dovetail_bulk_bar_set_busy (self->bulk_bar, TRUE);
  dovetail_task_bulk_run (window_of (self), work, on_bulk_done, GTK_WIDGET (self));
}

/* Takes the edit. */
static void
edit_selected (DovetailTaskList *self, DovetailBulkEdit *edit)
{
  g_autoptr (GArray) rows = dovetail_task_rows_list_selected (self->rows);

  run_work (self, dovetail_bulk_work_new (edit, rows));
}

static void
on_bar_edit (DovetailTaskList *self, const DovetailBulkEdit *edit)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  edit_selected (self, dovetail_bulk_edit_copy (edit));
}

static void
on_tags_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (source);
  DovetailTagReading *reading = dovetail_store_task_get_data (result);

  if (dovetail_store_task_finish (result, NULL) && self->box != NULL)
    dovetail_bulk_bar_set_tags (self->bulk_bar, (const char *const *) reading->tags);
}

static void
on_tags_wanted (DovetailTaskList *self)
{
  g_autoptr (GArray) rows = dovetail_task_rows_list_selected (self->rows);

  dovetail_store_task_run (self, dovetail_application_get_store (self->application), dovetail_tag_reading_run,
                           dovetail_tag_reading_new (rows), dovetail_tag_reading_free, on_tags_read, NULL);
}

static void
complete_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (widget);
  g_autoptr (DovetailTaskItem) item = dovetail_task_rows_dup_single (self->rows);
  DovetailReplica *replica = item == NULL ? NULL : dovetail_task_item_get_replica (item);
  g_autofree char *task_id = NULL;

  if (replica == NULL)
    {
      edit_selected (self, dovetail_bulk_edit_new (DOVETAIL_BULK_COMPLETE, NULL, NULL));
      return;
    }
  task_id = g_strdup (replica->current->entity_id);
  dovetail_task_edits_set_done (window_of (self), task_id, !dovetail_record_is_done (replica->current));
}

static void
delete_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (widget);
  g_autoptr (DovetailTaskItem) item = dovetail_task_rows_dup_single (self->rows);
  g_autofree char *task_id = item == NULL ? NULL : g_strdup (dovetail_task_item_get_id (item));

  if (task_id == NULL)
    edit_selected (self, dovetail_bulk_edit_new (DOVETAIL_BULK_DELETE, NULL, NULL));
  else
    dovetail_task_edits_delete (window_of (self), task_id);
}

static void
set_priority (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit_selected (
      DOVETAIL_TASK_LIST (widget),
      dovetail_bulk_edit_new (DOVETAIL_BULK_PRIORITY, g_variant_get_string (parameter, NULL), NULL));
}

static void
open_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (widget);

  if (dovetail_task_rows_count_selected (self->rows) == 0)
    return;
  self->bar_opened = TRUE;
  update_bar (self);
  dovetail_bulk_bar_open (self->bulk_bar, g_variant_get_int32 (parameter));
}

static void
begin_or_end_selecting (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_selecting (DOVETAIL_TASK_LIST (widget), g_str_equal (name, "tasks.select"));
}

static void
place_rows (DovetailTaskList *self, GArray *rows, guint target)
{
  DovetailBulkWork *work
      = dovetail_bulk_work_new (dovetail_bulk_edit_new (DOVETAIL_BULK_PLACE, NULL, NULL), rows);

  work->shown = g_array_ref (dovetail_task_rows_get_open (self->rows));
  work->target = target;
  self->focus_row = g_array_index (rows, gint64, 0);
  run_work (self, work);
}

/* Completed tasks among them stay where they are. */
static void
on_placed (DovetailTaskList *self, GArray *dragged, guint target)
{
  GArray *open = dovetail_task_rows_get_open (self->rows);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint position;

  for (guint i = 0; i < dragged->len; i++)
    if (dovetail_task_rows_find (self->rows, g_array_index (dragged, gint64, i), &position)
        && position < open->len)
      g_array_append_val (rows, g_array_index (dragged, gint64, i));
  if (rows->len > 0)
    place_rows (self, rows, target);
}

static void
move_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (widget);
  g_autoptr (GArray) rows = dovetail_task_rows_list_selected (self->rows);
  GArray *shown = dovetail_task_rows_get_open (self->rows);
  guint target;

  if (!is_in_order (self))
    dovetail_window_add_toast (window_of (self),
                               adw_toast_new (_ ("Tasks are put in order in the Inbox and in lists")));
  else if (dovetail_reorder_step (shown, rows, g_variant_get_boolean (parameter), &target))
    place_rows (self, rows, target);
}

/* Escape leaves first what was selected, then the details, then the list. */
static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DovetailTaskList *self = user_data;

  if (!self->selecting && dovetail_task_rows_count_selected (self->rows) < 2)
    return FALSE;
  set_selecting (self, FALSE);
  return TRUE;
}

static void
add_shortcuts (DovetailTaskList *self)
{
  GtkEventController *around = gtk_shortcut_controller_new ();

  dovetail_task_shortcuts_add (GTK_WIDGET (self->list_view));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (around),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"),
                                                          gtk_callback_action_new (on_escape, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), around);
}

static void
create_model (DovetailTaskList *self)
{
  GtkSelectionModel *selection;

  self->rows = dovetail_task_rows_new (dovetail_application_get_store (self->application));
  self->factory = dovetail_task_row_factory_new (self->application, self->list_view);
  selection = dovetail_task_rows_get_selection (self->rows);
  g_signal_connect_object (selection, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->factory, "opened", G_CALLBACK (open_item), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->factory, "select-toggled", G_CALLBACK (on_select_toggled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dovetail_task_rows_get_fold (self->rows), "notify::expanded",
                           G_CALLBACK (dovetail_task_list_refresh), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, selection);
  self->drag = dovetail_list_drag_new (GTK_WIDGET (self->list_view), self->rows);
  g_signal_connect_object (self->drag, "placed", G_CALLBACK (on_placed), self, G_CONNECT_SWAPPED);
}

static void
on_sync_state (DovetailTaskList *self)
{
  DovetailSyncState state
      = dovetail_sync_service_get_state (dovetail_application_get_service (self->application));
  gboolean syncing = state == DOVETAIL_SYNC_STATE_SYNCING;

  gtk_widget_set_visible (self->sync_button, state != DOVETAIL_SYNC_STATE_SIGNED_OUT);
  gtk_stack_set_visible_child_name (self->sync_icons, syncing ? "spinner" : "icon");
  gtk_spinner_set_spinning (self->sync_spinner, syncing);
}

static void
update_list_menu (DovetailTaskList *self)
{
  g_autoptr (GMenuModel) menu = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->list_menu_button), self->view == DOVETAIL_VIEW_LIST);
  if (self->view != DOVETAIL_VIEW_LIST)
    return;
  menu = dovetail_list_menu_new (self->list_id);
  gtk_menu_button_set_menu_model (self->list_menu_button, menu);
}

static void
dovetail_task_list_dispose (GObject *object)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->leaving_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->search);
  g_clear_object (&self->drag);
  g_clear_object (&self->factory);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->list_id, g_free);
  G_OBJECT_CLASS (dovetail_task_list_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/task-list.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, header_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, window_title);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, back_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, sync_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, sync_icons);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, sync_spinner);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, search_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, select_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, list_menu_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, quick_add_clamp);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, quick_add);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, held_banner);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, pages);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, search_spinner);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, list_view);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, bar_clamp);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskList, bulk_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_select_button_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_bar_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_bar_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_tags_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "tasks.complete", NULL, complete_selected);
  gtk_widget_class_install_action (widget_class, "tasks.delete", NULL, delete_selected);
  gtk_widget_class_install_action (widget_class, "tasks.priority", "s", set_priority);
  gtk_widget_class_install_action (widget_class, "tasks.menu", "i", open_menu);
  gtk_widget_class_install_action (widget_class, "tasks.move", "b", move_selected);
  gtk_widget_class_install_action (widget_class, "tasks.select", NULL, begin_or_end_selecting);
  gtk_widget_class_install_action (widget_class, "tasks.unselect", NULL, begin_or_end_selecting);
}

static void
dovetail_task_list_class_init (DovetailTaskListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_task_list_dispose;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DOVETAIL_TYPE_TASK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", DOVETAIL_TYPE_TASK_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (DOVETAIL_TYPE_QUICK_ADD_ENTRY);
  g_type_ensure (DOVETAIL_TYPE_HELD_BANNER);
  g_type_ensure (DOVETAIL_TYPE_BULK_BAR);
  bind_template (widget_class);
  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_task_list_init (DovetailTaskList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_search_changed),
                           self, G_CONNECT_SWAPPED);
  add_shortcuts (self);
}

void
dovetail_task_list_set_application (DovetailTaskList *self, DovetailApplication *application)
{
  DovetailSyncService *service;

  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  service = dovetail_application_get_service (application);
  self->search = dovetail_task_search_new (dovetail_application_get_store (application));
  dovetail_quick_add_entry_set_application (self->quick_add, application);
  dovetail_held_banner_set_application (self->held_banner, application);
  dovetail_bulk_bar_set_application (self->bulk_bar, application);
  create_model (self);
  g_signal_connect_object (self->search, "found", G_CALLBACK (refresh_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "finished", G_CALLBACK (dovetail_task_list_refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "notify::state", G_CALLBACK (on_sync_state), self, G_CONNECT_SWAPPED);
  on_sync_state (self);
}

void
dovetail_task_list_show (DovetailTaskList *self, DovetailView view, const char *list_id, const char *title)
{
  g_autofree char *old = NULL;

  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));

  old = g_steal_pointer (&self->list_id);
  self->view = view;
  self->list_id = g_strdup (list_id);
  adw_window_title_set_title (self->window_title, title);
  gtk_toggle_button_set_active (self->search_button, FALSE);
  set_selecting (self, FALSE);
  dovetail_quick_add_entry_set_place (self->quick_add, view, list_id);
  update_list_menu (self);
  self->is_new = TRUE;
  g_object_set (dovetail_task_rows_get_fold (self->rows), "expanded", FALSE, NULL);
  dovetail_task_list_refresh (self);
}

void
dovetail_task_list_print (DovetailTaskList *self)
{
  dovetail_print_rows (GTK_WIDGET (self), adw_window_title_get_title (self->window_title), self->rows);
}

void
dovetail_task_list_refresh (DovetailTaskList *self)
{
  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));

  if (self->application == NULL)
    return;
  if (search_text (self)[0] != '\0')
    refresh_search (self);
  else
    refresh_place (self);
}

void
dovetail_task_list_quick_add (DovetailTaskList *self, const char *text)
{
  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));

  gtk_toggle_button_set_active (self->search_button, FALSE);
  set_selecting (self, FALSE);
  gtk_widget_set_visible (self->quick_add_clamp, TRUE);
  dovetail_quick_add_entry_focus (self->quick_add, text);
}

void
dovetail_task_list_toggle_search (DovetailTaskList *self)
{
  gboolean active;

  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));

  active = gtk_toggle_button_get_active (self->search_button);
  gtk_toggle_button_set_active (self->search_button, !active);
  if (!active)
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
dovetail_task_list_set_place_in_window (DovetailTaskList *self, gboolean folded, gboolean last)
{
  g_return_if_fail (DOVETAIL_IS_TASK_LIST (self));

  gtk_widget_set_visible (self->back_button, folded);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, folded);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, last);
}
