/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/conflict-words.h"
#include "store/record-changes.h"

G_BEGIN_DECLS

/* The history of a record in words. All results are transfer full. */

/* Who made a change, where and when: "Anna (phone), yesterday 14:02". */
char *dovetail_history_words_author (const DovetailConflictReader *reader,
                                     const DovetailRecordChange   *change);
/* What changed, a line a field: "Due: Wed 25 Nov → Fri 27 Nov"; "Created". whole FALSE: long values are shortened, and *shortened
 * says so. store looks up names; NULL: none. */
char *dovetail_history_words_change (DovetailStore                *store,
                                     const DovetailRecordChange   *change,
                                     gboolean                      whole,
                                     gboolean                     *shortened);

G_END_DECLS
