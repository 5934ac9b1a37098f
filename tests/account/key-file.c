/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key file: made once, read again, refused when it is not what it should be. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "account/key-file.h"
#include "lib/scratch-store.h"
#include "store/system.h"

typedef struct
{
  char *room;
  char *path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->room = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  place->path = g_build_filename (place->room, "key", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  scratch_remove_tree (place->room);
  g_free (place->room);
  g_free (place->path);
}

static void
test_made_once (Place *place, gconstpointer data)
{
  DovetailRandom random = dovetail_system_random ();
  guint8 first[DOVETAIL_KEY_BYTES], second[DOVETAIL_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_false (dovetail_key_file_read (place->path, first, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST);
  g_clear_error (&error);
  g_assert_true (dovetail_key_file_make (place->path, &random, first, &error));
  g_assert_cmpint (g_stat (place->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, DOVETAIL_KEY_BYTES);
  g_assert_true (dovetail_key_file_make (place->path, &random, second, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_refused (Place *place, gconstpointer data)
{
  static const struct
  {
    gssize length;
    int mode;
    const char *words;
  } cases[] = {
    { 31, 0600, "32 bytes" },        { 33, 0600, "32 bytes" },        { 0, 0600, "32 bytes" },
    { 32, 0640, "others may read" }, { 32, 0604, "others may read" }, { 32, 0620, "others may read" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 key[DOVETAIL_KEY_BYTES];

      g_assert_true (
          g_file_set_contents (place->path, "0123456789abcdef0123456789abcdef0", cases[i].length, NULL));
      g_assert_cmpint (g_chmod (place->path, cases[i].mode), ==, 0);
      g_assert_false (dovetail_key_file_read (place->path, key, &error));
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/account/key-file/made-once", Place, NULL, set_up, test_made_once, tear_down);
  g_test_add ("/account/key-file/refused", Place, NULL, set_up, test_refused, tear_down);

  return g_test_run ();
}
