/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the app appears on this desktop, where that can be kept. */

#include "app/app-settings.h"

GSettings *
dovetail_app_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "io.github.dovetailtasks.Dovetail", TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
