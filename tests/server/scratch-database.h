/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A part of its own (a schema) of the PostgreSQL that tests/lib/with-postgresql has started. */

gboolean scratch_database_is_there (void); /* whether these tests are to run on PostgreSQL */
char    *scratch_database_new      (void); /* URI of an empty one */
void     scratch_database_remove   (const char *uri);
void     scratch_database_restart  (void); /* kills the database and starts it again */
/* Statements as an administrator, whom no policy binds, or as the role that the server connects as. */
void     scratch_database_execute  (const char *uri,
                                    gboolean    as_administrator,
                                    const char *script);
/* How many rows such a statement finds. */
gint64   scratch_database_count    (const char *uri,
                                    gboolean    as_administrator,
                                    const char *statement);

G_END_DECLS
