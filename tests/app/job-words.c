/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past syncs and what went wrong in them, in words without codes. */

#include "app/job-words.h"

#include <string.h>

#include "app/trouble-words.h"

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static const struct
{
  const char *says;
  const char *state;
  const char *code;
  gint64 pushed, errors, fetched, conflicts;
  const char *summary;
  gboolean bad;
} cases[] = {
  { "nothing was new", "completed", NULL, 0, 0, 0, 0, "Completed · nothing new · 400 ms", FALSE },
  { "an ordinary one", "completed", NULL, 12, 0, 3, 0, "Completed · 12 up, 3 down · 400 ms", FALSE },
  { "a conflict", "completed", NULL, 12, 0, 3, 1, "Completed · 12 up, 3 down · 1 conflict · 400 ms", FALSE },
  { "a refused change went up, too", "completed", NULL, 1, 2, 0, 0,
    "Completed · 3 up, 0 down · 2 refused · 400 ms", FALSE },
  { "without a network", "failed", "offline", 0, 0, 0, 0, "Offline · 400 ms", FALSE },
  { "the server was busy", "failed", "temporary", 0, 0, 5, 0, "Failed · 0 up, 5 down · 400 ms", TRUE },
  { "the user cancelled it", "cancelled", "cancelled", 0, 0, 0, 0, "Cancelled · 400 ms", FALSE },
};

static void
test_summaries (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailJob) job = dovetail_job_new ("job", "incremental", 1000);

      g_test_message ("%s", cases[i].says);
      job->pushed = cases[i].pushed;
      job->errors = cases[i].errors;
      job->fetched = cases[i].fetched;
      job->conflicts = cases[i].conflicts;
      dovetail_job_finish (job, cases[i].state, cases[i].code, cases[i].code, 1400);
      assert_text (dovetail_job_words_summary (job), cases[i].summary);
      g_assert_cmpint (dovetail_job_words_is_bad (job), ==, cases[i].bad);
      g_assert_nonnull (dovetail_job_words_icon (job));
    }
}

static void
test_running (void)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("job", "full", 1000);

  assert_text (dovetail_job_words_summary (job), "Running");
  g_assert_cmpstr (dovetail_job_words_kind (job), ==, "Everything was compared");
  assert_text (dovetail_job_words_phases (job), "Exchanging changes 0 ms");
  g_assert_null (dovetail_job_words_error (job));
  g_assert_null (dovetail_job_words_retries (job));
}

static void
test_phases (void)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("job", "incremental", 1000);
  DovetailJobPhase *first;

  g_assert_true (dovetail_job_enter_phase (job, DOVETAIL_PHASE_PROCESSING, 1120));
  g_assert_true (dovetail_job_finish (job, DOVETAIL_JOB_COMPLETED, NULL, NULL, 1123));
  assert_text (dovetail_job_words_phases (job), "Exchanging changes 120 ms, Fitting changes together 3 ms");
  first = &g_array_index (job->phases, DovetailJobPhase, 0);
  assert_text (dovetail_job_words_phase (first), "nothing to do");
  first->requests = 1;
  first->retries = 2;
  first->pushed = 4;
  first->fetched = 5;
  first->bytes_up = 100;
  assert_text (dovetail_job_words_phase (first),
               "1 request · 2 repeated · 4 up, 5 down · 100 bytes sent, 0 bytes received");
}

static void
test_retries (void)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("job", "incremental", 1000);

  dovetail_job_count_retry (job, "offline");
  dovetail_job_count_retry (job, "offline");
  dovetail_job_count_retry (job, "temporary");
  dovetail_job_count_retry (job, "something new");
  assert_text (dovetail_job_words_retries (job),
               "no connection (2 times), the server was busy (once), it did not work (once)");
}

/* Every code that a pass writes has a sentence of its own; none shows a number or the code itself. */
static void
test_troubles (void)
{
  static const char *const codes[] = { "offline",
                                       "timed_out",
                                       "temporary",
                                       "certificate",
                                       "unauthorized",
                                       "forbidden",
                                       "refused",
                                       "protocol",
                                       "disk_full",
                                       "corrupt",
                                       "cancelled",
                                       "keyring_locked",
                                       "keyring_unavailable",
                                       "interrupted" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *error = dovetail_trouble_words_error (codes[i], "HTTP 503: teapot");

      g_test_message ("%s", codes[i]);
      g_assert_null (strstr (error, "teapot"));
      g_assert_null (strpbrk (error, "0123456789_"));
      g_assert_true (g_str_has_suffix (error, "."));
    }
  assert_text (dovetail_trouble_words_error ("failed", "The list is gone"), "The list is gone");
  assert_text (dovetail_trouble_words_error ("failed", NULL), "It did not work.");
  g_assert_null (dovetail_trouble_words_error (NULL, NULL));
}

/* What passes by itself asks nothing of the user; the rest says what to do. */
static void
test_advice (void)
{
  g_assert_null (dovetail_trouble_words_advice ("offline"));
  g_assert_null (dovetail_trouble_words_advice (NULL));
  g_assert_nonnull (strstr (dovetail_trouble_words_advice ("unauthorized"), "Sign in again"));
  g_assert_nonnull (strstr (dovetail_trouble_words_advice ("certificate"), "clock"));
  g_assert_nonnull (strstr (dovetail_trouble_words_advice ("disk_full"), "room"));
  g_assert_nonnull (strstr (dovetail_trouble_words_advice ("protocol"), "update"));
  g_assert_cmpstr (dovetail_trouble_words_line ("unauthorized"), ==, "Sign in again");
  g_assert_cmpstr (dovetail_trouble_words_line ("something new"), ==, "Sync needs you");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-words/summaries", test_summaries);
  g_test_add_func ("/job-words/running", test_running);
  g_test_add_func ("/job-words/phases", test_phases);
  g_test_add_func ("/job-words/retries", test_retries);
  g_test_add_func ("/job-words/troubles", test_troubles);
  g_test_add_func ("/job-words/advice", test_advice);
  return g_test_run ();
}
