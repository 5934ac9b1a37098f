/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One small thread sleeps until the time is up or it is told that it is no longer needed. */

#include "account/deadline.h"

struct _DovetailDeadline
{
  GMutex mutex;
  GCond stopped;
  gboolean stop;
  gboolean passed;
  gint64 end; /* monotonic, us */
  GThread *thread;
  GCancellable *own;
  GCancellable *outer;
  gulong handler;
};

static gpointer
wait_for_end (gpointer user_data)
{
  DovetailDeadline *deadline = user_data;
  gboolean in_time = TRUE;

  g_mutex_lock (&deadline->mutex);
  while (!deadline->stop && in_time)
    in_time = g_cond_wait_until (&deadline->stopped, &deadline->mutex, deadline->end);
  deadline->passed = !deadline->stop;
  g_mutex_unlock (&deadline->mutex);
  if (deadline->passed)
    g_cancellable_cancel (deadline->own);

  return NULL;
}

static void
cancel_own (GCancellable *outer, gpointer own)
{
  g_cancellable_cancel (own);
}

DovetailDeadline *
dovetail_deadline_new (GCancellable *cancellable, gint64 milliseconds)
{
  DovetailDeadline *deadline = g_new0 (DovetailDeadline, 1);

  g_mutex_init (&deadline->mutex);
  g_cond_init (&deadline->stopped);
  deadline->end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  deadline->own = g_cancellable_new ();
  if (cancellable != NULL)
    {
      deadline->outer = g_object_ref (cancellable);
      deadline->handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_own),
                                                 g_object_ref (deadline->own), g_object_unref);
    }
  deadline->thread = g_thread_new ("deadline", wait_for_end, deadline);

  return deadline;
}

GCancellable *
dovetail_deadline_get_cancellable (DovetailDeadline *deadline)
{
  return deadline->own;
}

gboolean
dovetail_deadline_has_passed (DovetailDeadline *deadline)
{
  gboolean passed;

  g_mutex_lock (&deadline->mutex);
  passed = deadline->passed;
  g_mutex_unlock (&deadline->mutex);

  return passed;
}

void
dovetail_deadline_free (DovetailDeadline *deadline)
{
  if (deadline == NULL)
    return;

  g_mutex_lock (&deadline->mutex);
  deadline->stop = TRUE;
  g_cond_signal (&deadline->stopped);
  g_mutex_unlock (&deadline->mutex);
  g_thread_join (deadline->thread);
  if (deadline->outer != NULL)
    g_cancellable_disconnect (deadline->outer, deadline->handler);
  g_clear_object (&deadline->outer);
  g_object_unref (deadline->own);
  g_cond_clear (&deadline->stopped);
  g_mutex_clear (&deadline->mutex);
  g_free (deadline);
}
