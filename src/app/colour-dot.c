/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The round mark of a list in its colour. */

#include "app/colour-dot.h"

#define DOT_SIZE 12.0f

struct _DovetailColourDot
{
  GtkWidget parent_instance;

  GdkRGBA colour;
};

G_DEFINE_FINAL_TYPE (DovetailColourDot, dovetail_colour_dot, GTK_TYPE_WIDGET)

static void
dovetail_colour_dot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DovetailColourDot *self = DOVETAIL_COLOUR_DOT (widget);
  graphene_rect_t square;
  GskRoundedRect circle;

  graphene_rect_init (&square, (gtk_widget_get_width (widget) - DOT_SIZE) / 2,
                      (gtk_widget_get_height (widget) - DOT_SIZE) / 2, DOT_SIZE, DOT_SIZE);
  gsk_rounded_rect_init_from_rect (&circle, &square, DOT_SIZE / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &self->colour, &square);
  gtk_snapshot_pop (snapshot);
}

static void
dovetail_colour_dot_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = 16;
}

static void
dovetail_colour_dot_class_init (DovetailColourDotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = dovetail_colour_dot_snapshot;
  widget_class->measure = dovetail_colour_dot_measure;
  gtk_widget_class_set_css_name (widget_class, "colourdot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
dovetail_colour_dot_init (DovetailColourDot *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gdk_rgba_parse (&self->colour, "#77767b");
}

GtkWidget *
dovetail_colour_dot_new (const char *colour)
{
  DovetailColourDot *self = g_object_new (DOVETAIL_TYPE_COLOUR_DOT, NULL);

  dovetail_colour_dot_set_colour (self, colour);
  return GTK_WIDGET (self);
}

void
dovetail_colour_dot_set_colour (DovetailColourDot *self, const char *colour)
{
  g_return_if_fail (DOVETAIL_IS_COLOUR_DOT (self));

  if (colour != NULL)
    gdk_rgba_parse (&self->colour, colour);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
