/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A timerfd on the wall clock. */

#include "app/wall-timer.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Where nothing is waited for, the timer stands so far ahead that only a jump of the clock is heard of. */
#define FAR_AHEAD_SECONDS (G_GINT64_CONSTANT (200) * 366 * 24 * 3600)

struct _DovetailWallTimer
{
  void (*func) (gpointer user_data);
  gpointer user_data;
  int descriptor;
  guint source_id;
};

static gboolean
on_readable (int descriptor, GIOCondition condition, gpointer user_data)
{
  DovetailWallTimer *self = user_data;
  guint64 expirations;

  /* ECANCELED: the clock was set; that is told like a time that has come */
  if (read (descriptor, &expirations, sizeof expirations) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

DovetailWallTimer *
dovetail_wall_timer_new (void (*func) (gpointer user_data), gpointer user_data)
{
  DovetailWallTimer *self = g_new0 (DovetailWallTimer, 1);

  self->func = func;
  self->user_data = user_data;
  self->descriptor = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->descriptor < 0)
    g_warning ("Reminders cannot wait for their time: %s", g_strerror (errno));
  else
    self->source_id = g_unix_fd_add (self->descriptor, G_IO_IN, on_readable, self);
  return self;
}

void
dovetail_wall_timer_free (DovetailWallTimer *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_free (self);
}

void
dovetail_wall_timer_set (DovetailWallTimer *self, gint64 time)
{
  struct itimerspec when = { 0 };
  gint64 latest = g_get_real_time () / G_USEC_PER_SEC + FAR_AHEAD_SECONDS;

  g_return_if_fail (self != NULL);

  if (self->descriptor < 0)
    return;
  when.it_value.tv_sec = (time_t) CLAMP (time / 1000, 0, latest);
  /* zero would switch the timer off */
  when.it_value.tv_nsec = time <= 0 ? 1 : (long) (time % 1000) * 1000000 + 1;
  if (timerfd_settime (self->descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) < 0)
    g_warning ("Reminders cannot wait for their time: %s", g_strerror (errno));
}
