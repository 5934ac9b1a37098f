/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Conflicts in words for the person at this device. All results are transfer full. */
typedef struct
{
  char  *device_id;
  char  *user_id; /* NULL: not signed in */
  gint64 now;     /* ms */
} DovetailConflictReader;

void  dovetail_conflict_reader_init  (DovetailConflictReader       *reader,
                                      DovetailStore                *store);
void  dovetail_conflict_reader_clear (DovetailConflictReader       *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailConflictReader, dovetail_conflict_reader_clear)

/* "Pay rent": of whichever side has a title. */
char *dovetail_conflict_title        (DovetailConflict             *conflict);
/* "You, on this computer", "Anna (phone)". */
char *dovetail_conflict_author       (const DovetailConflictReader *reader,
                                      DovetailConflict             *conflict,
                                      DovetailSide                  side);
/* The author and the time: "Anna (phone), 14:05". */
char *dovetail_conflict_byline       (const DovetailConflictReader *reader,
                                      DovetailConflict             *conflict,
                                      DovetailSide                  side);
/* What happened, in one sentence: "You and Anna (phone) both changed “Pay rent”". */
char *dovetail_conflict_headline     (const DovetailConflictReader *reader,
                                      DovetailConflict             *conflict);
/* "3 fields were fitted together; 2 need you." */
char *dovetail_conflict_summary      (DovetailConflict             *conflict,
                                      guint                         fitted,
                                      guint                         asking);
/* "Due, Notes": the fields in dispute. */
char *dovetail_conflict_fields       (DovetailConflict             *conflict);
/* What those that are alike have in common: "Both changed: Due, Notes". */
char *dovetail_conflict_group        (DovetailConflict             *conflict);
/* How a closed one was answered: "Your version was kept". */
char *dovetail_conflict_resolution   (DovetailConflict             *conflict);

G_END_DECLS
