/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window with 100 tasks, with 100,000, and with 20,000 while a sync runs, in turns on one display: time
 * until the first frame with tasks, memory, and what the main loop does at once at each kind of work. See
 * turn-watch.c for how the work of the app is told apart from drawing, which a software renderer does here.
 *
 * Usage: bench-window [RUNS [TASKS...]]; a number with "s" behind it is that of a library that syncs
 * meanwhile */

#include <stdlib.h>
#include <string.h>

#include "e2e/lib/desktop.h"
#include "e2e/lib/device.h"
#include "e2e/lib/server-process.h"
#include "process-figures.h"
#include "series.h"

#define DEFAULT_RUNS 5
#define PASSWORD "correct horse battery staple"
/* As many tasks does the other device change at a time. */
#define NEWS 300

typedef struct
{
  char *name;
  guint tasks;
  Device *device;
  ServerProcess *server; /* NULL: it does not sync */
  Device *other;         /* which changes tasks all the time */
  GPtrArray *news;       /* the command with which it does */
  int ends;              /* no more of them */
  guint n_news;
  SeriesSet *figures;
} Library;

static const char *const phases[] = { "into the list", "arrow down", "page down", "end, home",   "select all",
                                      "search",        "end search", "quick add", "other places" };

/* Open tasks in the Inbox, which is what the window shows first; a third of them with a date, some flagged.
 */
static void
fill (Device *device, const char *directory, guint tasks)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.txt", directory, device->name);
  g_autofree char *said = NULL;

  for (guint i = 0; i < tasks; i++)
    {
      g_autofree char *due
          = i % 3 == 0 ? g_strdup_printf (" due:2027-%02u-%02u", i % 12 + 1, i % 28 + 1) : g_strdup ("");

      g_string_append_printf (text, "%sTask number %u in the house and the garden @home @garden%s\n",
                              i % 50 == 0 ? "(A) " : "", i, due);
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  said = device_do (device, "import", "--format", "todotxt", path, NULL);
}

static void
sync_device (Device *device)
{
  g_autoptr (JsonObject) job = device_sync (device);
}

/* dovetailctl VERB ID..., of tasks all over the list; the verb is still missing. */
static GPtrArray *
choose_news (Device *device)
{
  g_autoptr (JsonArray) tasks = device_list (device, NULL);
  guint n_tasks = json_array_get_length (tasks);
  GPtrArray *command = g_ptr_array_new ();

  g_ptr_array_add (command, (gpointer) program_path ("DOVETAILCTL"));
  g_ptr_array_add (command, NULL);
  for (guint i = 0; i < NEWS; i++)
    {
      JsonObject *task = json_array_get_object_element (tasks, i * (n_tasks / NEWS));

      g_ptr_array_add (command, g_strdup (json_object_get_string_member (task, "entity_id")));
    }
  g_ptr_array_add (command, NULL);
  return command;
}

/* Both devices have everything. */
static void
sign_in (Library *library, const char *directory)
{
  library->server = server_process_new (directory);
  library->other = device_new (directory, "other");
  server_process_add_user (library->server, "anna", "home", PASSWORD);
  server_process_start (library->server);
  device_login (library->device, library->server->url, "anna", PASSWORD);
  device_login (library->other, library->server->url, "anna", PASSWORD);
  sync_device (library->device);
  sync_device (library->other);
  library->news = choose_news (library->other);
}

static Library *
library_new (const char *directory, const char *name)
{
  Library *library = g_new0 (Library, 1);
  gboolean syncing = g_str_has_suffix (name, "s");

  library->tasks = (guint) atoi (name);
  library->name = g_strdup_printf ("%u tasks%s", library->tasks, syncing ? ", and a sync runs" : "");
  library->device = device_new (directory, name);
  library->figures = series_set_new ();
  fill (library->device, directory, library->tasks);
  if (syncing)
    sign_in (library, directory);
  return library;
}

static void
library_free (gpointer data)
{
  Library *library = data;

  g_free (library->name);
  device_free (library->device);
  g_clear_pointer (&library->other, device_free);
  g_clear_pointer (&library->news, g_ptr_array_unref);
  g_clear_pointer (&library->server, server_process_free);
  series_set_free (library->figures);
  g_free (library);
}

/* A line of the app: a name and figures in microseconds, or in thousands of bytes. */
static void
note (Library *library, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", 3);
  guint n_words = g_strv_length (words);

  if (n_words < 2)
    return;
  series_set_add (library->figures, words[0], g_ascii_strtod (words[1], NULL) / 1000);
  if (n_words > 2 && !g_str_equal (words[2], "0"))
    {
      g_autofree char *second = g_strconcat ("whole ", words[0], NULL);

      series_set_add (library->figures, second, g_ascii_strtod (words[2], NULL) / 1000);
    }
}

static char **
app_environment (Library *library, Desktop *desktop)
{
  char **environment = desktop_apply_to_environment (desktop, g_strdupv (library->device->environment));
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());

  return g_environ_setenv (environment, "DOVETAIL_BENCH_START", start, TRUE);
}

/* Returns what it said. With a server, the other device has news until the app ends. */
static char *
work_through (Library *library, Desktop *desktop)
{
  const char *arguments[] = { g_getenv ("DOVETAIL_MEASURED_APP"), NULL };
  g_auto (GStrv) environment = app_environment (library, desktop);
  g_autoptr (GSubprocess) process = process_start (arguments, environment, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  char *out = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    g_error ("the app did not end well: %s", out);
  return out;
}

static void
spread_news (Library *library, const char *verb)
{
  g_autoptr (ProcessResult) result = NULL;

  library->news->pdata[1] = (gpointer) verb;
  result = process_run ((const char *const *) library->news->pdata, library->other->environment, NULL);
  g_assert_cmpint (result->status, ==, 0);
  sync_device (library->other);
  library->n_news++;
}

/* Tasks are done and open again, so that the library stays as large as it is. */
static gpointer
have_news (gpointer data)
{
  Library *library = data;

  while (!g_atomic_int_get (&library->ends))
    {
      spread_news (library, "done");
      spread_news (library, "reopen");
    }
  return NULL;
}

static void
run (Library *library, Desktop *desktop)
{
  GThread *news = library->server == NULL ? NULL : g_thread_new ("news", have_news, library);
  g_autofree char *out = work_through (library, desktop);
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    note (library, *line);
  series_set_next_run (library->figures);
  desktop_wait_for_no_owner (desktop, "io.github.dovetailtasks.Dovetail");
  g_atomic_int_set (&library->ends, TRUE);
  if (news != NULL)
    g_thread_join (news);
  g_atomic_int_set (&library->ends, FALSE);
}

static void
print_middle (Library *library, Library *smallest, const char *name, const char *what)
{
  Series *series = series_set_find (library->figures, name);

  g_print ("  %-22s %9.1f (%.1f-%.1f)  %.2fx\n", what, series_worst_at (series, 0.5),
           series_worst_at (series, 0), series_worst_at (series, 1),
           series_worst_at (series, 0.5) / series_worst_at (series_set_find (smallest->figures, name), 0.5));
}

static void
print_turns (Library *library, Library *smallest, const char *name)
{
  Series *series = series_set_find (library->figures, name);
  Series *floor = series_set_find (smallest->figures, name);

  g_print ("  %5.1f %5.1f (%4.1f-%5.1f) %5.2fx", series_at (series, 0.99), series_worst_at (series, 0.5),
           series_worst_at (series, 0), series_worst_at (series, 1),
           series_worst_at (series, 0.5) / series_worst_at (floor, 0.5));
}

/* Beside the smallest library, which stands first. */
static void
print_library (Library *library, Library *smallest)
{
  g_print ("%s\n", library->name);
  if (library->n_news > 0)
    g_print ("  %u times another device had %d changes\n", library->n_news, NEWS);
  print_middle (library, smallest, "ready", "ready, ms");
  print_middle (library, smallest, "whole ready", "ready, ms of processor");
  print_middle (library, smallest, "memory", "memory, MB");
  print_middle (library, smallest, "whole memory", "memory of its own, MB");
  g_print ("  %-14s  %-33s %-33s %s\n", "ms of processor", "turn without drawing", "turn with drawing",
           "from frame to frame, ms");
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_autofree char *whole = g_strconcat ("whole ", phases[i], NULL);
      g_autofree char *frames = g_strconcat ("frames of ", phases[i], NULL);

      g_print ("  %-13s", phases[i]);
      print_turns (library, smallest, phases[i]);
      print_turns (library, smallest, whole);
      print_turns (library, smallest, frames);
      g_print ("\n");
    }
}

int
main (int argc, char **argv)
{
  guint runs = argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_RUNS;
  g_autoptr (Desktop) desktop = desktop_new ();
  g_autoptr (GPtrArray) libraries = g_ptr_array_new_with_free_func (library_free);
  g_autofree char *directory = scratch_directory_new ("bench-window");
  static const char *const sizes[] = { "100", "100000", "20000s" };

  desktop_start_display (desktop, "1280x860");
  for (int i = 0; i < (argc > 2 ? argc - 2 : (int) G_N_ELEMENTS (sizes)); i++)
    g_ptr_array_add (libraries, library_new (directory, argc > 2 ? argv[i + 2] : sizes[i]));
  figures_print_load ();
  for (guint i = 0; i < runs; i++)
    for (guint j = 0; j < libraries->len; j++)
      run (libraries->pdata[j], desktop);
  figures_print_load ();
  g_print (
      "%u runs. Of turns and frames: 99 of 100 take no longer, the longest (least-most of the runs), and how "
      "that compares with the first library. Of all else: the median (least-most).\n",
      runs);
  for (guint i = 0; i < libraries->len; i++)
    print_library (libraries->pdata[i], libraries->pdata[0]);
  g_ptr_array_set_size (libraries, 0);
  scratch_directory_remove (directory);
  return EXIT_SUCCESS;
}
