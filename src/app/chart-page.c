/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card for each chart: its title, its legend, the bars, and the figures of the day that is looked at. */

#include "app/chart-page.h"

#include <glib/gi18n.h>

#include "app/day-chart.h"

struct _DovetailChartPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkFlowBox *cards;
  DovetailDayChart *charts[DOVETAIL_N_CHARTS];
};

G_DEFINE_FINAL_TYPE (DovetailChartPage, dovetail_chart_page, ADW_TYPE_BIN)

static GtkWidget *
create_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
show_words (DovetailDayChart *chart, GParamSpec *pspec, GtkLabel *label)
{
  g_autofree char *words = dovetail_day_chart_get_words (chart);

  gtk_label_set_label (label, words);
}

/* A square as the bars are drawn, and what it stands for. */
static GtkWidget *
create_key (DovetailChart chart, guint series)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *square = adw_bin_new ();

  gtk_widget_add_css_class (square, series == 0 ? "chart-key" : "chart-key-other");
  gtk_widget_set_valign (square, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), square);
  gtk_box_append (GTK_BOX (box), create_label (dovetail_chart_series (chart, series), "caption"));
  return box;
}

static GtkWidget *
create_legend (DovetailChart chart)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *aim = NULL;
  g_autofree char *text = NULL;

  for (guint series = 0; dovetail_chart_n_series (chart) > 1 && series < dovetail_chart_n_series (chart);
       series++)
    gtk_box_append (GTK_BOX (box), create_key (chart, series));
  if (dovetail_chart_aim (chart) > 0)
    {
      aim = dovetail_chart_axis (chart, dovetail_chart_aim (chart));
      /* Translators: %s is a share; of the dashed line in a chart */
      text = g_strdup_printf (_ ("Dashed line: at most %s is aimed at"), aim);
      gtk_box_append (GTK_BOX (box), create_label (text, "caption"));
    }
  return box;
}

static GtkWidget *
create_card (DovetailChartPage *self, DovetailChart chart)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *bars = dovetail_day_chart_new (chart);
  GtkWidget *figures = create_label (NULL, "caption");

  self->charts[chart] = DOVETAIL_DAY_CHART (bars);
  gtk_label_set_lines (GTK_LABEL (figures), 2);
  gtk_label_set_width_chars (GTK_LABEL (figures), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (figures), 40);
  gtk_widget_add_css_class (figures, "numeric");
  g_signal_connect_object (bars, "notify::selected", G_CALLBACK (show_words), figures, 0);
  gtk_box_append (GTK_BOX (box), create_label (dovetail_chart_title (chart), "heading"));
  gtk_box_append (GTK_BOX (box), create_legend (chart));
  gtk_box_append (GTK_BOX (box), figures); /* above the bars: who scrolls to these by keyboard sees it */
  gtk_box_append (GTK_BOX (box), bars);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "chart-card");
  return box;
}

static GtkWidget *
create_cards (DovetailChartPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *cards = gtk_flow_box_new ();

  self->cards = GTK_FLOW_BOX (cards);
  gtk_flow_box_set_selection_mode (self->cards, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->cards, 2);
  gtk_flow_box_set_homogeneous (self->cards, TRUE);
  gtk_flow_box_set_row_spacing (self->cards, 6);
  gtk_flow_box_set_column_spacing (self->cards, 6);
  gtk_widget_set_valign (cards, GTK_ALIGN_START);
  gtk_widget_add_css_class (cards, "chart-cards");
  gtk_accessible_update_property (GTK_ACCESSIBLE (cards), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Charts"), -1);
  for (guint chart = 0; chart < DOVETAIL_N_CHARTS; chart++)
    {
      gtk_flow_box_insert (self->cards, create_card (self, chart), -1);
      /* the bars take the keys, not the place they lie in */
      gtk_widget_set_focusable (GTK_WIDGET (gtk_flow_box_get_child_at_index (self->cards, (int) chart)),
                                FALSE);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), cards);
  return scroller;
}

static void
dovetail_chart_page_class_init (DovetailChartPageClass *klass)
{
}

static void
dovetail_chart_page_init (DovetailChartPage *self)
{
  GtkWidget *empty = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "dovetail-chart-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Figures Yet"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty), _ ("Once this device has synced, this page shows how it went day by day."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, create_cards (self), "cards");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

void
dovetail_chart_page_set_metrics (DovetailChartPage *self, const DovetailMetrics *metrics)
{
  g_return_if_fail (DOVETAIL_IS_CHART_PAGE (self));
  g_return_if_fail (metrics != NULL);

  for (guint chart = 0; chart < DOVETAIL_N_CHARTS; chart++)
    dovetail_day_chart_set_metrics (self->charts[chart], metrics);
  gtk_stack_set_visible_child_name (self->stack, metrics->total.jobs > 0 ? "cards" : "empty");
}
