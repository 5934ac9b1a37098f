/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A turn is what the main loop does between two polls: a key or a frame that comes meanwhile waits. In a
 * frame the clock asks for the layout first, maybe several times, and then for the picture, which the
 * software renderer of the tests takes most of the time for. Times are those for which the thread had a
 * processor: what other programs take is none of this one's. */

#include "turn-watch.h"

#include <stdio.h>
#include <time.h>

/* A cursor that blinks is no work. */
#define LEAST_WORK_MICROSECONDS 500
/* Less says nothing of whether there is more to come. */
#define BUSY_MICROSECONDS 3000

typedef struct
{
  gint64 work;
  gint64 whole; /* 0: nothing was drawn */
} Turn;

static struct
{
  GArray *turns;  /* Turn */
  GArray *frames; /* gint64: from frame to frame */
  gint64 last_busy;

  /* the turn that is under way */
  gint64 start;
  gint64 drawing_start;
  gint64 drawing;
  gint64 frame_time; /* of the last frame */
} watch;

gint64
turn_watch_get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
end_turn (void)
{
  gint64 took = turn_watch_get_processor_time () - watch.start;
  Turn turn = { took - watch.drawing, watch.drawing > 0 ? took : 0 };

  if (took >= LEAST_WORK_MICROSECONDS)
    g_array_append_val (watch.turns, turn);
  if (took >= BUSY_MICROSECONDS)
    turn_watch_touch ();
}

static int
watched_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int ready;

  if (watch.start != 0)
    end_turn ();
  ready = g_poll (fds, n_fds, timeout);
  watch.drawing = 0;
  watch.start = turn_watch_get_processor_time ();
  return ready;
}

void
turn_watch_start (void)
{
  watch.turns = g_array_new (FALSE, FALSE, sizeof (Turn));
  watch.frames = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_main_context_set_poll_func (NULL, watched_poll);
}

/* A frame with nothing to lay out goes from the update to the picture. */
static void
before_drawing (GdkFrameClock *clock)
{
  watch.drawing_start = turn_watch_get_processor_time ();
}

static void
on_painted (GdkFrameClock *clock)
{
  watch.drawing += turn_watch_get_processor_time () - watch.drawing_start;
}

static void
on_frame (GdkFrameClock *clock)
{
  gint64 time = gdk_frame_timings_get_frame_time (gdk_frame_clock_get_current_timings (clock));
  gint64 passed = time - watch.frame_time;

  if (watch.frame_time != 0)
    g_array_append_val (watch.frames, passed);
  watch.frame_time = time;
}

/* After those who do the work. */
void
turn_watch_add_window (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect_after (clock, "update", G_CALLBACK (before_drawing), NULL);
  g_signal_connect_after (clock, "layout", G_CALLBACK (before_drawing), NULL);
  g_signal_connect_after (clock, "paint", G_CALLBACK (on_painted), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_frame), NULL);
  gdk_frame_clock_begin_updating (clock);
}

void
turn_watch_begin (void)
{
  g_array_set_size (watch.turns, 0);
  g_array_set_size (watch.frames, 0);
  /* the turn that is under way belongs to what was before */
  watch.start = 0;
  watch.frame_time = 0;
  turn_watch_touch ();
}

void
turn_watch_touch (void)
{
  watch.last_busy = g_get_monotonic_time ();
}

gint64
turn_watch_get_quiet (void)
{
  return g_get_monotonic_time () - watch.last_busy;
}

void
turn_watch_print (const char *name)
{
  for (guint i = 0; i < watch.turns->len; i++)
    {
      const Turn *turn = &g_array_index (watch.turns, Turn, i);

      printf ("%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", name, turn->work, turn->whole);
    }
  for (guint i = 0; i < watch.frames->len; i++)
    printf ("frames of %s\t%" G_GINT64_FORMAT "\n", name, g_array_index (watch.frames, gint64, i));
}
