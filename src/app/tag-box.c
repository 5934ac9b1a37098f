/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tags as chips that can be removed, and an entry for more. */

#include "app/tag-box.h"

#include <glib/gi18n.h>

#include "core/schema.h"

struct _DovetailTagBox
{
  GtkWidget parent_instance;

  GtkListBox *list;
  GtkListBoxRow *chips_row;
  GtkFlowBox *chips;
  AdwEntryRow *entry;
  GStrv tags;
};

G_DEFINE_FINAL_TYPE (DovetailTagBox, dovetail_tag_box, GTK_TYPE_WIDGET)

static guint edited_signal;

static void
on_remove_clicked (GtkButton *button, DovetailTagBox *self)
{
  const char *tag = g_object_get_data (G_OBJECT (button), "tag");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) tags = NULL;

  for (char **other = self->tags; *other != NULL; other++)
    if (!g_str_equal (*other, tag))
      g_strv_builder_add (builder, *other);
  tags = g_strv_builder_end (builder);
  dovetail_tag_box_set_tags (self, (const char *const *) tags);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  g_signal_emit (self, edited_signal, 0);
}

static GtkWidget *
create_chip (DovetailTagBox *self, const char *tag)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *child = gtk_flow_box_child_new ();
  g_autofree char *name = g_strdup_printf (_ ("Remove tag %s"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_add_css_class (box, "chip");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_halign (child, GTK_ALIGN_START);
  return child;
}

static void
on_entry_activated (DovetailTagBox *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *tag = g_strstrip (g_strdup (text[0] == '#' ? text + 1 : text));
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) tags = NULL;

  if (tag[0] == '\0')
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (g_strv_contains ((const char *const *) self->tags, tag)
      || g_strv_length (self->tags) >= DOVETAIL_MAX_TAGS)
    return;
  builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) self->tags);
  g_strv_builder_add (builder, tag);
  tags = g_strv_builder_end (builder);
  dovetail_tag_box_set_tags (self, (const char *const *) tags);
  g_signal_emit (self, edited_signal, 0);
}

static void
dovetail_tag_box_dispose (GObject *object)
{
  DovetailTagBox *self = DOVETAIL_TAG_BOX (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->tags, g_strfreev);
  G_OBJECT_CLASS (dovetail_tag_box_parent_class)->dispose (object);
}

static void
dovetail_tag_box_class_init (DovetailTagBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_tag_box_dispose;
  edited_signal = g_signal_new ("edited", DOVETAIL_TYPE_TAG_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_tag_box_init (DovetailTagBox *self)
{
  self->tags = g_new0 (char *, 1);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tags"), -1);

  self->chips = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->chips, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->chips, 6);
  gtk_flow_box_set_column_spacing (self->chips, 6);
  gtk_flow_box_set_row_spacing (self->chips, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->chips), "chips");
  self->chips_row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  gtk_list_box_row_set_activatable (self->chips_row, FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self->chips_row), FALSE);
  gtk_list_box_row_set_child (self->chips_row, GTK_WIDGET (self->chips));
  gtk_widget_set_visible (GTK_WIDGET (self->chips_row), FALSE);
  gtk_list_box_append (self->list, GTK_WIDGET (self->chips_row));

  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Add tag"));
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (self->entry));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}

void
dovetail_tag_box_set_tags (DovetailTagBox *self, const char *const *tags)
{
  GtkWidget *child;

  g_return_if_fail (DOVETAIL_IS_TAG_BOX (self));
  g_return_if_fail (tags != NULL);

  if (g_strv_equal ((const char *const *) self->tags, tags))
    return;
  g_strfreev (self->tags);
  self->tags = g_strdupv ((char **) tags);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_flow_box_remove (self->chips, child);
  for (char **tag = self->tags; *tag != NULL; tag++)
    gtk_flow_box_append (self->chips, create_chip (self, *tag));
  gtk_widget_set_visible (GTK_WIDGET (self->chips_row), self->tags[0] != NULL);
}

const char *const *
dovetail_tag_box_get_tags (DovetailTagBox *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TAG_BOX (self), NULL);
  return (const char *const *) self->tags;
}
