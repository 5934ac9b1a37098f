/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "core/error.h"

G_BEGIN_DECLS

/* The one place where what SQLite says becomes what a person reads. doing: "save the task". Always FALSE. */
gboolean dovetail_sqlite_error (sqlite3     *database,
                                int          code,
                                const char  *doing,
                                GError     **error);

G_END_DECLS
