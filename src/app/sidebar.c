/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The places tasks are found in. Counts come from the store's indexes, no payload is opened for them. */

#include "app/sidebar.h"

#include <glib/gi18n.h>

#include "app/list-dialogs.h"
#include "app/place-reading.h"
#include "app/sidebar-row.h"
#include "app/store-task.h"
#include "app/sync-line.h"
#include "app/task-drag.h"

struct _DovetailSidebar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header_bar;
  GtkListBox *places;
  DovetailSyncLine *sync_line;
  GtkWidget *decision_row;
  GtkWidget *new_list_row;

  DovetailApplication *application; /* not owned: it outlives its windows */
  gboolean counting;                /* a worker counts */
  gboolean count_again;             /* something has changed meanwhile */
};

G_DEFINE_FINAL_TYPE (DovetailSidebar, dovetail_sidebar, GTK_TYPE_WIDGET)

static guint selected_signal;
static guint dropped_signal;

static const struct
{
  DovetailView view;
  const char *title;
  const char *icon_name;
  gboolean takes; /* dropping tasks on it means something: see dovetail_bulk_edit_for_place() */
} smart_views[] = {
  { DOVETAIL_VIEW_INBOX, N_ ("Inbox"), "dovetail-inbox-symbolic", TRUE },
  { DOVETAIL_VIEW_TODAY, N_ ("Today"), "dovetail-today-symbolic", TRUE },
  { DOVETAIL_VIEW_SCHEDULED, N_ ("Scheduled"), "dovetail-scheduled-symbolic", FALSE },
  { DOVETAIL_VIEW_FLAGGED, N_ ("Flagged"), "dovetail-flag-symbolic", TRUE },
  { DOVETAIL_VIEW_ALL, N_ ("All"), "dovetail-all-symbolic", FALSE },
  { DOVETAIL_VIEW_COMPLETED, N_ ("Completed"), "dovetail-done-symbolic", TRUE },
};

static void
on_row_selected (GtkListBox *places, GtkListBoxRow *list_row, DovetailSidebar *self)
{
  DovetailSidebarRow *row = DOVETAIL_SIDEBAR_ROW (list_row);

  if (row == NULL)
    return;
  g_signal_emit (self, selected_signal, 0, (int) dovetail_sidebar_row_get_view (row),
                 dovetail_sidebar_row_get_list_id (row), dovetail_sidebar_row_get_title (row), FALSE);
}

static void
on_row_activated (GtkListBox *places, GtkListBoxRow *list_row, DovetailSidebar *self)
{
  DovetailSidebarRow *row = DOVETAIL_SIDEBAR_ROW (list_row);

  switch (dovetail_sidebar_row_get_kind (row))
    {
    case DOVETAIL_SIDEBAR_CONFLICTS:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.conflicts", NULL);
      break;
    case DOVETAIL_SIDEBAR_NEW_LIST:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.new-list", NULL);
      break;
    case DOVETAIL_SIDEBAR_VIEW:
    default:
      g_signal_emit (self, selected_signal, 0, (int) dovetail_sidebar_row_get_view (row),
                     dovetail_sidebar_row_get_list_id (row), dovetail_sidebar_row_get_title (row), TRUE);
      break;
    }
}

static void
popup_list_menu (DovetailSidebar *self, GtkWidget *row, double x, double y)
{
  g_autoptr (GMenuModel) menu
      = dovetail_list_menu_new (dovetail_sidebar_row_get_list_id (DOVETAIL_SIDEBAR_ROW (row)));
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_parent (popover, row);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ x, y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* A popover must leave its row before the row goes, and after its action was taken. */
static void
drop_popovers (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (GTK_IS_POPOVER (child))
        gtk_widget_unparent (child);
      child = next;
    }
}

static void
on_list_pressed (GtkGesture *gesture, int n_press, double x, double y, DovetailSidebar *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  drop_popovers (row);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_list_menu (self, row, x, y);
}

static gboolean
on_list_menu_key (GtkWidget *row, GVariant *args, gpointer user_data)
{
  drop_popovers (row);
  popup_list_menu (user_data, row, 24, gtk_widget_get_height (row));
  return TRUE;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, DovetailSidebar *self)
{
  DovetailSidebarRow *row
      = DOVETAIL_SIDEBAR_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));
  DovetailTaskDrag *drag = g_value_get_object (value);

  if (drag == NULL)
    return FALSE;
  g_signal_emit (self, dropped_signal, 0, (int) dovetail_sidebar_row_get_view (row),
                 dovetail_sidebar_row_get_list_id (row), dovetail_sidebar_row_get_title (row),
                 dovetail_task_drag_get_rows (drag));
  return TRUE;
}

static void
take_drops (DovetailSidebar *self, GtkWidget *row)
{
  GtkDropTarget *target = gtk_drop_target_new (DOVETAIL_TYPE_TASK_DRAG, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
create_list_row (DovetailSidebar *self, DovetailListItem *item)
{
  GtkWidget *row
      = dovetail_sidebar_row_new_list (dovetail_list_item_get_id (item), dovetail_list_item_get_name (item),
                                       dovetail_list_item_get_colour (item));
  GtkGesture *gesture = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (on_list_pressed), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (gesture));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                        gtk_callback_action_new (on_list_menu_key, self, NULL)));
  gtk_widget_add_controller (row, keys);
  g_signal_connect (row, "destroy", G_CALLBACK (drop_popovers), NULL);
  take_drops (self, row);
  return row;
}

static void
fill_lists (DovetailSidebar *self)
{
  GListModel *lists = G_LIST_MODEL (dovetail_application_get_lists (self->application));
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->places);
  g_autofree char *selected_id = NULL;
  int position = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self->decision_row)) + 1;
  GtkListBoxRow *row;

  if (selected != NULL)
    selected_id = g_strdup (dovetail_sidebar_row_get_list_id (DOVETAIL_SIDEBAR_ROW (selected)));
  while ((row = gtk_list_box_get_row_at_index (self->places, position)) != NULL
         && GTK_WIDGET (row) != self->new_list_row)
    gtk_list_box_remove (self->places, GTK_WIDGET (row));
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (lists, i);

      gtk_list_box_insert (self->places, create_list_row (self, item), position + i);
    }
  if (selected_id != NULL)
    dovetail_sidebar_select (self, DOVETAIL_VIEW_LIST, selected_id);
  gtk_list_box_invalidate_headers (self->places);
}

static void
on_lists_changed (GListModel *lists, guint position, guint removed, guint added, DovetailSidebar *self)
{
  fill_lists (self);
  dovetail_sidebar_refresh (self);
}

static gboolean
begins_lists (GtkListBoxRow *row)
{
  DovetailSidebarRow *place = DOVETAIL_SIDEBAR_ROW (row);

  return dovetail_sidebar_row_get_list_id (place) != NULL
         || dovetail_sidebar_row_get_kind (place) == DOVETAIL_SIDEBAR_NEW_LIST;
}

/* A gap and the word "Lists" above the first list. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *label;

  if (!begins_lists (row) || (before != NULL && begins_lists (before)))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (_ ("Lists"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (label, 18);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_header (row, label);
}

static void
dovetail_sidebar_dispose (GObject *object)
{
  DovetailSidebar *self = DOVETAIL_SIDEBAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_sidebar_parent_class)->dispose (object);
}

static void
dovetail_sidebar_class_init (DovetailSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_sidebar_dispose;
  selected_signal = g_signal_new ("selected", DOVETAIL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 4, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);

  dropped_signal = g_signal_new ("dropped", DOVETAIL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 4, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_ARRAY);

  g_type_ensure (DOVETAIL_TYPE_SYNC_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, DovetailSidebar, sync_line);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_sidebar_init (DovetailSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (smart_views); i++)
    {
      GtkWidget *row = dovetail_sidebar_row_new (DOVETAIL_SIDEBAR_VIEW, smart_views[i].view,
                                                 _ (smart_views[i].title), smart_views[i].icon_name);

      if (smart_views[i].takes)
        take_drops (self, row);
      gtk_list_box_append (self->places, row);
    }
  self->decision_row = dovetail_sidebar_row_new (DOVETAIL_SIDEBAR_CONFLICTS, DOVETAIL_VIEW_ALL,
                                                 _ ("Needs your decision"), "dovetail-decide-symbolic");
  gtk_widget_set_visible (self->decision_row, FALSE);
  gtk_list_box_append (self->places, self->decision_row);
  self->new_list_row = dovetail_sidebar_row_new (DOVETAIL_SIDEBAR_NEW_LIST, DOVETAIL_VIEW_ALL, _ ("New list"),
                                                 "list-add-symbolic");
  gtk_list_box_append (self->places, self->new_list_row);
  gtk_list_box_set_header_func (self->places, update_header, NULL, NULL);
}

void
dovetail_sidebar_set_application (DovetailSidebar *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_SIDEBAR (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  dovetail_sync_line_set_service (self->sync_line, dovetail_application_get_service (application));
  g_signal_connect_object (dovetail_application_get_lists (application), "items-changed",
                           G_CALLBACK (on_lists_changed), self, 0);
  fill_lists (self);
  dovetail_sidebar_refresh (self);
}

static void count_places (DovetailSidebar *self);

static DovetailSidebarRow *
find_row (DovetailSidebar *self, DovetailView view, const char *list_id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->places, i)) != NULL; i++)
    {
      DovetailSidebarRow *place = DOVETAIL_SIDEBAR_ROW (row);

      if (dovetail_sidebar_row_get_kind (place) == DOVETAIL_SIDEBAR_VIEW
          && dovetail_sidebar_row_get_view (place) == view
          && g_strcmp0 (dovetail_sidebar_row_get_list_id (place), list_id) == 0)
        return place;
    }
  return NULL;
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailSidebar *self = DOVETAIL_SIDEBAR (source);
  DovetailPlaceCounting *counting = dovetail_store_task_get_data (result);
  gboolean counted = dovetail_store_task_finish (result, NULL);

  self->counting = FALSE;
  if (self->box == NULL)
    return;
  for (guint i = 0; counted && i < counting->counts->len; i++)
    {
      const DovetailQuery *query = &g_array_index (counting->queries, DovetailQuery, i);
      DovetailSidebarRow *row = find_row (self, query->view, query->list_id);

      if (row != NULL)
        dovetail_sidebar_row_set_count (row, g_array_index (counting->counts, guint, i));
    }
  if (self->count_again)
    count_places (self);
}

/* A count of everything ever done would only grow. */
static void
count_places (DovetailSidebar *self)
{
  DovetailPlaceCounting *counting;
  GtkListBoxRow *row;

  self->count_again = self->counting;
  if (self->counting)
    return;
  self->counting = TRUE;
  counting = dovetail_place_counting_new (dovetail_application_get_zone (self->application));
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->places, i)) != NULL; i++)
    {
      DovetailSidebarRow *place = DOVETAIL_SIDEBAR_ROW (row);
      DovetailView view = dovetail_sidebar_row_get_view (place);

      if (dovetail_sidebar_row_get_kind (place) == DOVETAIL_SIDEBAR_VIEW && view != DOVETAIL_VIEW_COMPLETED)
        dovetail_place_counting_add (counting, view, dovetail_sidebar_row_get_list_id (place));
    }
  dovetail_store_task_run (self, dovetail_application_get_store (self->application),
                           dovetail_place_counting_run, counting, dovetail_place_counting_free, on_counted,
                           NULL);
}

/* Without an account nothing waits for an upload. */
static void
mark_lists (DovetailSidebar *self)
{
  GListModel *lists = G_LIST_MODEL (dovetail_application_get_lists (self->application));
  DovetailSyncService *service = dovetail_application_get_service (self->application);
  gboolean signed_in = dovetail_sync_service_get_state (service) != DOVETAIL_SYNC_STATE_SIGNED_OUT;

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (lists, i);
      DovetailSidebarRow *row = find_row (self, DOVETAIL_VIEW_LIST, dovetail_list_item_get_id (item));

      if (row != NULL)
        dovetail_sidebar_row_set_waiting (row, signed_in && dovetail_list_item_is_waiting (item));
    }
}

void
dovetail_sidebar_refresh (DovetailSidebar *self)
{
  guint conflicts;

  g_return_if_fail (DOVETAIL_IS_SIDEBAR (self));

  count_places (self);
  mark_lists (self);
  conflicts = dovetail_sync_service_get_conflicts (dovetail_application_get_service (self->application));
  dovetail_sidebar_row_set_count (DOVETAIL_SIDEBAR_ROW (self->decision_row), conflicts);
  gtk_widget_set_visible (self->decision_row, conflicts > 0);
}

void
dovetail_sidebar_select (DovetailSidebar *self, DovetailView view, const char *list_id)
{
  DovetailSidebarRow *row;

  g_return_if_fail (DOVETAIL_IS_SIDEBAR (self));

  row = find_row (self, view, list_id);
  if (row != NULL)
    gtk_list_box_select_row (self->places, GTK_LIST_BOX_ROW (row));
  /* the list is gone */
  else if (view == DOVETAIL_VIEW_LIST)
    dovetail_sidebar_select (self, DOVETAIL_VIEW_INBOX, NULL);
}

void
dovetail_sidebar_set_folded (DovetailSidebar *self, gboolean folded)
{
  g_return_if_fail (DOVETAIL_IS_SIDEBAR (self));
  adw_header_bar_set_show_end_title_buttons (self->header_bar, folded);
}
