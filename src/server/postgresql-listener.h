/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/postgresql-session.h"

G_BEGIN_DECLS

/* Hears, on a thread of its own, which families other processes on the same database move. */
typedef struct _DovetailPostgresqlListener DovetailPostgresqlListener;

/* itself: the name under which this process notifies; its own notices are passed over. What others say is announced by
 * the ledger, of which no reference is kept. */
DovetailPostgresqlListener *dovetail_postgresql_listener_new    (const char                  *uri,
                                                                 const char                  *itself,
                                                                 DovetailLedger              *ledger);
void                        dovetail_postgresql_listener_free   (DovetailPostgresqlListener  *listener); /* NULL is fine; on any thread */
/* Whether it began to listen since the last question: what moved before that went unheard. */
gboolean                    dovetail_postgresql_listener_missed (DovetailPostgresqlListener  *listener);
/* The others hear of it once the transaction of session is committed. */
gboolean                    dovetail_postgresql_notify          (DovetailPostgresqlSession   *session,
                                                                 const char                  *itself,
                                                                 const char                  *family_id,
                                                                 GError                     **error);

G_END_DECLS
