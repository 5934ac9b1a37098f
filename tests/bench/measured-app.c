/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real app, which works through one round of keys and says how long its main loop was busy at once.
 * Started by bench-window, with the moment of that in DOVETAIL_BENCH_START. */

#include <adwaita.h>
#include <stdio.h>
#include <string.h>

#include "app/application.h"
#include "turn-watch.h"

/* Nothing to do for so long: what the keys have caused has been done. */
#define QUIET_MS 400

typedef struct
{
  const char *name;
  const char *keys[24]; /* arguments of xdotool */
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

static struct
{
  GApplication *application;
  guint phase;
  GSubprocess *keys; /* that are being typed */
  gboolean ready;
} bench;

/* In thousands of bytes. */
static long
read_memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, name) : NULL;
  return line != NULL ? strtol (line + strlen (name), NULL, 10) * 1024 / 1000 : 0;
}

static void
on_keys_typed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_clear_object (&bench.keys);
  turn_watch_touch ();
}

static void
start_phase (void)
{
  const char *arguments[32] = { "xdotool" };

  turn_watch_begin ();
  for (guint i = 0; phases[bench.phase].keys[i] != NULL; i++)
    arguments[i + 1] = phases[bench.phase].keys[i];
  bench.keys = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_assert_nonnull (bench.keys);
  g_subprocess_wait_async (bench.keys, NULL, on_keys_typed, NULL);
}

static void
end_phase (void)
{
  turn_watch_print (phases[bench.phase].name);
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
  if (bench.ready && bench.keys == NULL && turn_watch_get_quiet () > QUIET_MS * 1000)
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
  gint64 start = g_ascii_strtoll (g_getenv ("DOVETAIL_BENCH_START"), NULL, 10);

  if (bench.ready || !shows_row (window))
    return;
  bench.ready = TRUE;
  printf ("ready\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", g_get_monotonic_time () - start,
          turn_watch_get_processor_time ());
  turn_watch_add_window (window);
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
  turn_watch_start ();
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), NULL);
  g_timeout_add (50, look, NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
