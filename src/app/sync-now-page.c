/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The present state in one card, times and places in rows below. */

#include "app/sync-now-page.h"

#include <glib/gi18n.h>

#include "app/diagnostics-dialog.h"
#include "app/fact-row.h"
#include "app/narrow.h"
#include "app/relative-time.h"
#include "app/resync-dialog.h"
#include "app/sync-words.h"
#include "app/trouble-words.h"
#include "store/outbox.h"
#include "store/settings.h"

struct _DovetailSyncNowPage
{
  AdwBin parent_instance;

  GtkStack *icons;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *state;
  GtkLabel *detail;
  GtkProgressBar *progress;
  GtkWidget *sync_button;
  GtkWidget *cancel_button;
  GtkWidget *pause_button;
  GtkWidget *resume_button;
  GtkWidget *connect_button;
  GtkWidget *times;
  AdwActionRow *last_success;
  AdwActionRow *next_attempt;
  AdwActionRow *oldest;
  AdwActionRow *pending;
  GtkWidget *place;
  AdwActionRow *server;
  AdwActionRow *device;
  AdwActionRow *clock;
  GtkWidget *resync;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailSyncService *service;
  guint clock_id; /* "2 minutes ago" grows old by itself */
};

G_DEFINE_FINAL_TYPE (DovetailSyncNowPage, dovetail_sync_now_page, ADW_TYPE_BIN)

static DovetailStore *
store_of (DovetailSyncNowPage *self)
{
  return dovetail_application_get_store (self->application);
}

/* What is said below the state: the phase of a sync that runs, or why the last one did not work. */
static char *
detail_words (DovetailSyncNowPage *self, const DovetailSyncFacts *facts)
{
  g_autofree char *error = NULL;
  const char *advice;

  if (facts->state == DOVETAIL_SYNC_STATE_SIGNED_OUT)
    return g_strdup (
        _ ("Your tasks are stored here and nowhere else. Connect to a server to have them on your "
           "other devices and to share them."));
  if (facts->state == DOVETAIL_SYNC_STATE_SYNCING)
    return g_strdup (dovetail_sync_words_phase (dovetail_sync_service_get_phase (self->service)));
  error = dovetail_trouble_words_error (facts->error_code,
                                        dovetail_sync_service_get_error_message (self->service));
  advice = dovetail_trouble_words_advice (facts->error_code);
  if (error != NULL && advice != NULL)
    return g_strdup_printf ("%s %s", error, advice);
  return g_steal_pointer (&error);
}

static void
show_progress (DovetailSyncNowPage *self, const DovetailSyncFacts *facts)
{
  gboolean syncing = facts->state == DOVETAIL_SYNC_STATE_SYNCING;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), syncing);
  if (syncing && facts->total > 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (1.0, (double) facts->done / facts->total));
  else if (syncing)
    gtk_progress_bar_pulse (self->progress);
  gtk_stack_set_visible_child_name (self->icons, syncing ? "spinner" : "icon");
  gtk_spinner_set_spinning (self->spinner, syncing);
}

static void
show_state (DovetailSyncNowPage *self, const DovetailSyncFacts *facts)
{
  g_autofree char *line = dovetail_sync_words_line (facts);
  g_autofree char *detail = detail_words (self, facts);

  gtk_label_set_label (self->state, line);
  gtk_label_set_label (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL);
  gtk_image_set_from_icon_name (self->icon, dovetail_sync_words_icon (facts));
  if (facts->state == DOVETAIL_SYNC_STATE_FAILED || facts->quarantined > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
}

static void
show_buttons (DovetailSyncNowPage *self, const DovetailSyncFacts *facts)
{
  gboolean signed_out = facts->state == DOVETAIL_SYNC_STATE_SIGNED_OUT;
  gboolean syncing = facts->state == DOVETAIL_SYNC_STATE_SYNCING;
  gboolean paused = facts->paused_until != 0;

  gtk_widget_set_visible (self->connect_button, signed_out);
  gtk_widget_set_visible (self->sync_button, !signed_out && !syncing);
  gtk_widget_set_visible (self->cancel_button, syncing);
  gtk_widget_set_visible (self->pause_button, !signed_out && !paused);
  gtk_widget_set_visible (self->resume_button, !signed_out && paused);
  gtk_widget_set_visible (self->times, !signed_out);
  gtk_widget_set_visible (self->place, !signed_out);
  gtk_widget_set_visible (self->resync, !signed_out);
}

static void
show_time (AdwActionRow *row, gint64 time, gint64 now, const char *none)
{
  g_autofree char *text = time == 0 ? g_strdup (none) : dovetail_relative_time (time, now);

  dovetail_fact_row_set_value (row, text);
}

static void
show_times (DovetailSyncNowPage *self, const DovetailSyncFacts *facts)
{
  g_autofree char *pending = g_strdup_printf ("%u", facts->pending + facts->quarantined);
  DovetailOutboxSummary outbox = { 0 };

  dovetail_store_summarize_outbox (store_of (self), &outbox, NULL);
  show_time (self->last_success, facts->last_success, facts->now, _ ("Never"));
  show_time (self->next_attempt, dovetail_sync_service_get_next_attempt (self->service), facts->now,
             facts->state == DOVETAIL_SYNC_STATE_SYNCING ? _ ("Now") : _ ("When you ask for it"));
  show_time (self->oldest, outbox.oldest, facts->now, _ ("None"));
  dovetail_fact_row_set_value (self->pending, pending);
}

static void
show_place (DovetailSyncNowPage *self)
{
  g_autofree char *server = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_SERVER);
  g_autofree char *device = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_DEVICE_NAME);
  gint64 offset = dovetail_store_get_clock_offset (store_of (self));
  g_autofree char *clock = dovetail_sync_words_clock (offset);

  dovetail_fact_row_set_value (self->server, server);
  dovetail_fact_row_set_value (self->device, device);
  dovetail_fact_row_set_value (self->clock, clock);
  adw_action_row_set_subtitle (
      self->clock,
      dovetail_sync_words_clock_is_wrong (offset)
          ? _ ("Dovetail reckons with the difference. Reminders come by the clock of this computer: set it.")
          : "");
}

static void
update (DovetailSyncNowPage *self)
{
  DovetailSyncFacts facts;

  if (self->service == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  dovetail_sync_facts_read (&facts, self->service);
  show_state (self, &facts);
  show_progress (self, &facts);
  show_buttons (self, &facts);
  show_times (self, &facts);
  show_place (self);
}

static gboolean
on_clock (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_cancel_clicked (DovetailSyncNowPage *self)
{
  dovetail_sync_service_cancel (self->service);
}

static GtkWindow *
window_of (DovetailSyncNowPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_diagnostics (DovetailSyncNowPage *self)
{
  dovetail_diagnostics_dialog_present (window_of (self), self->application);
}

static void
on_resync (DovetailSyncNowPage *self)
{
  dovetail_resync_dialog_present (window_of (self), self->application);
}

static void
dovetail_sync_now_page_dispose (GObject *object)
{
  DovetailSyncNowPage *self = DOVETAIL_SYNC_NOW_PAGE (object);

  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (dovetail_sync_now_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, icons);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, icon);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, state);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, detail);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, progress);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, sync_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, resume_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, times);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, last_success);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, next_attempt);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, oldest);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, pending);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, place);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, server);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, device);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, clock);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncNowPage, resync);
}

static void
dovetail_sync_now_page_class_init (DovetailSyncNowPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_sync_now_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/sync-now-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_diagnostics);
  gtk_widget_class_bind_template_callback (widget_class, on_resync);
}

static void
dovetail_sync_now_page_init (DovetailSyncNowPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
}

void
dovetail_sync_now_page_set_application (DovetailSyncNowPage *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_NOW_PAGE (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  self->service = g_object_ref (dovetail_application_get_service (application));
  g_signal_connect_object (self->service, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->clock_id = g_timeout_add_seconds (20, on_clock, self);
}
