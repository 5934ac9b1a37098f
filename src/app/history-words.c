/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The history of a task, said plainly: who, on which device, when, and what from what to what. */

#include "app/history-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/value-words.h"
#include "core/record.h"
#include "core/schema.h"

#define MAX_VALUE_CHARACTERS 48

static char *
name_author (const DovetailConflictReader *reader, const DovetailRecordChange *change)
{
  gboolean is_here = !change->synced
                     || (change->device_id != NULL && g_strcmp0 (change->device_id, reader->device_id) == 0);
  gboolean is_reader = change->user_id != NULL && g_strcmp0 (change->user_id, reader->user_id) == 0;
  const char *device = is_here ? _ ("this computer") : change->device_name;

  if (!is_here && change->device_id == NULL && change->user_id == NULL)
    return g_strdup (_ ("Several changes, fitted together"));
  if (is_here || is_reader)
    return device != NULL ? g_strdup_printf (_ ("You, on %s"), device) : g_strdup (_ ("You"));
  if (change->user_name != NULL && device != NULL)
    return g_strdup_printf (_ ("%s (%s)"), change->user_name, device);
  if (change->user_name != NULL)
    return g_strdup (change->user_name);
  return device != NULL ? g_strdup_printf (_ ("Someone, on %s"), device) : g_strdup (_ ("Someone else"));
}

char *
dovetail_history_words_author (const DovetailConflictReader *reader, const DovetailRecordChange *change)
{
  g_autofree char *who = NULL;
  g_autofree char *when = NULL;

  g_return_val_if_fail (reader != NULL && change != NULL, NULL);

  who = name_author (reader, change);
  when = dovetail_words_moment (change->time, reader->now);
  return g_strdup_printf (_ ("%s, %s"), who, when);
}

/* Takes the words. */
static char *
shorten (char *words, gboolean *shortened)
{
  char *line = g_strdelimit (words, "\n", ' ');
  char *cut;

  if (g_utf8_strlen (line, -1) <= MAX_VALUE_CHARACTERS)
    return line;
  *shortened = TRUE;
  *g_utf8_offset_to_pointer (line, MAX_VALUE_CHARACTERS) = '\0';
  cut = g_strconcat (line, "…", NULL);
  g_free (line);
  return cut;
}

static char *
describe_value (DovetailStore *store, const char *name, JsonNode *value, gboolean whole, gboolean *shortened)
{
  char *words = dovetail_words_value (store, DOVETAIL_ENTITY_TASK, name, value);

  return whole ? words : shorten (words, shortened);
}

static char *
describe_field (DovetailStore *store, const char *name, JsonNode *field, gboolean whole, gboolean *shortened)
{
  g_autofree char *title = dovetail_words_field (DOVETAIL_ENTITY_TASK, name);
  g_autofree char *old = describe_value (store, name, dovetail_data_get (field, "old"), whole, shortened);
  g_autofree char *new = describe_value (store, name, dovetail_data_get (field, "new"), whole, shortened);
  g_autofree char *words = NULL;

  /* a list of things cannot be read on a line */
  if (strchr (old, '\n') != NULL || strchr (new, '\n') != NULL)
    /* Translators: a field, its old and its new value, each on lines of its own */
    words = g_strdup_printf (_ ("%s:\n%s\n→\n%s"), title, old, new);
  else
    words = g_strdup_printf (_ ("%s: %s → %s"), title, old, new);
  if (!whole || !dovetail_data_get_boolean (field, "cut", FALSE))
    return g_steal_pointer (&words);
  /* Translators: behind a long text in the history, of which only the beginning was kept */
  return g_strdup_printf (_ ("%s… (only the beginning is kept)"), words);
}

/* In the order of the schema; what follows another field, and where it stands in its list, is left out. */
static GPtrArray *
collect_names (JsonObject *fields)
{
  const DovetailSchema *schema = dovetail_schema_find (DOVETAIL_ENTITY_TASK);
  GPtrArray *names = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;

  for (gsize i = 0; i < schema->n_fields; i++)
    if (json_object_has_member (fields, schema->fields[i].name)
        && schema->fields[i].merge != DOVETAIL_MERGE_FOLLOWS
        && schema->fields[i].merge != DOVETAIL_MERGE_NOISE)
      g_ptr_array_add (names, (char *) schema->fields[i].name);
  json_object_iter_init_ordered (&iter, fields);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (dovetail_schema_find_field (schema, name) == NULL)
      g_ptr_array_add (names, (char *) name);
  return names;
}

static char *
describe_fields (DovetailStore *store, JsonObject *fields, gboolean whole, gboolean *shortened)
{
  g_autoptr (GPtrArray) names = collect_names (fields);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *line = describe_field (
          store, names->pdata[i], json_object_get_member (fields, names->pdata[i]), whole, shortened);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : "\n", line);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Moved in the list"));
  return g_string_free (text, FALSE);
}

char *
dovetail_history_words_change (DovetailStore *store,
                               const DovetailRecordChange *change,
                               gboolean whole,
                               gboolean *shortened)
{
  static const struct
  {
    const char *operation;
    const char *words;
  } operations[] = {
    { "create", N_ ("Created") },
    { "delete", N_ ("Deleted") },
    { "restore", N_ ("Brought back") },
    { "discard", N_ ("Went back to the server's version") },
  };
  JsonObject *fields;

  g_return_val_if_fail (change != NULL && shortened != NULL, NULL);

  *shortened = FALSE;
  fields = json_node_get_object (change->fields);
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (change->operation, operations[i].operation) == 0)
      {
        g_autofree char *rest = NULL;

        if (json_object_get_size (fields) == 0)
          return g_strdup (_ (operations[i].words));
        rest = describe_fields (store, fields, whole, shortened);
        return g_strdup_printf ("%s\n%s", _ (operations[i].words), rest);
      }
  return describe_fields (store, fields, whole, shortened);
}
