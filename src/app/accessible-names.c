/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of the toolkit's own widgets are found by what they are: they have no other handle. */
#include "app/accessible-names.h"

#include <glib/gi18n.h>

static gboolean
is_button (GtkWidget *widget)
{
  return gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_BUTTON;
}

/* Names the buttons that are shown below widget, in their order; more than there are names keep what they have. */
static void
name_buttons (GtkWidget *widget, const char *const *names, guint count, guint *next)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *next < count;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_button (child) && gtk_widget_get_visible (child))
        gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (names[(*next)++]),
                                        -1);
      else
        name_buttons (child, names, count, next);
    }
}

void
dovetail_name_calendar (GtkWidget *calendar)
{
  static const char *const names[]
      = { N_ ("Previous month"), N_ ("Next month"), N_ ("Previous year"), N_ ("Next year") };
  guint next = 0;

  g_return_if_fail (GTK_IS_CALENDAR (calendar));
  name_buttons (calendar, names, G_N_ELEMENTS (names), &next);
}

void
dovetail_name_password_row (GtkWidget *row)
{
  static const char *const names[] = { N_ ("Show or hide the password") };
  guint next = 0;

  g_return_if_fail (GTK_IS_WIDGET (row));
  name_buttons (row, names, G_N_ELEMENTS (names), &next);
}

void
dovetail_name_shortcuts (GtkWidget *window)
{
  static const char *const names[] = { N_ ("Search") };
  guint next = 0;

  g_return_if_fail (GTK_IS_SHORTCUTS_WINDOW (window));
  name_buttons (gtk_window_get_titlebar (GTK_WINDOW (window)), names, G_N_ELEMENTS (names), &next);
}
