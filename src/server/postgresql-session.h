/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* One connection to PostgreSQL with its prepared statements, for one thread at a time. Every failure is a GError:
 * DOVETAIL_ERROR_TAKEN_BACK when the transaction is gone and may be done again. */
typedef struct _DovetailPostgresqlSession DovetailPostgresqlSession;

DovetailPostgresqlSession *dovetail_postgresql_session_open    (const char                 *uri,
                                                                GError                    **error);
void                       dovetail_postgresql_session_close   (DovetailPostgresqlSession  *session); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPostgresqlSession, dovetail_postgresql_session_close)

/* FALSE once the database has gone away: nothing but closing it helps. */
gboolean                   dovetail_postgresql_session_is_alive (DovetailPostgresqlSession *session);
/* Statements without parameters, in one round trip; what they answer is passed over. */
gboolean                   dovetail_postgresql_session_execute (DovetailPostgresqlSession  *session,
                                                                const char                 *script,
                                                                GError                    **error);
/* One statement, prepared once; parameters are written ?1, ?2 ... One without a row_func may fail in the next that has
 * one, at the latest in the commit. */
gboolean                   dovetail_postgresql_session_run     (DovetailPostgresqlSession  *session,
                                                                const char                 *statement,
                                                                const DovetailLedgerValue  *values,
                                                                gsize                       n_values,
                                                                DovetailLedgerRowFunc       row_func,
                                                                gpointer                    user_data,
                                                                GError                    **error);
/* Likewise, but the rows come no sooner than something waits for an answer, and never after a rollback. */
gboolean                   dovetail_postgresql_session_ask     (DovetailPostgresqlSession  *session,
                                                                const char                 *statement,
                                                                const DovetailLedgerValue  *values,
                                                                gsize                       n_values,
                                                                DovetailLedgerRowFunc       row_func,
                                                                gpointer                    user_data,
                                                                GError                    **error);
/* Sent with the first statement whose answer is needed. */
gboolean                   dovetail_postgresql_session_begin   (DovetailPostgresqlSession  *session,
                                                                gboolean                    writing,
                                                                GError                    **error);
/* FALSE when what the transaction wrote is not on disk. */
gboolean                   dovetail_postgresql_session_commit  (DovetailPostgresqlSession  *session,
                                                                GError                    **error);
/* Whatever became of the statements before. */
void                       dovetail_postgresql_session_roll_back (DovetailPostgresqlSession *session);
/* For LISTEN: the socket to wait on, and what came in; FALSE when the database has gone away. */
int                        dovetail_postgresql_session_get_file (DovetailPostgresqlSession *session);
typedef void (*DovetailPostgresqlNoticeFunc) (const char *payload,
                                              gpointer    user_data);
gboolean                   dovetail_postgresql_session_read_notices (DovetailPostgresqlSession    *session,
                                                                     DovetailPostgresqlNoticeFunc  func,
                                                                     gpointer                      user_data);

G_END_DECLS
