/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/undo.h"

G_BEGIN_DECLS

/* "Undid: completed 3 tasks", or why nothing was. Transfer full. */
char *dovetail_undo_words  (const DovetailUndone *undone);
/* "Done again: completed 3 tasks". */
char *dovetail_redo_words  (const DovetailUndone *redone);
/* A title as it is quoted in a sentence: not longer than a few words. */
char *dovetail_short_title (const char           *title);

G_END_DECLS
