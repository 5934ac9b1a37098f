/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether what a device decided in its life is decided alike when its trace is replayed. */

#include "sim/replays.h"

#include "sync/trace-export.h"
#include "sync/trace-replay.h"

static void
tell_differences (const DovetailReplayJob *job)
{
  for (guint i = 0; i < job->steps->len; i++)
    {
      const DovetailReplayStep *step = g_ptr_array_index (job->steps, i);

      if (!step->same)
        g_printerr ("%u %s: then %s; now %s\n", step->job, step->subject, step->recorded, step->replayed);
    }
}

static void
keep_file (const char *text, gsize length)
{
  const char *path = g_getenv ("DOVETAIL_TRACE_FILE");

  if (path != NULL)
    g_file_set_contents (path, text, (gssize) length, NULL);
}

guint
replays_check (DovetailStore *store, const char *who, guint64 seed, guint *differences)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  DovetailTraceCounts counts;
  gsize length;
  guint decisions = 0;

  text = dovetail_trace_export (store, dovetail_store_get_random (store), &counts, &length, &error);
  g_assert_no_error (error);
  jobs = dovetail_trace_replay (text, length, &error);
  if (error != NULL)
    g_error ("seed %" G_GUINT64_FORMAT ": the trace of %s: %s", seed, who, error->message);
  g_assert_cmpuint (jobs->len, ==, counts.jobs);
  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailReplayJob *job = g_ptr_array_index (jobs, i);

      if (job->differences > 0)
        {
          g_printerr ("seed %" G_GUINT64_FORMAT ", %s, sync %u:\n", seed, who, i + 1);
          tell_differences (job);
          keep_file (text, length);
        }
      *differences += job->differences;
      decisions += job->steps->len;
    }
  g_test_message ("seed %" G_GUINT64_FORMAT ", %s: %u decisions in %" G_GSIZE_FORMAT " bytes", seed, who,
                  decisions, length);
  return decisions;
}
