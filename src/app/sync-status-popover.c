/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How sync stands, in a few rows. */

#include "app/sync-status-popover.h"

#include <glib/gi18n.h>

#include "app/application.h"
#include "app/relative-time.h"
#include "app/sync-words.h"

struct _DovetailSyncStatusPopover
{
  GtkPopover parent_instance;

  GtkLabel *state;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  GtkLabel *phase;
  GtkLabel *last_success;
  GtkLabel *next_attempt;
  GtkLabel *pending;
  GtkWidget *facts;
  GtkWidget *signed_out;
  GtkLabel *error;
  GtkWidget *pending_button;
  GtkWidget *connect_button;
  GtkWidget *sync_button;
  GtkWidget *cancel_button;

  DovetailSyncService *service;
};

G_DEFINE_FINAL_TYPE (DovetailSyncStatusPopover, dovetail_sync_status_popover, GTK_TYPE_POPOVER)

static void
set_time (GtkLabel *label, gint64 time, gint64 now, const char *none)
{
  g_autofree char *text = time == 0 ? g_strdup (none) : dovetail_relative_time (time, now);

  gtk_label_set_label (label, text);
}

static void
update_progress (DovetailSyncStatusPopover *self, const DovetailSyncFacts *facts)
{
  gboolean syncing = facts->state == DOVETAIL_SYNC_STATE_SYNCING;

  gtk_widget_set_visible (self->progress_box, syncing);
  if (!syncing)
    return;
  gtk_label_set_label (self->phase,
                       dovetail_sync_words_phase (dovetail_sync_service_get_phase (self->service)));
  if (facts->total > 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (1.0, (double) facts->done / facts->total));
  else
    gtk_progress_bar_pulse (self->progress);
}

static void
update_buttons (DovetailSyncStatusPopover *self, const DovetailSyncFacts *facts)
{
  gboolean signed_out = facts->state == DOVETAIL_SYNC_STATE_SIGNED_OUT;
  gboolean syncing = facts->state == DOVETAIL_SYNC_STATE_SYNCING;

  gtk_widget_set_visible (self->facts, !signed_out);
  gtk_widget_set_visible (self->signed_out, signed_out);
  gtk_widget_set_visible (self->connect_button, signed_out);
  gtk_widget_set_visible (self->pending_button, !signed_out);
  gtk_widget_set_visible (self->sync_button, !signed_out && !syncing);
  gtk_widget_set_visible (self->cancel_button, syncing);
}

static void
update (DovetailSyncStatusPopover *self)
{
  DovetailSyncFacts facts;
  g_autofree char *line = NULL;
  g_autofree char *pending = NULL;
  gboolean failed;

  if (self->service == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  dovetail_sync_facts_read (&facts, self->service);
  failed = facts.state == DOVETAIL_SYNC_STATE_FAILED;
  line = failed ? g_strdup (_ ("Sync needs you")) : dovetail_sync_words_line (&facts);
  pending = g_strdup_printf ("%u", facts.pending + facts.quarantined);
  gtk_label_set_label (self->state, line);
  set_time (self->last_success, facts.last_success, facts.now, _ ("Never"));
  set_time (self->next_attempt, dovetail_sync_service_get_next_attempt (self->service), facts.now,
            _ ("Not planned"));
  gtk_label_set_label (self->pending, pending);
  gtk_label_set_label (self->error, facts.error != NULL ? facts.error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), facts.error != NULL);
  update_progress (self, &facts);
  update_buttons (self, &facts);
}

static void
on_cancel_clicked (DovetailSyncStatusPopover *self)
{
  dovetail_sync_service_cancel (self->service);
}

static void
dovetail_sync_status_popover_dispose (GObject *object)
{
  g_clear_object (&DOVETAIL_SYNC_STATUS_POPOVER (object)->service);
  G_OBJECT_CLASS (dovetail_sync_status_popover_parent_class)->dispose (object);
}

static void
dovetail_sync_status_popover_class_init (DovetailSyncStatusPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_sync_status_popover_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DOVETAIL_RESOURCE_PATH "/sync-status-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, state);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, progress_box);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, progress);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, phase);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, last_success);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, next_attempt);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, pending);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, facts);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, signed_out);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, error);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, pending_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, connect_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, sync_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncStatusPopover, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
}

static void
dovetail_sync_status_popover_init (DovetailSyncStatusPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
}

void
dovetail_sync_status_popover_set_service (DovetailSyncStatusPopover *self, DovetailSyncService *service)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_STATUS_POPOVER (self));
  g_return_if_fail (self->service == NULL);

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}
