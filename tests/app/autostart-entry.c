/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file that starts the app when its user logs in. */

#include <gio/gdesktopappinfo.h>

#include "app/autostart-entry.h"

static void
test_command (void)
{
  static const struct
  {
    const char *program;
    const char *profile;
    const char *expected[5];
  } cases[] = {
    { "dovetail", NULL, { "dovetail", "--background" } },
    { "/opt/task lists/dovetail", NULL, { "/opt/task lists/dovetail", "--background" } },
    { "/tmp/100%/$HOME/\"a\"/`b`/c\\d", NULL, { "/tmp/100%/$HOME/\"a\"/`b`/c\\d", "--background" } },
    { "dovetail", "work", { "dovetail", "--background", "--profile", "work" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dovetail_autostart_entry_new (cases[i].program, cases[i].profile);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *exec = NULL;
      g_auto (GStrv) words = NULL;

      g_test_message ("%s", cases[i].program);
      g_assert_true (g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL));
      exec = g_key_file_get_string (file, "Desktop Entry", "Exec", NULL);
      g_assert_true (g_shell_parse_argv (exec, NULL, &words, NULL));
      for (char **word = words; *word != NULL; word++)
        {
          g_autoptr (GString) plain = g_string_new (*word);

          g_string_replace (plain, "%%", "%", 0);
          g_assert_cmpstr (plain->str, ==, cases[i].expected[word - words]);
        }
      g_assert_null (cases[i].expected[g_strv_length (words)]);
      g_assert_true (dovetail_autostart_entry_is_on (text));
    }
}

static void
test_switched_off (void)
{
  g_autofree char *text = dovetail_autostart_entry_new ("dovetail", NULL);
  g_autofree char *hidden = g_strconcat (text, "Hidden=true\n", NULL);
  g_autofree char *disabled = g_strconcat (text, "X-GNOME-Autostart-enabled=false\n", NULL);

  g_assert_false (dovetail_autostart_entry_is_on (NULL));
  g_assert_false (dovetail_autostart_entry_is_on ("no desktop file"));
  g_assert_false (dovetail_autostart_entry_is_on (hidden));
  g_assert_false (dovetail_autostart_entry_is_on (disabled));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autostart-entry/command", test_command);
  g_test_add_func ("/autostart-entry/switched-off", test_switched_off);
  return g_test_run ();
}
