/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window: a page of start-up, or the tasks with their sidebar and details. */

#include "app/window.h"

#include <glib/gi18n.h>

#include "app/app-settings.h"
#include "app/list-dialogs.h"
#include "app/narrow.h"
#include "app/print.h"
#include "app/sidebar.h"
#include "app/task-bulk.h"
#include "app/task-details.h"
#include "app/task-list.h"
#include "app/undo-stack.h"
#include "app/window-toasts.h"
#include "store/settings.h"

/* Below it there is room for one of the window's own buttons, and for no more. */
#define NARROW_WIDTH 480

struct _DovetailWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack *pages;
  AdwBin *start_page;
  AdwLeaflet *leaflet;
  DovetailSidebar *sidebar;
  AdwFlap *flap;
  DovetailTaskList *task_list;
  DovetailTaskDetails *details;

  AdwToast
      *toast; /* the newest, not owned: it makes the one before go, so that Undo means what was just done */
  GSettings *settings; /* NULL where the schema is not installed */
  guint refresh_id;    /* something changed; read it again when idle */
  guint midnight_id;
  DovetailUndoStack *undo;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (DovetailWindow, dovetail_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_open (DovetailWindow *self)
{
  return dovetail_application_get_store (dovetail_window_get_application (self)) != NULL;
}

static void
update_header_bars (DovetailWindow *self)
{
  gboolean alone = adw_leaflet_get_folded (self->leaflet);
  gboolean covered = adw_flap_get_reveal_flap (self->flap);

  dovetail_sidebar_set_folded (self->sidebar, alone);
  dovetail_task_list_set_place_in_window (self->task_list, alone, !covered);
  dovetail_task_details_set_folded (self->details, adw_flap_get_folded (self->flap));
}

static void
on_reveal_flap (DovetailWindow *self)
{
  /* what was typed and could not be saved stays before the eyes */
  if (!adw_flap_get_reveal_flap (self->flap) && !dovetail_task_details_show (self->details, NULL))
    adw_flap_set_reveal_flap (self->flap, TRUE);
  adw_flap_set_swipe_to_close (self->flap, adw_flap_get_reveal_flap (self->flap));
  update_header_bars (self);
}

static void
on_place_selected (DovetailSidebar *sidebar,
                   int view,
                   const char *list_id,
                   const char *title,
                   gboolean by_hand,
                   DovetailWindow *self)
{
  if (by_hand)
    {
      adw_leaflet_set_visible_child_name (self->leaflet, "content");
      return;
    }
  adw_flap_set_reveal_flap (self->flap, FALSE);
  dovetail_task_list_show (self->task_list, view, list_id, title);
}

static void
on_tasks_dropped (DovetailSidebar *sidebar,
                  int view,
                  const char *list_id,
                  const char *title,
                  GArray *rows,
                  DovetailWindow *self)
{
  const DovetailZone *zone = dovetail_application_get_zone (dovetail_window_get_application (self));
  DovetailBulkEdit *edit = dovetail_bulk_edit_for_place (view, list_id, title, zone);

  if (edit != NULL)
    dovetail_task_bulk_run (self, dovetail_bulk_work_new (edit, rows), NULL, NULL);
}

static void
on_task_opened (GtkWidget *widget, const char *task_id, DovetailWindow *self)
{
  g_autofree char *copy = g_strdup (task_id);

  dovetail_window_show_task (self, copy);
}

static void
on_task_selected (GtkWidget *widget, const char *task_id, DovetailWindow *self)
{
  if (adw_flap_get_reveal_flap (self->flap) && !adw_flap_get_folded (self->flap))
    on_task_opened (widget, task_id, self);
}

static void
on_details_closed (DovetailWindow *self)
{
  adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
go_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailWindow *self = DOVETAIL_WINDOW (widget);

  if (adw_flap_get_reveal_flap (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  else if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
toggle_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailWindow *self = DOVETAIL_WINDOW (widget);

  if (!is_open (self))
    return;
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  dovetail_task_list_toggle_search (self->task_list);
}

static void
change_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailWindow *self = DOVETAIL_WINDOW (widget);

  if (!is_open (self))
    return;
  if (g_str_equal (name, "win.new-list"))
    dovetail_list_dialog_new (self);
  else if (g_str_equal (name, "win.rename-list"))
    dovetail_list_dialog_rename (self, g_variant_get_string (parameter, NULL));
  else
    dovetail_list_delete (self, g_variant_get_string (parameter, NULL));
}

static void
undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailWindow *self = DOVETAIL_WINDOW (widget);

  if (g_str_equal (name, "win.undo"))
    dovetail_undo_stack_undo (self->undo, 0);
  else
    dovetail_undo_stack_redo (self->undo);
}

/* Of the task, where that is what one is busy with; else of the list. */
static void
print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DovetailWindow *self = DOVETAIL_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  const char *task_id;

  if (!is_open (self) || !dovetail_window_flush (self))
    return;
  task_id = dovetail_task_details_get_task_id (self->details);
  if (task_id != NULL
      && (g_str_equal (name, "win.print-task")
          || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->details)))))
    dovetail_print_task (self, task_id);
  else
    dovetail_task_list_print (self->task_list);
}

static gboolean
refresh (gpointer user_data)
{
  DovetailWindow *self = user_data;

  self->refresh_id = 0;
  dovetail_list_catalog_refresh (dovetail_application_get_lists (dovetail_window_get_application (self)));
  dovetail_sidebar_refresh (self->sidebar);
  dovetail_task_list_refresh (self->task_list);
  dovetail_task_details_refresh (self->details);
  dovetail_undo_stack_refresh (self->undo);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (DovetailWindow *self)
{
  /* before drawing, so that an edit shows in the next frame */
  if (self->refresh_id == 0)
    self->refresh_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, refresh, self, NULL);
}

/* "Today" is another day after midnight, and what was due at nine is overdue at ten. */
static gboolean
on_minute (gpointer user_data)
{
  queue_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
save_size (DovetailWindow *self)
{
  int width, height;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
ask_before_losing (DovetailWindow *self, GCallback callback)
{
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Change Not Saved"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("%s. What you typed is kept as long as Dovetail "
                                     "stays open, and saving is tried again."),
                                  dovetail_task_details_get_trouble (self->details));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Open"), "lose",
                                    _ ("_Lose the Change"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "lose", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", callback, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_close_anyway (DovetailWindow *self, const char *response)
{
  if (g_str_equal (response, "lose"))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_quit_anyway (DovetailWindow *self, const char *response)
{
  if (g_str_equal (response, "lose"))
    g_application_quit (G_APPLICATION (dovetail_window_get_application (self)));
}

static gboolean
dovetail_window_close_request (GtkWindow *window)
{
  DovetailWindow *self = DOVETAIL_WINDOW (window);

  save_size (self);
  if (!dovetail_window_flush (self))
    {
      ask_before_losing (self, G_CALLBACK (on_close_anyway));
      return TRUE;
    }
  if (dovetail_application_close (dovetail_window_get_application (self), self))
    return TRUE;
  return GTK_WINDOW_CLASS (dovetail_window_parent_class)->close_request (window);
}

static void
set_narrow (DovetailWindow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  dovetail_header_bars_set_narrow (GTK_WIDGET (self), narrow);
}

static void
dovetail_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  set_narrow (DOVETAIL_WINDOW (widget), width < NARROW_WIDTH);
  GTK_WIDGET_CLASS (dovetail_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
dovetail_window_dispose (GObject *object)
{
  DovetailWindow *self = DOVETAIL_WINDOW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->midnight_id, g_source_remove);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->undo);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (dovetail_window_parent_class)->dispose (object);
}

static void
dovetail_window_class_init (DovetailWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = dovetail_window_close_request;
  widget_class->size_allocate = dovetail_window_size_allocate;

  g_type_ensure (DOVETAIL_TYPE_SIDEBAR);
  g_type_ensure (DOVETAIL_TYPE_TASK_LIST);
  g_type_ensure (DOVETAIL_TYPE_TASK_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, task_list);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, details);
  gtk_widget_class_bind_template_callback (widget_class, update_header_bars);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_flap);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_tasks_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_task_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_task_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_details_closed);

  gtk_widget_class_install_action (widget_class, "win.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, toggle_search);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, print);
  gtk_widget_class_install_action (widget_class, "win.print-task", NULL, print);
  gtk_widget_class_install_action (widget_class, "win.new-list", NULL, change_list);
  gtk_widget_class_install_action (widget_class, "win.rename-list", "s", change_list);
  gtk_widget_class_install_action (widget_class, "win.delete-list", "s", change_list);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, undo);
  /* No accelerators, which would come before the entry that has the focus and its own undo. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
}

static void
restore_size (DovetailWindow *self)
{
  int width, height;

  self->settings = dovetail_app_settings_new ();
  if (self->settings == NULL)
    return;
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
dovetail_window_init (DovetailWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_window_toasts_register (GTK_WINDOW (self), self->toast_overlay);
  self->undo = dovetail_undo_stack_new (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", FALSE);
  update_header_bars (self);
  /* until its size is known it asks for no more than a narrow screen has */
  set_narrow (self, TRUE);
  restore_size (self);
}

DovetailWindow *
dovetail_window_new (DovetailApplication *application)
{
  return g_object_new (DOVETAIL_TYPE_WINDOW, "application", application, NULL);
}

DovetailUndoStack *
dovetail_window_get_undo_stack (DovetailWindow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_WINDOW (self), NULL);
  return self->undo;
}

DovetailApplication *
dovetail_window_get_application (DovetailWindow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_WINDOW (self), NULL);
  return DOVETAIL_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

void
dovetail_window_add_toast (DovetailWindow *self, AdwToast *toast)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

void
dovetail_window_report (DovetailWindow *self, const char *what, const GError *error)
{
  g_autofree char *escaped = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  escaped = g_markup_escape_text (error != NULL ? error->message : _ ("unknown reason"), -1);
  text = g_strdup_printf ("%s: %s", what, escaped);
  dovetail_window_add_toast (self, adw_toast_new (text));
}

void
dovetail_window_show_page (DovetailWindow *self, GtkWidget *page)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  /* GTK 4.8 warns of an entry that goes while it has the focus */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_bin_set_child (self->start_page, page);
  gtk_stack_set_visible_child_name (self->pages, "start");
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

void
dovetail_window_show_tasks (DovetailWindow *self)
{
  DovetailApplication *application;

  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  application = dovetail_window_get_application (self);
  dovetail_sidebar_set_application (self->sidebar, application);
  dovetail_task_list_set_application (self->task_list, application);
  dovetail_task_details_set_application (self->details, application);
  dovetail_undo_stack_refresh (self->undo);
  g_signal_connect_object (dovetail_application_get_service (application), "changed",
                           G_CALLBACK (queue_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dovetail_application_get_service (application), "notify::conflicts",
                           G_CALLBACK (queue_refresh), self, G_CONNECT_SWAPPED);
  self->midnight_id = g_timeout_add_seconds (60, on_minute, self);
  dovetail_sidebar_select (self->sidebar, DOVETAIL_VIEW_INBOX, NULL);
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  gtk_stack_set_visible_child_name (self->pages, "tasks");
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_bin_set_child (self->start_page, NULL);
  dovetail_task_list_quick_add (self->task_list, NULL);
}

void
dovetail_window_show_task (DovetailWindow *self, const char *task_id)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));
  g_return_if_fail (task_id != NULL);

  if (!dovetail_task_details_show (self->details, task_id)
      || dovetail_task_details_get_task_id (self->details) == NULL)
    return;
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

void
dovetail_window_quick_add (DovetailWindow *self, const char *text)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  if (!is_open (self))
    return;
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  dovetail_task_list_quick_add (self->task_list, text);
}

gboolean
dovetail_window_flush (DovetailWindow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_WINDOW (self), FALSE);

  return !is_open (self) || dovetail_task_details_flush (self->details);
}

void
dovetail_window_quit (DovetailWindow *self)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  if (dovetail_window_flush (self))
    g_application_quit (G_APPLICATION (dovetail_window_get_application (self)));
  else
    ask_before_losing (self, G_CALLBACK (on_quit_anyway));
}
