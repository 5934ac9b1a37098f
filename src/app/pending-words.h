/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Waiting changes in words. All results are transfer full. */

/* What changed, a line a field: "Due: Wed 25 Nov → Fri 27 Nov"; "New task", "Deleted". */
char *dovetail_pending_words_change (DovetailStore         *store,
                                     const DovetailReplica *replica);
/* "Waiting since 14:02 · tried twice". */
char *dovetail_pending_words_since  (const DovetailPending *pending,
                                     gint64                 now);
/* What went wrong at the last try, or NULL. Never a code. */
char *dovetail_pending_words_error  (const char            *code,
                                     const char            *detail);
/* What the user can do about a change the server refused. */
char *dovetail_pending_words_advice (const char            *code);

/* All of it as text that can be sent to somebody: the task, what changed, since when, what hindered it. Transfer full. */
char *dovetail_pending_words_details (DovetailStore         *store,
                                      const DovetailReplica *replica,
                                      gint64                 now);

G_END_DECLS
