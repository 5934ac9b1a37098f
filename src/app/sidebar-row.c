/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One place of the sidebar: icon or colour, name, count. */

#include "app/sidebar-row.h"

#include <glib/gi18n.h>

#include "app/colour-dot.h"

struct _DovetailSidebarRow
{
  GtkListBoxRow parent_instance;

  DovetailSidebarKind kind;
  DovetailView view;
  char *list_id;
  char *title;
  GtkBox *box;
  GtkLabel *label;
  GtkWidget *upload;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (DovetailSidebarRow, dovetail_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
dovetail_sidebar_row_finalize (GObject *object)
{
  DovetailSidebarRow *self = DOVETAIL_SIDEBAR_ROW (object);

  g_free (self->list_id);
  g_free (self->title);
  G_OBJECT_CLASS (dovetail_sidebar_row_parent_class)->finalize (object);
}

static void
dovetail_sidebar_row_class_init (DovetailSidebarRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_sidebar_row_finalize;
}

static void
dovetail_sidebar_row_init (DovetailSidebarRow *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  self->upload = gtk_image_new_from_icon_name ("dovetail-upload-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->upload), 12);
  gtk_widget_set_visible (self->upload, FALSE);
  gtk_widget_set_tooltip_text (self->upload, _ ("Not uploaded yet"));
  gtk_widget_add_css_class (self->upload, "dim-label");
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->count), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_box_append (self->box, GTK_WIDGET (self->label));
  gtk_box_append (self->box, self->upload);
  gtk_box_append (self->box, GTK_WIDGET (self->count));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
}

static DovetailSidebarRow *
row_new (DovetailSidebarKind kind, DovetailView view, const char *title, GtkWidget *mark)
{
  DovetailSidebarRow *self = g_object_new (DOVETAIL_TYPE_SIDEBAR_ROW, NULL);

  self->kind = kind;
  self->view = view;
  self->title = g_strdup (title);
  gtk_label_set_label (self->label, title);
  gtk_box_prepend (self->box, mark);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), kind == DOVETAIL_SIDEBAR_VIEW);
  if (kind == DOVETAIL_SIDEBAR_NEW_LIST)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  if (kind == DOVETAIL_SIDEBAR_CONFLICTS)
    gtk_widget_add_css_class (GTK_WIDGET (self), "decision");
  dovetail_sidebar_row_set_count (self, 0);
  return self;
}

GtkWidget *
dovetail_sidebar_row_new (DovetailSidebarKind kind,
                          DovetailView view,
                          const char *title,
                          const char *icon_name)
{
  return GTK_WIDGET (row_new (kind, view, title, gtk_image_new_from_icon_name (icon_name)));
}

GtkWidget *
dovetail_sidebar_row_new_list (const char *list_id, const char *name, const char *colour)
{
  DovetailSidebarRow *self
      = row_new (DOVETAIL_SIDEBAR_VIEW, DOVETAIL_VIEW_LIST, name, dovetail_colour_dot_new (colour));

  self->list_id = g_strdup (list_id);
  return GTK_WIDGET (self);
}

DovetailSidebarKind
dovetail_sidebar_row_get_kind (DovetailSidebarRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self), DOVETAIL_SIDEBAR_VIEW);
  return self->kind;
}

DovetailView
dovetail_sidebar_row_get_view (DovetailSidebarRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self), DOVETAIL_VIEW_ALL);
  return self->view;
}

const char *
dovetail_sidebar_row_get_list_id (DovetailSidebarRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self), NULL);
  return self->list_id;
}

const char *
dovetail_sidebar_row_get_title (DovetailSidebarRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self), NULL);
  return self->title;
}

static void
name_for_screen_readers (DovetailSidebarRow *self)
{
  g_autoptr (GString) spoken = g_string_new (self->title);

  if (gtk_widget_get_visible (GTK_WIDGET (self->count)))
    g_string_append_printf (spoken, ", %s", gtk_label_get_label (self->count));
  if (gtk_widget_get_visible (self->upload))
    g_string_append_printf (spoken, ", %s", _ ("Not uploaded yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str, -1);
}

void
dovetail_sidebar_row_set_count (DovetailSidebarRow *self, guint count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);

  g_return_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self));

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
  name_for_screen_readers (self);
}

void
dovetail_sidebar_row_set_waiting (DovetailSidebarRow *self, gboolean waiting)
{
  g_return_if_fail (DOVETAIL_IS_SIDEBAR_ROW (self));

  if (gtk_widget_get_visible (self->upload) == waiting)
    return;
  gtk_widget_set_visible (self->upload, waiting);
  name_for_screen_readers (self);
}
