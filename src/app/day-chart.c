/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar chart of the days, drawn in the colours of the theme. The second series is a shade of the text, so
 * that nobody has to tell two hues apart. What it shows is said as well: of the selected day, or of all. */

#include "app/day-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/chart-scale.h"

#define MIN_WIDTH 240
#define HEIGHT 160
#define GAP 6.0f
#define MOST_STEPS 4
#define MOST_BAR 18.0f
/* More days than there ever are. */
#define FAR 10000

struct _DovetailDayChart
{
  GtkWidget parent_instance;

  DovetailChart chart;
  GArray *days; /* DovetailMetricsDay; NULL: not known yet */
  char *summary;
  DovetailChartScale scale;
  int selected;
};

G_DEFINE_FINAL_TYPE (DovetailDayChart, dovetail_day_chart, GTK_TYPE_WIDGET)

enum
{
  PROP_SELECTED = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* --- where things are --- */

typedef struct
{
  float left, top, width, height; /* of the field that the bars stand in */
  float day;                      /* the width of one */
  GdkRGBA text, line, accent, other, over;
} Drawing;

static PangoLayout *
layout_text (DovetailDayChart *self, const char *text, int *width, int *height)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_get_pixel_size (layout, width, height);
  return layout;
}

static PangoLayout *
layout_axis (DovetailDayChart *self, guint step, int *width, int *height)
{
  g_autofree char *text = dovetail_chart_axis (self->chart, self->scale.step * step);

  return layout_text (self, text, width, height);
}

static int
measure_axis (DovetailDayChart *self, int *height)
{
  int widest = 0;

  for (guint step = 0; step <= self->scale.n_steps; step++)
    {
      int width;
      g_autoptr (PangoLayout) layout = layout_axis (self, step, &width, height);

      widest = MAX (widest, width);
    }
  return widest;
}

static gboolean
is_mirrored (DovetailDayChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
look_up (GtkWidget *widget, const char *name, GdkRGBA *colour)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, name, colour))
    gtk_style_context_get_color (style, colour);
}

/* A shade of the text; stronger in high contrast, as in style-hc.css. */
static GdkRGBA
shade (const GdkRGBA *text, float usual, float high)
{
  GdkRGBA colour = *text;

  colour.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? high : usual;
  return colour;
}

static void
begin_drawing (DovetailDayChart *self, Drawing *drawing)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int text_height;
  float axis = (float) measure_axis (self, &text_height) + GAP;

  drawing->left = is_mirrored (self) ? 0 : axis;
  drawing->top = (float) text_height / 2 + 1;
  drawing->width = MAX (1, (float) gtk_widget_get_width (widget) - axis);
  drawing->height
      = MAX (1, (float) gtk_widget_get_height (widget) - drawing->top - (float) text_height - GAP);
  drawing->day = drawing->width / (float) MAX (1, self->days->len);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &drawing->text);
  drawing->line = shade (&drawing->text, 0.2f, 0.5f);
  drawing->other = shade (&drawing->text, 0.5f, 0.8f);
  look_up (widget, "accent_color", &drawing->accent);
  look_up (widget, "error_color", &drawing->over);
}

static float
left_of_day (DovetailDayChart *self, const Drawing *drawing, guint day)
{
  return drawing->left + drawing->day * (float) (is_mirrored (self) ? self->days->len - 1 - day : day);
}

static float
height_of (DovetailDayChart *self, const Drawing *drawing, double value)
{
  return drawing->height * (float) (value / dovetail_chart_scale_top (&self->scale));
}

/* --- drawing --- */

static void
append_text (GtkSnapshot *snapshot, PangoLayout *layout, float x, float y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
append_rectangle (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *colour)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
draw_axis (DovetailDayChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  for (guint step = 0; step <= self->scale.n_steps; step++)
    {
      int width, height;
      g_autoptr (PangoLayout) layout = layout_axis (self, step, &width, &height);
      float y = drawing->top + drawing->height - height_of (self, drawing, self->scale.step * step);
      float x = is_mirrored (self) ? drawing->width + GAP : drawing->left - GAP - (float) width;

      append_text (snapshot, layout, x, y - (float) height / 2, &drawing->text);
      append_rectangle (snapshot, drawing->left, y, drawing->width, 1, &drawing->line);
    }
}

/* Dashes, so that it is not taken for a line of the axis. */
static void
draw_aim (DovetailDayChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  double aim = dovetail_chart_aim (self->chart);
  float y = drawing->top + drawing->height - height_of (self, drawing, aim);

  if (aim <= 0)
    return;
  for (float x = 0; x < drawing->width; x += 9)
    append_rectangle (snapshot, drawing->left + x, y - 1, MIN (5, drawing->width - x), 2, &drawing->over);
}

/* As many as have room, the present day always among them. */
static void
draw_days (DovetailDayChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  float room = G_MAXFLOAT;
  float end = drawing->left + drawing->width;

  for (guint back = 0; back < self->days->len; back++)
    {
      guint day = self->days->len - 1 - back;
      g_autofree char *text = dovetail_chart_day (&g_array_index (self->days, DovetailMetricsDay, day));
      int width, height;
      g_autoptr (PangoLayout) layout = layout_text (self, text, &width, &height);
      float middle = left_of_day (self, drawing, day) + drawing->day / 2;
      float x = CLAMP (middle - (float) width / 2, drawing->left, end - (float) width);

      if (back > 0 && ABS (middle - room) < (float) width * 1.5f)
        continue;
      append_text (snapshot, layout, x, drawing->top + drawing->height + GAP, &drawing->text);
      room = middle;
    }
}

static void
draw_bar (DovetailDayChart *self, GtkSnapshot *snapshot, const Drawing *drawing, guint day, guint series)
{
  const DovetailMetricsSums *sums = &g_array_index (self->days, DovetailMetricsDay, day).sums;
  guint n_series = dovetail_chart_n_series (self->chart);
  double value = dovetail_chart_value (self->chart, series, sums);
  double aim = dovetail_chart_aim (self->chart);
  const GdkRGBA *colour = aim > 0 && value > aim ? &drawing->over : &drawing->accent;
  float width = MIN (MOST_BAR, drawing->day * 0.8f / (float) n_series);
  guint place = is_mirrored (self) ? n_series - 1 - series : series;
  float x
      = left_of_day (self, drawing, day) + drawing->day / 2 + width * ((float) place - (float) n_series / 2);
  float height = MAX (2, height_of (self, drawing, value));

  if (value <= 0 || !dovetail_chart_has_value (self->chart, sums))
    return;
  append_rectangle (snapshot, x, drawing->top + drawing->height - height, MAX (1, width - 1), height,
                    series == 0 ? colour : &drawing->other);
}

static void
draw_selection (DovetailDayChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  GdkRGBA colour = shade (&drawing->text, 0.12f, 0.3f);

  if (self->selected < 0)
    return;
  append_rectangle (snapshot, left_of_day (self, drawing, (guint) self->selected), drawing->top, drawing->day,
                    drawing->height, &colour);
}

static void
dovetail_day_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DovetailDayChart *self = DOVETAIL_DAY_CHART (widget);
  Drawing drawing;

  if (self->days == NULL || self->days->len == 0)
    return;
  begin_drawing (self, &drawing);
  draw_selection (self, snapshot, &drawing);
  draw_axis (self, snapshot, &drawing);
  for (guint day = 0; day < self->days->len; day++)
    for (guint series = 0; series < dovetail_chart_n_series (self->chart); series++)
      draw_bar (self, snapshot, &drawing, day, series);
  draw_aim (self, snapshot, &drawing);
  draw_days (self, snapshot, &drawing);
}

static void
dovetail_day_chart_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT;
}

/* --- selecting a day --- */

char *
dovetail_day_chart_get_words (DovetailDayChart *self)
{
  g_return_val_if_fail (DOVETAIL_IS_DAY_CHART (self), NULL);

  if (self->selected >= 0)
    return dovetail_chart_day_words (self->chart,
                                     &g_array_index (self->days, DovetailMetricsDay, self->selected));
  return g_strdup (self->summary != NULL ? self->summary : "");
}

/* A screen reader says the name anew when it changes under the focus. */
static void
tell_screen_readers (DovetailDayChart *self)
{
  g_autofree char *words = dovetail_day_chart_get_words (self);
  /* Translators: what a chart shows, then its figures in words */
  g_autofree char *name = g_strdup_printf (_ ("%s. %s"), dovetail_chart_title (self->chart), words);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
select_day (DovetailDayChart *self, int day)
{
  if (day == self->selected)
    return;
  self->selected = day;
  tell_screen_readers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
on_motion (DovetailDayChart *self, double x, double y)
{
  Drawing drawing;
  int day;

  if (self->days == NULL || self->days->len == 0)
    return;
  begin_drawing (self, &drawing);
  day = (int) ((x - drawing.left) / drawing.day);
  if (is_mirrored (self))
    day = (int) self->days->len - 1 - day;
  select_day (self, x < drawing.left || day < 0 || day >= (int) self->days->len ? -1 : day);
}

static void
on_leave (DovetailDayChart *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    select_day (self, -1);
}

static gboolean
move_selection (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  DovetailDayChart *self = DOVETAIL_DAY_CHART (widget);
  int step = g_variant_get_int32 (arguments);
  int last = self->days != NULL ? (int) self->days->len - 1 : -1;

  if (last < 0)
    return FALSE;
  if (is_mirrored (self) && ABS (step) == 1)
    step = -step;
  /* who comes with the keyboard begins at the present day */
  select_day (self, self->selected < 0 && ABS (step) == 1 ? last : CLAMP (self->selected + step, 0, last));
  return TRUE;
}

static gboolean
select_none (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  DovetailDayChart *self = DOVETAIL_DAY_CHART (widget);

  if (self->selected < 0)
    return FALSE;
  select_day (self, -1);
  return TRUE;
}

/* --- the class --- */

static void
dovetail_day_chart_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SELECTED)
    g_value_set_int (value, DOVETAIL_DAY_CHART (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
dovetail_day_chart_finalize (GObject *object)
{
  DovetailDayChart *self = DOVETAIL_DAY_CHART (object);

  g_clear_pointer (&self->days, g_array_unref);
  g_free (self->summary);
  G_OBJECT_CLASS (dovetail_day_chart_parent_class)->finalize (object);
}

static void
dovetail_day_chart_class_init (DovetailDayChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key;
    int step;
  } steps[] = { { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_Home, -FAR }, { GDK_KEY_End, FAR } };

  G_OBJECT_CLASS (klass)->get_property = dovetail_day_chart_get_property;
  G_OBJECT_CLASS (klass)->finalize = dovetail_day_chart_finalize;
  widget_class->snapshot = dovetail_day_chart_snapshot;
  widget_class->measure = dovetail_day_chart_measure;
  properties[PROP_SELECTED] = g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_set_css_name (widget_class, "daychart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_add_binding (widget_class, steps[i].key, 0, move_selection, "i", steps[i].step);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, select_none, NULL);
}

static void
dovetail_day_chart_init (DovetailDayChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->selected = -1;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
}

GtkWidget *
dovetail_day_chart_new (DovetailChart chart)
{
  DovetailDayChart *self = g_object_new (DOVETAIL_TYPE_DAY_CHART, NULL);

  self->chart = chart;
  dovetail_chart_scale_init (&self->scale, 0, MOST_STEPS, dovetail_chart_is_whole (chart));
  tell_screen_readers (self);
  return GTK_WIDGET (self);
}

void
dovetail_day_chart_set_metrics (DovetailDayChart *self, const DovetailMetrics *metrics)
{
  g_return_if_fail (DOVETAIL_IS_DAY_CHART (self));
  g_return_if_fail (metrics != NULL);

  g_clear_pointer (&self->days, g_array_unref);
  g_free (self->summary);
  self->days = g_array_ref (metrics->days);
  self->summary = dovetail_chart_summary (self->chart, metrics);
  dovetail_chart_scale_init (&self->scale, dovetail_chart_highest (self->chart, self->days), MOST_STEPS,
                             dovetail_chart_is_whole (self->chart));
  select_day (self, -1);
  tell_screen_readers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}
