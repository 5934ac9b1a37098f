/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

/* What the user says of the deletions a sync held. */
typedef enum
{
  DOVETAIL_HELD_ANSWER_LATER,
  DOVETAIL_HELD_ANSWER_ACCEPT,
  DOVETAIL_HELD_ANSWER_RESTORE
} DovetailHeldAnswer;

/* Both wishes at once is wrong usage, and so is a choice of records without a wish. */
gboolean dovetail_held_answer_read  (gboolean             accept,
                                     gboolean             restore,
                                     char               **only, /* ids, or their beginnings; NULL: all */
                                     DovetailHeldAnswer  *answer,
                                     GError             **error);
/* Writes the answer down, before a sync takes it to the server; says so when nothing is held. */
gboolean dovetail_held_answer_give  (DovetailProgram     *program,
                                     DovetailHeldAnswer   answer,
                                     char               **only,
                                     GError             **error);
/* One line on stderr when something waits for an answer. */
void     dovetail_held_remind       (DovetailProgram     *program);

G_END_DECLS
