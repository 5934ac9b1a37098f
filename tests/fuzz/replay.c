/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over its corpus, and over each entry cut short, as an ordinary test. The corpus is the
 * directory named by FUZZ_CORPUS. */

#include <glib.h>

#include "target.h"

#define MOST_CUTS 64

static void
run_entry (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_test_message ("%s", path);
  LLVMFuzzerTestOneInput ((const uint8_t *) contents, length);
  for (gsize cut = 0; cut < length; cut += length / MOST_CUTS + 1)
    {
      g_autofree char *exact = g_memdup2 (contents, cut); /* so that a sanitizer sees reads behind the end */

      LLVMFuzzerTestOneInput ((const uint8_t *) (exact == NULL ? "" : exact), cut);
    }
}

static void
test_corpus (void)
{
  const char *directory = g_getenv ("FUZZ_CORPUS");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) entries = NULL;
  const char *name;
  guint count = 0;

  g_assert_nonnull (directory);
  entries = g_dir_open (directory, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      run_entry (path);
      count++;
    }
  g_test_message ("%u entries", count);
  g_assert_cmpuint (count, >=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/corpus", test_corpus);

  return g_test_run ();
}
