/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a version is stored: the family's next seq with its tag, the etag, the authors, the former version to
 * the history, all in the transaction of the request. */

#include "server/writer.h"

#include "core/schema.h"
#include "server/etag.h"
#include "server/ledger-accounts.h"
#include "server/ledger-conflicts.h"
#include "server/ledger-families.h"
#include "server/rewards.h"

void
dovetail_writer_init (DovetailWriter *writer,
                      DovetailServer *server,
                      const DovetailCaller *caller,
                      DovetailPolicy policy)
{
  *writer = (DovetailWriter){ .server = server, .caller = caller, .policy = policy, .horizon = -1 };
  writer->now = dovetail_server_now (server);
  writer->contested = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  writer->rewarded = g_ptr_array_new_with_free_func (g_free);
}

void
dovetail_writer_clear (DovetailWriter *writer)
{
  g_clear_pointer (&writer->contested, g_ptr_array_unref);
  g_clear_pointer (&writer->rewarded, g_ptr_array_unref);
}

/* A record that begins may have been here before: its tombstone was cleaned up, and a device may still hold
 * any of its versions. None of them took more numbers than its family, so beyond the horizon every version is
 * news to everybody. */
static gboolean
next_version (DovetailWriter *writer, const DovetailStored *before, gint64 *version, GError **error)
{
  g_autoptr (DovetailFamily) family = NULL;

  if (before == NULL && writer->horizon < 0)
    {
      family = dovetail_family_find (writer->server->ledger, writer->caller->family_id, error);
      if (family == NULL)
        return FALSE;
      writer->horizon = family->horizon;
    }
  *version = (before == NULL ? writer->horizon : before->record->version) + 1;
  return TRUE;
}

static DovetailRecord *
next_record (gint64 version,
             const char *entity_type,
             const char *entity_id,
             JsonNode *data,
             gboolean deleted,
             const DovetailAuthorship *act)
{
  const DovetailSchema *schema = dovetail_schema_find (entity_type);
  g_autofree char *etag = dovetail_etag_new (version, data, deleted);
  DovetailRecord *record = dovetail_record_new (entity_type, entity_id, version, etag, deleted, data,
                                                act->timestamp, act->user_id, act->client_id);

  if (schema != NULL)
    record->schema_version = schema->version;
  return record;
}

/* The version that brought the record back, so that deletes from before do nothing; of one that may have been
 * here before its first. */
static gint64
restored_version (const DovetailStored *before, gboolean deleted, gint64 version)
{
  if (before == NULL)
    return version > 1 ? version : 0;
  return before->record->deleted && !deleted ? version : before->restored;
}

/**
 * dovetail_writer_store:
 * @writer: the request
 * @before: (nullable): the record as it is
 * @entity_type: its type
 * @entity_id: its id
 * @data: the new content
 * @deleted: whether it becomes a tombstone
 * @act: whose change it is
 * @after: (out) (transfer full): the record as stored
 * @error: return location
 *
 * Returns: whether it is stored
 */
gboolean
dovetail_writer_store (DovetailWriter *writer,
                       const DovetailStored *before,
                       const char *entity_type,
                       const char *entity_id,
                       JsonNode *data,
                       gboolean deleted,
                       const DovetailAuthorship *act,
                       DovetailStored **after,
                       GError **error)
{
  g_autoptr (DovetailRecord) record = NULL;
  g_autoptr (JsonNode) authors = dovetail_authors_advance (
      before == NULL ? NULL : before->authors, before == NULL ? NULL : before->record->data, data, act);
  g_autoptr (DovetailStored) stored = NULL;
  const char *family_id = writer->caller->family_id;
  gint64 version;

  if (!next_version (writer, before, &version, error))
    return FALSE;
  record = next_record (version, entity_type, entity_id, data, deleted, act);
  stored = dovetail_stored_new (record, authors);
  stored->restored = restored_version (before, deleted, record->version);
  stored->changed_at = writer->now;
  if (!dovetail_family_next_seq (writer->server->ledger, family_id,
                                 dovetail_server_random_integer (writer->server), writer->now, &stored->seq,
                                 error)
      || !dovetail_stored_put (writer->server->ledger, family_id, stored, error))
    return FALSE;

  writer->n_written++;
  if (!dovetail_rewards_note (writer, before, stored, act, error))
    return FALSE;
  *after = g_steal_pointer (&stored);
  return TRUE;
}

gboolean
dovetail_writer_note (DovetailWriter *writer, DovetailConflict *conflict, GError **error)
{
  g_ptr_array_add (writer->contested, dovetail_conflict_ref (conflict));
  return dovetail_family_conflicts_moved (writer->server->ledger, writer->caller->family_id, error)
         && dovetail_conflict_put (writer->server->ledger, writer->caller->family_id, conflict, error);
}

gboolean
dovetail_writer_name_author (DovetailWriter *writer, DovetailAuthor *author, GError **error)
{
  g_autoptr (DovetailMember) member = NULL;
  g_autoptr (DovetailDevice) device = NULL;

  if (!dovetail_member_find (writer->server->ledger, author->user_id, &member, error)
      || !dovetail_device_find (writer->server->ledger, author->client_id, &device, error))
    return FALSE;
  author->user_name = member == NULL ? NULL : g_strdup (member->name);
  author->device_name = device == NULL ? NULL : g_strdup (device->name);
  return TRUE;
}
