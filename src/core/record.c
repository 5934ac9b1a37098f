/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One state of one record. */

#include "core/record.h"

G_DEFINE_BOXED_TYPE (DovetailRecord, dovetail_record, dovetail_record_ref, dovetail_record_unref)

/**
 * dovetail_record_new:
 * @entity_type: its type
 * @entity_id: its UUID
 * @version: the row version; 0: the server has not seen it
 * @etag: (nullable): the server's etag
 * @deleted: whether it is a tombstone
 * @data: (nullable): its fields, sealed by this call if they are not; %NULL: none
 * @timestamp: when the change was made, ms
 * @modified_by: (nullable): the user's id
 * @client_id: (nullable): the device's id
 *
 * Returns: (transfer full): the record
 */
DovetailRecord *
dovetail_record_new (const char *entity_type,
                     const char *entity_id,
                     gint64 version,
                     const char *etag,
                     gboolean deleted,
                     JsonNode *data,
                     gint64 timestamp,
                     const char *modified_by,
                     const char *client_id)
{
  DovetailRecord *record;

  g_return_val_if_fail (entity_type != NULL, NULL);
  g_return_val_if_fail (entity_id != NULL, NULL);
  g_return_val_if_fail (data == NULL || JSON_NODE_HOLDS_OBJECT (data), NULL);

  if (data != NULL)
    json_node_seal (data);

  record = g_atomic_rc_box_new0 (DovetailRecord);
  record->entity_type = g_intern_string (entity_type);
  record->entity_id = g_strdup (entity_id);
  record->version = version;
  record->etag = g_strdup (etag);
  record->deleted = deleted;
  record->data = data == NULL ? dovetail_data_empty () : json_node_ref (data);
  record->timestamp = timestamp;
  record->modified_by = g_strdup (modified_by);
  record->client_id = g_strdup (client_id);
  record->schema_version = 1;

  return record;
}

/**
 * dovetail_record_ref:
 * @record: a record
 *
 * Returns: (transfer full): the same record
 */
DovetailRecord *
dovetail_record_ref (DovetailRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return g_atomic_rc_box_acquire (record);
}

static void
clear_record (gpointer box)
{
  DovetailRecord *record = box;

  g_free (record->entity_id);
  g_free (record->etag);
  json_node_unref (record->data);
  g_free (record->modified_by);
  g_free (record->client_id);
}

/**
 * dovetail_record_unref:
 * @record: (transfer full): a record
 */
void
dovetail_record_unref (DovetailRecord *record)
{
  g_return_if_fail (record != NULL);

  g_atomic_rc_box_release_full (record, clear_record);
}

/**
 * dovetail_record_with_data:
 * @record: a record
 * @data: (nullable): its new fields
 * @deleted: whether it is now a tombstone
 * @timestamp: when that change was made, ms
 *
 * Returns: (transfer full): the same record with that content
 */
DovetailRecord *
dovetail_record_with_data (DovetailRecord *record, JsonNode *data, gboolean deleted, gint64 timestamp)
{
  DovetailRecord *changed;

  g_return_val_if_fail (record != NULL, NULL);

  changed = dovetail_record_new (record->entity_type, record->entity_id, record->version, record->etag,
                                 deleted, data, timestamp, record->modified_by, record->client_id);
  if (changed != NULL)
    changed->schema_version = record->schema_version;

  return changed;
}

/**
 * dovetail_record_get_title:
 * @record: a record
 *
 * Returns: (transfer none): what a person calls it: its title or name, or ""
 */
const char *
dovetail_record_get_title (DovetailRecord *record)
{
  const char *title;

  g_return_val_if_fail (record != NULL, "");

  title = dovetail_data_get_string (record->data, "title");
  if (title == NULL)
    title = dovetail_data_get_string (record->data, "name");

  return title == NULL ? "" : title;
}

/**
 * dovetail_record_is_done:
 * @record: a record
 *
 * Returns: whether its status is done
 */
gboolean
dovetail_record_is_done (DovetailRecord *record)
{
  g_return_val_if_fail (record != NULL, FALSE);

  return g_strcmp0 (dovetail_data_get_string (record->data, "status"), "done") == 0;
}
