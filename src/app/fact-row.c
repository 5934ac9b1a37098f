/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Last synced: 2 minutes ago" as a row of a list. */

#include "app/fact-row.h"

#include <glib/gi18n.h>

#define VALUE_KEY "dovetail-value"

static GtkLabel *
ensure_label (AdwActionRow *row)
{
  GtkLabel *label = g_object_get_data (G_OBJECT (row), VALUE_KEY);

  if (label != NULL)
    return label;
  label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (label, 1);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (label, GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
  adw_action_row_add_suffix (row, GTK_WIDGET (label));
  g_object_set_data (G_OBJECT (row), VALUE_KEY, label);
  return label;
}

AdwActionRow *
dovetail_fact_row_new (const char *name, const char *value)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  g_return_val_if_fail (name != NULL, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  dovetail_fact_row_set_value (row, value);
  return row;
}

void
dovetail_fact_row_set_value (AdwActionRow *row, const char *value)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (ADW_IS_ACTION_ROW (row));

  gtk_label_set_label (ensure_label (row), value != NULL ? value : "");
  /* Translators: the name of a fact and its value, as in "Last synced: 2 minutes ago" */
  spoken = g_strdup_printf (_ ("%s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                            value != NULL ? value : "");
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY); /* it says it twice */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
