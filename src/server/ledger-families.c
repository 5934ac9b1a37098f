/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about families and the order of their changes. */

#include "server/ledger-families.h"

#include "core/error.h"

#define FAMILY_COLUMNS                                                                                       \
  "SELECT family_id, name, seq, horizon, conflicts_rev, time_zone, last_time,"                               \
  " (SELECT tag FROM family_change WHERE family_change.family_id = family.family_id"                         \
  " AND family_change.seq = family.seq) FROM family WHERE "

void
dovetail_family_free (DovetailFamily *family)
{
  if (family == NULL)
    return;
  g_free (family->family_id);
  g_free (family->name);
  g_free (family->time_zone);
  g_free (family);
}

static void
read_family (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailFamily **family = user_data;

  *family = g_new0 (DovetailFamily, 1);
  (*family)->family_id = dovetail_ledger_value_dup_text (&row[0]);
  (*family)->name = dovetail_ledger_value_dup_text (&row[1]);
  (*family)->seq = row[2].integer;
  (*family)->horizon = row[3].integer;
  (*family)->conflicts_rev = row[4].integer;
  (*family)->time_zone = dovetail_ledger_value_dup_text (&row[5]);
  (*family)->last_time = row[6].integer;
  (*family)->has_tag = row[7].kind != DOVETAIL_LEDGER_NULL;
  (*family)->tag = row[7].integer;
}

static DovetailFamily *
find (DovetailLedger *ledger, const char *statement, const char *key, GError **error)
{
  g_autoptr (DovetailFamily) family = NULL;

  if (!dovetail_ledger_run (ledger, statement, read_family, &family, error, "s", key))
    return NULL;
  if (family == NULL)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is no such family");
  return g_steal_pointer (&family);
}

DovetailFamily *
dovetail_family_find (DovetailLedger *ledger, const char *family_id, GError **error)
{
  return find (ledger, FAMILY_COLUMNS "family_id = ?1", family_id, error);
}

gboolean
dovetail_family_ask (DovetailLedger *ledger, const char *family_id, DovetailFamily **family, GError **error)
{
  *family = NULL;
  return dovetail_ledger_ask (ledger, FAMILY_COLUMNS "family_id = ?1", read_family, family, error, "s",
                              family_id);
}

DovetailFamily *
dovetail_family_find_by_name (DovetailLedger *ledger, const char *name, GError **error)
{
  return find (ledger, FAMILY_COLUMNS "name = ?1", name, error);
}

gboolean
dovetail_family_add (
    DovetailLedger *ledger, const char *family_id, const char *name, gint64 now, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "INSERT INTO family (family_id, name, seq, last_time, horizon, conflicts_rev,"
                              " created_at) VALUES (?1, ?2, 0, 0, 0, 0, ?3)",
                              NULL, NULL, error, "ssi", family_id, name, now);
}

static void
add_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_ptr_array_add (user_data, dovetail_ledger_value_dup_text (&row[0]));
}

GPtrArray *
dovetail_family_list_ids (DovetailLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!dovetail_ledger_run (ledger, "SELECT family_id FROM family ORDER BY family_id", add_text, ids, error,
                            ""))
    return NULL;
  return g_steal_pointer (&ids);
}

static void
add_position (const DovetailLedgerValue *row, gpointer user_data)
{
  gint64 *position = g_new (gint64, 1);

  *position = row[1].integer;
  g_hash_table_insert (user_data, dovetail_ledger_value_dup_text (&row[0]), position);
}

GHashTable *
dovetail_family_list_positions (DovetailLedger *ledger, GError **error)
{
  g_autoptr (GHashTable) positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!dovetail_ledger_run (ledger, "SELECT family_id, seq + conflicts_rev FROM family", add_position,
                            positions, error, ""))
    return NULL;
  return g_steal_pointer (&positions);
}

/**
 * dovetail_family_advance:
 * @ledger: a ledger inside a writing transaction
 * @family: the family as this transaction has it, which is alone with it
 * @tag: random; tells this history from another with the same numbers
 * @now: ms
 * @error: return location
 *
 * Takes the next number in the writing transaction itself, so that no token can pass a change that is not
 * committed yet. The time stored with it never goes back, even when the clock does.
 *
 * Returns: whether it was taken
 */
gboolean
dovetail_family_advance (
    DovetailLedger *ledger, DovetailFamily *family, gint64 tag, gint64 now, GError **error)
{
  family->seq++;
  family->last_time = MAX (family->last_time, now);
  family->tag = tag;
  family->has_tag = TRUE;
  dovetail_ledger_note_moved (ledger, family->family_id);
  return dovetail_ledger_run (ledger, "UPDATE family SET seq = ?2, last_time = ?3 WHERE family_id = ?1", NULL,
                              NULL, error, "sii", family->family_id, family->seq, family->last_time)
         && dovetail_ledger_run (
             ledger, "INSERT INTO family_change (family_id, seq, tag, time) VALUES (?1, ?2, ?3, ?4)", NULL,
             NULL, error, "siii", family->family_id, family->seq, family->tag, family->last_time);
}

static void
read_optional_integer (const DovetailLedgerValue *row, gpointer user_data)
{
  gint64 **found = user_data;

  **found = row[0].integer;
  *found = NULL;
}

gboolean
dovetail_family_find_tag (
    DovetailLedger *ledger, const char *family_id, gint64 seq, gint64 *tag, gboolean *found, GError **error)
{
  gint64 *missing = tag;

  if (!dovetail_ledger_run (ledger, "SELECT tag FROM family_change WHERE family_id = ?1 AND seq = ?2",
                            read_optional_integer, &missing, error, "si", family_id, seq))
    return FALSE;
  *found = missing == NULL;
  return TRUE;
}

gboolean
dovetail_family_seq_at (
    DovetailLedger *ledger, const char *family_id, gint64 time, gint64 *seq, GError **error)
{
  gint64 *missing = seq;
  gint64 horizon = 0;
  gint64 *horizon_missing = &horizon;

  if (!dovetail_ledger_run (ledger,
                            "SELECT seq FROM family_change WHERE family_id = ?1 AND time <= ?2"
                            " ORDER BY seq DESC LIMIT 1",
                            read_optional_integer, &missing, error, "si", family_id, time)
      || !dovetail_ledger_run (ledger, "SELECT horizon FROM family WHERE family_id = ?1",
                               read_optional_integer, &horizon_missing, error, "s", family_id))
    return FALSE;
  if (missing != NULL)
    *seq = horizon > 0 ? -1 : 0;
  return TRUE;
}

gboolean
dovetail_family_conflicts_moved (DovetailLedger *ledger, DovetailFamily *family, gint64 now, GError **error)
{
  family->conflicts_rev = MAX (family->conflicts_rev + 1, now);
  dovetail_ledger_note_moved (ledger, family->family_id);
  return dovetail_ledger_run (ledger,
                              "UPDATE family SET conflicts_rev = CASE WHEN conflicts_rev < ?2 THEN ?2"
                              " ELSE conflicts_rev + 1 END WHERE family_id = ?1",
                              NULL, NULL, error, "si", family->family_id, now);
}

gboolean
dovetail_family_set_time_zone (DovetailLedger *ledger,
                               const char *family_id,
                               const char *time_zone,
                               GError **error)
{
  return dovetail_ledger_run (ledger, "UPDATE family SET time_zone = ?2 WHERE family_id = ?1", NULL, NULL,
                              error, "ss", family_id, time_zone);
}
