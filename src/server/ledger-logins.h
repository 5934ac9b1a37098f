/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* Failed logins, which every process on the database counts. login: what a failure is counted under, as a hash, so
 * that no name or address is kept. In a transaction on the directory. */

/* The time of the failure before which there were n more since then; 0: there were not so many. */
gboolean dovetail_login_failure_find (DovetailLedger  *ledger,
                                      const char      *login,
                                      gint64           since,
                                      gint64           n,
                                      gint64          *time,
                                      GError         **error);
/* Forgets those from before since, whosever they are. */
gboolean dovetail_login_failure_add  (DovetailLedger  *ledger,
                                      const char      *login,
                                      gint64           now,
                                      gint64           since,
                                      GError         **error);

G_END_DECLS
