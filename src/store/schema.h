/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "store/sqlite-error.h"

G_BEGIN_DECLS

/* The form of the database. Step i takes version i to version i + 1. */
typedef struct
{
  const char *const *steps;
  gsize              n_steps;
} DovetailMigrations;

const DovetailMigrations *dovetail_store_migrations (void);
/* Under the write lock. Refuses a newer form (NEWER_SCHEMA) and a foreign file (CORRUPT). An older form is copied to
 * PATH.backup-VERSION first; all steps are one transaction; on failure the old form is left as it was. */
gboolean                  dovetail_store_migrate    (sqlite3                  *database,
                                                     const char               *path,
                                                     const DovetailMigrations *migrations,
                                                     GError                  **error);

G_END_DECLS
