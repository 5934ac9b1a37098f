/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger interface: guards, and typed parameters for the statements of ledger-*.c. */

#include "server/ledger.h"

#include <stdarg.h>
#include <string.h>

#define MAX_VALUES 24

G_DEFINE_INTERFACE (DovetailLedger, dovetail_ledger, G_TYPE_OBJECT)

static guint family_moved;

/* Families that the transaction of this thread moved; a transaction belongs to one thread. */
static _Thread_local GPtrArray *moved;

static void
dovetail_ledger_default_init (DovetailLedgerInterface *iface)
{
  family_moved = g_signal_new ("family-moved", DOVETAIL_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
announce_all (DovetailLedger *ledger, GPtrArray *families)
{
  for (guint i = 0; families != NULL && i < families->len; i++)
    g_signal_emit (ledger, family_moved, 0, families->pdata[i]);
}

/**
 * dovetail_ledger_begin:
 * @ledger: a ledger
 * @family_id: (nullable): the family that the transaction is about, or DOVETAIL_LEDGER_DIRECTORY
 * @writing: whether the transaction may write; a reading one never waits for other processes
 * @error: return location
 *
 * Begins a transaction and takes the ledger for the calling thread until dovetail_ledger_commit() or
 * dovetail_ledger_rollback(). Transactions do not nest.
 *
 * Returns: FALSE with DOVETAIL_ERROR_BUSY when another process does not let go of the database
 */
gboolean
dovetail_ledger_begin (DovetailLedger *ledger, const char *family_id, gboolean writing, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);

  g_clear_pointer (&moved, g_ptr_array_unref);
  return DOVETAIL_LEDGER_GET_IFACE (ledger)->begin (ledger, family_id, writing, error);
}

/**
 * dovetail_ledger_commit:
 * @ledger: a ledger inside a transaction
 * @error: return location
 *
 * Makes the transaction durable and lets go of the ledger. When it fails nothing was changed.
 *
 * Returns: whether everything is on disk
 */
gboolean
dovetail_ledger_commit (DovetailLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) families = g_steal_pointer (&moved);

  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);

  if (!DOVETAIL_LEDGER_GET_IFACE (ledger)->commit (ledger, families, error))
    return FALSE;
  announce_all (ledger, families);
  return TRUE;
}

/**
 * dovetail_ledger_rollback:
 * @ledger: a ledger inside a transaction
 *
 * Undoes the transaction and lets go of the ledger.
 */
void
dovetail_ledger_rollback (DovetailLedger *ledger)
{
  g_return_if_fail (DOVETAIL_IS_LEDGER (ledger));

  g_clear_pointer (&moved, g_ptr_array_unref);
  DOVETAIL_LEDGER_GET_IFACE (ledger)->rollback (ledger);
}

/**
 * dovetail_ledger_note_moved:
 * @ledger: a ledger inside a writing transaction
 * @family_id: the family whose seq or conflicts it moved
 *
 * Those who wait for news of the family hear of it once the transaction is committed, never before.
 */
void
dovetail_ledger_note_moved (DovetailLedger *ledger, const char *family_id)
{
  g_return_if_fail (DOVETAIL_IS_LEDGER (ledger));

  if (moved == NULL)
    moved = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (moved, family_id, g_str_equal, NULL))
    g_ptr_array_add (moved, g_strdup (family_id));
}

/**
 * dovetail_ledger_moved_elsewhere:
 * @ledger: a ledger
 *
 * To be asked now and then while somebody waits for news, because a database may not be able to tell by
 * itself what other processes commit. One that is tells of it from the first question on, and answers %TRUE
 * when it may have missed something.
 *
 * Returns: whether there was anything, whatever it was
 */
gboolean
dovetail_ledger_moved_elsewhere (DovetailLedger *ledger)
{
  DovetailLedgerInterface *iface;

  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);

  iface = DOVETAIL_LEDGER_GET_IFACE (ledger);
  return iface->moved_elsewhere != NULL && iface->moved_elsewhere (ledger);
}

/**
 * dovetail_ledger_announce:
 * @ledger: a ledger outside of a transaction
 * @family_id: a family that another process moved
 */
void
dovetail_ledger_announce (DovetailLedger *ledger, const char *family_id)
{
  g_return_if_fail (DOVETAIL_IS_LEDGER (ledger));

  g_signal_emit (ledger, family_moved, 0, family_id);
}

/**
 * dovetail_ledger_backup:
 * @ledger: a ledger outside of a transaction
 * @path: where the copy goes; must not exist
 * @epoch: the copy's epoch, a fresh UUID, so that tokens of either history are refused by the other
 * @error: return location
 *
 * Writes a consistent copy while the server goes on.
 *
 * Returns: whether the copy is complete
 */
gboolean
dovetail_ledger_backup (DovetailLedger *ledger, const char *path, const char *epoch, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);
  g_return_val_if_fail (path != NULL && epoch != NULL, FALSE);

  return DOVETAIL_LEDGER_GET_IFACE (ledger)->backup (ledger, path, epoch, error);
}

/**
 * dovetail_ledger_check:
 * @ledger: a ledger outside of a transaction
 * @error: return location
 *
 * Looks for damage: structure of the database and references between tables.
 *
 * Returns: FALSE with DOVETAIL_ERROR_CORRUPT and the first finding
 */
gboolean
dovetail_ledger_check (DovetailLedger *ledger, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);

  return DOVETAIL_LEDGER_GET_IFACE (ledger)->check (ledger, error);
}

static DovetailLedgerValue
text_value (const char *text)
{
  return (DovetailLedgerValue){ .kind = DOVETAIL_LEDGER_TEXT,
                                .bytes = text,
                                .length = text == NULL ? 0 : strlen (text) };
}

static DovetailLedgerValue
blob_value (GBytes *bytes)
{
  DovetailLedgerValue value = { .kind = DOVETAIL_LEDGER_BLOB };

  if (bytes != NULL)
    value.bytes = g_bytes_get_data (bytes, &value.length);
  return value;
}

static void
collect (DovetailLedgerValue *values, const char *types, va_list *arguments)
{
  for (gsize i = 0; types[i] != '\0'; i++)
    switch (types[i])
      {
      case 's':
        values[i] = text_value (va_arg (*arguments, const char *));
        break;
      case 'b':
        values[i] = blob_value (va_arg (*arguments, GBytes *));
        break;
      default:
        values[i] = (DovetailLedgerValue){ .kind = DOVETAIL_LEDGER_INTEGER,
                                           .integer = va_arg (*arguments, gint64) };
        break;
      }
}

/**
 * dovetail_ledger_run:
 * @ledger: a ledger inside a transaction
 * @statement: one SQL statement
 * @row_func: (nullable): called for each row; must not use the ledger
 * @user_data: for @row_func
 * @error: return location
 * @types: one character a parameter: `s` const char *, `i` gint64, `b` GBytes *; s and b may be NULL
 * @...: the parameters
 *
 * Runs one statement to its end.
 *
 * Returns: whether it succeeded
 */
gboolean
dovetail_ledger_run (DovetailLedger *ledger,
                     const char *statement,
                     DovetailLedgerRowFunc row_func,
                     gpointer user_data,
                     GError **error,
                     const char *types,
                     ...)
{
  DovetailLedgerValue values[MAX_VALUES];
  gsize n_values = strlen (types);
  va_list arguments;

  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);
  g_return_val_if_fail (n_values <= MAX_VALUES, FALSE);

  va_start (arguments, types);
  collect (values, types, &arguments);
  va_end (arguments);

  return DOVETAIL_LEDGER_GET_IFACE (ledger)->run (ledger, statement, values, n_values, row_func, user_data,
                                                  error);
}

/**
 * dovetail_ledger_ask:
 * @ledger: a ledger inside a transaction
 * @statement: one SQL statement
 * @row_func: called for each row; must not use the ledger
 * @user_data: for @row_func; must last as long as rows may come
 * @error: return location
 * @types: as of dovetail_ledger_run()
 * @...: the parameters
 *
 * Asks without waiting for the answer: its rows may come as late as the next dovetail_ledger_run() with a
 * @row_func returns, which fails when this statement does.
 *
 * Returns: whether it was asked
 */
gboolean
dovetail_ledger_ask (DovetailLedger *ledger,
                     const char *statement,
                     DovetailLedgerRowFunc row_func,
                     gpointer user_data,
                     GError **error,
                     const char *types,
                     ...)
{
  DovetailLedgerInterface *iface;
  DovetailLedgerValue values[MAX_VALUES];
  gsize n_values = strlen (types);
  va_list arguments;

  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), FALSE);
  g_return_val_if_fail (n_values <= MAX_VALUES, FALSE);

  va_start (arguments, types);
  collect (values, types, &arguments);
  va_end (arguments);

  iface = DOVETAIL_LEDGER_GET_IFACE (ledger);
  return (iface->ask != NULL ? iface->ask : iface->run) (ledger, statement, values, n_values, row_func,
                                                         user_data, error);
}

/**
 * dovetail_ledger_value_dup_text:
 * @value: a column
 *
 * Returns: (transfer full) (nullable): its text; NULL for NULL
 */
char *
dovetail_ledger_value_dup_text (const DovetailLedgerValue *value)
{
  return value->kind == DOVETAIL_LEDGER_NULL ? NULL : g_strndup (value->bytes, value->length);
}

/**
 * dovetail_ledger_value_to_bytes:
 * @value: a column
 *
 * Returns: (transfer full) (nullable): its bytes; NULL for NULL
 */
GBytes *
dovetail_ledger_value_to_bytes (const DovetailLedgerValue *value)
{
  return value->kind == DOVETAIL_LEDGER_NULL ? NULL : g_bytes_new (value->bytes, value->length);
}
