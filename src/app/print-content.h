/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/print-sheet.h"
#include "store/store.h"

G_BEGIN_DECLS

/* More than this nobody reads on paper. */
#define DOVETAIL_PRINT_MOST_TASKS 5000

/* Tasks as they stand in a list: rows are ids (gint64). */
DovetailPrintSheet *dovetail_print_list_content (DovetailStore      *store,
                                                 const char         *title,
                                                 GArray             *rows,
                                                 gint64              now,
                                                 GError            **error);
/* One task with all that belongs to it. */
DovetailPrintSheet *dovetail_print_task_content (DovetailStore      *store,
                                                 const char         *task_id,
                                                 gint64              now,
                                                 GError            **error);

G_END_DECLS
