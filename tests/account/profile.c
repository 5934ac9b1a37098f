/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names, folders and bus names of profiles. */

#include "account/profile.h"

#include "core/error.h"
#include "lib/scratch-store.h"

typedef struct
{
  const char *name;
  const char *variable; /* DOVETAIL_PROFILE, or NULL */
  const char *bus_name; /* NULL: refused */
} Case;

static const Case cases[] = {
  { NULL, NULL, "io.github.dovetailtasks.Dovetail" },
  { NULL, "", "io.github.dovetailtasks.Dovetail" },
  { NULL, "work", "io.github.dovetailtasks.Dovetail.work" },
  { "default", "work", "io.github.dovetailtasks.Dovetail" },
  { "Home_2", NULL, "io.github.dovetailtasks.Dovetail.Home_2" },
  { "../x", NULL, NULL },
  { "a/b", NULL, NULL },
  { "2nd", NULL, NULL },
  { "a.b", NULL, NULL },
  { "käse", NULL, NULL },
};

static void
test_bus_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *bus_name = NULL;

      g_unsetenv ("DOVETAIL_PROFILE");
      if (cases[i].variable != NULL)
        g_setenv ("DOVETAIL_PROFILE", cases[i].variable, TRUE);
      bus_name = dovetail_profile_get_bus_name (cases[i].name, &error);
      g_assert_cmpstr (bus_name, ==, cases[i].bus_name);
      if (cases[i].bus_name == NULL)
        g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
  g_unsetenv ("DOVETAIL_PROFILE");
}

static void
test_directory (void)
{
  g_autofree char *room = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  g_autofree char *named = g_build_filename (room, "deep", "down", NULL);
  g_autofree char *directory = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("DOVETAIL_DATA_DIR", named, TRUE);
  directory = dovetail_profile_get_directory ("work", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (directory, ==, named);
  g_assert_true (g_file_test (directory, G_FILE_TEST_IS_DIR));
  g_unsetenv ("DOVETAIL_DATA_DIR");
  scratch_remove_tree (room);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/profile/bus-names", test_bus_names);
  g_test_add_func ("/account/profile/directory", test_directory);

  return g_test_run ();
}
