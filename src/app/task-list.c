/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tasks of one place, as a window on the store: it keeps row ids, and rows read what they show. */

#include "app/task-list.h"

#include <glib/gi18n.h>

#include "app/completed-fold.h"
#include "app/due.h"
#include "app/empty-words.h"
#include "app/held-banner.h"
#include "app/quick-add-entry.h"
#include "app/task-edits.h"
#include "app/task-model.h"
#include "app/task-row.h"
#include "app/task-search.h"

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

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailTaskModel *open_tasks;
  DovetailTaskModel *completed_tasks;
  DovetailCompletedFold *fold;
  GListStore *fold_place; /* holds the fold, or nothing */
  GtkSingleSelection *selection;
  DovetailTaskSearch *search;

  DovetailView view;
  char *list_id;
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
  const DovetailEmptyWords *words;

  if (search_text (self)[0] != '\0')
    words = dovetail_empty_words_for_search ();
  else
    words = dovetail_empty_words_for_view (self->view);
  adw_status_page_set_icon_name (self->empty_page, words->icon_name);
  adw_status_page_set_title (self->empty_page, _ (words->title));
  adw_status_page_set_description (self->empty_page, _ (words->description));
  gtk_stack_set_visible_child_name (self->pages, "empty");
}

static void
show_fold (DovetailTaskList *self, guint completed)
{
  gboolean shown = g_list_model_get_n_items (G_LIST_MODEL (self->fold_place)) > 0;

  g_object_set (self->fold, "count", completed, NULL);
  if (completed > 0 && !shown)
    g_list_store_append (self->fold_place, self->fold);
  else if (completed == 0 && shown)
    g_list_store_remove_all (self->fold_place);
}

static void
refresh_search (DovetailTaskList *self)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *found = dovetail_task_search_get_rows (self->search);
  gboolean searching = dovetail_task_search_is_running (self->search);

  dovetail_task_model_set_rows (self->open_tasks, found);
  dovetail_task_model_set_rows (self->completed_tasks, none);
  show_fold (self, 0);
  gtk_spinner_set_spinning (self->search_spinner, searching && found->len == 0);
  if (found->len > 0)
    gtk_stack_set_visible_child_name (self->pages, "tasks");
  else if (searching)
    gtk_stack_set_visible_child_name (self->pages, "searching");
  else
    show_empty (self);
}

static guint
refresh_completed (DovetailTaskList *self, DovetailQuery *query)
{
  DovetailStore *store = dovetail_application_get_store (self->application);
  g_autoptr (GArray) rows = NULL;
  guint count;

  if (query->view == DOVETAIL_VIEW_COMPLETED)
    count = 0;
  else
    {
      query->completed = TRUE;
      count = dovetail_store_count_tasks (store, query);
    }
  if (count > 0 && dovetail_completed_fold_get_expanded (self->fold))
    rows = dovetail_store_query_tasks (store, query, NULL);
  if (rows == NULL)
    rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  dovetail_task_model_set_rows (self->completed_tasks, rows);
  show_fold (self, count);
  return count;
}

static void
refresh_place (DovetailTaskList *self)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  g_autofree char *today = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  DovetailCivil now;
  guint completed;

  zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
  today = dovetail_civil_to_date (&now);
  DovetailQuery query = { self->view, self->list_id, FALSE, today, dovetail_civil_tomorrow (&now, zone) };
  rows = dovetail_store_query_tasks (dovetail_application_get_store (self->application), &query, &error);
  if (rows == NULL)
    {
      /* an error must not look like an empty list: what was shown stays */
      dovetail_window_report (DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _ ("The tasks could not be read"), error);
      return;
    }
  dovetail_task_model_set_rows (self->open_tasks, rows);
  completed = refresh_completed (self, &query);
  if (rows->len == 0 && completed == 0)
    show_empty (self);
  else
    gtk_stack_set_visible_child_name (self->pages, "tasks");
}

static void
on_search_changed (DovetailTaskList *self)
{
  gboolean searching = search_text (self)[0] != '\0';

  if (self->application == NULL)
    return;
  gtk_widget_set_visible (self->quick_add_clamp, !searching && self->view != DOVETAIL_VIEW_COMPLETED);
  if (searching)
    dovetail_task_search_start (self->search, search_text (self));
  else
    dovetail_task_search_stop (self->search);
  dovetail_task_list_refresh (self);
}

static void
on_item_selected (DovetailTaskList *self)
{
  GObject *item = gtk_single_selection_get_selected_item (self->selection);
  const char *task_id;

  if (!DOVETAIL_IS_TASK_ITEM (item))
    return;
  task_id = dovetail_task_item_get_id (DOVETAIL_TASK_ITEM (item));
  if (task_id != NULL)
    g_signal_emit (self, signals[SIGNAL_SELECTED], 0, task_id);
}

static void
open_item (DovetailTaskList *self, gpointer item)
{
  const char *task_id = DOVETAIL_IS_TASK_ITEM (item) ? dovetail_task_item_get_id (item) : NULL;

  if (task_id != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, task_id);
}

static void
on_activate (GtkListView *list_view, guint position, DovetailTaskList *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (DOVETAIL_IS_COMPLETED_FOLD (item))
    g_object_set (item, "expanded", !dovetail_completed_fold_get_expanded (self->fold), NULL);
  else
    open_item (self, item);
}

static void
on_row_opened (DovetailTaskRow *row, DovetailTaskList *self)
{
  open_item (self, dovetail_task_row_get_item (row));
}

/* The id of the task under the cursor; NULL: none. */
static char *
dup_selected_id (DovetailTaskList *self)
{
  GObject *item = gtk_single_selection_get_selected_item (self->selection);

  return DOVETAIL_IS_TASK_ITEM (item) ? g_strdup (dovetail_task_item_get_id (DOVETAIL_TASK_ITEM (item)))
                                      : NULL;
}

static gboolean
on_delete_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DovetailTaskList *self = user_data;
  g_autofree char *task_id = dup_selected_id (self);

  if (task_id == NULL)
    return FALSE;
  dovetail_task_edits_delete (DOVETAIL_WINDOW (gtk_widget_get_root (widget)), task_id);
  return TRUE;
}

static gboolean
on_done_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DovetailTaskList *self = user_data;
  GObject *item = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *task_id = dup_selected_id (self);
  DovetailReplica *replica;

  if (task_id == NULL)
    return FALSE;
  replica = dovetail_task_item_get_replica (DOVETAIL_TASK_ITEM (item));
  dovetail_task_edits_set_done (DOVETAIL_WINDOW (gtk_widget_get_root (widget)), task_id,
                                !dovetail_record_is_done (replica->current));
  return TRUE;
}

static void
add_shortcuts (DovetailTaskList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *shortcuts = GTK_SHORTCUT_CONTROLLER (controller);

  gtk_shortcut_controller_add_shortcut (
      shortcuts, gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Delete|KP_Delete"),
                                   gtk_callback_action_new (on_delete_key, self, NULL)));
  gtk_shortcut_controller_add_shortcut (
      shortcuts, gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                                   gtk_callback_action_new (on_done_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), controller);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskList *self)
{
  GtkWidget *row = dovetail_task_row_new (self->application);

  g_signal_connect_object (row, "opened", G_CALLBACK (on_row_opened), self, 0);
  g_object_set_data_full (G_OBJECT (list_item), "task-row", g_object_ref_sink (row), g_object_unref);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskList *self)
{
  DovetailTaskRow *row = g_object_get_data (G_OBJECT (list_item), "task-row");
  GObject *item = gtk_list_item_get_item (list_item);

  if (DOVETAIL_IS_COMPLETED_FOLD (item))
    {
      gtk_list_item_set_child (list_item,
                               dovetail_completed_fold_create_row (DOVETAIL_COMPLETED_FOLD (item)));
      gtk_list_item_set_selectable (list_item, FALSE);
      return;
    }
  gtk_list_item_set_child (list_item, GTK_WIDGET (row));
  gtk_list_item_set_selectable (list_item, TRUE);
  dovetail_task_row_set_show_list (row, self->view != DOVETAIL_VIEW_LIST);
  dovetail_task_row_set_item (row, DOVETAIL_TASK_ITEM (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskList *self)
{
  DovetailTaskRow *row = g_object_get_data (G_OBJECT (list_item), "task-row");

  dovetail_task_row_set_item (row, NULL);
}

static void
create_model (DovetailTaskList *self)
{
  DovetailStore *store = dovetail_application_get_store (self->application);
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->open_tasks = dovetail_task_model_new (store);
  self->completed_tasks = dovetail_task_model_new (store);
  g_list_store_append (parts, self->open_tasks);
  g_list_store_append (parts, self->fold_place);
  g_list_store_append (parts, self->completed_tasks);
  self->selection = gtk_single_selection_new (
      G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)))));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_item_selected), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
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
  g_autoptr (GMenu) menu = NULL;
  g_autoptr (GMenuItem) rename = NULL;
  g_autoptr (GMenuItem) remove = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->list_menu_button), self->view == DOVETAIL_VIEW_LIST);
  if (self->view != DOVETAIL_VIEW_LIST)
    return;
  menu = g_menu_new ();
  rename = g_menu_item_new (_ ("_Rename List…"), NULL);
  remove = g_menu_item_new (_ ("_Delete List"), NULL);
  g_menu_item_set_action_and_target (rename, "win.rename-list", "s", self->list_id);
  g_menu_item_set_action_and_target (remove, "win.delete-list", "s", self->list_id);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, remove);
  gtk_menu_button_set_menu_model (self->list_menu_button, G_MENU_MODEL (menu));
}

static void
dovetail_task_list_dispose (GObject *object)
{
  DovetailTaskList *self = DOVETAIL_TASK_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->search);
  g_clear_object (&self->selection);
  g_clear_object (&self->open_tasks);
  g_clear_object (&self->completed_tasks);
  g_clear_object (&self->fold_place);
  g_clear_object (&self->fold);
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
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
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
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_task_list_init (DovetailTaskList *self)
{
  self->fold = dovetail_completed_fold_new ();
  self->fold_place = g_list_store_new (G_TYPE_OBJECT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_search_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fold, "notify::expanded", G_CALLBACK (dovetail_task_list_refresh), self,
                           G_CONNECT_SWAPPED);
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
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  dovetail_quick_add_entry_set_place (self->quick_add, view, list_id);
  gtk_widget_set_visible (self->quick_add_clamp, view != DOVETAIL_VIEW_COMPLETED);
  update_list_menu (self);
  g_object_set (self->fold, "expanded", FALSE, NULL);
  dovetail_task_list_refresh (self);
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
