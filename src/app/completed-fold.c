/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The item between open and completed tasks, and the row that shows it. */

#include "app/completed-fold.h"

#include <glib/gi18n.h>

struct _DovetailCompletedFold
{
  GObject parent_instance;

  guint count;
  gboolean expanded;
};

G_DEFINE_FINAL_TYPE (DovetailCompletedFold, dovetail_completed_fold, G_TYPE_OBJECT)

enum
{
  PROP_COUNT = 1,
  PROP_EXPANDED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
dovetail_completed_fold_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DovetailCompletedFold *self = DOVETAIL_COMPLETED_FOLD (object);

  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_EXPANDED:
      g_value_set_boolean (value, self->expanded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dovetail_completed_fold_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DovetailCompletedFold *self = DOVETAIL_COMPLETED_FOLD (object);

  switch (id)
    {
    case PROP_COUNT:
      self->count = g_value_get_uint (value);
      break;
    case PROP_EXPANDED:
      self->expanded = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dovetail_completed_fold_class_init (DovetailCompletedFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dovetail_completed_fold_get_property;
  object_class->set_property = dovetail_completed_fold_set_property;
  properties[PROP_COUNT]
      = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPANDED]
      = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
dovetail_completed_fold_init (DovetailCompletedFold *self)
{
}

DovetailCompletedFold *
dovetail_completed_fold_new (void)
{
  return g_object_new (DOVETAIL_TYPE_COMPLETED_FOLD, NULL);
}

gboolean
dovetail_completed_fold_get_expanded (DovetailCompletedFold *self)
{
  g_return_val_if_fail (DOVETAIL_IS_COMPLETED_FOLD (self), FALSE);
  return self->expanded;
}

static gboolean
count_to_label (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_string (to, g_strdup_printf (_ ("Completed (%u)"), g_value_get_uint (from)));
  return TRUE;
}

static gboolean
expanded_to_icon (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_static_string (to, g_value_get_boolean (from) ? "pan-down-symbolic" : "pan-end-symbolic");
  return TRUE;
}

GtkWidget *
dovetail_completed_fold_create_row (DovetailCompletedFold *self)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL);

  g_return_val_if_fail (DOVETAIL_IS_COMPLETED_FOLD (self), NULL);

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_margin_bottom (button, 6);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "completed-fold");
  g_object_bind_property_full (self, "count", label, "label", G_BINDING_SYNC_CREATE, count_to_label, NULL,
                               NULL, NULL);
  g_object_bind_property_full (self, "expanded", icon, "icon-name", G_BINDING_SYNC_CREATE, expanded_to_icon,
                               NULL, NULL, NULL);
  g_object_bind_property (self, "expanded", button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  return button;
}
