/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/merge.h"

G_BEGIN_DECLS

/* A place where the two texts differ. */
typedef struct
{
  char *before; /* what both have in front of it */
  char *mine;
  char *theirs;
} DovetailMergeHunk;

/* Two texts as what they share and where they differ. */
typedef struct
{
  GPtrArray *hunks; /* DovetailMergeHunk, in order */
  char      *after; /* what both have behind the last */
} DovetailMergeHunks;

/* NULL: they differ in too many places to be taken one by one. */
DovetailMergeHunks *dovetail_merge_hunks_new     (const char         *mine,
                                                  const char         *theirs);
void                dovetail_merge_hunks_free    (DovetailMergeHunks *hunks);
/* picks: one for each hunk; BASE: not taken yet, open stands for it. */
char               *dovetail_merge_hunks_compose (DovetailMergeHunks *hunks,
                                                  const DovetailSide *picks,
                                                  const char         *open);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailMergeHunks, dovetail_merge_hunks_free)

G_END_DECLS
