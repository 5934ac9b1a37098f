/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for upload, in words: which fields changed from what to what, since when, and what hindered it.
 */
#include "app/pending-words.h"

#include <glib/gi18n.h>

#include "app/value-words.h"
#include "core/patch.h"
#include "core/schema.h"

#define MAX_LINES 6
#define MAX_VALUE_CHARACTERS 60

typedef struct
{
  const char *code;
  const char *error;
  const char *advice;
} Refusal;

static const Refusal refusals[] = {
  { "invalid_field", N_ ("The server does not accept one of the values"),
    N_ ("Open the task, change the value, and it is sent again.") },
  { "forbidden_entity", N_ ("The server keeps this by itself; nobody may change it"),
    N_ ("Discard the change.") },
  { "forbidden", N_ ("Your account may read here, but not write"),
    N_ ("Ask the owner of the family for the right to write, then try again.") },
  { "mutation_reused", N_ ("The server took it for another change"), N_ ("Try again.") },
  { "rolled_back", N_ ("It was sent together with a change that was refused"), N_ ("Try again.") },
  { "too_large", N_ ("It is larger than the server takes"), N_ ("Shorten it, then try again.") },
};

static const Refusal *
find_refusal (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_strcmp0 (refusals[i].code, code) == 0)
      return &refusals[i];
  return NULL;
}

char *
dovetail_pending_words_error (const char *code, const char *detail)
{
  const Refusal *refusal = find_refusal (code);

  if (refusal != NULL && detail != NULL && *detail != '\0')
    /* Translators: what happened, and what the server said about it */
    return g_strdup_printf (_ ("%s: %s"), _ (refusal->error), detail);
  if (refusal != NULL)
    return g_strdup (_ (refusal->error));
  if (detail != NULL && *detail != '\0')
    return g_strdup (detail);
  return code != NULL ? g_strdup (_ ("The server did not accept it")) : NULL;
}

char *
dovetail_pending_words_advice (const char *code)
{
  const Refusal *refusal = find_refusal (code);

  return g_strdup (refusal != NULL ? _ (refusal->advice) : _ ("Change it, try again, or discard it."));
}

static char *
shorten (char *words)
{
  g_autofree char *line = g_strdelimit (words, "\n", ' ');

  if (g_utf8_strlen (line, -1) <= MAX_VALUE_CHARACTERS)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, MAX_VALUE_CHARACTERS) = '\0';
  return g_strconcat (line, "…", NULL);
}

static char *
field_words (
    DovetailStore *store, const char *entity_type, const char *name, JsonNode *base, JsonNode *current)
{
  g_autofree char *field = dovetail_words_field (entity_type, name);
  g_autofree char *old_value = NULL;
  g_autofree char *new_value = NULL;

  if (g_str_equal (name, "position"))
    return g_strdup (_ ("Moved in the list"));
  old_value = shorten (dovetail_words_value (store, entity_type, name, dovetail_data_get (base, name)));
  new_value = shorten (dovetail_words_value (store, entity_type, name, dovetail_data_get (current, name)));
  /* Translators: a field, its old and its new value, as in "Due: Wed 25 Nov → Fri 27 Nov" */
  return g_strdup_printf (_ ("%s: %s → %s"), field, old_value, new_value);
}

/* The fields that differ, in the order of the schema, fields this version does not know last. */
static GPtrArray *
changed_fields (const char *entity_type, JsonNode *patch)
{
  const DovetailSchema *schema = dovetail_schema_find (entity_type);
  JsonObject *object = json_node_get_object (patch);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  JsonObjectIter iter;
  const char *name;

  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (json_object_has_member (object, schema->fields[i].name)
        && schema->fields[i].merge != DOVETAIL_MERGE_FOLLOWS)
      g_ptr_array_add (names, g_strdup (schema->fields[i].name));
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (schema == NULL || dovetail_schema_find_field (schema, name) == NULL)
      g_ptr_array_add (names, g_strdup (name));
  return names;
}

static char *
update_words (DovetailStore *store, const DovetailReplica *replica)
{
  const char *entity_type = replica->current->entity_type;
  g_autoptr (JsonNode) patch = dovetail_patch_diff (replica->base->data, replica->current->data);
  g_autoptr (GPtrArray) names = changed_fields (entity_type, patch);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint shown = MIN (names->len, MAX_LINES);

  if (names->len == 0)
    return g_strdup (_ ("Changed and changed back"));
  for (guint i = 0; i < shown; i++)
    g_ptr_array_add (lines, field_words (store, entity_type, g_ptr_array_index (names, i),
                                         replica->base->data, replica->current->data));
  if (names->len > shown)
    g_ptr_array_add (lines, g_strdup_printf (ngettext ("and %u more", "and %u more", names->len - shown),
                                             names->len - shown));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

char *
dovetail_pending_words_change (DovetailStore *store, const DovetailReplica *replica)
{
  g_return_val_if_fail (replica != NULL, NULL);

  if (replica->current->deleted)
    return g_strdup (_ ("Deleted"));
  if (replica->base == NULL)
    return g_strdup (g_str_equal (replica->current->entity_type, DOVETAIL_ENTITY_LIST) ? _ ("New list")
                                                                                       : _ ("New task"));
  if (replica->base->deleted)
    return g_strdup (_ ("Brought back"));
  return update_words (store, replica);
}

char *
dovetail_pending_words_since (const DovetailPending *pending, gint64 now)
{
  g_return_val_if_fail (pending != NULL, NULL);

  g_autofree char *moment = dovetail_words_moment (pending->since, now);
  g_autofree char *since = NULL;
  g_autofree char *tries = NULL;

  since = pending->state == DOVETAIL_PENDING_IN_FLIGHT
              /* Translators: as in "On its way, since 14:02" */
              ? g_strdup_printf (_ ("On its way, since %s"), moment)
              : g_strdup_printf (_ ("Waiting since %s"), moment);
  if (pending->tries == 0)
    return g_steal_pointer (&since);
  tries = g_strdup_printf (ngettext ("tried once", "tried %u times", pending->tries), pending->tries);
  return g_strdup_printf (_ ("%s · %s"), since, tries);
}

/* Takes the line, which may be NULL. */
static void
append_line (GString *text, char *line)
{
  if (line != NULL)
    g_string_append_printf (text, "%s\n", line);
  g_free (line);
}

char *
dovetail_pending_words_details (DovetailStore *store, const DovetailReplica *replica, gint64 now)
{
  g_return_val_if_fail (replica != NULL && replica->pending != NULL, NULL);

  const DovetailPending *pending = replica->pending;
  const char *title = dovetail_record_get_title (replica->current);
  GString *text = g_string_new (NULL);

  append_line (text, g_strdup (*title != '\0' ? title : _ ("Untitled")));
  append_line (text, dovetail_pending_words_change (store, replica));
  append_line (text, dovetail_pending_words_error (pending->error_code, pending->error_detail));
  if (pending->state == DOVETAIL_PENDING_QUARANTINED)
    append_line (text, dovetail_pending_words_advice (pending->error_code));
  append_line (text, dovetail_pending_words_since (pending, now));
  append_line (text, g_strdup_printf ("%s %s", replica->current->entity_type, replica->current->entity_id));
  return g_string_free (text, FALSE);
}
