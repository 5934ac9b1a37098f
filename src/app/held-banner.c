/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says above the tasks that a sync held something. libadwaita 1.2 has no banner of its own. */

#include "app/held-banner.h"

#include <glib/gi18n.h>

#include "app/held-dialog.h"
#include "app/held-words.h"

struct _DovetailHeldBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  DovetailApplication *application; /* not owned: it outlives its window */
};

G_DEFINE_FINAL_TYPE (DovetailHeldBanner, dovetail_held_banner, ADW_TYPE_BIN)

static void
refresh (DovetailHeldBanner *self)
{
  DovetailStore *store = dovetail_application_get_store (self->application);
  g_autoptr (GPtrArray) held = NULL;
  g_autofree char *text = NULL;

  if (store != NULL && dovetail_store_count_held (store) > 0)
    held = dovetail_store_list_held (store, 0, NULL);
  if (held != NULL && held->len > 0)
    {
      text = dovetail_held_words_heading (held);
      gtk_label_set_text (self->label, text);
    }
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

static void
on_decide (DovetailHeldBanner *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (DOVETAIL_IS_WINDOW (root))
    dovetail_held_dialog_show (DOVETAIL_WINDOW (root));
}

static void
dovetail_held_banner_class_init (DovetailHeldBannerClass *klass)
{
}

static GtkWidget *
create_button (DovetailHeldBanner *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Decide…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_decide), self, G_CONNECT_SWAPPED);
  return button;
}

static void
dovetail_held_banner_init (DovetailHeldBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *clamp = adw_clamp_new ();

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), create_button (self));
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "held-banner");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720); /* as wide as the entry below */
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 560);
  gtk_widget_set_margin_top (clamp, 6);
  gtk_widget_set_margin_bottom (clamp, 6);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, clamp);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
dovetail_held_banner_set_application (DovetailHeldBanner *self, DovetailApplication *application)
{
  DovetailSyncService *service;

  g_return_if_fail (DOVETAIL_IS_HELD_BANNER (self));
  g_return_if_fail (self->application == NULL);

  self->application = application;
  service = dovetail_application_get_service (application);
  g_signal_connect_object (service, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}
