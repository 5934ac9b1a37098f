/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about the completion log. */

#include "server/ledger-completions.h"

void
dovetail_completion_free (DovetailCompletion *completion)
{
  if (completion == NULL)
    return;
  g_free (completion->task_id);
  g_free (completion->user_id);
  g_free (completion);
}

static void
read_completion (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailCompletion *completion = g_new0 (DovetailCompletion, 1);

  completion->task_id = dovetail_ledger_value_dup_text (&row[0]);
  completion->number = row[1].integer;
  completion->user_id = dovetail_ledger_value_dup_text (&row[2]);
  completion->completed_at = row[3].integer;
  completion->points = row[4].integer;
  completion->reopened = row[5].integer != 0;
  *(DovetailCompletion **) user_data = completion;
}

gboolean
dovetail_completion_find_last (DovetailLedger *ledger,
                               const char *family_id,
                               const char *task_id,
                               DovetailCompletion **completion,
                               GError **error)
{
  *completion = NULL;
  return dovetail_ledger_run (
      ledger,
      "SELECT task_id, number, user_id, completed_at, points, reopened FROM completion"
      " WHERE family_id = ?1 AND task_id = ?2 ORDER BY number DESC LIMIT 1",
      read_completion, completion, error, "ss", family_id, task_id);
}

gboolean
dovetail_completion_add (DovetailLedger *ledger,
                         const char *family_id,
                         const DovetailCompletion *completion,
                         GError **error)
{
  return dovetail_ledger_run (
      ledger,
      "INSERT INTO completion (family_id, task_id, number, user_id, completed_at, points, reopened)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      NULL, NULL, error, "ssisiii", family_id, completion->task_id, completion->number, completion->user_id,
      completion->completed_at, completion->points, (gint64) completion->reopened);
}

gboolean
dovetail_completion_reopen (DovetailLedger *ledger,
                            const char *family_id,
                            const DovetailCompletion *completion,
                            GError **error)
{
  return dovetail_ledger_run (
      ledger, "UPDATE completion SET reopened = 1 WHERE family_id = ?1 AND task_id = ?2 AND number = ?3",
      NULL, NULL, error, "ssi", family_id, completion->task_id, completion->number);
}

static void
read_sum (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailAchievement *sum = user_data;

  sum->tasks = row[0].integer;
  sum->points = row[1].integer;
}

gboolean
dovetail_completion_sum (DovetailLedger *ledger,
                         const char *family_id,
                         const char *user_id,
                         DovetailAchievement *sum,
                         GError **error)
{
  *sum = (DovetailAchievement){ 0, 0 };
  return dovetail_ledger_run (ledger,
                              "SELECT COUNT(*), CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM completion"
                              " WHERE family_id = ?1 AND user_id = ?2 AND reopened = 0",
                              read_sum, sum, error, "ss", family_id, user_id);
}

typedef struct
{
  DovetailCompletionFunc func;
  gpointer user_data;
} Times;

static void
pass_time (const DovetailLedgerValue *row, gpointer user_data)
{
  const Times *times = user_data;

  times->func (row[0].integer, times->user_data);
}

gboolean
dovetail_completion_times (DovetailLedger *ledger,
                           const char *family_id,
                           const char *user_id,
                           DovetailCompletionFunc func,
                           gpointer user_data,
                           GError **error)
{
  Times times = { func, user_data };

  return dovetail_ledger_run (ledger,
                              "SELECT completed_at FROM completion"
                              " WHERE family_id = ?1 AND user_id = ?2 AND reopened = 0 ORDER BY completed_at",
                              pass_time, &times, error, "ss", family_id, user_id);
}
