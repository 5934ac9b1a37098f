/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a past sync did and why it failed, without codes. */

#include "app/job-words.h"

#include <glib/gi18n.h>

#include "app/amount-words.h"
#include "app/sync-words.h"
#include "app/trouble-words.h"

static gboolean
is_state (const DovetailJob *job, const char *state)
{
  return g_strcmp0 (job->state, state) == 0;
}

/* Nothing but the network was missing. */
static gboolean
was_offline (const DovetailJob *job)
{
  return is_state (job, DOVETAIL_JOB_FAILED) && g_strcmp0 (job->error_code, "offline") == 0;
}

const char *
dovetail_job_words_state (const DovetailJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);

  if (was_offline (job))
    return _ ("Offline");
  if (is_state (job, DOVETAIL_JOB_FAILED))
    return _ ("Failed");
  if (is_state (job, DOVETAIL_JOB_CANCELLED))
    return _ ("Cancelled");
  if (is_state (job, DOVETAIL_JOB_RUNNING))
    return _ ("Running");
  return _ ("Completed");
}

const char *
dovetail_job_words_icon (const DovetailJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);

  if (was_offline (job))
    return "network-offline-symbolic";
  if (is_state (job, DOVETAIL_JOB_FAILED))
    return "dialog-warning-symbolic";
  if (is_state (job, DOVETAIL_JOB_CANCELLED))
    return "process-stop-symbolic";
  if (is_state (job, DOVETAIL_JOB_RUNNING))
    return "emblem-synchronizing-symbolic";
  return "dovetail-done-symbolic";
}

gboolean
dovetail_job_words_is_bad (const DovetailJob *job)
{
  g_return_val_if_fail (job != NULL, FALSE);
  return is_state (job, DOVETAIL_JOB_FAILED) && !was_offline (job);
}

const char *
dovetail_job_words_kind (const DovetailJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  return g_strcmp0 (job->kind, "full") == 0 ? _ ("Everything was compared") : _ ("Only what changed");
}

static void
add_part (GString *line, const char *part)
{
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

/* Takes the part. */
static void
take_part (GString *line, char *part)
{
  add_part (line, part);
  g_free (part);
}

static void
add_troubles (GString *line, gint64 conflicts, gint64 errors)
{
  if (conflicts > 0)
    take_part (line, g_strdup_printf (ngettext ("%u conflict", "%u conflicts", (gulong) conflicts),
                                      (guint) conflicts));
  if (errors > 0)
    take_part (line,
               g_strdup_printf (ngettext ("%u refused", "%u refused", (gulong) errors), (guint) errors));
}

char *
dovetail_job_words_summary (const DovetailJob *job)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_return_val_if_fail (job != NULL, NULL);

  add_part (line, dovetail_job_words_state (job));
  if (job->pushed + job->errors + job->fetched > 0)
    take_part (line, dovetail_words_up_and_down (job->pushed + job->errors, job->fetched));
  else if (is_state (job, DOVETAIL_JOB_COMPLETED))
    add_part (line, _ ("nothing new"));
  add_troubles (line, job->conflicts, job->errors);
  if (job->finished_at > 0)
    take_part (line, dovetail_words_duration (job->finished_at - job->started_at));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
dovetail_job_words_phases (const DovetailJob *job)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (job != NULL, NULL);

  if (job->phases->len == 0)
    return NULL;
  for (guint i = 0; i < job->phases->len; i++)
    {
      const DovetailJobPhase *phase = &g_array_index (job->phases, DovetailJobPhase, i);
      g_autofree char *duration = dovetail_words_duration (phase->duration);

      /* Translators: a phase of a sync and how long it took, as in "Exchanging changes 120 ms" */
      g_ptr_array_add (parts,
                       g_strdup_printf (_ ("%s %s"), dovetail_sync_words_phase (phase->phase), duration));
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

char *
dovetail_job_words_phase (const DovetailJobPhase *phase)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_return_val_if_fail (phase != NULL, NULL);

  if (phase->requests > 0)
    take_part (line, g_strdup_printf (ngettext ("%u request", "%u requests", (gulong) phase->requests),
                                      (guint) phase->requests));
  if (phase->retries > 0)
    take_part (line, g_strdup_printf (ngettext ("%u repeated", "%u repeated", (gulong) phase->retries),
                                      (guint) phase->retries));
  if (phase->pushed + phase->errors + phase->fetched > 0)
    take_part (line, dovetail_words_up_and_down (phase->pushed + phase->errors, phase->fetched));
  add_troubles (line, phase->conflicts, phase->errors);
  if (phase->bytes_up + phase->bytes_down > 0)
    {
      g_autofree char *up = g_format_size ((guint64) phase->bytes_up);
      g_autofree char *down = g_format_size ((guint64) phase->bytes_down);

      take_part (line, g_strdup_printf (_ ("%s sent, %s received"), up, down));
    }
  if (line->len == 0)
    add_part (line, _ ("nothing to do"));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
dovetail_job_words_error (const DovetailJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  return dovetail_trouble_words_error (job->error_code, job->error_message);
}

static char *
retry_words (const DovetailJobRetry *retry)
{
  const char *reason = dovetail_trouble_words_reason (retry->reason);

  /* Translators: why a request was repeated and how often, as in "no connection (3 times)" */
  return g_strdup_printf (ngettext ("%s (once)", "%s (%u times)", (gulong) retry->times), reason,
                          (guint) retry->times);
}

char *
dovetail_job_words_retries (const DovetailJob *job)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (job != NULL, NULL);

  if (job->reasons->len == 0)
    return NULL;
  for (guint i = 0; i < job->reasons->len; i++)
    g_ptr_array_add (parts, retry_words (&g_array_index (job->reasons, DovetailJobRetry, i)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}
