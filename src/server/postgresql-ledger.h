/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* The ledger in PostgreSQL, for many families and for several server processes on one database. Transactions of
 * different families run beside each other; those that write to one family wait for each other. */
#define DOVETAIL_TYPE_POSTGRESQL_LEDGER (dovetail_postgresql_ledger_get_type ())
G_DECLARE_FINAL_TYPE (DovetailPostgresqlLedger, dovetail_postgresql_ledger, DOVETAIL, POSTGRESQL_LEDGER, GObject)

DovetailLedger *dovetail_postgresql_ledger_open (const char  *uri,
                                                 gboolean     must_exist,
                                                 GError     **error);

G_END_DECLS
