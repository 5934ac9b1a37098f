/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/postgresql-session.h"

G_BEGIN_DECLS

/* The connections of one process: opened when they are needed, kept, and at most so many that every thread which
 * serves requests has one. A thread holds at most one at a time. */
typedef struct _DovetailPostgresqlPool DovetailPostgresqlPool;

DovetailPostgresqlPool    *dovetail_postgresql_pool_new     (const char              *uri);
void                       dovetail_postgresql_pool_free    (DovetailPostgresqlPool  *pool);
/* For the calling thread, until it lets go; waits when all are taken. */
DovetailPostgresqlSession *dovetail_postgresql_pool_take    (DovetailPostgresqlPool  *pool,
                                                             GError                 **error);
/* The one that the calling thread holds; NULL: none. */
DovetailPostgresqlSession *dovetail_postgresql_pool_get     (DovetailPostgresqlPool  *pool);
void                       dovetail_postgresql_pool_release (DovetailPostgresqlPool  *pool);

G_END_DECLS
