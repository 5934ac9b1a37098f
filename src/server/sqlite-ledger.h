/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* The ledger in one SQLite file (":memory:": in memory, for tests). Makes file, folder and tables when they are
 * missing; refuses a database of a newer server (DOVETAIL_ERROR_NEWER_SCHEMA). One connection, serialised. */
#define DOVETAIL_TYPE_SQLITE_LEDGER (dovetail_sqlite_ledger_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSqliteLedger, dovetail_sqlite_ledger, DOVETAIL, SQLITE_LEDGER, GObject)

DovetailLedger *dovetail_sqlite_ledger_open (const char  *path,
                                             GError     **error);

G_END_DECLS
