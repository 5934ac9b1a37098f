/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar for each field, policy and device that conflicts came from. */

#include "app/conflict-shares-page.h"

#include <glib/gi18n.h>

#include "app/conflict-shares.h"

#define MOST_ROWS 8
#define BAR_WIDTH 90

struct _DovetailConflictSharesPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (DovetailConflictSharesPage, dovetail_conflict_shares_page, ADW_TYPE_BIN)

static const DovetailConflictsBy shown[]
    = { DOVETAIL_CONFLICTS_BY_FIELD, DOVETAIL_CONFLICTS_BY_POLICY, DOVETAIL_CONFLICTS_BY_DEVICE };

static GtkWidget *
create_row (const DovetailConflictShare *share)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *bar = gtk_level_bar_new ();
  /* Translators: where conflicts come from, then how many of them, as in "Due: 12 of 20 conflicts, 60%" */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), share->label, share->words);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), share->label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), share->words);
  /* it is no battery: little is not alarming */
  for (guint i = 0; i < 3; i++)
    gtk_level_bar_remove_offset_value (
        GTK_LEVEL_BAR (bar), ((const char *const[]){ GTK_LEVEL_BAR_OFFSET_LOW, GTK_LEVEL_BAR_OFFSET_HIGH,
                                                     GTK_LEVEL_BAR_OFFSET_FULL })[i]);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), share->fraction);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, BAR_WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static GtkWidget *
create_group (const DovetailMetrics *metrics, DovetailConflictsBy by, const char *own_device)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) shares = dovetail_conflict_shares_list (metrics, by, own_device, MOST_ROWS);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), dovetail_conflict_shares_title (by));
  for (guint i = 0; i < shares->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_row (shares->pdata[i]));
  return group;
}

static GtkWidget *
create_scroller (DovetailConflictSharesPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->groups = GTK_BOX (groups);
  gtk_widget_set_margin_top (groups, 18);
  gtk_widget_set_margin_bottom (groups, 18);
  gtk_widget_set_margin_start (groups, 12);
  gtk_widget_set_margin_end (groups, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), groups);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
dovetail_conflict_shares_page_class_init (DovetailConflictSharesPageClass *klass)
{
}

static void
dovetail_conflict_shares_page_init (DovetailConflictSharesPage *self)
{
  GtkWidget *empty = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "dovetail-done-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Conflicts"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty),
      _ ("When two sides change the same thing, this page shows which fields, policies and "
         "devices that comes from."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, create_scroller (self), "rows");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

void
dovetail_conflict_shares_page_set_metrics (DovetailConflictSharesPage *self,
                                           const DovetailMetrics *metrics,
                                           const char *own_device)
{
  GtkWidget *old;

  g_return_if_fail (DOVETAIL_IS_CONFLICT_SHARES_PAGE (self));
  g_return_if_fail (metrics != NULL);

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, old);
  for (gsize i = 0; metrics->conflicts > 0 && i < G_N_ELEMENTS (shown); i++)
    gtk_box_append (self->groups, create_group (metrics, shown[i], own_device));
  gtk_stack_set_visible_child_name (self->stack, metrics->conflicts > 0 ? "rows" : "empty");
}
