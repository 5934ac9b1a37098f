/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "formats/format.h"
#include "store/store.h"

G_BEGIN_DECLS

typedef struct
{
  guint created;
  guint existing;
  guint skipped;
  char *first_problem; /* "line 3: ...", or NULL */
} DovetailImportSummary;

/* The part of import and export that takes time: runs on a worker, with a store of that thread. */
gboolean dovetail_transfer_read_file  (DovetailStore         *store,
                                       GFile                 *file,
                                       DovetailImportSummary *summary,
                                       GCancellable          *cancellable,
                                       GError               **error);
/* The format follows the file's name. count: tasks written. */
gboolean dovetail_transfer_write_file (DovetailStore         *store,
                                       GFile                 *file,
                                       guint                 *count,
                                       GCancellable          *cancellable,
                                       GError               **error);

G_END_DECLS
