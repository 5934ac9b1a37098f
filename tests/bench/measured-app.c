/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real app, which works through one round of keys and says how long its main loop was busy at once.
 * Started by bench-window, with the moment of that in DOVETAIL_BENCH_START. */

#include <adwaita.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/application.h"

/* Nothing to do for so long: what the keys have caused has been done. */
#define QUIET_MS 400

typedef struct
{
  const char *name;
  const char *keys[24]; /* arguments of xdotool; none: only wait */
} Phase;

static const Phase phases[] = {
  { "into the list", { "key", "--delay", "150", "Tab", "Down" } },
  { "arrow down", { "key", "--delay", "30", "--repeat", "30", "Down" } },
  { "page down", { "key", "--delay", "50", "--repeat", "30", "Page_Down" } },
  { "end, home", { "key", "--delay", "150", "End", "Home", "End", "Home" } },
  { "select all", { "key", "--delay", "150", "ctrl+a", "Escape" } },
  { "search", { "key", "--delay", "50", "ctrl+f", "g", "a", "r", "d", "e", "n" } },
  { "end search", { "key", "--delay", "150", "Escape", "Escape" } },
  { "quick add", { "key", "--delay", "50", "ctrl+n", "p", "a", "y", "space", "f", "r", "i", "Return" } },
  { "other places",
    { "key", "--delay", "400", "Tab", "shift+Tab", "shift+Tab", "shift+Tab", "Down", "Down" } },
};

typedef struct
{
  gint64 longest;           /* µs of one turn of the main loop */
  gint64 longest_processor; /* of those, in which it had the processor */
  gint64 last_turn;         /* when the last one that did something ended */
  gint64 turn_start;
  gint64 turn_processor;
} Watch;

static struct
{
  GApplication *application;
  Watch watch;
  guint phase;
  GSubprocess *keys; /* that are being typed */
  gint64 ready;
} bench;

static gint64
processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000) + time.tv_nsec / 1000;
}

/* Between two polls the main loop does what there is to do: a key or a frame that comes meanwhile waits. */
static int
watched_poll (GPollFD *fds, guint n_fds, int timeout)
{
  Watch *watch = &bench.watch;
  gint64 now = g_get_monotonic_time ();
  gint64 processor = processor_time () - watch->turn_processor;
  int ready;

  if (watch->turn_start != 0)
    {
      watch->longest = MAX (watch->longest, now - watch->turn_start);
      watch->longest_processor = MAX (watch->longest_processor, processor);
      /* a cursor that blinks is no work */
      if (processor > 3000)
        watch->last_turn = now;
    }
  ready = g_poll (fds, n_fds, timeout);
  watch->turn_start = g_get_monotonic_time ();
  watch->turn_processor = processor_time ();
  return ready;
}

static long
read_memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, name) : NULL;
  return line != NULL ? strtol (line + strlen (name), NULL, 10) : 0;
}

static void
on_keys_typed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_clear_object (&bench.keys);
  bench.watch.last_turn = g_get_monotonic_time ();
}

static void
start_phase (void)
{
  const char *arguments[32] = { "xdotool" };

  /* the turn that is under way belongs to what was before */
  bench.watch = (Watch){ 0 };
  bench.watch.last_turn = g_get_monotonic_time ();
  if (phases[bench.phase].keys[0] == NULL)
    return;
  for (guint i = 0; phases[bench.phase].keys[i] != NULL; i++)
    arguments[i + 1] = phases[bench.phase].keys[i];
  bench.keys = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_assert_nonnull (bench.keys);
  g_subprocess_wait_async (bench.keys, NULL, on_keys_typed, NULL);
}

static void
end_phase (void)
{
  printf ("%s\t%.1f\t%.1f\n", phases[bench.phase].name, bench.watch.longest / 1000.0,
          bench.watch.longest_processor / 1000.0);
  if (++bench.phase < G_N_ELEMENTS (phases))
    {
      start_phase ();
      return;
    }
  printf ("memory\t%ld\t%ld\n", read_memory ("VmRSS:"), read_memory ("RssAnon:"));
  fflush (stdout);
  g_application_quit (bench.application);
}

static gboolean
look (gpointer user_data)
{
  if (bench.ready != 0 && bench.keys == NULL
      && g_get_monotonic_time () - bench.watch.last_turn > QUIET_MS * 1000)
    end_phase ();
  return G_SOURCE_CONTINUE;
}

static gboolean
shows_row (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "DovetailTaskRow") && gtk_widget_get_mapped (widget)
      && gtk_widget_get_height (widget) > 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_row (child))
      return TRUE;
  return FALSE;
}

/* A frame was drawn: with tasks on it? */
static void
on_painted (GdkFrameClock *clock, GtkWidget *window)
{
  const char *start = g_getenv ("DOVETAIL_BENCH_START");

  if (bench.ready != 0 || !shows_row (window))
    return;
  bench.ready = g_get_monotonic_time ();
  printf ("ready\t%.1f\t%.1f\n", (bench.ready - g_ascii_strtoll (start, NULL, 10)) / 1000.0,
          processor_time () / 1000.0);
  start_phase ();
}

static void
on_realized (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted), window);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (on_realized), NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (DovetailApplication) application = dovetail_application_new ();

  bench.application = G_APPLICATION (application);
  g_main_context_set_poll_func (NULL, watched_poll);
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), NULL);
  g_timeout_add (50, look, NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
