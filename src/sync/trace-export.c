/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the traces of the last syncs for others to read: with stand-ins for what people wrote, under a key
 * that exists only while this runs. Where a merge of stand-ins does not come out as the merge of the texts
 * did, the line says so, so that a replay is not held against it. */

#include "sync/trace-export.h"

#include <string.h>

#include "core/data.h"
#include "core/error.h"
#include "json/json.h"
#include "store/trace.h"
#include "sync/trace-disguise.h"
#include "sync/trace-lines.h"
#include "sync/trace-merge.h"
#include "wire/member.h"

typedef struct
{
  DovetailTraceDisguise *disguise;
  GString *text;
} Export;

static void
append_line (Export *export, JsonNode *line)
{
  gsize length;
  g_autofree char *text = dovetail_json_generate (line, &length);

  g_string_append_len (export->text, text, (gssize) length);
  g_string_append_c (export->text, '\n');
}

static void
append_header (Export *export, const DovetailTraceCounts *counts)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) header = NULL;

  json_object_set_int_member (object, "dovetail_trace", DOVETAIL_TRACE_VERSION);
  json_object_set_string_member (object, "made_by", DOVETAIL_VERSION);
  json_object_set_int_member (object, "jobs", counts->jobs);
  if (counts->skipped > 0)
    json_object_set_int_member (object, "skipped", counts->skipped);
  header = dovetail_write_finish (object);
  append_line (export, header);
}

/* Outcomes that the stand-ins share with the texts; the names of the others go into blurred. */
static JsonObject *
common_outcomes (JsonNode *told, JsonNode *shown, JsonArray *blurred)
{
  JsonObject *common = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (told));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (dovetail_value_equal (value, dovetail_data_get (shown, name)))
      json_object_set_member (common, name, json_node_ref (value));
    else
      json_array_add_string_element (blurred, name);
  return common;
}

/* told: what the merge of the texts came to, disguised; shown: what the merge of the stand-ins comes to. */
static void
append_merge (Export *export, JsonNode *told, JsonNode *shown)
{
  JsonNode *outcomes = dovetail_data_get (shown, "outcomes");
  JsonArray *blurred = json_array_new ();
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) line = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (told));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_str_equal (name, "outcomes"))
      json_object_set_member (object, name, json_node_ref (value));
  json_object_set_object_member (object, "outcomes",
                                 common_outcomes (dovetail_data_get (told, "outcomes"), outcomes, blurred));
  if (json_array_get_length (blurred) > 0)
    json_object_set_array_member (object, "blurred", g_steal_pointer (&blurred));
  g_clear_pointer (&blurred, json_array_unref);
  line = dovetail_write_finish (object);
  append_line (export, line);
}

static void
append_merges (Export *export, JsonNode *line, JsonNode *hidden_line)
{
  g_autoptr (GPtrArray) conflicts = dovetail_trace_line_conflicts (line);
  g_autoptr (GPtrArray) hidden = dovetail_trace_line_conflicts (hidden_line);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const char *policy = dovetail_trace_line_policy (line, g_ptr_array_index (conflicts, i));
      g_autoptr (JsonNode) merge = dovetail_trace_merge (g_ptr_array_index (conflicts, i), policy);
      g_autoptr (JsonNode) shown = dovetail_trace_merge (g_ptr_array_index (hidden, i), policy);
      g_autoptr (JsonNode) told
          = merge != NULL ? dovetail_trace_disguise_line (export->disguise, merge) : NULL;

      if (told != NULL && shown != NULL)
        append_merge (export, told, shown);
    }
}

static void
append_job (Export *export, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (lines, i);
      g_autoptr (JsonNode) hidden = dovetail_trace_disguise_line (export->disguise, line);

      append_line (export, hidden);
      if (g_str_equal (dovetail_trace_line_kind (line), "request"))
        append_merges (export, line, hidden);
    }
}

/* The lines of a job; NULL without error: another version wrote them down, and may have known more to hide. */
static GPtrArray *
read_job (const char *text, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GPtrArray *lines = dovetail_trace_read_lines (text, &failure);

  if (failure != NULL && !g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID))
    g_propagate_error (error, g_steal_pointer (&failure));
  return lines;
}

/* Every job's lines, learned. */
static GPtrArray *
read_jobs (DovetailStore *store, DovetailTraceDisguise *disguise, guint *skipped, GError **error)
{
  g_autoptr (GPtrArray) texts = dovetail_store_list_traces (store, error);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  if (texts == NULL)
    return NULL;
  for (guint i = 0; i < texts->len; i++)
    {
      g_autoptr (GError) failure = NULL;
      GPtrArray *lines = read_job (g_ptr_array_index (texts, i), &failure);

      if (failure != NULL)
        return g_propagate_error (error, g_steal_pointer (&failure)), NULL;
      if (lines == NULL)
        {
          (*skipped)++;
          continue;
        }
      g_ptr_array_add (jobs, lines);
      for (guint line = 0; line < lines->len; line++)
        dovetail_trace_disguise_learn (disguise, g_ptr_array_index (lines, line));
    }
  return g_steal_pointer (&jobs);
}

/**
 * dovetail_trace_export:
 * @store: the local replica
 * @random: for the key of the stand-ins
 * @counts: (out): how many syncs it tells of, and of how many it does not
 * @length: (out): bytes
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full): JSON lines
 */
char *
dovetail_trace_export (
    DovetailStore *store, const DovetailRandom *random, DovetailTraceCounts *counts, gsize *length, GError **error)
{
  guint8 key[DOVETAIL_DISGUISE_KEY_BYTES];
  g_autoptr (DovetailTraceDisguise) disguise = NULL;
  g_autoptr (GPtrArray) all = NULL;
  Export export;

  g_return_val_if_fail (DOVETAIL_IS_STORE (store), NULL);
  g_return_val_if_fail (random != NULL && counts != NULL && length != NULL, NULL);

  dovetail_random_fill (random, key, sizeof key);
  disguise = dovetail_trace_disguise_new (key);
  explicit_bzero (key, sizeof key);
  counts->skipped = 0;
  all = read_jobs (store, disguise, &counts->skipped, error);
  if (all == NULL)
    return NULL;
  counts->jobs = all->len;
  export = (Export){ disguise, g_string_new (NULL) };
  append_header (&export, counts);
  for (guint i = 0; i < all->len; i++)
    append_job (&export, g_ptr_array_index (all, i));
  *length = export.text->len;
  return g_string_free (export.text, FALSE);
}
