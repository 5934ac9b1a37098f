/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tags of several tasks at once. */

#include "app/tag-popover.h"

#include <glib/gi18n.h>

#include "app/application.h"

struct _DovetailTagPopover
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkWidget *scroller;
  GtkBox *tags;
};

G_DEFINE_FINAL_TYPE (DovetailTagPopover, dovetail_tag_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_ADD,
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* GTK 4.8 warns of an entry that goes while it has the focus. */
static void
close_popover (DovetailTagPopover *self)
{
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_activate (DovetailTagPopover *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autofree char *tag = g_strstrip (g_strdup (text[0] == '#' ? text + 1 : text));

  if (tag[0] == '\0')
    return;
  close_popover (self);
  g_signal_emit (self, signals[SIGNAL_ADD], 0, tag);
}

static void
on_remove_clicked (GtkButton *button, DovetailTagPopover *self)
{
  g_autofree char *tag = g_strdup (g_object_get_data (G_OBJECT (button), "tag"));

  close_popover (self);
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, tag);
}

static void
on_show (DovetailTagPopover *self)
{
  gtk_editable_set_text (self->entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
dovetail_tag_popover_class_init (DovetailTagPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_ADD] = g_signal_new ("add", DOVETAIL_TYPE_TAG_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", DOVETAIL_TYPE_TAG_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/tag-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailTagPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, DovetailTagPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, DovetailTagPopover, tags);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
dovetail_tag_popover_init (DovetailTagPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "show", G_CALLBACK (on_show), NULL);
}

static GtkWidget *
create_row (DovetailTagPopover *self, const char *tag)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *icon = gtk_image_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove tag %s"), tag);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, 0);
  return button;
}

void
dovetail_tag_popover_set_tags (DovetailTagPopover *self, const char *const *tags)
{
  GtkWidget *child;

  g_return_if_fail (DOVETAIL_IS_TAG_POPOVER (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tags))) != NULL)
    gtk_box_remove (self->tags, child);
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    gtk_box_append (self->tags, create_row (self, tags[i]));
  gtk_widget_set_visible (self->scroller, tags != NULL && tags[0] != NULL);
}
