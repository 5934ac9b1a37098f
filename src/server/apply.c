/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a change does to its record: stored as it is when it was made on the present version, merged when it
 * comes late, refused when it is about something that this server does not have. */

#include "core/patch.h"
#include "core/schema.h"
#include "server/acceptance.h"
#include "server/ledger-conflicts.h"
#include "server/relations.h"

static void
late_clear (DovetailLate *late)
{
  g_clear_pointer (&late->base, json_node_unref);
  g_clear_pointer (&late->mine, json_node_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailLate, late_clear)

static gboolean
names_present_version (const DovetailAcceptance *acceptance)
{
  const DovetailRecord *record = acceptance->current->record;
  const char *etag = acceptance->change->etag;

  return acceptance->version == record->version && (etag == NULL || g_strcmp0 (etag, record->etag) == 0);
}

/* Made on a version this history never had: the server was set back, or the client invents. */
static gboolean
is_ahead (const DovetailAcceptance *acceptance)
{
  return acceptance->current == NULL || acceptance->version > acceptance->current->record->version;
}

static DovetailChangeResult *
reject_unknown (void)
{
  return dovetail_result_rejected ("unknown_record", "This server does not have the version it was made on");
}

static gboolean
covers (JsonNode *values, JsonNode *patch)
{
  JsonObject *object = json_node_get_object (values);
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, json_node_get_object (patch));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!json_object_has_member (object, name))
      return FALSE;
  return TRUE;
}

/* The record with whole values of some fields put back; null stands for an absent one. */
static JsonNode *
with_values (JsonNode *data, JsonNode *values)
{
  JsonNode *result = json_node_ref (data);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (values));
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonNode *next = dovetail_data_with (result, name, JSON_NODE_HOLDS_NULL (value) ? NULL : value);

      json_node_unref (result);
      result = next;
    }
  return result;
}

/* The base of a late change: the version it names, with the values the change itself brings along. Of a
 * version that is not kept these are enough: fields it does not touch are ours to know. */
static gboolean
find_base (DovetailAcceptance *acceptance, DovetailLate *late, GError **error)
{
  const DovetailChange *change = acceptance->change;
  DovetailRecord *current = acceptance->current->record;
  g_autoptr (DovetailStored) former = NULL;

  if (acceptance->version > 0
      && !dovetail_history_find (acceptance->writer->server->ledger, acceptance->writer->caller->family_id,
                                 current->entity_type, current->entity_id, acceptance->version, &former,
                                 error))
    return FALSE;

  late->base_deleted = former != NULL && former->record->deleted;
  if (change->base != NULL
      && (former != NULL || (change->data != NULL && covers (change->base, change->data))))
    late->base = with_values (former != NULL ? former->record->data : current->data, change->base);
  else if (former != NULL)
    late->base = json_node_ref (former->record->data);
  /* A device may have edited while an earlier change was on its way: then it holds more than version and base
   * say. */
  late->exact = former != NULL && dovetail_data_equal (late->base, former->record->data);
  return TRUE;
}

/* The rules between records left something out of what the device wanted. */
static gboolean
note_guarded (DovetailAcceptance *acceptance, JsonNode *wanted, DovetailStored *after, GError **error)
{
  const DovetailStored *current = acceptance->current;
  const DovetailLate late = { .base = current != NULL ? current->record->data : NULL, .mine = wanted };

  return dovetail_acceptance_note_inbox (acceptance, &late, after, error);
}

/* Stores data on top of what is there, unless nothing changes. */
static DovetailChangeResult *
store (DovetailAcceptance *acceptance, JsonNode *data, GError **error)
{
  const DovetailChange *change = acceptance->change;
  DovetailStored *current = acceptance->current;
  g_autoptr (JsonNode) guarded = NULL;
  g_autoptr (DovetailStored) after = NULL;
  DovetailResultStatus status;
  gboolean same;

  if (!dovetail_relations_guard (acceptance->writer, change->entity_type, change->entity_id, current, data,
                                 &guarded, error))
    return NULL;
  status = dovetail_data_equal (guarded, data) ? DOVETAIL_RESULT_APPLIED : DOVETAIL_RESULT_MERGED;
  same = current != NULL && !current->record->deleted && dovetail_data_equal (guarded, current->record->data);
  if ((!same
       && !dovetail_writer_store (acceptance->writer, current, change->entity_type, change->entity_id,
                                  guarded, FALSE, &acceptance->act, &after, error))
      || (status == DOVETAIL_RESULT_MERGED
          && !note_guarded (acceptance, data, same ? current : after, error)))
    return NULL;
  return dovetail_result_stored (status, same ? current : after);
}

/* Two devices made the same record: nothing was there before either, but for what their origin gave them. */
static DovetailChangeResult *
create_twice (DovetailAcceptance *acceptance, GError **error)
{
  g_autoptr (JsonNode) nothing = dovetail_data_empty ();
  JsonNode *origin = acceptance->change->base;
  g_auto (DovetailLate) late = { .exact = TRUE };

  late.base = origin != NULL ? with_values (nothing, origin) : json_node_ref (nothing);
  late.mine = json_node_ref (acceptance->change->data);
  return dovetail_acceptance_merge (acceptance, &late, TRUE, error);
}

static DovetailChangeResult *
create_late (DovetailAcceptance *acceptance, GError **error)
{
  g_auto (DovetailLate) late = { NULL };

  if (!find_base (acceptance, &late, error))
    return NULL;
  late.mine = json_node_ref (acceptance->change->data);
  return acceptance->current->record->deleted ? dovetail_acceptance_lose (acceptance, &late, error)
                                              : dovetail_acceptance_merge (acceptance, &late, FALSE, error);
}

/**
 * dovetail_acceptance_create:
 * @acceptance: a create
 * @error: return location
 *
 * Makes a record; brings one back when it names the tombstone's version; else merges with what is there.
 *
 * Returns: (transfer full): what became of it
 */
DovetailChangeResult *
dovetail_acceptance_create (DovetailAcceptance *acceptance, GError **error)
{
  if (acceptance->current == NULL || names_present_version (acceptance))
    return store (acceptance, acceptance->change->data, error);
  if (acceptance->version == 0 && !acceptance->current->record->deleted)
    return create_twice (acceptance, error);
  return create_late (acceptance, error);
}

static DovetailChangeResult *
update_late (DovetailAcceptance *acceptance, GError **error)
{
  g_auto (DovetailLate) late = { NULL };
  JsonNode *under;

  if (!find_base (acceptance, &late, error))
    return NULL;
  under = late.base != NULL ? late.base : acceptance->current->record->data;
  late.mine = dovetail_patch_apply (under, acceptance->change->data);
  return acceptance->current->record->deleted ? dovetail_acceptance_lose (acceptance, &late, error)
                                              : dovetail_acceptance_merge (acceptance, &late, FALSE, error);
}

/**
 * dovetail_acceptance_update:
 * @acceptance: an update
 * @error: return location
 *
 * Returns: (transfer full): what became of it
 */
/* Whether the values the device edited are those of the present version. A create that was merged into what
 * somebody else had created says no version before it: edits made meanwhile name this one, and know it not.
 */
static gboolean
knows_present_values (const DovetailAcceptance *acceptance)
{
  JsonNode *base = acceptance->change->base;
  JsonNode *present = acceptance->current->record->data;
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (base == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, json_node_get_object (base));
  while (json_object_iter_next_ordered (&iter, &field, &value))
    if (!dovetail_value_equal (JSON_NODE_HOLDS_NULL (value) ? NULL : value,
                               dovetail_data_get (present, field)))
      return FALSE;
  return TRUE;
}

DovetailChangeResult *
dovetail_acceptance_update (DovetailAcceptance *acceptance, GError **error)
{
  g_autoptr (JsonNode) data = NULL;

  if (is_ahead (acceptance))
    return reject_unknown ();
  if (acceptance->current->record->deleted || !names_present_version (acceptance)
      || !knows_present_values (acceptance))
    return update_late (acceptance, error);

  data = dovetail_patch_apply (acceptance->current->record->data, acceptance->change->data);
  return store (acceptance, data, error);
}

/* Nobody has to decide about a record that is gone. */
static gboolean
close_open_conflicts (DovetailAcceptance *acceptance, GError **error)
{
  DovetailWriter *writer = acceptance->writer;
  const DovetailChange *change = acceptance->change;
  g_autoptr (GPtrArray) open = dovetail_conflict_open_on (writer->server->ledger, writer->caller->family_id,
                                                          change->entity_type, change->entity_id, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      g_autoptr (DovetailConflict) closed = dovetail_conflict_copy (g_ptr_array_index (open, i));

      closed->open = FALSE;
      closed->closed_at = writer->now;
      g_free (closed->resolution);
      closed->resolution = g_strdup (dovetail_cause_to_string (DOVETAIL_CAUSE_DELETE_WINS));
      if (!dovetail_writer_note (writer, closed, error))
        return FALSE;
    }
  return open != NULL;
}

static gboolean
bury (DovetailAcceptance *acceptance, DovetailStored **after, GError **error)
{
  const DovetailChange *change = acceptance->change;

  if (!dovetail_writer_store (acceptance->writer, acceptance->current, change->entity_type, change->entity_id,
                              acceptance->current->record->data, TRUE, &acceptance->act, after, error)
      || !close_open_conflicts (acceptance, error))
    return FALSE;
  return !g_str_equal (change->entity_type, DOVETAIL_ENTITY_LIST)
         || dovetail_relations_list_deleted (acceptance->writer, change->entity_id, &acceptance->act, error);
}

static gboolean
agrees (JsonNode *data, JsonNode *values)
{
  g_autoptr (JsonNode) with = with_values (data, values);

  return dovetail_data_equal (data, with);
}

/* A delete that names the present version, by a device that held something else: a record created twice has
 * no version that was its own. */
static gboolean
has_seen_present (const DovetailAcceptance *acceptance)
{
  const DovetailChange *change = acceptance->change;

  return names_present_version (acceptance)
         && (change->base == NULL || agrees (acceptance->current->record->data, change->base));
}

static gboolean
note_lost_edits (DovetailAcceptance *acceptance, GError **error)
{
  g_auto (DovetailLate) late = { NULL };

  if (names_present_version (acceptance))
    late.base = with_values (acceptance->current->record->data, acceptance->change->base);
  else if (!find_base (acceptance, &late, error))
    return FALSE;
  return dovetail_acceptance_note_lost_edits (acceptance, &late, error);
}

/* What is not there need not be deleted: as with a tombstone that was cleaned up. */
static DovetailChangeResult *
already_gone (const DovetailAcceptance *acceptance)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();

  result->status = DOVETAIL_RESULT_APPLIED;
  result->version = MAX (acceptance->version, 1);
  result->deleted = TRUE;
  return result;
}

/**
 * dovetail_acceptance_delete:
 * @acceptance: a delete
 * @error: return location
 *
 * A delete wins over edits it has not seen, but not over a restoration.
 *
 * Returns: (transfer full): what became of it
 */
DovetailChangeResult *
dovetail_acceptance_delete (DovetailAcceptance *acceptance, GError **error)
{
  g_autoptr (DovetailStored) after = NULL;

  if (acceptance->current == NULL)
    return already_gone (acceptance);
  if (acceptance->current->record->deleted)
    return dovetail_result_stored (DOVETAIL_RESULT_APPLIED, acceptance->current);
  if (is_ahead (acceptance))
    return reject_unknown ();
  if (acceptance->version < acceptance->current->restored)
    return dovetail_result_stored (DOVETAIL_RESULT_MERGED, acceptance->current);

  if (!has_seen_present (acceptance) && !note_lost_edits (acceptance, error))
    return NULL;
  return bury (acceptance, &after, error) ? dovetail_result_stored (DOVETAIL_RESULT_APPLIED, after) : NULL;
}
