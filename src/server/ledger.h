/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where the server keeps everything: a transactional SQL database. The interface is the small part in which
 * databases differ; the statements themselves stand once, in ledger-*.c, in the dialect that SQLite and
 * PostgreSQL share: parameters are ?1, ?2 ...; columns are TEXT, BIGINT or BLOB; what a statement answers is cast to
 * one of these where it is something else (a SUM of BIGINT is no BIGINT in PostgreSQL). */
#define DOVETAIL_TYPE_LEDGER (dovetail_ledger_get_type ())
G_DECLARE_INTERFACE (DovetailLedger, dovetail_ledger, DOVETAIL, LEDGER, GObject)

/* A transaction is about one family, which it names: it sees and writes what that family keeps and nothing of
 * another's, and a writing one is alone with the family. What is not yet known to be of a family (who logs in?) and
 * what belongs to the whole server is in the directory: families, users, devices, sessions, keys. A transaction on
 * the directory sees that much of all families and nothing of what they keep; the rows it adds name their family. */
#define DOVETAIL_LEDGER_DIRECTORY ((const char *) NULL)

typedef enum
{
  DOVETAIL_LEDGER_NULL,
  DOVETAIL_LEDGER_INTEGER,
  DOVETAIL_LEDGER_TEXT,
  DOVETAIL_LEDGER_BLOB
} DovetailLedgerKind;

/* A parameter or a column; the bytes are borrowed (of a column: until the row function returns). A parameter that is
 * NULL has a kind all the same and no bytes: PostgreSQL has to know which NULL it is. */
typedef struct
{
  DovetailLedgerKind kind;
  gint64             integer;
  const char        *bytes;  /* TEXT is NUL-terminated as well */
  gsize              length;
} DovetailLedgerValue;

typedef void (*DovetailLedgerRowFunc) (const DovetailLedgerValue *row,
                                       gpointer                   user_data);

struct _DovetailLedgerInterface
{
  GTypeInterface parent_iface;

  gboolean (*begin)    (DovetailLedger             *ledger,
                        const char                 *family_id,
                        gboolean                    writing,
                        GError                    **error); /* takes the ledger for this thread until it ends */
  gboolean (*commit)   (DovetailLedger             *ledger,
                        GPtrArray                  *moved, /* family ids, for other processes to hear of; NULL: none */
                        GError                    **error); /* durable when it returns TRUE; a failure rolls back */
  void     (*rollback) (DovetailLedger             *ledger);
  gboolean (*run)      (DovetailLedger             *ledger,
                        const char                 *statement,
                        const DovetailLedgerValue  *values,
                        gsize                       n_values,
                        DovetailLedgerRowFunc       row_func, /* NULL: rows are passed over */
                        gpointer                    user_data,
                        GError                    **error);
  gboolean (*ask)      (DovetailLedger             *ledger,
                        const char                 *statement,
                        const DovetailLedgerValue  *values,
                        gsize                       n_values,
                        DovetailLedgerRowFunc       row_func,
                        gpointer                    user_data,
                        GError                    **error); /* NULL: run does */
  gboolean (*backup)   (DovetailLedger             *ledger,
                        const char                 *path,
                        const char                 *epoch,
                        GError                    **error); /* a copy that is a history of its own */
  gboolean (*check)    (DovetailLedger             *ledger,
                        GError                    **error); /* integrity, foreign keys */
  gboolean (*moved_elsewhere) (DovetailLedger      *ledger); /* another process committed since the last question; NULL: cannot say */
};

/* Signal "family-moved" (const char *family_id): a commit moved a family's seq or its conflicts. Emitted on the thread that
 * committed, after it let go of the ledger; of what another process committed, on a thread of the ledger's. */

gboolean dovetail_ledger_begin    (DovetailLedger        *ledger,
                                   const char            *family_id, /* or DOVETAIL_LEDGER_DIRECTORY */
                                   gboolean               writing,
                                   GError               **error);
gboolean dovetail_ledger_commit   (DovetailLedger        *ledger,
                                   GError               **error);
void     dovetail_ledger_rollback (DovetailLedger        *ledger);
gboolean dovetail_ledger_backup   (DovetailLedger        *ledger,
                                   const char            *path,
                                   const char            *epoch,
                                   GError               **error);
gboolean dovetail_ledger_check    (DovetailLedger        *ledger,
                                   GError               **error);
/* Inside a writing transaction: this family moves if it is committed. */
void     dovetail_ledger_note_moved (DovetailLedger      *ledger,
                                     const char          *family_id);
/* Whether another process committed since the last question. Cheap, never waits for a transaction. */
gboolean dovetail_ledger_moved_elsewhere (DovetailLedger *ledger);
/* Emits "family-moved" for what another process committed. */
void     dovetail_ledger_announce   (DovetailLedger      *ledger,
                                     const char          *family_id);
/* types: one character a parameter: s (const char *, may be NULL), i (gint64), b (GBytes *, may be NULL). */
gboolean dovetail_ledger_run      (DovetailLedger        *ledger,
                                   const char            *statement,
                                   DovetailLedgerRowFunc  row_func,
                                   gpointer               user_data,
                                   GError               **error,
                                   const char            *types,
                                   ...);
/* Likewise, but nobody waits: the rows may come as late as the next dovetail_ledger_run() with a row_func returns, and
 * that one fails when this does. So what is known to be needed soon can be asked for in one go. After a failure or a
 * rollback no rows come any more. */
gboolean dovetail_ledger_ask      (DovetailLedger        *ledger,
                                   const char            *statement,
                                   DovetailLedgerRowFunc  row_func,
                                   gpointer               user_data,
                                   GError               **error,
                                   const char            *types,
                                   ...);
/* Copies of a column. */
char    *dovetail_ledger_value_dup_text (const DovetailLedgerValue *value); /* NULL for NULL */
GBytes  *dovetail_ledger_value_to_bytes (const DovetailLedgerValue *value); /* NULL for NULL */

G_END_DECLS
