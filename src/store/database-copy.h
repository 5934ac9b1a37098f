/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/sqlite-error.h"

G_BEGIN_DECLS

/* Under the write lock. Replaces what lies at path; on failure that is of no use. Synced. */
gboolean dovetail_database_copy (sqlite3    *database,
                                 const char *path,
                                 GError    **error);

G_END_DECLS
