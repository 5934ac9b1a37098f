/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "core/conflict.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_MERGE_UNDO_RESOLVE, /* an answer: open the conflict again */
  DOVETAIL_MERGE_UNDO_RESTORE  /* a deletion taken back: delete again */
} DovetailMergeUndo;

/* Says what was done, with a button that takes it back. */
void dovetail_merge_undo_offer (GtkWindow           *window,
                                DovetailApplication *application,
                                DovetailConflict    *conflict,
                                const char          *words,
                                DovetailMergeUndo    undo);

G_END_DECLS
