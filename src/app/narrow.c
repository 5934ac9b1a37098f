/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/narrow.h"

static void
wrap (GtkLabel *label)
{
  gtk_label_set_wrap (label, TRUE);
  /* in one line as long as there is room */
  gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}

/* Beside its arrow, within a button of its own. */
static void
wrap_label_of_menu (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    wrap (GTK_LABEL (widget));
  else if (!GTK_IS_POPOVER (widget))
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      wrap_label_of_menu (child);
}

/* GtkButton makes its label itself. */
static void
wrap_label_of (GtkButton *button)
{
  GtkWidget *child = gtk_button_get_child (button);

  if (GTK_IS_LABEL (child))
    wrap (GTK_LABEL (child));
}

void
dovetail_wrap_buttons (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_BUTTON (widget))
    wrap_label_of (GTK_BUTTON (widget));
  else if (GTK_IS_MENU_BUTTON (widget))
    wrap_label_of_menu (widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      dovetail_wrap_buttons (child);
}

/* The desktop says which buttons stand on which side, as in "menu:minimize,maximize,close". */
char *
dovetail_narrow_decoration_layout (const char *layout)
{
  g_auto (GStrv) sides = g_strsplit (layout != NULL ? layout : "", ":", 2);
  g_autoptr (GString) narrow = g_string_new (NULL);

  for (guint side = 0; sides[side] != NULL; side++)
    {
      g_auto (GStrv) buttons = g_strsplit (sides[side], ",", -1);
      if (side > 0)
        g_string_append_c (narrow, ':');
      if (g_strv_contains ((const char *const *) buttons, "close"))
        g_string_append (narrow, "close");
    }
  return g_string_free (g_steal_pointer (&narrow), FALSE);
}

static void
set_layout (GtkWidget *widget, const char *layout)
{
  if (ADW_IS_HEADER_BAR (widget))
    adw_header_bar_set_decoration_layout (ADW_HEADER_BAR (widget), layout);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      set_layout (child, layout);
}

void
dovetail_header_bars_set_narrow (GtkWidget *widget, gboolean narrow)
{
  g_autofree char *usual = NULL;
  g_autofree char *layout = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_object_get (gtk_widget_get_settings (widget), "gtk-decoration-layout", &usual, NULL);
  layout = narrow ? dovetail_narrow_decoration_layout (usual) : NULL;
  set_layout (widget, layout);
}

static gboolean
reveal (GtkWidget *bar, GdkFrameClock *clock, gpointer title)
{
  adw_view_switcher_bar_set_reveal (ADW_VIEW_SWITCHER_BAR (bar),
                                    adw_view_switcher_title_get_title_visible (title));
  return G_SOURCE_REMOVE;
}

/* The title learns that it is too narrow while room is given out; a bar that came then would get none, of
 * which GTK warns where animations are off. It comes with the next frame. */
void
dovetail_reveal_switcher_bar (AdwViewSwitcherTitle *title, GParamSpec *property, AdwViewSwitcherBar *bar)
{
  g_return_if_fail (ADW_IS_VIEW_SWITCHER_TITLE (title));
  g_return_if_fail (ADW_IS_VIEW_SWITCHER_BAR (bar));

  gtk_widget_add_tick_callback (GTK_WIDGET (bar), reveal, g_object_ref (title), g_object_unref);
}
