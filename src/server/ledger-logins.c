/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about logins that failed lately. */

#include "server/ledger-logins.h"

static void
read_time (const DovetailLedgerValue *row, gpointer user_data)
{
  *(gint64 *) user_data = row[0].integer;
}

gboolean
dovetail_login_failure_find (
    DovetailLedger *ledger, const char *login, gint64 since, gint64 n, gint64 *time, GError **error)
{
  *time = 0;
  return dovetail_ledger_run (ledger,
                              "SELECT failed_at FROM login_failure WHERE login = ?1 AND failed_at > ?2"
                              " ORDER BY number DESC LIMIT 1 OFFSET ?3",
                              read_time, time, error, "sii", login, since, n);
}

gboolean
dovetail_login_failure_add (DovetailLedger *ledger, const char *login, gint64 now, gint64 since, GError **error)
{
  return dovetail_ledger_run (ledger, "DELETE FROM login_failure WHERE failed_at <= ?1", NULL, NULL, error, "i", since)
         && dovetail_ledger_run (ledger,
                                 "INSERT INTO login_failure (login, number, failed_at)"
                                 " SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2 FROM login_failure WHERE login = ?1",
                                 NULL, NULL, error, "si", login, now);
}
