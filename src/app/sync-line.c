/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The foot of the sidebar: how sync stands, in one line. */

#include "app/sync-line.h"

#include <glib/gi18n.h>

#include "app/application.h"
#include "app/sync-words.h"

struct _DovetailSyncLine
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkStack *icons;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *label;

  DovetailSyncService *service;
  guint clock_id; /* "2 minutes ago" grows old by itself */
};

G_DEFINE_FINAL_TYPE (DovetailSyncLine, dovetail_sync_line, GTK_TYPE_WIDGET)

static void
update (DovetailSyncLine *self)
{
  DovetailSyncFacts facts;
  g_autofree char *line = NULL;
  gboolean syncing;

  dovetail_sync_facts_read (&facts, self->service);
  line = dovetail_sync_words_line (&facts);
  syncing = facts.state == DOVETAIL_SYNC_STATE_SYNCING;
  if (g_strcmp0 (gtk_label_get_label (self->label), line) != 0)
    {
      g_autofree char *spoken = g_strdup_printf (_ ("Sync status: %s"), line);

      gtk_label_set_label (self->label, line);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                      -1);
    }
  gtk_image_set_from_icon_name (self->icon, dovetail_sync_words_icon (&facts));
  gtk_stack_set_visible_child_name (self->icons, syncing ? "spinner" : "icon");
  gtk_spinner_set_spinning (self->spinner, syncing);
  if (facts.state == DOVETAIL_SYNC_STATE_FAILED || facts.quarantined > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
}

static gboolean
on_clock (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
dovetail_sync_line_dispose (GObject *object)
{
  DovetailSyncLine *self = DOVETAIL_SYNC_LINE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_object (&self->service);
  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (dovetail_sync_line_parent_class)->dispose (object);
}

static void
dovetail_sync_line_class_init (DovetailSyncLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_sync_line_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/sync-line.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncLine, button);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncLine, icons);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncLine, icon);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncLine, spinner);
  gtk_widget_class_bind_template_child (widget_class, DovetailSyncLine, label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_sync_line_init (DovetailSyncLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dovetail_sync_line_set_service (DovetailSyncLine *self, DovetailSyncService *service)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_LINE (self));
  g_return_if_fail (self->service == NULL);

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->clock_id = g_timeout_add_seconds (20, on_clock, self);
  update (self);
}
