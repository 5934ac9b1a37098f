/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store of a replay: put into the state that a sync found, and edited while it runs as it was then. */

#include "sync/trace-scratch.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/data.h"
#include "core/uuid.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/policies.h"
#include "store/settings.h"
#include "store/trace.h"
#include "store/walk.h"
#include "sync/recorder-private.h"
#include "sync/trace-json.h"
#include "sync/trace-lines.h"
#include "wire/conflict.h"

/* Stand for records that were only counted; no more than this is believed. */
#define MOST_OTHERS 20000
#define OTHERS "0f9c1f6e-7c1d-4a52-9a8e-6d1b5c0e7a11"

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_remove (child) != 0)
        remove_folder (child);
    }
  g_rmdir (path);
}

/**
 * dovetail_trace_scratch_free:
 * @scratch: (transfer full): removed from the disk
 */
void
dovetail_trace_scratch_free (DovetailTraceScratch *scratch)
{
  if (scratch->store != NULL)
    g_signal_handlers_disconnect_by_data (scratch->store, scratch);
  g_clear_object (&scratch->store);
  g_clear_object (&scratch->remote);
  if (scratch->directory != NULL)
    remove_folder (scratch->directory);
  g_free (scratch->directory);
  g_clear_error (&scratch->failure);
  g_free (scratch);
}

/* xorshift32: a replay draws the same ids each time. */
static void
draw (gpointer user_data, guint8 *bytes, gsize length)
{
  DovetailTraceScratch *scratch = user_data;

  for (gsize i = 0; i < length; i++)
    {
      scratch->random ^= scratch->random << 13;
      scratch->random ^= scratch->random >> 17;
      scratch->random ^= scratch->random << 5;
      bytes[i] = (guint8) (scratch->random >> 11);
    }
}

static gboolean
put_held (DovetailStore *store, DovetailReplica *replica, DovetailHeld *held, GError **error)
{
  if (held == NULL)
    return dovetail_store_unhold (store, replica, error);
  return dovetail_store_hold (store, replica, held->cause, held->theirs, held->asked, error);
}

/* What was there before somebody edited it while the sync ran. */
static gboolean
put_unedited (DovetailStore *store, const DovetailReplica *edited, GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;

  if (edited->base == NULL)
    return TRUE;
  replica = dovetail_replica_new (edited->base);
  return dovetail_store_put_replica (store, replica, error);
}

static gboolean
put_found (DovetailStore *store, DovetailReplica *replica, DovetailHeld *held, gboolean seen, GError **error)
{
  return dovetail_store_put_replica (store, replica, error) && put_held (store, replica, held, error)
         && (!seen
             || dovetail_store_walk_mark (store, replica->current->entity_type, replica->current->entity_id,
                                          error));
}

/* early: it came to be as it was found only later. */
static gboolean
put_record (DovetailTraceScratch *scratch, JsonNode *recorded, gboolean early, GError **error)
{
  DovetailStore *store = scratch->store;
  g_autoptr (JsonNode) line = dovetail_replay_remote_renew (scratch->remote, recorded);
  JsonNode *record = dovetail_data_get (line, "record");
  const char *entity_type = dovetail_data_get_string (line, "entity_type");
  const char *entity_id = dovetail_data_get_string (line, "entity_id");
  g_autoptr (DovetailHeld) held = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  if (record == NULL && entity_type != NULL && entity_id != NULL)
    return early || dovetail_store_forget_replica (store, entity_type, entity_id, error);
  replica = dovetail_trace_read_replica (record, &held, error);
  if (replica == NULL)
    return FALSE;
  return early ? put_unedited (store, replica, error)
               : put_found (store, replica, held, dovetail_data_get_boolean (line, "seen", FALSE), error);
}

static gboolean
comes_about (JsonNode *line, guint during, gboolean late)
{
  return g_str_equal (dovetail_trace_line_kind (line), "record")
         && dovetail_data_get_int (line, "during", 0) == during
         && dovetail_data_get_boolean (line, "late", FALSE) == late;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  gint64 first = dovetail_data_get_int (*(JsonNode *const *) a, "row", 0);
  gint64 second = dovetail_data_get_int (*(JsonNode *const *) b, "row", 0);

  return first < second ? -1 : first > second;
}

/* In the order of their rows. */
static GPtrArray *
find_records (DovetailTraceScratch *scratch, guint during, gboolean late)
{
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < scratch->lines->len; i++)
    if (comes_about (g_ptr_array_index (scratch->lines, i), during, late))
      g_ptr_array_add (records, g_ptr_array_index (scratch->lines, i));
  g_ptr_array_sort (records, compare_rows);
  return records;
}

static gboolean
put_records (DovetailTraceScratch *scratch, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    if (!put_record (scratch, g_ptr_array_index (records, i), FALSE, error))
      return FALSE;
  return TRUE;
}

/* What the user did at this moment of the sync. */
static void
edit (DovetailTraceScratch *scratch, guint during, gboolean late)
{
  g_autoptr (GPtrArray) records = find_records (scratch, during, late);
  g_autoptr (DovetailTransaction) transaction = NULL;
  GError **failure = scratch->failure == NULL ? &scratch->failure : NULL;

  if (records->len == 0)
    return;
  transaction = dovetail_transaction_begin (scratch->store, failure);
  if (transaction != NULL && put_records (scratch, records, failure))
    dovetail_transaction_commit (g_steal_pointer (&transaction), failure);
}

/* A request line, those that carry secrets not counted; NULL: there are fewer. */
static JsonNode *
find_request (DovetailTraceScratch *scratch, guint number)
{
  for (guint i = 0; i < scratch->lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (scratch->lines, i);
      const char *path = dovetail_data_get_string (line, "path");

      if (g_str_equal (dovetail_trace_line_kind (line), "request") && path != NULL
          && !g_str_has_prefix (path, "/auth/") && --number == 0)
        return line;
    }
  return NULL;
}

/* The user may have chosen another policy meanwhile: the next request tells. */
static void
choose_policy (DovetailTraceScratch *scratch, guint number)
{
  JsonNode *line = find_request (scratch, number);
  JsonNode *sent = line != NULL ? dovetail_data_get (line, "sent") : NULL;
  JsonNode *changes = sent != NULL ? dovetail_data_get (sent, "changes") : NULL;
  JsonArray *array
      = changes != NULL && JSON_NODE_HOLDS_ARRAY (changes) ? json_node_get_array (changes) : NULL;
  JsonNode *first
      = array != NULL && json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : NULL;
  const char *type = first != NULL ? dovetail_data_get_string (first, "entity_type") : NULL;
  gboolean has_own = type != NULL && g_strv_contains (dovetail_policy_types, type);
  DovetailPolicy policy;

  if (type != NULL && dovetail_policy_from_string (dovetail_data_get_string (sent, "policy"), &policy)
      && policy != dovetail_store_get_policy (scratch->store, type))
    dovetail_store_set_policy (scratch->store, has_own ? type : NULL, &policy, NULL);
}

/* The user opened an answered conflict again meanwhile: the list is asked for although the server's did not
 * move. */
static void
doubt_conflicts (DovetailTraceScratch *scratch, guint number)
{
  JsonNode *line = find_request (scratch, number);
  JsonNode *next = find_request (scratch, number + 1);
  JsonNode *received = dovetail_data_get (line, "received");
  gint64 known = dovetail_store_get_setting_int (scratch->store, DOVETAIL_SETTING_CONFLICTS_REV, 0);

  if (next != NULL && g_strcmp0 (dovetail_data_get_string (next, "path"), "/sync/conflicts") == 0
      && dovetail_data_get_int (received, "conflicts_rev", -1) == known)
    dovetail_store_set_setting_int (scratch->store, DOVETAIL_SETTING_CONFLICTS_REV, -1, NULL);
}

static char **
read_names (JsonNode *sent, const char *name)
{
  return dovetail_data_get (sent, name) != NULL ? dovetail_data_get_strings (sent, name) : NULL;
}

/* The user chose other lists or types meanwhile: the walk by the new choice tells. */
static void
choose_filter (DovetailTraceScratch *scratch, guint number)
{
  JsonNode *line = find_request (scratch, number);
  JsonNode *sent = line != NULL ? dovetail_data_get (line, "sent") : NULL;
  g_autoptr (DovetailSyncFilter) in_use = dovetail_store_get_filter_in_use (scratch->store);
  g_auto (GStrv) lists = read_names (sent, "list_ids");
  g_auto (GStrv) types = read_names (sent, "entity_types");
  g_autoptr (DovetailSyncFilter) filter = dovetail_sync_filter_new (lists, types);

  if (sent != NULL && g_strcmp0 (dovetail_data_get_string (line, "path"), "/sync/pull") == 0
      && !dovetail_sync_filter_equal (in_use, filter))
    dovetail_store_set_filter (scratch->store, lists, types, NULL);
}

static void
note_request (guint number, gpointer user_data)
{
  DovetailTraceScratch *scratch = user_data;

  scratch->late = 0;
  edit (scratch, number, FALSE);
  choose_policy (scratch, number + 1);
  choose_filter (scratch, number + 1);
  doubt_conflicts (scratch, number);
  scratch->late = number;
}

/* The answer was written down. */
static void
note_change (DovetailStore *store, DovetailTraceScratch *scratch)
{
  guint late = scratch->late;

  scratch->late = 0;
  if (late > 0)
    edit (scratch, late, TRUE);
}

static gboolean
put_answer (DovetailStore *store, JsonNode *node, GError **error)
{
  const char *entity_id = dovetail_data_get_string (node, "entity_id");
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (DovetailResolution) resolution = dovetail_trace_read_resolution (node, &before, error);

  return resolution != NULL
         && dovetail_store_put_resolution (store, resolution, before, entity_id != NULL ? entity_id : "",
                                           error);
}

static gboolean
put_conflict (DovetailStore *store, JsonNode *node, GError **error)
{
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_from_json (node, error);

  return conflict != NULL && dovetail_store_put_conflict (store, conflict, error);
}

/* Conflicts before the answers to them, which then have the last word. */
static gboolean
put_conflicts (DovetailTraceScratch *scratch, gboolean answers, GError **error)
{
  for (guint i = 0; i < scratch->lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (scratch->lines, i);
      const char *kind = dovetail_trace_line_kind (line);
      JsonNode *conflict = dovetail_data_get (line, "conflict");
      JsonNode *answer = dovetail_data_get (line, "answer");

      if (!answers && g_str_equal (kind, "known") && conflict != NULL
          && !put_conflict (scratch->store, conflict, error))
        return FALSE;
      if (answers && g_str_equal (kind, "queued") && answer != NULL
          && !put_answer (scratch->store, answer, error))
        return FALSE;
    }
  return TRUE;
}

typedef enum
{
  OTHER_PLAIN,
  OTHER_UNSEEN,
  OTHER_GATHERED
} OtherKind;

static gboolean
put_other (DovetailStore *store, guint number, OtherKind kind, gboolean resumed, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u", number);
  g_autofree char *id = dovetail_uuid_new_v5 (OTHERS, name);
  g_autoptr (JsonNode) data = dovetail_data_with_string (NULL, "title", "other");
  g_autoptr (DovetailRecord) record
      = dovetail_record_new (DOVETAIL_ENTITY_TASK, id, 1, NULL, FALSE, data, 0, NULL, NULL);
  g_autoptr (DovetailRecord) tombstone
      = dovetail_record_new (DOVETAIL_ENTITY_TASK, id, 2, NULL, TRUE, NULL, 0, NULL, NULL);
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  if (!dovetail_store_put_replica (store, replica, error))
    return FALSE;
  if (kind == OTHER_GATHERED)
    return dovetail_store_hold (store, replica, DOVETAIL_HELD_DELETED, tombstone, FALSE, error);
  if (kind == OTHER_UNSEEN)
    return TRUE;
  /* Neither counted as unseen: listed by the part of the walk that came before, or held already. */
  return resumed ? dovetail_store_walk_mark (store, DOVETAIL_ENTITY_TASK, id, error)
                 : dovetail_store_hold (store, replica, DOVETAIL_HELD_MISSING, NULL, TRUE, error);
}

static JsonNode *
find_deletions (DovetailTraceScratch *scratch)
{
  for (guint i = 0; i < scratch->lines->len; i++)
    if (g_str_equal (dovetail_trace_line_kind (g_ptr_array_index (scratch->lines, i)), "deletions"))
      return g_ptr_array_index (scratch->lines, i);
  return NULL;
}

/* As many as were counted and are not told of otherwise. */
static gboolean
put_others (DovetailTraceScratch *scratch, gboolean resumed, GError **error)
{
  JsonNode *line = find_deletions (scratch);
  gint64 gathered = CLAMP (dovetail_data_get_int (line, "other_gathered", 0), 0, MOST_OTHERS);
  gint64 unseen = CLAMP (dovetail_data_get_int (line, "other_unseen", 0), 0, MOST_OTHERS);
  gint64 all = CLAMP (dovetail_data_get_int (line, "others", 0), gathered + unseen, 2 * MOST_OTHERS);

  for (gint64 i = 0; i < all; i++)
    if (!put_other (scratch->store, (guint) i,
                    i < gathered            ? OTHER_GATHERED
                    : i < gathered + unseen ? OTHER_UNSEEN
                                            : OTHER_PLAIN,
                    resumed, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_setting (DovetailTraceScratch *scratch, JsonNode *settings, const char *name, GError **error)
{
  const char *value = dovetail_data_get_string (settings, name);
  gboolean time = g_str_equal (name, DOVETAIL_TRACE_CLOCK_LAST);

  if (time && value != NULL && !g_ascii_string_to_signed (value, 10, 0, DOVETAIL_REPLAY_LATEST, NULL, NULL))
    return TRUE;
  return value == NULL || dovetail_store_set_setting (scratch->store, name, value, error);
}

static gboolean
put_tokens (DovetailTraceScratch *scratch, GError **error)
{
  gboolean expired = dovetail_replay_remote_begins_with_secrets (scratch->remote);

  return dovetail_store_set_secret (
      scratch->store, DOVETAIL_SETTING_TOKENS,
      expired ? "{\"access_token\":\"old\",\"refresh_token\":\"replay\",\"expires_at\":0}"
              : "{\"access_token\":\"replay\",\"refresh_token\":\"replay\",\"expires_at\":9999999999999}",
      error);
}

static gboolean
put_settings (DovetailTraceScratch *scratch, JsonNode *job, GError **error)
{
  JsonNode *settings = dovetail_data_get (job, "settings");
  g_autofree char *device = g_strdup (dovetail_data_get_string (settings, DOVETAIL_SETTING_DEVICE_ID));
  gint64 clock_offset = dovetail_data_get_int (job, "clock_offset", 0);
  g_autofree char *offset = g_strdup_printf (
      "%" G_GINT64_FORMAT, CLAMP (clock_offset, -DOVETAIL_REPLAY_LATEST, DOVETAIL_REPLAY_LATEST));

  for (guint i = 0; i < DOVETAIL_N_TRACE_SETTINGS; i++)
    if (!put_setting (scratch, settings, dovetail_trace_settings[i], error))
      return FALSE;
  return dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_SERVER, "http://localhost:1", error)
         && dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID,
                                        device != NULL ? device : "device", error)
         && dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_POLICY,
                                        dovetail_data_get_string (job, "policy"), error)
         && dovetail_store_set_setting (scratch->store, "clock_offset", offset, error)
         && put_tokens (scratch, error);
}

/* The first line of each record that was known when the sync began, in the order of the rows. */
static GPtrArray *
find_first_records (DovetailTraceScratch *scratch)
{
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < scratch->lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (scratch->lines, i);

      if (g_str_equal (dovetail_trace_line_kind (line), "record")
          && !dovetail_data_get_boolean (line, "again", FALSE))
        g_ptr_array_add (records, line);
    }
  g_ptr_array_sort (records, compare_rows);
  return records;
}

static gboolean
put_first_records (DovetailTraceScratch *scratch, GError **error)
{
  g_autoptr (GPtrArray) records = find_first_records (scratch);

  for (guint i = 0; i < records->len; i++)
    {
      JsonNode *line = g_ptr_array_index (records, i);

      if (!put_record (scratch, line, !comes_about (line, 0, FALSE), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill (DovetailTraceScratch *scratch, GError **error)
{
  JsonNode *job = g_ptr_array_index (scratch->lines, 0);
  const char *walk = dovetail_data_get_string (dovetail_data_get (job, "settings"), DOVETAIL_SETTING_WALK);
  /* A walk that is only planned ends with the colon. */
  gboolean resumed = walk != NULL && !g_str_has_suffix (walk, ":");
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, error);

  return transaction != NULL && put_settings (scratch, job, error) && put_conflicts (scratch, FALSE, error)
         && put_conflicts (scratch, TRUE, error) && put_others (scratch, resumed, error)
         && put_first_records (scratch, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
open_store (DovetailTraceScratch *scratch, GError **error)
{
  DovetailStoreOptions options = {
    .clock = dovetail_replay_remote_clock (scratch->remote),
    .random = { draw, scratch },
  };

  scratch->directory = g_dir_make_tmp ("dovetail-replay-XXXXXX", error);
  options.directory = scratch->directory;
  scratch->store = scratch->directory != NULL ? dovetail_store_open (&options, error) : NULL;
  return scratch->store != NULL;
}

/**
 * dovetail_trace_scratch_new:
 * @lines: (element-type JsonNode): the lines of one job; they must outlive the scratch store
 * @error: INVALID, or what the store says
 *
 * Returns: (transfer full): a store as the sync found it, in a temporary folder, and the server it talked to
 */
DovetailTraceScratch *
dovetail_trace_scratch_new (GPtrArray *lines, GError **error)
{
  g_autoptr (DovetailTraceScratch) scratch = g_new0 (DovetailTraceScratch, 1);

  g_return_val_if_fail (lines != NULL && lines->len > 0, NULL);

  scratch->lines = lines;
  scratch->random = 2463534242;
  scratch->remote = dovetail_replay_remote_new (lines, note_request, scratch);
  if (!open_store (scratch, error) || !fill (scratch, error))
    return NULL;
  g_signal_connect (scratch->store, "changed", G_CALLBACK (note_change), scratch);
  return g_steal_pointer (&scratch);
}
