/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Compares what a sync decided with what its replay decides: line by line, those about the same thing with
 * each other. */

#include "sync/trace-compare.h"

#include "core/data.h"
#include "json/json.h"
#include "sync/trace-lines.h"
#include "sync/trace-merge.h"
#include "wire/member.h"

/* How far ahead the same thing is looked for. */
#define LOOK_AHEAD 50

/* What a decision is about, and what it is, as text. */
typedef struct
{
  char *subject;
  char *words;
  JsonNode *value; /* what is compared */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->subject);
  g_free (told->words);
  g_clear_pointer (&told->value, json_node_unref);
  g_free (told);
}

static void
append_fields (GString *words, JsonNode *fields)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (fields == NULL || !JSON_NODE_HOLDS_OBJECT (fields))
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (fields));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_string (value) != NULL)
      g_string_append_printf (words, "; %s: %s", name, json_node_get_string (value));
}

static const char *
text_or_nothing (JsonNode *node, const char *name)
{
  const char *text = dovetail_data_get_string (node, name);

  return text != NULL ? text : "";
}

static char *
record_subject (JsonNode *node)
{
  return g_strconcat (text_or_nothing (node, "entity_type"), " ", text_or_nothing (node, "entity_id"), NULL);
}

static void
append_after (GString *words, JsonNode *after)
{
  if (after == NULL)
    return;
  g_string_append_printf (words, "; version %" G_GINT64_FORMAT, dovetail_data_get_int (after, "version", 0));
  if (dovetail_data_get_string (after, "error_code") != NULL)
    g_string_append_printf (words, "; %s", dovetail_data_get_string (after, "error_code"));
}

static Told *
tell_decision (JsonNode *line)
{
  JsonNode *decision = dovetail_data_get (line, "decision");
  GString *words = g_string_new (NULL);
  Told *told = g_new0 (Told, 1);

  g_string_printf (words, "%s: %s", text_or_nothing (decision, "on"), text_or_nothing (decision, "outcome"));
  append_fields (words, dovetail_data_get (decision, "outcomes"));
  append_after (words, dovetail_data_get (decision, "after"));
  told->subject = record_subject (decision);
  told->words = g_string_free (words, FALSE);
  told->value = decision != NULL ? json_node_ref (decision) : dovetail_data_empty ();
  return told;
}

static guint
count_changes (JsonNode *sent)
{
  JsonNode *changes = dovetail_data_get (sent, "changes");

  return changes != NULL && JSON_NODE_HOLDS_ARRAY (changes)
             ? json_array_get_length (json_node_get_array (changes))
             : 0;
}

/* What is sent is decided here; what comes back is not. */
static Told *
tell_request (JsonNode *line, DovetailReplayRemote *translator)
{
  JsonNode *sent = dovetail_data_get (line, "sent");
  JsonObject *value = json_object_new ();
  Told *told = g_new0 (Told, 1);

  told->subject = g_strconcat (text_or_nothing (line, "method"), " ", text_or_nothing (line, "path"), NULL);
  told->words = g_strdup_printf ("%u changes are sent", count_changes (sent));
  json_object_set_string_member (value, "query", text_or_nothing (line, "query"));
  if (sent != NULL)
    json_object_set_member (value, "sent",
                            translator != NULL ? dovetail_replay_remote_translate (translator, sent)
                                               : json_node_ref (sent));
  told->value = dovetail_write_finish (value);
  return told;
}

static void
append_end (GString *words, JsonNode *line)
{
  static const char *const counts[]
      = { "fetched", "created", "updated", "removed", "pushed", "conflicts_made", "errors" };

  g_string_printf (words, "%s %s", text_or_nothing (line, "kind"), text_or_nothing (line, "state"));
  if (dovetail_data_get_string (line, "error_code") != NULL)
    g_string_append_printf (words, ", %s", dovetail_data_get_string (line, "error_code"));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (dovetail_data_get_int (line, counts[i], 0) != 0)
      g_string_append_printf (words, ", %" G_GINT64_FORMAT " %s", dovetail_data_get_int (line, counts[i], 0),
                              counts[i]);
}

/* How many records there are besides is only filled in. */
static JsonNode *
without_totals (JsonNode *line)
{
  static const char *const names[] = { "gathered", "unseen", "outcome" };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (dovetail_data_get (line, names[i]) != NULL)
      json_object_set_member (object, names[i], json_node_ref (dovetail_data_get (line, names[i])));
  return dovetail_write_finish (object);
}

/* Lines whose members all matter. */
static Told *
tell_line (JsonNode *line)
{
  const char *kind = dovetail_trace_line_kind (line);
  GString *words = g_string_new (text_or_nothing (line, "outcome"));
  Told *told = g_new0 (Told, 1);

  if (g_str_equal (kind, "end"))
    append_end (words, line);
  else if (g_str_equal (kind, "deletions"))
    g_string_append_printf (words, "; %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " records",
                            dovetail_data_get_int (line, "gathered", 0)
                                + dovetail_data_get_int (line, "unseen", 0),
                            dovetail_data_get_int (line, "total", 0));
  else
    g_string_append_printf (words, "; %s", text_or_nothing (line, "cause"));
  told->subject = g_str_equal (kind, "conflict")
                      ? g_strconcat ("conflict ", text_or_nothing (line, "conflict_id"), NULL)
                  : g_str_equal (kind, "unreadable") ? record_subject (line)
                                                     : g_strdup (kind);
  told->words = g_string_free (words, FALSE);
  told->value = g_str_equal (kind, "deletions") ? without_totals (line) : json_node_ref (line);
  return told;
}

static gboolean
is_about_secrets (JsonNode *line)
{
  return g_str_has_prefix (text_or_nothing (line, "path"), "/auth/");
}

/* Conflicts that the user answered or opened again while the sync ran, which a replay does not do. */
static GHashTable *
find_moved (GPtrArray *lines)
{
  GHashTable *moved = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (lines, i);
      gboolean known = g_str_equal (dovetail_trace_line_kind (line), "known");
      gboolean stored = g_str_equal (dovetail_trace_line_kind (line), "conflict");
      JsonNode *conflict = known ? dovetail_data_get (line, "conflict") : stored ? line : NULL;
      const char *id = dovetail_data_get_string (conflict, "conflict_id");
      const char *state = dovetail_data_get_string (conflict, known ? "state" : "outcome");
      const char *before = id != NULL ? g_hash_table_lookup (states, id) : NULL;

      if (id == NULL || state == NULL)
        continue;
      if (known && before != NULL && !g_str_equal (before, state))
        g_hash_table_add (moved, (gpointer) id);
      g_hash_table_insert (states, (gpointer) id, (gpointer) state);
    }
  return moved;
}

/* NULL: nothing was decided in it. */
static Told *
tell (JsonNode *line, GHashTable *moved, DovetailReplayRemote *translator)
{
  const char *kind = dovetail_trace_line_kind (line);
  const char *conflict_id = dovetail_data_get_string (line, "conflict_id");

  if (conflict_id != NULL && g_hash_table_contains (moved, conflict_id))
    return NULL;
  if (g_str_equal (kind, "decision"))
    return tell_decision (line);
  if (g_str_equal (kind, "request"))
    return is_about_secrets (line) ? NULL : tell_request (line, translator);
  if (g_str_equal (kind, "deletions") || g_str_equal (kind, "conflict") || g_str_equal (kind, "unreadable")
      || g_str_equal (kind, "end"))
    return tell_line (line);
  return NULL;
}

static GPtrArray *
tell_all (GPtrArray *lines, GHashTable *moved, DovetailReplayRemote *translator)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (told_free);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      Told *told = tell (g_ptr_array_index (lines, i), moved, translator);

      if (told != NULL)
        g_ptr_array_add (all, told);
    }
  return all;
}

static const Told *
told_at (GPtrArray *all, guint index)
{
  return g_ptr_array_index (all, index);
}

static void
add_step (DovetailReplayJob *job, guint number, const Told *recorded, const Told *replayed)
{
  DovetailReplayStep *step = g_new0 (DovetailReplayStep, 1);

  step->job = number;
  step->subject = g_strdup ((recorded != NULL ? recorded : replayed)->subject);
  step->recorded = recorded != NULL ? g_strdup (recorded->words) : NULL;
  step->replayed = replayed != NULL ? g_strdup (replayed->words) : NULL;
  step->same
      = recorded != NULL && replayed != NULL && dovetail_value_equal (recorded->value, replayed->value);
  job->differences += step->same ? 0 : 1;
  g_ptr_array_add (job->steps, step);
}

/* Where something about the same comes next; -1: nowhere near. */
static int
find_same (GPtrArray *all, guint from, const char *subject)
{
  for (guint i = from; i < all->len && i < from + LOOK_AHEAD; i++)
    if (g_str_equal (told_at (all, i)->subject, subject))
      return (int) i;
  return -1;
}

static void
compare_all (DovetailReplayJob *job, guint number, GPtrArray *recorded, GPtrArray *replayed)
{
  guint next = 0;

  for (guint i = 0; i < recorded->len; i++)
    {
      const Told *told = told_at (recorded, i);
      int found = find_same (replayed, next, told->subject);

      for (; found >= 0 && next < (guint) found; next++)
        add_step (job, number, NULL, told_at (replayed, next));
      add_step (job, number, told, found >= 0 ? told_at (replayed, next++) : NULL);
    }
  for (; next < replayed->len; next++)
    add_step (job, number, NULL, told_at (replayed, next));
}

static JsonNode *
find_conflict (JsonNode *request, const char *conflict_id)
{
  g_autoptr (GPtrArray) conflicts = dovetail_trace_line_conflicts (request);

  for (guint i = 0; i < conflicts->len; i++)
    if (g_strcmp0 (dovetail_data_get_string (g_ptr_array_index (conflicts, i), "conflict_id"), conflict_id)
        == 0)
      return g_ptr_array_index (conflicts, i);
  return NULL;
}

/* Only of what is told: what the stand-ins blur is not. */
static gboolean
outcomes_hold (JsonNode *told, JsonNode *shown)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (told == NULL || !JSON_NODE_HOLDS_OBJECT (told))
    return FALSE;
  json_object_iter_init_ordered (&iter, json_node_get_object (told));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!dovetail_value_equal (value, dovetail_data_get (shown, name)))
      return FALSE;
  return TRUE;
}

static char *
merge_words (JsonNode *merge)
{
  GString *words = g_string_new (NULL);

  g_string_printf (words, "%s, %s", text_or_nothing (merge, "policy"), text_or_nothing (merge, "cause"));
  append_fields (words, dovetail_data_get (merge, "outcomes"));
  return g_string_free (words, FALSE);
}

/* The three sides of a conflict, which stand in the answer before, are merged again. */
static void
compare_merge (DovetailReplayJob *job, guint number, JsonNode *request, JsonNode *line)
{
  JsonNode *conflict
      = request != NULL ? find_conflict (request, dovetail_data_get_string (line, "conflict_id")) : NULL;
  g_autoptr (JsonNode) shown
      = conflict != NULL ? dovetail_trace_merge (conflict, dovetail_data_get_string (line, "policy")) : NULL;
  DovetailReplayStep *step = g_new0 (DovetailReplayStep, 1);

  step->job = number;
  step->subject = g_strconcat ("merge of ", text_or_nothing (line, "entity_id"), NULL);
  step->recorded = merge_words (line);
  step->replayed = shown != NULL ? merge_words (shown) : NULL;
  step->same = shown != NULL
               && outcomes_hold (dovetail_data_get (line, "outcomes"), dovetail_data_get (shown, "outcomes"))
               && g_str_equal (text_or_nothing (line, "cause"), text_or_nothing (shown, "cause"));
  job->differences += step->same ? 0 : 1;
  g_ptr_array_add (job->steps, step);
}

void
dovetail_trace_compare (DovetailReplayJob *job,
                        guint number,
                        GPtrArray *recorded_lines,
                        GPtrArray *replayed_lines,
                        DovetailReplayRemote *remote)
{
  g_autoptr (GHashTable) moved = find_moved (recorded_lines);
  g_autoptr (GPtrArray) recorded = tell_all (recorded_lines, moved, NULL);
  g_autoptr (GPtrArray) replayed = tell_all (replayed_lines, moved, remote);
  JsonNode *request = NULL;

  compare_all (job, number, recorded, replayed);
  for (guint i = 0; i < recorded_lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (recorded_lines, i);

      if (g_str_equal (dovetail_trace_line_kind (line), "request"))
        request = line;
      else if (g_str_equal (dovetail_trace_line_kind (line), "merge"))
        compare_merge (job, number, request, line);
    }
}
