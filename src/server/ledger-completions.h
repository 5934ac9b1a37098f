/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* The completion log: each time that a task became done. It is never tidied up; what it says of a task outlives
 * the task. */
typedef struct
{
  char    *task_id;
  gint64   number;       /* 1, 2, ... of the task */
  char    *user_id;      /* who completed it */
  gint64   completed_at; /* ms */
  gint64   points;       /* that were given; 0: none */
  gboolean reopened;     /* taken back since */
} DovetailCompletion;

void     dovetail_completion_free      (DovetailCompletion        *completion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailCompletion, dovetail_completion_free)

/* The task's last; TRUE with *completion NULL when it was never done. */
gboolean dovetail_completion_find_last (DovetailLedger            *ledger,
                                        const char                *family_id,
                                        const char                *task_id,
                                        DovetailCompletion       **completion,
                                        GError                   **error);
gboolean dovetail_completion_add       (DovetailLedger            *ledger,
                                        const char                *family_id,
                                        const DovetailCompletion  *completion,
                                        GError                   **error);
gboolean dovetail_completion_reopen    (DovetailLedger            *ledger,
                                        const char                *family_id,
                                        const DovetailCompletion  *completion,
                                        GError                   **error);

/* What a user's completions that were not taken back amount to. */
typedef struct
{
  gint64 tasks;
  gint64 points;
} DovetailAchievement;

gboolean dovetail_completion_sum       (DovetailLedger            *ledger,
                                        const char                *family_id,
                                        const char                *user_id,
                                        DovetailAchievement       *sum,
                                        GError                   **error);

/* Their times, oldest first; must not use the ledger. */
typedef void (*DovetailCompletionFunc) (gint64                     completed_at,
                                        gpointer                   user_data);

gboolean dovetail_completion_times     (DovetailLedger            *ledger,
                                        const char                *family_id,
                                        const char                *user_id,
                                        DovetailCompletionFunc     func,
                                        gpointer                   user_data,
                                        GError                   **error);

G_END_DECLS
