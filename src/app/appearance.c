/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the windows are light or dark. */

#include "app/appearance.h"

#include <glib/gi18n.h>

#include "app/app-settings.h"

static const struct
{
  const char *title;
  AdwColorScheme scheme;
} schemes[] = { { N_ ("As the desktop"), ADW_COLOR_SCHEME_DEFAULT },
                { N_ ("Light"), ADW_COLOR_SCHEME_FORCE_LIGHT },
                { N_ ("Dark"), ADW_COLOR_SCHEME_FORCE_DARK } };

const char *const dovetail_appearances[] = { "system", "light", "dark", NULL };

static guint
index_of (const char *appearance)
{
  for (guint i = 0; dovetail_appearances[i] != NULL; i++)
    if (g_strcmp0 (dovetail_appearances[i], appearance) == 0)
      return i;
  return 0;
}

const char *
dovetail_appearance_title (const char *appearance)
{
  return _ (schemes[index_of (appearance)].title);
}

static gboolean
to_scheme (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_enum (value, schemes[index_of (g_variant_get_string (variant, NULL))].scheme);
  return TRUE;
}

/* The binding keeps the settings as long as there is a style. */
void
dovetail_appearance_follow (void)
{
  g_autoptr (GSettings) settings = dovetail_app_settings_new ();

  if (settings != NULL)
    g_settings_bind_with_mapping (settings, "appearance", adw_style_manager_get_default (), "color-scheme",
                                  G_SETTINGS_BIND_GET, to_scheme, NULL, NULL, NULL);
}
