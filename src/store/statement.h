/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/store.h"

G_BEGIN_DECLS

/* A prepared statement borrowed from the store's cache. What is bound must live until the statement is released. */
typedef struct
{
  DovetailStore *store;
  sqlite3_stmt  *handle;
  const char    *sql;
} DovetailStatement;

typedef enum
{
  DOVETAIL_STEP_ROW,
  DOVETAIL_STEP_DONE,
  DOVETAIL_STEP_FAILED
} DovetailStep;

/* sql: a literal, or interned: its address is the key. */
DovetailStatement *dovetail_statement_take       (DovetailStore     *store,
                                                  const char        *sql,
                                                  GError           **error);
void               dovetail_statement_release    (DovetailStatement *statement);
void               dovetail_statement_bind_text  (DovetailStatement *statement,
                                                  int                index,
                                                  const char        *text);   /* NULL binds NULL */
void               dovetail_statement_bind_int   (DovetailStatement *statement,
                                                  int                index,
                                                  gint64             number);
void               dovetail_statement_bind_blob  (DovetailStatement *statement,
                                                  int                index,
                                                  GBytes            *blob);   /* NULL binds NULL */
DovetailStep       dovetail_statement_step       (DovetailStatement *statement,
                                                  GError           **error);
/* A statement without rows, once. */
gboolean           dovetail_statement_run        (DovetailStatement *statement,
                                                  GError           **error);
/* To run it again with other values. */
void               dovetail_statement_reset      (DovetailStatement *statement);
const char        *dovetail_statement_get_text   (DovetailStatement *statement,
                                                  int                column); /* borrowed until the next step; or NULL */
gint64             dovetail_statement_get_int    (DovetailStatement *statement,
                                                  int                column);
gboolean           dovetail_statement_is_null    (DovetailStatement *statement,
                                                  int                column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailStatement, dovetail_statement_release)

G_END_DECLS
