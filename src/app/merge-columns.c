/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns that become rows in a narrow window. The width asked for is that of the rows, so that the window
 * may be made narrow while the columns are shown; the height follows from the width given. */
#include "app/merge-columns.h"

#define SPACING 12

struct _DovetailMergeColumns
{
  GtkWidget parent_instance;

  int threshold;
};

G_DEFINE_FINAL_TYPE (DovetailMergeColumns, dovetail_merge_columns, GTK_TYPE_WIDGET)

enum
{
  PROP_THRESHOLD = 1
};

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOREACH_SHOWN(child, widget)                                                                         \
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)); child != NULL;                   \
       child = next_shown (gtk_widget_get_next_sibling (child)))

static int
count_shown (GtkWidget *widget)
{
  int n = 0;

  FOREACH_SHOWN (child, widget)
  n++;
  return n;
}

static int
natural_width (GtkWidget *child)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
sum_of_natural_widths (GtkWidget *widget)
{
  int sum = MAX (0, count_shown (widget) - 1) * SPACING;

  FOREACH_SHOWN (child, widget)
  sum += natural_width (child);
  return sum;
}

static gboolean
is_wide (DovetailMergeColumns *self, int width)
{
  if (width < 0)
    return TRUE;
  return width >= (self->threshold > 0 ? self->threshold : sum_of_natural_widths (GTK_WIDGET (self)));
}

static int
column_width (DovetailMergeColumns *self, GtkWidget *child, int width)
{
  int n = count_shown (GTK_WIDGET (self));

  if (width < 0)
    return -1;
  return self->threshold > 0 ? (width - (n - 1) * SPACING) / n : natural_width (child);
}

static void
measure_width (DovetailMergeColumns *self, int *minimum, int *natural)
{
  int child_minimum;

  *minimum = 0;
  *natural = MAX (self->threshold, sum_of_natural_widths (GTK_WIDGET (self)));
  FOREACH_SHOWN (child, GTK_WIDGET (self))
  {
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, NULL, NULL, NULL);
    *minimum = MAX (*minimum, child_minimum);
  }
  *natural = MAX (*natural, *minimum);
}

static void
measure_height (DovetailMergeColumns *self, int width, int *minimum, int *natural)
{
  gboolean wide = is_wide (self, width);
  int child_minimum, child_natural;

  *minimum = *natural = wide ? 0 : MAX (0, count_shown (GTK_WIDGET (self)) - 1) * SPACING;
  FOREACH_SHOWN (child, GTK_WIDGET (self))
  {
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, wide ? column_width (self, child, width) : width,
                        &child_minimum, &child_natural, NULL, NULL);
    *minimum = wide ? MAX (*minimum, child_minimum) : *minimum + child_minimum;
    *natural = wide ? MAX (*natural, child_natural) : *natural + child_natural;
  }
}

static void
dovetail_merge_columns_measure (GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline,
                                int *natural_baseline)
{
  DovetailMergeColumns *self = DOVETAIL_MERGE_COLUMNS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    measure_height (self, for_size, minimum, natural);
}

static void
allocate_columns (DovetailMergeColumns *self, int width, int height)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0;

  FOREACH_SHOWN (child, GTK_WIDGET (self))
  {
    int child_width = column_width (self, child, width);
    GtkAllocation place;

    if (self->threshold == 0 && next_shown (gtk_widget_get_next_sibling (child)) == NULL)
      x = MAX (x, width - child_width);
    place = (GtkAllocation){ mirrored ? width - x - child_width : x, 0, child_width, height };
    gtk_widget_size_allocate (child, &place, -1);
    x += child_width + SPACING;
  }
}

static void
allocate_rows (DovetailMergeColumns *self, int width, int height)
{
  int y = 0;
  int minimum, natural;
  int spare;

  measure_height (self, width, &minimum, &natural);
  spare = MAX (0, height - minimum);
  FOREACH_SHOWN (child, GTK_WIDGET (self))
  {
    GtkAllocation place = { 0, y, width, 0 };
    int extra;

    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
    extra = MIN (spare, natural - minimum);
    spare -= extra;
    place.height = minimum + extra;
    gtk_widget_size_allocate (child, &place, -1);
    y += place.height + SPACING;
  }
}

static void
dovetail_merge_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DovetailMergeColumns *self = DOVETAIL_MERGE_COLUMNS (widget);

  if (is_wide (self, width))
    allocate_columns (self, width, height);
  else
    allocate_rows (self, width, height);
}

static GtkSizeRequestMode
dovetail_merge_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
dovetail_merge_columns_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  DovetailMergeColumns *self = DOVETAIL_MERGE_COLUMNS (object);

  if (property_id == PROP_THRESHOLD)
    self->threshold = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
dovetail_merge_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (dovetail_merge_columns_parent_class)->dispose (object);
}

static void
dovetail_merge_columns_class_init (DovetailMergeColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dovetail_merge_columns_dispose;
  object_class->set_property = dovetail_merge_columns_set_property;
  widget_class->measure = dovetail_merge_columns_measure;
  widget_class->size_allocate = dovetail_merge_columns_size_allocate;
  widget_class->get_request_mode = dovetail_merge_columns_get_request_mode;
  g_object_class_install_property (
      object_class, PROP_THRESHOLD,
      g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
}

static void
dovetail_merge_columns_init (DovetailMergeColumns *self)
{
}

GtkWidget *
dovetail_merge_columns_new (int threshold)
{
  return g_object_new (DOVETAIL_TYPE_MERGE_COLUMNS, "threshold", threshold, NULL);
}

void
dovetail_merge_columns_append (DovetailMergeColumns *self, GtkWidget *child)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_COLUMNS (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
