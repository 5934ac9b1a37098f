/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/conflict-words.h"
#include "app/merge-session.h"
#include "core/zone.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_ROW (dovetail_merge_row_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeRow, dovetail_merge_row, DOVETAIL, MERGE_ROW, AdwBin)

/* Width from which rows and headings stand in columns, pixels. */
#define DOVETAIL_MERGE_WIDE 560

/* One field that asks: mine, result, theirs, what it was, and the buttons that take a side. store and zone are borrowed. */
GtkWidget  *dovetail_merge_row_new          (DovetailMergeSession *session,
                                             const char           *name,
                                             DovetailStore        *store,
                                             const DovetailZone   *zone);
const char *dovetail_merge_row_get_name     (DovetailMergeRow     *self);
/* Shows what the session holds now. */
void        dovetail_merge_row_refresh      (DovetailMergeRow     *self);
/* Captions over the parts, for where no headings stand above the columns. */
void        dovetail_merge_row_set_captions (DovetailMergeRow     *self,
                                             gboolean              visible);
/* The keyboard goes to the result, where it was before the row was built anew. */
void        dovetail_merge_row_focus_result (DovetailMergeRow     *self);
gboolean    dovetail_merge_row_edits        (DovetailMergeRow     *self); /* it is there now */
/* Marks the row the keyboard acts on. */
void        dovetail_merge_row_set_current  (DovetailMergeRow     *self,
                                             gboolean              current);

G_END_DECLS
