/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes what people wrote out of a trace. A table says what each member of our lines and of the protocol's
 * messages holds (trace-roles.h), the schema says it of a record's fields; whatever neither knows is private
 * text, names included. */

#include "sync/trace-disguise.h"

#include <string.h>

#include "core/data.h"
#include "core/schema.h"
#include "core/timestamp.h"
#include "core/uuid.h"
#include "sync/trace-roles.h"
#include "wire/member.h"

/* Deeper values become one stand-in, so that the line as a whole can be read again. */
#define MAX_DEPTH 20

/* Whose words are disguised: within a record's field equal words get equal stand-ins. */
typedef struct
{
  const char *entity_type;
  const char *entity_id;
  gboolean in_body; /* of a request or an answer, where nothing is of the recorder's making */
} Scope;

struct _DovetailTraceDisguise
{
  DovetailDisguise *stand_ins;
  DovetailTraceRoles *roles;
  GHashTable *subjects; /* id of a mutation or a conflict -> Scope: which record it is of */
  gboolean learning;
};

static void
scope_free (gpointer data)
{
  Scope *scope = data;

  g_free ((char *) scope->entity_type);
  g_free ((char *) scope->entity_id);
  g_free (scope);
}

/**
 * dovetail_trace_disguise_new:
 * @key: random bytes, never used twice and never kept
 *
 * Returns: (transfer full): a disguise for one export
 */
DovetailTraceDisguise *
dovetail_trace_disguise_new (const guint8 *key)
{
  DovetailTraceDisguise *disguise = g_new0 (DovetailTraceDisguise, 1);

  disguise->stand_ins = dovetail_disguise_new (key);
  disguise->roles = dovetail_trace_roles_new ();
  disguise->subjects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, scope_free);
  return disguise;
}

/**
 * dovetail_trace_disguise_free:
 * @disguise: (transfer full): freed
 */
void
dovetail_trace_disguise_free (DovetailTraceDisguise *disguise)
{
  dovetail_disguise_free (disguise->stand_ins);
  dovetail_trace_roles_free (disguise->roles);
  g_hash_table_unref (disguise->subjects);
  g_free (disguise);
}

static JsonNode *
take_text (char *text) /* takes it */
{
  g_autofree char *owned = text;

  return json_node_init_string (json_node_alloc (), owned);
}

static JsonNode *
take_object (JsonObject *object) /* takes it */
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static JsonNode *
take_array (JsonArray *array) /* takes it */
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

static const char *
text_of (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_INT64
             || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static gboolean
is_harmless (JsonNode *node)
{
  return JSON_NODE_HOLDS_NULL (node)
         || (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN);
}

static char *
place_in (const Scope *scope, const char *field)
{
  return g_strconcat (scope->entity_id != NULL ? scope->entity_id : "", "/", field, NULL);
}

static JsonNode *
hide_text (DovetailTraceDisguise *disguise, const char *place, const char *text)
{
  return take_text (dovetail_disguise_text (disguise->stand_ins, place, text));
}

static JsonNode *
hide_private (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth);

static JsonNode *
hide_private_object (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *stand_in = dovetail_disguise_name (disguise->stand_ins, name);

      json_object_set_member (object, stand_in, hide_private (disguise, place, value, depth + 1));
    }
  return take_object (object);
}

typedef JsonNode *(*HideElement) (DovetailTraceDisguise *disguise,
                                  const char *place,
                                  JsonNode *node,
                                  guint depth);

static JsonNode *
hide_elements (
    DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth, HideElement hide)
{
  JsonArray *from = json_node_get_array (node);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (from); i++)
    json_array_add_element (array, hide (disguise, place, json_array_get_element (from, i), depth + 1));
  return take_array (array);
}

/* Anything, of which nothing is known. */
static JsonNode *
hide_private (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  if (depth > MAX_DEPTH)
    return take_text (g_strdup ("deep"));
  if (is_harmless (node))
    return json_node_ref (node);
  if (is_number (node))
    return json_node_init_int (json_node_alloc (), dovetail_disguise_number (disguise->stand_ins, place,
                                                                             json_node_get_double (node)));
  if (text_of (node) != NULL)
    return hide_text (disguise, place, text_of (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return hide_elements (disguise, place, node, depth, hide_private);
  return hide_private_object (disguise, place, node, depth);
}

static JsonNode *
hide_id (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  return text_of (node) != NULL ? take_text (dovetail_disguise_id (disguise->stand_ins, text_of (node)))
                                : hide_private (disguise, place, node, depth);
}

static JsonNode *
hide_opaque (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  return text_of (node) != NULL ? take_text (dovetail_disguise_opaque (disguise->stand_ins, text_of (node)))
                                : hide_private (disguise, place, node, depth);
}

static JsonNode *
hide_type (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *name = text_of (node);

  if (name == NULL)
    return hide_private (disguise, place, node, depth);
  if (*name == '\0' || dovetail_schema_find (name) != NULL)
    return json_node_ref (node);
  return take_text (dovetail_disguise_name (disguise->stand_ins, name));
}

/* As it is usually written: other forms have room for words. */
static JsonNode *
hide_time (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  gint64 time;

  if (is_number (node))
    return json_node_ref (node);
  if (!dovetail_timestamp_parse (text, &time))
    return hide_private (disguise, place, node, depth);
  return take_text (dovetail_timestamp_format (time));
}

static JsonNode *
hide_when (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  char *shifted = text != NULL ? dovetail_disguise_date (disguise->stand_ins, text) : NULL;

  return shifted != NULL ? take_text (shifted) : hide_private (disguise, place, node, depth);
}

/* Of a set: people and records stay as ids, reminders are times, the rest is text. */
static JsonNode *
hide_element (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  if (text_of (node) != NULL && dovetail_uuid_is_valid (text_of (node)))
    return json_node_ref (node);
  return hide_when (disguise, place, node, depth);
}

static JsonNode *
hide_word (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  gboolean digits = text != NULL && *text != '\0' && strspn (text, "-0123456789") == strlen (text);

  if (text == NULL)
    return is_number (node) || JSON_NODE_HOLDS_VALUE (node) ? json_node_ref (node)
                                                            : hide_private (disguise, place, node, depth);
  if (digits || dovetail_trace_roles_has_word (disguise->roles, text))
    return json_node_ref (node);
  return take_text (dovetail_disguise_name (disguise->stand_ins, text));
}

static JsonNode *
hide_walk (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  const char *colon = text != NULL ? strchr (text, ':') : NULL;
  g_autofree char *word = NULL;
  g_autofree char *token = NULL;

  if (colon == NULL || (!g_str_has_prefix (text, "sweep:") && !g_str_has_prefix (text, "keep:")))
    return hide_private (disguise, place, node, depth);
  word = g_strndup (text, (gsize) (colon - text));
  token = colon[1] != '\0' ? dovetail_disguise_opaque (disguise->stand_ins, colon + 1) : g_strdup ("");
  return take_text (g_strconcat (word, ":", token, NULL));
}

static char *
hide_chosen (DovetailTraceDisguise *disguise, gboolean types, const char *name)
{
  if (!types)
    return dovetail_disguise_id (disguise->stand_ins, name);
  return dovetail_schema_find (name) != NULL ? g_strdup (name)
                                             : dovetail_disguise_name (disguise->stand_ins, name);
}

/* "lists=ID,ID types=task,list" */
static JsonNode *
hide_filter (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      gboolean types = g_str_has_prefix (parts[i], "types=");
      g_auto (GStrv) names = NULL;
      g_autofree char *hidden = NULL;

      if (!types && !g_str_has_prefix (parts[i], "lists="))
        return hide_private (disguise, place, node, depth);
      names = g_strsplit (parts[i] + strlen ("types="), ",", -1);
      for (guint name = 0; names[name] != NULL; name++)
        {
          char *chosen = *names[name] != '\0' ? hide_chosen (disguise, types, names[name]) : g_strdup ("");

          g_free (names[name]);
          names[name] = chosen;
        }
      hidden = g_strjoinv (",", names);
      g_free (parts[i]);
      parts[i] = g_strconcat (types ? "types=" : "lists=", hidden, NULL);
    }
  return parts != NULL ? take_text (g_strjoinv (" ", parts)) : hide_private (disguise, place, node, depth);
}

/* "state=open&cursor=...": the cursor as it came in an answer. */
static JsonNode *
hide_query (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  const char *text = text_of (node);
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "&", -1) : NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      g_autofree char *part = parts[i];
      char *equals = strchr (part, '=');
      g_autofree char *value = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : NULL;
      g_autofree char *hidden = NULL;

      parts[i] = g_strdup (part);
      if (equals == NULL || g_str_equal (part, "state=open") || g_str_equal (part, "state=closed"))
        continue;
      *equals = '\0';
      hidden = dovetail_disguise_opaque (disguise->stand_ins, value != NULL ? value : equals + 1);
      g_free (parts[i]);
      parts[i] = g_strconcat (part, "=", hidden, NULL);
    }
  return parts != NULL ? take_text (g_strjoinv ("&", parts)) : hide_private (disguise, place, node, depth);
}

static JsonNode *
hide_plain (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  return is_number (node) ? json_node_ref (node) : hide_private (disguise, place, node, depth);
}

/* An item of a list in a task: its id is only compared. */
static JsonNode *
hide_item (DovetailTraceDisguise *disguise, const char *place, JsonNode *node, guint depth)
{
  g_autoptr (JsonNode) hidden = NULL;
  JsonNode *id = JSON_NODE_HOLDS_OBJECT (node) ? dovetail_data_get (node, "id") : NULL;
  g_autofree char *name = NULL;
  JsonObject *object;

  hidden = hide_private (disguise, place, node, depth);
  if (id == NULL || text_of (id) == NULL || !JSON_NODE_HOLDS_OBJECT (hidden))
    return g_steal_pointer (&hidden);
  name = dovetail_disguise_name (disguise->stand_ins, "id");
  object = json_node_get_object (hidden);
  json_object_remove_member (object, name);
  json_object_set_member (object, "id", hide_id (disguise, place, id, depth));
  return g_steal_pointer (&hidden);
}

static JsonNode *
hide_string_field (DovetailTraceDisguise *disguise,
                   const DovetailField *field,
                   const char *place,
                   JsonNode *value,
                   guint depth)
{
  const char *text = text_of (value);

  if (text == NULL)
    return hide_private (disguise, place, value, depth);
  if (g_str_has_suffix (field->name, "_id"))
    return hide_id (disguise, place, value, depth);
  if (!g_str_equal (field->name, "position"))
    return hide_text (disguise, place, text);
  if (disguise->learning)
    dovetail_disguise_learn (disguise->stand_ins, text);
  return disguise->learning ? json_node_ref (value)
                            : take_text (dovetail_disguise_rank (disguise->stand_ins, text));
}

static JsonNode *
hide_choice (DovetailTraceDisguise *disguise,
             const DovetailField *field,
             const char *place,
             JsonNode *value,
             guint depth)
{
  const char *text = text_of (value);

  return text != NULL && g_strv_contains (field->choices, text)
             ? json_node_ref (value)
             : hide_private (disguise, place, value, depth);
}

static JsonNode *
hide_known_field (DovetailTraceDisguise *disguise,
                  const DovetailField *field,
                  const char *place,
                  JsonNode *value,
                  guint depth)
{
  switch (field->type)
    {
    case DOVETAIL_FIELD_STRING:
      return hide_string_field (disguise, field, place, value, depth);
    case DOVETAIL_FIELD_ENUM:
      return hide_choice (disguise, field, place, value, depth);
    case DOVETAIL_FIELD_UUID:
      return hide_id (disguise, place, value, depth);
    case DOVETAIL_FIELD_WHEN:
      return hide_when (disguise, place, value, depth);
    case DOVETAIL_FIELD_TIMESTAMP:
      return hide_time (disguise, place, value, depth);
    case DOVETAIL_FIELD_INTEGER:
      return hide_plain (disguise, place, value, depth);
    case DOVETAIL_FIELD_STRINGS:
      return JSON_NODE_HOLDS_ARRAY (value) ? hide_elements (disguise, place, value, depth, hide_element)
                                           : hide_private (disguise, place, value, depth);
    case DOVETAIL_FIELD_OBJECTS:
      return JSON_NODE_HOLDS_ARRAY (value) ? hide_elements (disguise, place, value, depth, hide_item)
                                           : hide_private (disguise, place, value, depth);
    case DOVETAIL_FIELD_OBJECT:
    default:
      return hide_private (disguise, place, value, depth);
    }
}

static char *
hide_field_name (DovetailTraceDisguise *disguise, const Scope *scope, const char *name)
{
  return dovetail_schema_find_field (dovetail_schema_find (scope->entity_type), name) != NULL
             ? g_strdup (name)
             : dovetail_disguise_name (disguise->stand_ins, name);
}

static void
hide_field (DovetailTraceDisguise *disguise,
            const Scope *scope,
            JsonObject *into,
            const char *name,
            JsonNode *value,
            guint depth)
{
  const DovetailField *field = dovetail_schema_find_field (dovetail_schema_find (scope->entity_type), name);
  g_autofree char *hidden_name = hide_field_name (disguise, scope, name);
  g_autofree char *place = place_in (scope, name);

  if (JSON_NODE_HOLDS_NULL (value))
    json_object_set_null_member (into, hidden_name);
  else
    json_object_set_member (into, hidden_name,
                            field != NULL ? hide_known_field (disguise, field, place, value, depth + 1)
                                          : hide_private (disguise, place, value, depth + 1));
}

/* How one member is hidden. */
typedef void (*HideMember) (DovetailTraceDisguise *disguise,
                            const Scope *scope,
                            JsonObject *into,
                            const char *name,
                            JsonNode *value,
                            guint depth);

static void
hide_field_time (DovetailTraceDisguise *disguise,
                 const Scope *scope,
                 JsonObject *into,
                 const char *name,
                 JsonNode *value,
                 guint depth)
{
  g_autofree char *hidden_name = hide_field_name (disguise, scope, name);

  json_object_set_member (into, hidden_name, hide_time (disguise, "time", value, depth));
}

static void
hide_field_outcome (DovetailTraceDisguise *disguise,
                    const Scope *scope,
                    JsonObject *into,
                    const char *name,
                    JsonNode *value,
                    guint depth)
{
  g_autofree char *hidden_name = hide_field_name (disguise, scope, name);

  json_object_set_member (into, hidden_name, json_node_ref (value));
}

static JsonNode *
hide_members (
    DovetailTraceDisguise *disguise, const Scope *scope, JsonNode *node, guint depth, HideMember hide)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    hide (disguise, scope, object, name, value, depth);
  return take_object (object);
}

static JsonNode *
hide_fields (
    DovetailTraceDisguise *disguise, const Scope *scope, JsonNode *node, guint depth, HideMember hide)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? hide_members (disguise, scope, node, depth, hide)
                                       : hide_private (disguise, "data", node, depth);
}

static JsonNode *
hide_names (DovetailTraceDisguise *disguise, const Scope *scope, JsonNode *node, guint depth)
{
  JsonArray *from = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonArray *array;

  if (from == NULL)
    return hide_private (disguise, "fields", node, depth);
  array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (from); i++)
    {
      JsonNode *element = json_array_get_element (from, i);
      const char *name = text_of (element);

      json_array_add_element (array, name != NULL ? take_text (hide_field_name (disguise, scope, name))
                                                  : hide_private (disguise, "fields", element, depth));
    }
  return take_array (array);
}

static JsonNode *
hide_each (DovetailTraceDisguise *disguise, JsonNode *node, guint depth, HideElement hide)
{
  return JSON_NODE_HOLDS_ARRAY (node) ? hide_elements (disguise, "", node, depth, hide)
                                      : hide (disguise, "", node, depth);
}

static JsonNode *
hide_message (DovetailTraceDisguise *disguise, const Scope *outer, JsonNode *node, guint depth);

static JsonNode *
hide_messages (DovetailTraceDisguise *disguise, const Scope *scope, JsonNode *node, guint depth)
{
  JsonArray *from = json_node_get_array (node);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (from); i++)
    json_array_add_element (array,
                            hide_message (disguise, scope, json_array_get_element (from, i), depth + 1));
  return take_array (array);
}

static JsonNode *
hide_member (
    DovetailTraceDisguise *disguise, const Scope *scope, DovetailTraceRole role, JsonNode *node, guint depth)
{
  switch (role)
    {
    case DOVETAIL_TRACE_ROLE_OURS:
      return json_node_ref (node);
    case DOVETAIL_TRACE_ROLE_WORD:
      return hide_each (disguise, node, depth, hide_word);
    case DOVETAIL_TRACE_ROLE_ID:
      return hide_each (disguise, node, depth, hide_id);
    case DOVETAIL_TRACE_ROLE_TYPE:
      return hide_each (disguise, node, depth, hide_type);
    case DOVETAIL_TRACE_ROLE_OPAQUE:
      return hide_opaque (disguise, "token", node, depth);
    case DOVETAIL_TRACE_ROLE_WALK:
      return hide_walk (disguise, "walk", node, depth);
    case DOVETAIL_TRACE_ROLE_FILTER:
      return hide_filter (disguise, "filter", node, depth);
    case DOVETAIL_TRACE_ROLE_QUERY:
      return hide_query (disguise, "query", node, depth);
    case DOVETAIL_TRACE_ROLE_TIME:
      return hide_time (disguise, "time", node, depth);
    case DOVETAIL_TRACE_ROLE_MESSAGE:
      return hide_message (disguise, scope, node, depth + 1);
    case DOVETAIL_TRACE_ROLE_DATA:
      return hide_fields (disguise, scope, node, depth, hide_field);
    case DOVETAIL_TRACE_ROLE_TIMES:
      return hide_fields (disguise, scope, node, depth, hide_field_time);
    case DOVETAIL_TRACE_ROLE_OUTCOMES:
      return hide_fields (disguise, scope, node, depth, hide_field_outcome);
    case DOVETAIL_TRACE_ROLE_NAMES:
      return hide_names (disguise, scope, node, depth);
    case DOVETAIL_TRACE_ROLE_PLAIN:
      return hide_plain (disguise, "plain", node, depth);
    case DOVETAIL_TRACE_ROLE_TEXT:
    default:
      return hide_private (disguise, "text", node, depth);
    }
}

/* Results name a mutation, and answers a conflict, that was seen with its record before. */
static const Scope *
find_subject (DovetailTraceDisguise *disguise, JsonNode *node, const char *name)
{
  const char *id = dovetail_data_get_string (node, name);

  return id != NULL ? g_hash_table_lookup (disguise->subjects, id) : NULL;
}

static void
learn_subject (DovetailTraceDisguise *disguise, const Scope *scope, JsonNode *node, const char *name)
{
  const char *id = dovetail_data_get_string (node, name);
  Scope *subject;

  if (id == NULL || scope->entity_id == NULL || scope->entity_type == NULL)
    return;
  subject = g_new0 (Scope, 1);
  subject->entity_type = g_strdup (scope->entity_type);
  subject->entity_id = g_strdup (scope->entity_id);
  g_hash_table_replace (disguise->subjects, g_strdup (id), subject);
}

static Scope
enter_scope (DovetailTraceDisguise *disguise, const Scope *outer, JsonNode *node)
{
  const char *id = dovetail_data_get_string (node, "entity_id");
  const char *type = dovetail_data_get_string (node, "entity_type");
  Scope scope
      = { type != NULL ? type : outer->entity_type, id != NULL ? id : outer->entity_id, outer->in_body };
  const Scope *subject = NULL;

  if (disguise->learning)
    {
      learn_subject (disguise, &scope, node, "mutation_id");
      learn_subject (disguise, &scope, node, "conflict_id");
    }
  if (id == NULL || type == NULL)
    subject = find_subject (disguise, node, "mutation_id");
  if (subject == NULL && (id == NULL || type == NULL))
    subject = find_subject (disguise, node, "conflict_id");
  if (subject != NULL)
    {
      scope.entity_type = subject->entity_type;
      scope.entity_id = subject->entity_id;
    }
  return scope;
}

/* -1: not known. */
static int
find_role (DovetailTraceDisguise *disguise, const Scope *scope, const char *name)
{
  int role = dovetail_trace_roles_find (disguise->roles, name);

  return scope->in_body && (role == DOVETAIL_TRACE_ROLE_OURS || role == DOVETAIL_TRACE_ROLE_OUTCOMES) ? -1
                                                                                                      : role;
}

static gboolean
is_body (const char *name)
{
  return g_str_equal (name, "sent") || g_str_equal (name, "received");
}

static void
hide_named (DovetailTraceDisguise *disguise,
            const Scope *scope,
            JsonObject *into,
            const char *name,
            JsonNode *value,
            guint depth)
{
  int role = find_role (disguise, scope, name);
  Scope inner = *scope;
  g_autofree char *hidden_name = NULL;

  if (role >= 0)
    {
      inner.in_body |= is_body (name);
      json_object_set_member (into, name,
                              hide_member (disguise, &inner, (DovetailTraceRole) role, value, depth));
      return;
    }
  hidden_name = dovetail_disguise_name (disguise->stand_ins, name);
  json_object_set_member (into, hidden_name, hide_private (disguise, name, value, depth + 1));
}

static JsonNode *
hide_message (DovetailTraceDisguise *disguise, const Scope *outer, JsonNode *node, guint depth)
{
  Scope scope;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return hide_messages (disguise, outer, node, depth);
  if (!JSON_NODE_HOLDS_OBJECT (node) || depth > MAX_DEPTH)
    return hide_private (disguise, "message", node, depth);
  scope = enter_scope (disguise, outer, node);
  return hide_members (disguise, &scope, node, depth, hide_named);
}

/**
 * dovetail_trace_disguise_learn:
 * @disguise: a disguise that has not been used yet
 * @line: a line of the trace
 */
void
dovetail_trace_disguise_learn (DovetailTraceDisguise *disguise, JsonNode *line)
{
  const Scope nothing = { NULL, NULL, FALSE };

  disguise->learning = TRUE;
  json_node_unref (hide_message (disguise, &nothing, line, 0));
  disguise->learning = FALSE;
}

/**
 * dovetail_trace_disguise_line:
 * @disguise: a disguise that has learned all lines
 * @line: a line of the trace
 *
 * Returns: (transfer full): the line with stand-ins, sealed
 */
JsonNode *
dovetail_trace_disguise_line (DovetailTraceDisguise *disguise, JsonNode *line)
{
  const Scope nothing = { NULL, NULL, FALSE };
  JsonNode *hidden = hide_message (disguise, &nothing, line, 0);

  json_node_seal (hidden);
  return hidden;
}
