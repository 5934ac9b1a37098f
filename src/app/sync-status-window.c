/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window around the pages of the sync status. What has to be read of past syncs is read by a thread, when
 * the window opens and after each sync. */

#include "app/sync-status-window.h"

#include "app/chart-page.h"
#include "app/conflict-shares-page.h"
#include "app/job-page.h"
#include "app/narrow.h"
#include "app/secondary-window.h"
#include "app/sync-now-page.h"
#include "app/window-toasts.h"
#include "store/jobs.h"
#include "store/settings.h"
#include "store/system-zone.h"

#define DAYS 30

struct _DovetailSyncStatusWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwViewStack *stack;
  DovetailSyncNowPage *now;
  DovetailChartPage *charts;
  DovetailJobPage *jobs;
  DovetailConflictSharesPage *shares;

  DovetailApplication *application; /* not owned: it outlives its windows */
  GCancellable *cancellable;        /* of the reading that is under way */
};

G_DEFINE_FINAL_TYPE (DovetailSyncStatusWindow, dovetail_sync_status_window, ADW_TYPE_WINDOW)

/* What the pages show of the past. */
typedef struct
{
  DovetailMetrics *metrics;
  GPtrArray *jobs; /* DovetailJob */
  char *own_device;
} Past;

static void
past_free (gpointer data)
{
  Past *past = data;

  g_clear_pointer (&past->metrics, dovetail_metrics_free);
  g_clear_pointer (&past->jobs, g_ptr_array_unref);
  g_free (past->own_device);
  g_free (past);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Past, past_free)

static gboolean
read_past (DovetailStore *store, Past *past, GError **error)
{
  DovetailZone *zone = dovetail_system_zone_new ();

  past->own_device = dovetail_store_get_setting (store, DOVETAIL_SETTING_DEVICE_ID);
  past->metrics = dovetail_store_read_metrics (store, zone, DAYS, error);
  dovetail_system_zone_free (zone);
  if (past->metrics != NULL)
    past->jobs = dovetail_store_list_jobs (store, DOVETAIL_JOB_PAGE_MOST, error);
  return past->jobs != NULL;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (data, &error);
  g_autoptr (Past) past = g_new0 (Past, 1);

  if (store != NULL && read_past (store, past, &error))
    g_task_return_pointer (task, g_steal_pointer (&past), past_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailSyncStatusWindow *self = DOVETAIL_SYNC_STATUS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Past) past = g_task_propagate_pointer (G_TASK (result), &error);

  /* the window may be gone, or a newer reading under way */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (past == NULL)
    {
      dovetail_window_toasts_say (GTK_WINDOW (self), self->application, error->message);
      return;
    }
  dovetail_chart_page_set_metrics (self->charts, past->metrics);
  dovetail_conflict_shares_page_set_metrics (self->shares, past->metrics, past->own_device);
  dovetail_job_page_take_jobs (self->jobs, g_steal_pointer (&past->jobs));
}

static void
read_again (DovetailSyncStatusWindow *self)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_source_tag (task, read_again);
  g_task_set_task_data (task, g_object_ref (dovetail_application_get_store (self->application)),
                        g_object_unref);
  g_task_run_in_thread (task, read_in_thread);
}

static gboolean
show_page (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  adw_view_stack_set_visible_child_name (DOVETAIL_SYNC_STATUS_WINDOW (widget)->stack,
                                         g_variant_get_string (arguments, NULL));
  return TRUE;
}

static void
dovetail_sync_status_window_dispose (GObject *object)
{
  DovetailSyncStatusWindow *self = DOVETAIL_SYNC_STATUS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (dovetail_sync_status_window_parent_class)->dispose (object);
}

static void
dovetail_sync_status_window_class_init (DovetailSyncStatusWindowClass *klass)
{
  static const char *const pages[] = { "now", "charts", "past", "conflicts" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_sync_status_window_dispose;
  g_type_ensure (DOVETAIL_TYPE_SYNC_NOW_PAGE);
  g_type_ensure (DOVETAIL_TYPE_CHART_PAGE);
  g_type_ensure (DOVETAIL_TYPE_JOB_PAGE);
  g_type_ensure (DOVETAIL_TYPE_CONFLICT_SHARES_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/sync-status-window.ui");
  gtk_widget_class_bind_template_callback (widget_class, dovetail_reveal_switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, now);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, charts);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, jobs);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusWindow, shares);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, show_page, "s", pages[i]);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_sync_status_window_init (DovetailSyncStatusWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_window_toasts_register (GTK_WINDOW (self), self->toasts);
}

void
dovetail_sync_status_window_present (GtkWindow *parent, DovetailApplication *application)
{
  GtkWindow *window;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  window = dovetail_secondary_window_find (GTK_APPLICATION (application), DOVETAIL_TYPE_SYNC_STATUS_WINDOW);
  if (window == NULL)
    {
      DovetailSyncStatusWindow *self = g_object_new (DOVETAIL_TYPE_SYNC_STATUS_WINDOW, "application",
                                                     application, "transient-for", parent, NULL);

      self->application = application;
      dovetail_sync_now_page_set_application (self->now, application);
      g_signal_connect_object (dovetail_application_get_service (application), "job-finished",
                               G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
      read_again (self);
      window = GTK_WINDOW (self);
    }
  dovetail_secondary_window_present (window);
}
