/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop file of the autostart folder. */

#include "app/autostart-entry.h"

#include <string.h>

#define ICON "io.github.dovetailtasks.Dovetail"

/* As the desktop entry specification wants the words of Exec. */
static char *
quote (const char *word)
{
  GString *quoted = g_string_new ("\"");

  for (const char *c = word; *c != '\0'; c++)
    {
      if (strchr ("\"`$\\", *c) != NULL)
        g_string_append_c (quoted, '\\');
      if (*c == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

char *
dovetail_autostart_entry_new (const char *program, const char *profile)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *quoted = NULL;
  g_autofree char *exec = NULL;

  g_return_val_if_fail (program != NULL, NULL);

  quoted = quote (program);
  /* a profile's name is a plain word */
  exec = profile == NULL ? g_strdup_printf ("%s --background", quoted)
                         : g_strdup_printf ("%s --background --profile %s", quoted, profile);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Dovetail");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, exec);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, ICON);
  g_key_file_set_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
dovetail_autostart_entry_is_on (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL || !g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL))
    return FALSE;
  if (g_key_file_has_key (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL)
      && !g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL))
    return FALSE;
  return !g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
}
