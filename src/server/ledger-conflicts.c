/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about conflicts, open and closed. */

#include "server/ledger-conflicts.h"

#include "core/error.h"
#include "json/json.h"
#include "wire/conflicts.h"

typedef struct
{
  GPtrArray *found; /* DovetailConflict */
  GError *error;
} Reading;

static void
read_conflict (const DovetailLedgerValue *row, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (JsonNode) node = NULL;
  DovetailConflict *conflict;

  if (reading->error != NULL)
    return;
  node = dovetail_json_parse_object (row[0].bytes, (gssize) row[0].length, &reading->error);
  conflict = node == NULL ? NULL : dovetail_conflict_from_json (node, &reading->error);
  if (conflict != NULL)
    g_ptr_array_add (reading->found, conflict);
}

static Reading
reading_start (void)
{
  return (Reading){ g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref), NULL };
}

static GPtrArray *
reading_finish (Reading *reading, gboolean done, GError **error)
{
  if (done && reading->error == NULL)
    return g_steal_pointer (&reading->found);
  if (reading->error != NULL)
    {
      reading->error->code = DOVETAIL_ERROR_CORRUPT;
      g_propagate_prefixed_error (error, reading->error, "A stored conflict cannot be read: ");
    }
  g_ptr_array_unref (reading->found);
  return NULL;
}

gboolean
dovetail_conflict_find (DovetailLedger *ledger,
                        const char *family_id,
                        const char *conflict_id,
                        DovetailConflict **conflict,
                        GError **error)
{
  Reading reading = reading_start ();
  gboolean done
      = dovetail_ledger_run (ledger, "SELECT body FROM conflict WHERE family_id = ?1 AND conflict_id = ?2",
                             read_conflict, &reading, error, "ss", family_id, conflict_id);
  g_autoptr (GPtrArray) found = reading_finish (&reading, done, error);

  if (found == NULL)
    return FALSE;
  *conflict = found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
  return TRUE;
}

gboolean
dovetail_conflict_put (DovetailLedger *ledger,
                       const char *family_id,
                       DovetailConflict *conflict,
                       GError **error)
{
  g_autoptr (JsonNode) node = dovetail_conflict_to_json (conflict);
  g_autofree char *body = dovetail_json_generate (node, NULL);

  return dovetail_ledger_run (
      ledger,
      "INSERT INTO conflict (family_id, conflict_id, entity_type, entity_id, client_id,"
      " state, body, moved) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
      " (SELECT conflicts_rev FROM family WHERE family_id = ?1))"
      " ON CONFLICT (family_id, conflict_id) DO UPDATE SET state = excluded.state,"
      " body = excluded.body, moved = excluded.moved",
      NULL, NULL, error, "sssssss", family_id, conflict->conflict_id, conflict->entity_type,
      conflict->entity_id, conflict->mine.client_id, conflict->open ? "open" : "closed", body);
}

GPtrArray *
dovetail_conflict_open_on (DovetailLedger *ledger,
                           const char *family_id,
                           const char *entity_type,
                           const char *entity_id,
                           GError **error)
{
  Reading reading = reading_start ();
  gboolean done
      = dovetail_ledger_run (ledger,
                             "SELECT body FROM conflict WHERE family_id = ?1 AND entity_type = ?2"
                             " AND entity_id = ?3 AND state = 'open' ORDER BY conflict_id",
                             read_conflict, &reading, error, "sss", family_id, entity_type, entity_id);

  return reading_finish (&reading, done, error);
}

/* Open ones oldest first; closed ones by what became of them last, the newest first: a client that has seen
 * the rest stops there. A cursor that moved meanwhile begins again at the top, so that nothing is passed
 * over. */
static const char page_of_open[]
    = "SELECT body FROM conflict WHERE family_id = ?1 AND state = 'open' AND conflict_id > ?2"
      " ORDER BY conflict_id LIMIT ?3";
static const char page_of_closed[]
    = "SELECT body FROM conflict WHERE family_id = ?1 AND state = 'closed'"
      " AND (?2 = '' OR moved < (SELECT moved FROM conflict WHERE family_id = ?1 AND conflict_id = ?2))"
      " ORDER BY moved DESC, conflict_id LIMIT ?3";

GPtrArray *
dovetail_conflict_page (DovetailLedger *ledger,
                        const char *family_id,
                        gboolean open,
                        const char *after,
                        gint64 limit,
                        GError **error)
{
  Reading reading = reading_start ();
  gboolean done = dovetail_ledger_run (ledger, open ? page_of_open : page_of_closed, read_conflict, &reading,
                                       error, "ssi", family_id, after == NULL ? "" : after, limit);

  return reading_finish (&reading, done, error);
}

static void
read_count (const DovetailLedgerValue *row, gpointer user_data)
{
  *(gint64 *) user_data = row[0].integer;
}

gboolean
dovetail_conflict_count_open (DovetailLedger *ledger, const char *family_id, gint64 *count, GError **error)
{
  *count = 0;
  return dovetail_ledger_run (ledger, "SELECT COUNT(*) FROM conflict WHERE family_id = ?1 AND state = 'open'",
                              read_count, count, error, "s", family_id);
}
