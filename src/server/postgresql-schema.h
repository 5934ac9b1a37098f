/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/postgresql-session.h"

G_BEGIN_DECLS

/* What dovetail.family says during a transaction on the directory; no family has this id. */
#define DOVETAIL_POSTGRESQL_DIRECTORY "*"

/* Makes the tables, or brings them up to date, each with its policy; refuses a database of a newer server
 * (DOVETAIL_ERROR_NEWER_SCHEMA) and a role that policies do not bind (DOVETAIL_ERROR_INVALID). */
gboolean dovetail_postgresql_prepare_schema (DovetailPostgresqlSession  *session,
                                             GError                    **error);
/* Inside a transaction: from now on it sees that family, or the directory, and nothing else. */
gboolean dovetail_postgresql_choose_family  (DovetailPostgresqlSession  *session,
                                             const char                 *family,
                                             GError                    **error);
/* Whether it holds a ledger already. */
gboolean dovetail_postgresql_has_schema     (DovetailPostgresqlSession  *session,
                                             gboolean                   *has,
                                             GError                    **error);
/* FALSE with DOVETAIL_ERROR_CORRUPT: a table lost its policy, or a row cannot be read. */
gboolean dovetail_postgresql_check_schema   (DovetailPostgresqlSession  *session,
                                             GError                    **error);

G_END_DECLS
