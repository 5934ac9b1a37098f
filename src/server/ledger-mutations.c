/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about what was written before, so that a repeated write is answered and not done again. */

#include "server/ledger-mutations.h"

void
dovetail_mutation_free (DovetailMutation *mutation)
{
  if (mutation == NULL)
    return;
  g_free (mutation->hash);
  g_free (mutation->status);
  g_free (mutation->entity_type);
  g_free (mutation->entity_id);
  g_free (mutation->etag);
  g_free (mutation->conflict_id);
  g_free (mutation);
}

#define COLUMNS                                                                                              \
  "SELECT hash, status, entity_type, entity_id, version, etag, deleted, conflict_id, mutation_id"            \
  " FROM mutation WHERE family_id = ?1 AND client_id = ?2 AND mutation_id = ?3"

static DovetailMutation *
mutation_from_row (const DovetailLedgerValue *row)
{
  DovetailMutation *mutation = g_new0 (DovetailMutation, 1);

  mutation->hash = dovetail_ledger_value_dup_text (&row[0]);
  mutation->status = dovetail_ledger_value_dup_text (&row[1]);
  mutation->entity_type = dovetail_ledger_value_dup_text (&row[2]);
  mutation->entity_id = dovetail_ledger_value_dup_text (&row[3]);
  mutation->version = row[4].integer;
  mutation->etag = dovetail_ledger_value_dup_text (&row[5]);
  mutation->deleted = row[6].integer != 0;
  mutation->conflict_id = dovetail_ledger_value_dup_text (&row[7]);
  return mutation;
}

static void
read_mutation (const DovetailLedgerValue *row, gpointer user_data)
{
  *(DovetailMutation **) user_data = mutation_from_row (row);
}

gboolean
dovetail_mutation_find (DovetailLedger *ledger,
                        const char *family_id,
                        const char *client_id,
                        const char *mutation_id,
                        DovetailMutation **mutation,
                        GError **error)
{
  *mutation = NULL;
  return dovetail_ledger_run (ledger, COLUMNS, read_mutation, mutation, error, "sss", family_id, client_id,
                              mutation_id);
}

static void
add_mutation (const DovetailLedgerValue *row, gpointer user_data)
{
  g_hash_table_insert (user_data, dovetail_ledger_value_dup_text (&row[8]), mutation_from_row (row));
}

gboolean
dovetail_mutation_ask (DovetailLedger *ledger,
                       const char *family_id,
                       const char *client_id,
                       const char *mutation_id,
                       GHashTable *found,
                       GError **error)
{
  return dovetail_ledger_ask (ledger, COLUMNS, add_mutation, found, error, "sss", family_id, client_id,
                              mutation_id);
}

gboolean
dovetail_mutation_remember (DovetailLedger *ledger,
                            const char *family_id,
                            const char *client_id,
                            const char *mutation_id,
                            const DovetailMutation *mutation,
                            gint64 now,
                            GError **error)
{
  return dovetail_ledger_run (
      ledger,
      "INSERT INTO mutation (family_id, client_id, mutation_id, hash, status, entity_type,"
      " entity_id, version, etag, deleted, conflict_id, time)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      NULL, NULL, error, "sssssssisisi", family_id, client_id, mutation_id, mutation->hash, mutation->status,
      mutation->entity_type, mutation->entity_id, mutation->version, mutation->etag,
      (gint64) mutation->deleted, mutation->conflict_id, now);
}

static void
count_row (const DovetailLedgerValue *row, gpointer user_data)
{
  ++*(gint64 *) user_data;
}

gboolean
dovetail_mutation_clean_up (
    DovetailLedger *ledger, const char *family_id, gint64 time, gint64 *removed, GError **error)
{
  *removed = 0;
  return dovetail_ledger_run (ledger,
                              "DELETE FROM mutation WHERE family_id = ?1 AND time <= ?2 RETURNING time",
                              count_row, removed, error, "si", family_id, time);
}
