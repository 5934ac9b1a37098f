/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be said of a record that cannot be read: which one it is, if it says so at all. */

#include "core/unreadable.h"

#include "core/data.h"

/* Longer names are no names. */
#define MAX_NAME_CHARACTERS 64

static char *
read_name (JsonNode *raw, const char *member)
{
  const char *name = dovetail_data_get_string (raw, member);

  return g_strdup (name != NULL && g_utf8_strlen (name, -1) <= MAX_NAME_CHARACTERS ? name : "");
}

static gint64
read_version (JsonNode *raw)
{
  return MAX (0, dovetail_data_get_int (raw, "version", 0));
}

/* Something that is no object still has to lie in one. */
static JsonNode *
wrap (JsonNode *raw)
{
  JsonObject *object;

  if (JSON_NODE_HOLDS_OBJECT (raw))
    return dovetail_value_share (raw);
  object = json_object_new ();
  json_object_set_member (object, "value", dovetail_value_share (raw));
  return dovetail_data_take_object (object);
}

/**
 * dovetail_unreadable_new:
 * @raw: what came, any JSON value
 * @reason: why it cannot be read
 *
 * Returns: (transfer full): it, with type, id and version as far as it says them
 */
DovetailUnreadable *
dovetail_unreadable_new (JsonNode *raw, const char *reason)
{
  DovetailUnreadable *unreadable;

  g_return_val_if_fail (raw != NULL && reason != NULL, NULL);

  unreadable = g_new0 (DovetailUnreadable, 1);
  unreadable->raw = wrap (raw);
  unreadable->entity_type = read_name (unreadable->raw, "entity_type");
  unreadable->entity_id = read_name (unreadable->raw, "entity_id");
  unreadable->version = read_version (unreadable->raw);
  unreadable->reason = g_strdup (reason);
  return unreadable;
}

/**
 * dovetail_unreadable_copy:
 * @unreadable: what cannot be read
 *
 * Returns: (transfer full): the same
 */
DovetailUnreadable *
dovetail_unreadable_copy (const DovetailUnreadable *unreadable)
{
  DovetailUnreadable *copy = dovetail_unreadable_new (unreadable->raw, unreadable->reason);

  copy->since = unreadable->since;
  return copy;
}

/**
 * dovetail_unreadable_free:
 * @unreadable: (nullable) (transfer full): freed
 */
void
dovetail_unreadable_free (DovetailUnreadable *unreadable)
{
  if (unreadable == NULL)
    return;
  g_free (unreadable->entity_type);
  g_free (unreadable->entity_id);
  g_free (unreadable->reason);
  json_node_unref (unreadable->raw);
  g_free (unreadable);
}
