/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real processes: two devices and a server sync what holds a secret everywhere; the trace is exported, holds
 * no secret, and is replayed on a machine that has nothing else, with the same decisions. */

#include <string.h>

#include "lib/family.h"

static void
edit_both (Family *family, const char *id)
{
  g_autofree char *notes
      = device_do (family->phone, "edit", id, "--notes", "canarynote\nof the phone\nthird line", NULL);
  g_autofree char *title = device_do (family->phone, "edit", id, "--title", "Canaryphone title", NULL);
  g_autofree char *mine = device_do (family->laptop, "edit", id, "--title", "Canarylaptop title", NULL);
  g_autofree char *tag = device_do (family->laptop, "edit", id, "--add-tag", "canarytag", NULL);
}

/* A conflict, a merge, a list, tags and notes. */
static void
live (Family *family)
{
  g_autofree char *list = device_do (family->laptop, "lists", "add", "Canarylist", NULL);
  g_autofree char *id = family_share_task (family, "Canary shared task");

  edit_both (family, id);
  json_object_unref (device_sync (family->phone));
  json_object_unref (device_sync (family->laptop));
  json_object_unref (device_sync (family->phone));
}

static char *
read_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_no_secret (const char *text)
{
  static const char *const secrets[] = { "canary",    "anna",   "correct", "battery", "127.0.0.1",
                                         "localhost", "laptop", "phone",   "Bearer",  "access_token" };
  g_autofree char *small = g_ascii_strdown (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *secret = g_ascii_strdown (secrets[i], -1);

      if (strstr (small, secret) != NULL)
        g_error ("“%s” is in the exported trace", secrets[i]);
    }
}

static guint
count_decisions (Device *device, const char *file, guint *differences)
{
  g_autoptr (ProcessResult) result = device_try (device, "trace", "replay", file, "--json", NULL);
  g_autoptr (JsonNode) jobs = json_text_to_node (result->out);
  JsonArray *array = json_node_get_array (jobs);
  guint decisions = 0;

  *differences = 0;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *job = json_array_get_object_element (array, i);

      decisions += json_array_get_length (json_object_get_array_member (job, "decisions"));
      *differences += (guint) json_object_get_int_member (job, "differences");
    }
  g_assert_cmpint (result->status, ==, *differences == 0 ? 0 : 1);
  return decisions;
}

static gboolean
has_store (Device *device)
{
  g_autofree char *path
      = g_build_filename (g_environ_getenv (device->environment, "DOVETAIL_DATA_DIR"), "store.db", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_elsewhere (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *file = g_build_filename (family->directory, "trace.jsonl", NULL);
  g_autoptr (Device) elsewhere = device_new (family->directory, "elsewhere");
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  guint differences;

  live (family);
  said = device_do (family->laptop, "trace", "export", file, NULL);
  g_assert_true (has_store (family->laptop));
  text = read_all (file);
  assert_no_secret (text);
  /* The server is gone, and this machine has no store. */
  server_process_stop (family->server);
  g_assert_cmpuint (count_decisions (elsewhere, file, &differences), >, 5);
  g_assert_cmpuint (differences, ==, 0);
  g_assert_false (has_store (elsewhere));
}

/* One answer is altered: the replay says so, and exits with 1. */
static void
test_altered (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *file = g_build_filename (family->directory, "trace.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GString) altered = NULL;
  guint differences;

  live (family);
  said = device_do (family->laptop, "trace", "export", file, NULL);
  text = read_all (file);
  altered = g_string_new (text);
  g_assert_cmpuint (g_string_replace (altered, "\"status\":\"applied\",\"version\":1",
                                      "\"status\":\"applied\",\"version\":9", 1),
                    ==, 1);
  g_assert_true (g_file_set_contents (file, altered->str, -1, NULL));
  count_decisions (family->phone, file, &differences);
  g_assert_cmpuint (differences, >, 0);
}

static void
assert_one_clear_line (ProcessResult *result)
{
  g_auto (GStrv) lines = g_strsplit (g_strchomp (result->err), "\n", -1);

  g_assert_cmpint (result->status, ==, 1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_null (strstr (lines[0], "CRITICAL"));
}

static void
test_no_trace (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *file = g_build_filename (family->directory, "no-trace", NULL);
  g_autoptr (ProcessResult) missing = device_try (family->laptop, "trace", "replay", file, NULL);
  g_autoptr (ProcessResult) garbage = NULL;
  g_autoptr (ProcessResult) misused = NULL;

  assert_one_clear_line (missing);
  g_file_set_contents (file,
                       "\x7f"
                       "ELF",
                       -1, NULL);
  garbage = device_try (family->laptop, "trace", "replay", file, NULL);
  assert_one_clear_line (garbage);
  misused = device_try (family->laptop, "trace", "burn", file, NULL);
  g_assert_cmpint (misused->status, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/elsewhere", test_elsewhere);
  g_test_add_func ("/trace/altered", test_altered);
  g_test_add_func ("/trace/no-trace", test_no_trace);
  return g_test_run ();
}
