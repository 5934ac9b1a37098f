/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about records, their history, and the walk in the order of changes. */

#include "server/ledger-records.h"

#include <string.h>

#include "core/error.h"
#include "json/json.h"

/* A page of many large records is cut off here. */
#define MAX_PAGE_BYTES (4 * 1024 * 1024)

#define COLUMNS                                                                                              \
  "SELECT entity_type, entity_id, version, etag, deleted, data, timestamp, modified_by, client_id, authors," \
  " schema_version, seq, restored, changed_at FROM record WHERE family_id = ?1 "

const char *const dovetail_stored_types[] = { DOVETAIL_ENTITY_TASK,
                                              DOVETAIL_ENTITY_LIST,
                                              DOVETAIL_ENTITY_EVENT,
                                              DOVETAIL_ENTITY_POINTS_LEDGER,
                                              DOVETAIL_ENTITY_USER_STREAK,
                                              DOVETAIL_ENTITY_BADGE,
                                              NULL };

/* What a row function fills; the first thing that cannot be read stops it. */
typedef struct
{
  GPtrArray *found; /* DovetailStored */
  GError *error;
  gsize bytes;
  gboolean without_authors; /* which takes as long to parse as the record itself */
} Reading;

DovetailStored *
dovetail_stored_new (DovetailRecord *record, JsonNode *authors)
{
  DovetailStored *stored = g_new0 (DovetailStored, 1);

  stored->record = dovetail_record_ref (record);
  stored->authors = authors != NULL ? json_node_ref (authors) : NULL;
  return stored;
}

void
dovetail_stored_free (DovetailStored *stored)
{
  if (stored == NULL)
    return;
  g_clear_pointer (&stored->record, dovetail_record_unref);
  g_clear_pointer (&stored->authors, json_node_unref);
  g_free (stored);
}

static const char *
known_type (const char *name)
{
  for (guint i = 0; dovetail_stored_types[i] != NULL; i++)
    if (g_strcmp0 (dovetail_stored_types[i], name) == 0)
      return g_intern_static_string (dovetail_stored_types[i]);
  return g_intern_string (name);
}

static JsonNode *
parse_column (const DovetailLedgerValue *value, Reading *reading)
{
  JsonNode *node = dovetail_json_parse_object (value->bytes, (gssize) value->length, &reading->error);

  if (node == NULL)
    {
      reading->error->code = DOVETAIL_ERROR_CORRUPT;
      g_prefix_error (&reading->error, "A stored record cannot be read: ");
    }
  return node;
}

/* The ten columns that record and history share. */
static DovetailStored *
read_version (const DovetailLedgerValue *row, Reading *reading)
{
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (JsonNode) authors = NULL;
  g_autoptr (DovetailRecord) record = NULL;

  if (reading->error != NULL || (data = parse_column (&row[5], reading)) == NULL
      || (!reading->without_authors && (authors = parse_column (&row[9], reading)) == NULL))
    return NULL;

  record = dovetail_record_new (known_type (row[0].bytes), row[1].bytes, row[2].integer, row[3].bytes,
                                row[4].integer != 0, data, row[6].integer, row[7].bytes, row[8].bytes);
  return dovetail_stored_new (record, authors);
}

static void
read_record (const DovetailLedgerValue *row, gpointer user_data)
{
  Reading *reading = user_data;
  DovetailStored *stored = read_version (row, reading);

  if (stored == NULL)
    return;
  stored->record->schema_version = row[10].integer;
  stored->seq = row[11].integer;
  stored->restored = row[12].integer;
  stored->changed_at = row[13].integer;
  g_ptr_array_add (reading->found, stored);
}

/* Always at least one; the row that goes beyond the budget, and those after it, wait for the next page. */
static void
read_page_record (const DovetailLedgerValue *row, gpointer user_data)
{
  Reading *reading = user_data;

  reading->bytes += row[5].length;
  if (reading->bytes <= MAX_PAGE_BYTES || reading->found->len == 0)
    read_record (row, reading);
}

static void
read_history (const DovetailLedgerValue *row, gpointer user_data)
{
  Reading *reading = user_data;
  DovetailStored *stored = read_version (row, reading);

  if (stored != NULL)
    g_ptr_array_add (reading->found, stored);
}

static Reading
reading_start (void)
{
  return (Reading){ .found = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_stored_free) };
}

/* For what only passes records on. */
static Reading
reading_start_without_authors (void)
{
  Reading reading = reading_start ();

  reading.without_authors = TRUE;
  return reading;
}

/* done: whether the statement succeeded. */
static GPtrArray *
reading_finish (Reading *reading, gboolean done, GError **error)
{
  if (done && reading->error == NULL)
    return g_steal_pointer (&reading->found);
  if (reading->error != NULL)
    g_propagate_error (error, reading->error);
  g_ptr_array_unref (reading->found);
  return NULL;
}

static gboolean
first_of (GPtrArray *found, DovetailStored **stored)
{
  if (found == NULL)
    return FALSE;
  *stored = found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
  g_ptr_array_unref (found);
  return TRUE;
}

#define ONE_RECORD COLUMNS "AND entity_type = ?2 AND entity_id = ?3"

gboolean
dovetail_stored_find (DovetailLedger *ledger,
                      const char *family_id,
                      const char *entity_type,
                      const char *entity_id,
                      DovetailStored **stored,
                      GError **error)
{
  Reading reading = reading_start ();
  gboolean done = dovetail_ledger_run (ledger, ONE_RECORD, read_record, &reading, error, "sss", family_id,
                                       entity_type, entity_id);

  return first_of (reading_finish (&reading, done, error), stored);
}

char *
dovetail_stored_key (const char *entity_type, const char *entity_id)
{
  return g_strconcat (entity_type, " ", entity_id, NULL);
}

static void
add_record (const DovetailLedgerValue *row, gpointer user_data)
{
  Reading reading = reading_start ();
  g_autofree char *key = dovetail_stored_key (row[0].bytes, row[1].bytes);
  DovetailStored *stored = NULL;

  read_record (row, &reading);
  if (first_of (reading_finish (&reading, TRUE, NULL), &stored))
    g_hash_table_insert (user_data, g_steal_pointer (&key), stored);
  else
    g_hash_table_remove (user_data, key);
}

gboolean
dovetail_stored_ask (DovetailLedger *ledger,
                     const char *family_id,
                     const char *entity_type,
                     const char *entity_id,
                     GHashTable *found,
                     GError **error)
{
  return dovetail_ledger_ask (ledger, ONE_RECORD, add_record, found, error, "sss", family_id, entity_type,
                              entity_id);
}

gboolean
dovetail_history_find (DovetailLedger *ledger,
                       const char *family_id,
                       const char *entity_type,
                       const char *entity_id,
                       gint64 version,
                       DovetailStored **stored,
                       GError **error)
{
  Reading reading = reading_start ();
  gboolean done = dovetail_ledger_run (
      ledger,
      "SELECT entity_type, entity_id, version, etag, deleted, data, timestamp, modified_by, client_id, "
      "authors"
      " FROM history WHERE family_id = ?1 AND entity_type = ?2 AND entity_id = ?3 AND version = ?4",
      read_history, &reading, error, "sssi", family_id, entity_type, entity_id, version);

  return first_of (reading_finish (&reading, done, error), stored);
}

static gboolean
keep_present_version (DovetailLedger *ledger,
                      const char *family_id,
                      const DovetailStored *stored,
                      GError **error)
{
  return dovetail_ledger_run (
      ledger,
      "INSERT INTO history (family_id, entity_type, entity_id, version, etag, deleted, data, timestamp,"
      " modified_by, client_id, authors, superseded_at)"
      " SELECT family_id, entity_type, entity_id, version, etag, deleted, data, timestamp, modified_by, "
      "client_id,"
      " authors, ?4 FROM record WHERE family_id = ?1 AND entity_type = ?2 AND entity_id = ?3",
      NULL, NULL, error, "sssi", family_id, stored->record->entity_type, stored->record->entity_id,
      stored->changed_at);
}

gboolean
dovetail_stored_put (DovetailLedger *ledger,
                     const char *family_id,
                     const DovetailStored *stored,
                     GError **error)
{
  static const char statement[]
      = "INSERT INTO record (family_id, entity_type, entity_id, version, etag, deleted, data, timestamp,"
        " modified_by, client_id, authors, schema_version, seq, restored, changed_at, list_id, parent_id)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
        " ON CONFLICT (family_id, entity_type, entity_id) DO UPDATE SET version = excluded.version,"
        " etag = excluded.etag, deleted = excluded.deleted, data = excluded.data,"
        " timestamp = excluded.timestamp, modified_by = excluded.modified_by, client_id = excluded.client_id,"
        " authors = excluded.authors, schema_version = excluded.schema_version, seq = excluded.seq,"
        " restored = excluded.restored, changed_at = excluded.changed_at, list_id = excluded.list_id,"
        " parent_id = excluded.parent_id";
  DovetailRecord *record = stored->record;
  g_autofree char *data = dovetail_json_canonical (record->data, NULL);
  g_autofree char *authors = dovetail_json_canonical (stored->authors, NULL);
  gboolean task = g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK) && !record->deleted;

  if (record->version > 1 && !keep_present_version (ledger, family_id, stored, error))
    return FALSE;
  return dovetail_ledger_run (
      ledger, statement, NULL, NULL, error, "sssisisisssiiiiss", family_id, record->entity_type,
      record->entity_id, record->version, record->etag, (gint64) record->deleted, data, record->timestamp,
      record->modified_by, record->client_id, authors, record->schema_version, stored->seq, stored->restored,
      stored->changed_at, task ? dovetail_data_get_string (record->data, "list_id") : NULL,
      task ? dovetail_data_get_string (record->data, "parent_id") : NULL);
}

gboolean
dovetail_stored_put_authors (DovetailLedger *ledger,
                             const char *family_id,
                             const DovetailStored *stored,
                             GError **error)
{
  g_autofree char *authors = dovetail_json_canonical (stored->authors, NULL);

  return dovetail_ledger_run (ledger,
                              "UPDATE record SET authors = ?4"
                              " WHERE family_id = ?1 AND entity_type = ?2 AND entity_id = ?3",
                              NULL, NULL, error, "ssss", family_id, stored->record->entity_type,
                              stored->record->entity_id, authors);
}

/* The names are constants of ours, so they may stand in the statement. */
static char *
types_condition (guint types)
{
  g_autoptr (GString) condition = g_string_new (types == 0 ? "" : " AND entity_type IN (");
  const char *separator = "";

  for (guint i = 0; types != 0 && dovetail_stored_types[i] != NULL; i++)
    if ((types & (1u << i)) != 0)
      {
        g_string_append_printf (condition, "%s'%s'", separator, dovetail_stored_types[i]);
        separator = ",";
      }
  if (types != 0)
    g_string_append_c (condition, ')');
  return g_strdup (condition->str);
}

/**
 * dovetail_stored_walk:
 * @ledger: a ledger inside a transaction
 * @walk: where to start and how far to go
 * @error: return location
 *
 * Records by the seq of their newest change. A record that changes while someone walks moves to the end, so
 * that it is met again there and none is missed. Without their authors.
 *
 * Returns: (transfer full) (element-type DovetailStored): the page
 */
GPtrArray *
dovetail_stored_walk (DovetailLedger *ledger, DovetailWalk *walk, GError **error)
{
  g_autofree char *condition = types_condition (walk->types);
  g_autofree char *statement = g_strconcat (COLUMNS "AND seq > ?2 AND (deleted = 0 OR seq > ?3)", condition,
                                            " ORDER BY seq LIMIT ?4", NULL);
  Reading reading = reading_start_without_authors ();
  gboolean done = dovetail_ledger_run (ledger, statement, read_page_record, &reading, error, "siii",
                                       walk->family_id, walk->after, walk->tombstones_after, walk->limit + 1);
  GPtrArray *page = reading_finish (&reading, done, error);

  walk->more = reading.bytes > MAX_PAGE_BYTES || (page != NULL && (gint64) page->len > walk->limit);
  if (page != NULL && (gint64) page->len > walk->limit)
    g_ptr_array_set_size (page, (gint) walk->limit);
  return page;
}

GPtrArray *
dovetail_stored_list (DovetailLedger *ledger, const char *family_id, GError **error)
{
  Reading reading = reading_start_without_authors ();
  gboolean done = dovetail_ledger_run (ledger, COLUMNS "ORDER BY entity_type, entity_id", read_record,
                                       &reading, error, "s", family_id);

  return reading_finish (&reading, done, error);
}

static void
add_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_ptr_array_add (user_data, dovetail_ledger_value_dup_text (&row[0]));
}

GPtrArray *
dovetail_stored_tasks_in (DovetailLedger *ledger, const char *family_id, const char *list_id, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!dovetail_ledger_run (ledger,
                            "SELECT entity_id FROM record WHERE family_id = ?1 AND list_id = ?2 ORDER BY seq",
                            add_text, ids, error, "ss", family_id, list_id))
    return NULL;
  return g_steal_pointer (&ids);
}

static void
read_counts (const DovetailLedgerValue *row, gpointer user_data)
{
  gint64 *counts = user_data;

  counts[row[0].integer != 0] = row[1].integer;
}

gboolean
dovetail_stored_count (
    DovetailLedger *ledger, const char *family_id, gint64 *records, gint64 *tombstones, GError **error)
{
  gint64 counts[2] = { 0, 0 };

  if (!dovetail_ledger_run (ledger,
                            "SELECT deleted, COUNT(*) FROM record WHERE family_id = ?1 GROUP BY deleted",
                            read_counts, counts, error, "s", family_id))
    return FALSE;
  *records = counts[0];
  *tombstones = counts[1];
  return TRUE;
}

static void
read_text (const DovetailLedgerValue *row, gpointer user_data)
{
  *(char **) user_data = dovetail_ledger_value_dup_text (&row[0]);
}

gboolean
dovetail_stored_parent (
    DovetailLedger *ledger, const char *family_id, const char *task_id, char **parent_id, GError **error)
{
  *parent_id = NULL;
  return dovetail_ledger_run (ledger,
                              "SELECT parent_id FROM record WHERE family_id = ?1 AND entity_type = 'task'"
                              " AND entity_id = ?2",
                              read_text, parent_id, error, "ss", family_id, task_id);
}

static void
read_flag (const DovetailLedgerValue *row, gpointer user_data)
{
  *(gboolean *) user_data = row[0].integer != 0;
}

gboolean
dovetail_stored_is_tombstone (DovetailLedger *ledger,
                              const char *family_id,
                              const char *entity_type,
                              const char *entity_id,
                              gboolean *tombstone,
                              GError **error)
{
  *tombstone = FALSE;
  return dovetail_ledger_run (ledger,
                              "SELECT deleted FROM record WHERE family_id = ?1 AND entity_type = ?2"
                              " AND entity_id = ?3",
                              read_flag, tombstone, error, "sss", family_id, entity_type, entity_id);
}

typedef struct
{
  gint64 newest; /* seq */
  gint64 count;
} OldTombstones;

static void
read_old_tombstones (const DovetailLedgerValue *row, gpointer user_data)
{
  OldTombstones *old = user_data;

  old->newest = row[0].integer;
  old->count = row[1].integer;
}

/* With a tombstone go its former versions: should the id come again, it starts at version 1. */
static gboolean
remove_tombstones (DovetailLedger *ledger, const char *family_id, gint64 time, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "DELETE FROM history WHERE family_id = ?1 AND (entity_type, entity_id) IN"
                              " (SELECT entity_type, entity_id FROM record WHERE family_id = ?1"
                              " AND deleted = 1 AND changed_at <= ?2)",
                              NULL, NULL, error, "si", family_id, time)
         && dovetail_ledger_run (
             ledger, "DELETE FROM record WHERE family_id = ?1 AND deleted = 1 AND changed_at <= ?2", NULL,
             NULL, error, "si", family_id, time);
}

/* The tags below it stay: a client that was away for long learns by them whether this is its history. */
static gboolean
raise_horizon (DovetailLedger *ledger, const char *family_id, gint64 horizon, GError **error)
{
  return dovetail_ledger_run (ledger, "UPDATE family SET horizon = ?2 WHERE family_id = ?1 AND horizon < ?2",
                              NULL, NULL, error, "si", family_id, horizon);
}

/**
 * dovetail_stored_clean_up:
 * @ledger: a ledger inside a writing transaction
 * @family_id: the family
 * @time: ms; tombstones made at or before it go
 * @removed: (out): how many went
 * @horizon: (out): tokens below this seq are refused from now on
 * @error: return location
 *
 * Removes tombstones only: merge bases of live records stay, because a late edit may still need them.
 *
 * Returns: whether it succeeded
 */
gboolean
dovetail_stored_clean_up (DovetailLedger *ledger,
                          const char *family_id,
                          gint64 time,
                          gint64 *removed,
                          gint64 *horizon,
                          GError **error)
{
  OldTombstones old = { 0, 0 };

  if (!dovetail_ledger_run (ledger,
                            "SELECT COALESCE(MAX(seq), 0), COUNT(*) FROM record WHERE family_id = ?1"
                            " AND deleted = 1 AND changed_at <= ?2",
                            read_old_tombstones, &old, error, "si", family_id, time)
      || !remove_tombstones (ledger, family_id, time, error)
      || !raise_horizon (ledger, family_id, old.newest, error))
    return FALSE;

  *removed = old.count;
  *horizon = old.newest;
  return TRUE;
}
