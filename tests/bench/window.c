/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window with 100 tasks and with 100,000, in turns on one display: time until the first frame with tasks,
 * memory, and the longest turn of the main loop at each kind of work. A turn is given as it took, and beside
 * that as long as it had the processor: the difference is other programs' work.
 *
 * Usage: bench-window [RUNS [TASKS...]] */

#include <stdlib.h>
#include <string.h>

#include "e2e/lib/desktop.h"
#include "e2e/lib/device.h"

#define DEFAULT_RUNS 5

typedef struct
{
  char *name;
  GArray *first; /* double */
  GArray *second;
} Series;

typedef struct
{
  guint tasks;
  Device *device;
  GPtrArray *series; /* in the order they came */
} Library;

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_array_unref (series->first);
  g_array_unref (series->second);
  g_free (series);
}

static Series *
find_series (Library *library, const char *name)
{
  Series *series;

  for (guint i = 0; i < library->series->len; i++)
    if (g_str_equal (((Series *) library->series->pdata[i])->name, name))
      return library->series->pdata[i];
  series = g_new0 (Series, 1);
  series->name = g_strdup (name);
  series->first = g_array_new (FALSE, FALSE, sizeof (double));
  series->second = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (library->series, series);
  return series;
}

/* Open tasks in the Inbox, which is what the window shows first; a third of them with a date, some flagged.
 */
static void
fill (Library *library, const char *directory)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (directory, "tasks.txt", NULL);
  g_autofree char *said = NULL;

  for (guint i = 0; i < library->tasks; i++)
    {
      g_autofree char *due
          = i % 3 == 0 ? g_strdup_printf (" due:2027-%02u-%02u", i % 12 + 1, i % 28 + 1) : g_strdup ("");

      g_string_append_printf (text, "%sTask number %u in the house and the garden @home @garden%s\n",
                              i % 50 == 0 ? "(A) " : "", i, due);
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  said = device_do (library->device, "import", "--format", "todotxt", path, NULL);
}

static Library *
library_new (const char *directory, guint tasks)
{
  Library *library = g_new0 (Library, 1);
  g_autofree char *name = g_strdup_printf ("tasks-%u", tasks);

  library->tasks = tasks;
  library->device = device_new (directory, name);
  library->series = g_ptr_array_new_with_free_func (series_free);
  fill (library, directory);
  return library;
}

static void
library_free (gpointer data)
{
  Library *library = data;

  device_free (library->device);
  g_ptr_array_unref (library->series);
  g_free (library);
}

static void
note (Library *library, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", 3);
  Series *series;
  double first, second;

  if (g_strv_length (words) < 3)
    return;
  series = find_series (library, words[0]);
  first = g_ascii_strtod (words[1], NULL);
  second = g_ascii_strtod (words[2], NULL);
  g_array_append_val (series->first, first);
  g_array_append_val (series->second, second);
}

static void
run (Library *library, Desktop *desktop)
{
  g_auto (GStrv) environment
      = desktop_apply_to_environment (desktop, g_strdupv (library->device->environment));
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *arguments[] = { g_getenv ("DOVETAIL_MEASURED_APP"), NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;

  environment = g_environ_setenv (environment, "DOVETAIL_BENCH_START", start, TRUE);
  process = process_start (arguments, environment, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    g_error ("the app did not end well: %s", out);
  lines = g_strsplit (out, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    note (library, *line);
  desktop_wait_for_no_owner (desktop, "io.github.dovetailtasks.Dovetail");
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (GArray *values)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, values->len / 2);
}

static void
print_values (GArray *values)
{
  double middle = median (values);

  g_print ("%9.1f (%.1f-%.1f)", middle, g_array_index (values, double, 0),
           g_array_index (values, double, values->len - 1));
}

/* Beside the smallest library, which stands first. */
static void
print_library (Library *library, Library *smallest)
{
  g_print ("%u tasks\n", library->tasks);
  for (guint i = 0; i < library->series->len; i++)
    {
      Series *series = library->series->pdata[i];
      Series *floor = find_series (smallest, series->name);

      g_print ("  %-13s", series->name);
      print_values (series->first);
      g_print ("   ");
      print_values (series->second);
      g_print ("   %.2fx, %.2fx\n", median (series->first) / median (floor->first),
               median (series->second) / median (floor->second));
    }
}

int
main (int argc, char **argv)
{
  guint runs = argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_RUNS;
  g_autoptr (Desktop) desktop = desktop_new ();
  g_autoptr (GPtrArray) libraries = g_ptr_array_new_with_free_func (library_free);
  g_autofree char *directory = scratch_directory_new ("bench-window");
  static const guint sizes[] = { 100, 100000 };

  desktop_start_display (desktop, "1280x860");
  for (int i = 0; i < (argc > 2 ? argc - 2 : (int) G_N_ELEMENTS (sizes)); i++)
    g_ptr_array_add (libraries, library_new (directory, argc > 2 ? (guint) atoi (argv[i + 2]) : sizes[i]));
  for (guint i = 0; i < runs; i++)
    for (guint j = 0; j < libraries->len; j++)
      run (libraries->pdata[j], desktop);
  g_print (
      "%u runs. ready: ms since the start, ms of processor. memory: KiB, KiB of its own. Others: the longest "
      "turn of the main loop, ms, ms of processor. Median (least-most).\n",
      runs);
  for (guint i = 0; i < libraries->len; i++)
    print_library (libraries->pdata[i], libraries->pdata[0]);
  scratch_directory_remove (directory);
  return EXIT_SUCCESS;
}
