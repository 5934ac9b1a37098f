/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Task lists that other programs wrote: what real clients saved as iCalendar, and what Debian's Taskwarrior
 * exports and takes back. */

#include <glib/gstdio.h>
#include <string.h>

#include "lib/desktop.h"
#include "lib/family.h"

#define TASKS 220

/* --- Taskwarrior --- */

/* A Taskwarrior of its own: its data directory is all there is. */
static char **
taskwarrior_environment (const char *directory)
{
  char **environment = g_get_environ ();
  g_autofree char *settings = g_build_filename (directory, "taskrc", NULL);
  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (
      settings, "confirmation=off\nverbose=nothing\njson.array=on\nhooks=off\nrecurrence=off\n", -1, NULL));
  environment = g_environ_setenv (environment, "TASKDATA", directory, TRUE);
  environment = g_environ_setenv (environment, "TASKRC", settings, TRUE);
  environment = g_environ_setenv (environment, "HOME", directory, TRUE);
  return g_environ_setenv (environment, "TZ", "UTC", TRUE);
}

static char *
taskwarrior (char **environment, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *argument;
  va_list list;
  g_ptr_array_add (arguments, (gpointer) "task");
  va_start (list, environment);
  while ((argument = va_arg (list, const char *)) != NULL)
    if (*argument != '\0')
      g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  g_autoptr (ProcessResult) result = process_run ((const char *const *) arguments->pdata, environment, "");
  if (result->status != 0)
    g_error ("task %s: %s%s", (const char *) arguments->pdata[1], result->err, result->out);
  return g_steal_pointer (&result->out);
}

static void
add_one (char **environment, guint number)
{
  static const char *const projects[]
      = { "", "project:Home", "project:Work", "project:Work.Reports", "project:Garden" };
  static const char *const priorities[] = { "", "priority:H", "priority:M", "priority:L" };
  static const char *const tags[] = { "", "+phone", "+errand +town", "+someday", "+Büro" };
  static const char *const words[] = {
    "Call the plumber",     "Buy \"good\" tea & milk",   "Größe prüfen", "Read <chapter>", "Write 100% of it",
    "Pay rent; then sleep", "Back\\slash and comma, too"
  };
  g_autofree char *due = number % 3 == 0 ? g_strdup_printf ("due:2027-%02u-%02uT%02u:30:00Z", number % 12 + 1,
                                                            number % 28 + 1, number % 24)
                                         : g_strdup ("");
  g_autofree char *wait = number % 20 == 7 ? g_strdup ("wait:2030-01-01T00:00:00Z") : g_strdup ("");
  g_autofree char *depends = number % 15 == 14 ? g_strdup_printf ("depends:%u", number - 5) : g_strdup ("");
  g_autofree char *title = g_strdup_printf ("%s %u", words[number % G_N_ELEMENTS (words)], number);
  g_auto (GStrv) tag = g_strsplit (tags[number % G_N_ELEMENTS (tags)], " ", 2);
  g_autofree char *said
      = taskwarrior (environment, "add", projects[number % G_N_ELEMENTS (projects)],
                     priorities[number % G_N_ELEMENTS (priorities)], tag[0] != NULL ? tag[0] : "",
                     tag[0] != NULL && tag[1] != NULL ? tag[1] : "", *due != '\0' ? due : "",
                     *wait != '\0' ? wait : "", *depends != '\0' ? depends : "", "--", title, NULL);
}

/* Projects, tags, priorities, due dates, annotations, dependencies, waiting, completed and deleted tasks. */
static char *
make_task_list (const char *directory)
{
  g_auto (GStrv) environment = taskwarrior_environment (directory);
  for (guint number = 1; number <= TASKS; number++)
    add_one (environment, number);
  for (guint number = 10; number <= TASKS; number += 10)
    {
      g_autofree char *id = g_strdup_printf ("%u", number);
      g_autofree char *said = taskwarrior (environment, id, "annotate", "--", "asked twice: no answer", NULL);
    }
  g_autofree char *second
      = taskwarrior (environment, "20", "annotate", "--", "https://example.org/?a=1&b=2", NULL);
  g_autofree char *done = taskwarrior (environment, "3", "33", "63", "93", "rc.bulk=0", "done", NULL);
  g_autofree char *deleted = taskwarrior (environment, "4", "44", "84", "rc.bulk=0", "delete", NULL);
  return taskwarrior (environment, "export", NULL);
}

static GHashTable *
tasks_by_uuid (const char *text)
{
  GHashTable *tasks
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autoptr (JsonNode) node = json_text_to_node (text);
  JsonArray *rows = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *task = json_array_get_object_element (rows, i);
      g_hash_table_insert (tasks, g_strdup (json_object_get_string_member (task, "uuid")),
                           json_object_ref (task));
    }
  return tasks;
}

static int
compare_words (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

/* The members of an array of strings in a fixed order: Taskwarrior promises none. */
static char *
words_of_set (JsonObject *task, const char *name)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  JsonArray *array = json_object_has_member (task, name) ? json_object_get_array_member (task, name) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (words, (gpointer) json_array_get_string_element (array, i));
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static char *
words_of_annotations (JsonObject *task)
{
  g_autoptr (GString) words = g_string_new (NULL);
  JsonArray *array = json_object_has_member (task, "annotations")
                         ? json_object_get_array_member (task, "annotations")
                         : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (
        words, "%s\n",
        json_object_get_string_member (json_array_get_object_element (array, i), "description"));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
assert_same_task (JsonObject *before, JsonObject *after)
{
  static const char *const names[] = { "description", "priority", "due", "project", "wait", "status" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *old = json_object_get_string_member_with_default (before, names[i], "");
      const char *new = json_object_get_string_member_with_default (after, names[i], "");
      if (strcmp (old, new) != 0)
        g_error ("%s of \"%s\" was \"%s\" and is \"%s\"", names[i],
                 json_object_get_string_member (before, "description"), old, new);
    }
  static const char *const sets[] = { "tags", "depends" };
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *old = words_of_set (before, sets[i]);
      g_autofree char *new = words_of_set (after, sets[i]);
      g_assert_cmpstr (old, ==, new);
    }
  g_autofree char *old = words_of_annotations (before);
  g_autofree char *new = words_of_annotations (after);
  g_assert_cmpstr (old, ==, new);
}

/* Every task that was not deleted is back with all it had; a deleted one did not come back to life. */
static void
assert_same_tasks (GHashTable *before, GHashTable *after)
{
  GHashTableIter iterator;
  gpointer uuid, task;
  guint live = 0;
  g_hash_table_iter_init (&iterator, before);
  while (g_hash_table_iter_next (&iterator, &uuid, &task))
    {
      JsonObject *back = g_hash_table_lookup (after, uuid);
      if (strcmp (json_object_get_string_member (task, "status"), "deleted") == 0)
        {
          if (back != NULL)
            g_assert_cmpstr (json_object_get_string_member (back, "status"), ==, "deleted");
          continue;
        }
      if (back == NULL)
        g_error ("\"%s\" did not come back", json_object_get_string_member (task, "description"));
      assert_same_task (task, back);
      live++;
    }
  g_assert_cmpuint (live, >=, 200);
}

/* Taskwarrior -> one device -> server -> another device -> Taskwarrior. */
static void
test_taskwarrior_and_back (void)
{
  if (!desktop_has_program ("task"))
    {
      g_test_skip ("taskwarrior is not installed");
      return;
    }
  g_autoptr (Family) family = family_new ();
  g_autofree char *old_directory = g_build_filename (family->directory, "task-old", NULL);
  g_autofree char *new_directory = g_build_filename (family->directory, "task-new", NULL);
  g_autofree char *given = g_build_filename (family->directory, "given.json", NULL);
  g_autofree char *returned = g_build_filename (family->directory, "returned.json", NULL);
  g_autofree char *text = make_task_list (old_directory);
  g_assert_true (g_file_set_contents (given, text, -1, NULL));

  g_autofree char *imported = device_do (family->laptop, "import", given, "--format", "taskwarrior", NULL);
  family_sync_both (family);
  g_autoptr (JsonArray) here = device_list (family->laptop, NULL);
  g_autoptr (JsonArray) there = device_list (family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (there), >=, 200);
  g_assert_cmpuint (json_array_get_length (there), ==, json_array_get_length (here));
  g_autofree char *exported = device_do (family->phone, "export", "--format", "taskwarrior", returned, NULL);

  g_auto (GStrv) environment = taskwarrior_environment (new_directory);
  g_autofree char *said = taskwarrior (environment, "import", returned, NULL);
  g_autofree char *again = taskwarrior (environment, "export", NULL);
  g_autoptr (GHashTable) before = tasks_by_uuid (text);
  g_autoptr (GHashTable) after = tasks_by_uuid (again);
  assert_same_tasks (before, after);

  g_autofree char *twice = device_do (family->laptop, "import", given, "--format", "taskwarrior", NULL);
  g_autoptr (JsonArray) same = device_list (family->laptop, NULL);
  g_assert_cmpuint (json_array_get_length (same), ==, json_array_get_length (here));
}

/* --- iCalendar --- */

/* The lines of FILE that say something a person wrote or chose, unfolded. */
static char *
summary_of_file (const char *file)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_autoptr (GRegex) folds = g_regex_new ("\r?\n[ \t]", 0, 0, NULL);
  g_autofree char *unfolded = g_regex_replace_literal (folds, text, -1, 0, "", 0, NULL);
  const char *todo = strstr (unfolded, "BEGIN:VTODO");
  g_assert_nonnull (todo);
  const char *summary = strstr (todo, "\nSUMMARY:");
  g_assert_nonnull (summary);
  summary += strlen ("\nSUMMARY:");
  return g_strndup (summary, strcspn (summary, "\r\n"));
}

static void
import_file (Family *family, const char *file)
{
  g_autoptr (JsonArray) before = device_list (family->laptop, "all");
  g_autoptr (JsonArray) done_before = device_list (family->laptop, "completed");
  g_autofree char *said = device_do (family->laptop, "import", file, NULL);
  g_autoptr (JsonArray) after = device_list (family->laptop, "all");
  g_autoptr (JsonArray) done_after = device_list (family->laptop, "completed");
  g_assert_cmpuint (json_array_get_length (after) + json_array_get_length (done_after), ==,
                    json_array_get_length (before) + json_array_get_length (done_before) + 1);
  g_autofree char *summary = summary_of_file (file);
  g_autofree char *dump = device_dump (family->laptop);
  g_assert_nonnull (strstr (dump, summary));
}

/* Each file gives one task with its title; all of them reach the phone; a second import adds nothing; the
 * phone's export gives a third device the same tasks. */
static void
test_icalendar_and_back (void)
{
  const char *directory = g_getenv ("DOVETAIL_VTODO_DIR");
  g_autoptr (GDir) files = directory != NULL ? g_dir_open (directory, 0, NULL) : NULL;
  if (files == NULL)
    {
      g_test_skip ("no folder with VTODOs; name one in DOVETAIL_VTODO_DIR");
      return;
    }
  g_autoptr (Family) family = family_new ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while ((name = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (name, ".ics"))
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    import_file (family, g_ptr_array_index (paths, i));
  family_sync_both (family);
  family_assert_equal (family);

  g_autofree char *once = device_dump (family->laptop);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *again = device_do (family->laptop, "import", g_ptr_array_index (paths, i), NULL);
    }
  g_autofree char *twice = device_dump (family->laptop);
  g_assert_cmpstr (once, ==, twice);

  g_autofree char *exported = g_build_filename (family->directory, "exported.ics", NULL);
  g_autofree char *said = device_do (family->phone, "export", "--format", "ics", exported, NULL);
  g_autoptr (Device) third = device_new (family->directory, "third");
  g_autofree char *imported = device_do (third, "import", exported, NULL);
  g_autoptr (JsonArray) here = device_list (third, "all");
  g_autoptr (JsonArray) there = device_list (family->phone, "all");
  g_assert_cmpuint (json_array_get_length (here), ==, json_array_get_length (there));
}

/* Bad entries are reported and skipped, the good ones beside them are taken. */
static void
test_bad_entries_are_skipped (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *file = g_build_filename (family->directory, "mixed.json", NULL);
  g_assert_true (
      g_file_set_contents (file,
                           "[{\"uuid\":\"6f1a2d60-1c0b-4e35-9c3e-0d7c0a1b2c3d\",\"description\":\"Good\","
                           "\"status\":\"pending\",\"entry\":\"20270101T000000Z\"},\n"
                           "{\"uuid\":\"7f1a2d60-1c0b-4e35-9c3e-0d7c0a1b2c3d\",\"status\":\"pending\"}]",
                           -1, NULL));
  g_autoptr (ProcessResult) result
      = device_try (family->laptop, "import", file, "--format", "taskwarrior", NULL);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (strstr (result->err, "line "));
  g_autoptr (JsonArray) tasks = device_list (family->laptop, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, 1);

  g_assert_true (g_file_set_contents (file, "this is no task list", -1, NULL));
  g_autoptr (ProcessResult) nothing
      = device_try (family->laptop, "import", file, "--format", "taskwarrior", NULL);
  g_assert_cmpint (nothing->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/real-input/taskwarrior-and-back", test_taskwarrior_and_back);
  g_test_add_func ("/real-input/icalendar-and-back", test_icalendar_and_back);
  g_test_add_func ("/real-input/bad-entries-are-skipped", test_bad_entries_are_skipped);
  return g_test_run ();
}
