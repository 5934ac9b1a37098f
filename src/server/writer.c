/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a version is stored: the family's next seq with its tag, the etag, the authors, the former version to
 * the history, all in the transaction of the request. */

#include "server/writer.h"

#include "core/schema.h"
#include "server/etag.h"
#include "server/ledger-accounts.h"
#include "server/ledger-conflicts.h"
#include "server/rewards.h"

void
dovetail_writer_init (DovetailWriter *writer,
                      DovetailServer *server,
                      const DovetailCaller *caller,
                      DovetailFamily *family,
                      DovetailPolicy policy)
{
  *writer = (DovetailWriter){ .server = server, .caller = caller, .family = family, .policy = policy };
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
static gint64
next_version (const DovetailWriter *writer, const DovetailStored *before)
{
  return (before == NULL ? writer->family->horizon : before->record->version) + 1;
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

gboolean
dovetail_writer_find (DovetailWriter *writer,
                      const char *entity_type,
                      const char *entity_id,
                      DovetailStored **stored,
                      GError **error)
{
  return dovetail_foresight_take_record (writer->foresight, entity_type, entity_id, stored)
         || dovetail_stored_find (writer->server->ledger, writer->family->family_id, entity_type, entity_id,
                                  stored, error);
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

  record = next_record (next_version (writer, before), entity_type, entity_id, data, deleted, act);
  stored = dovetail_stored_new (record, authors);
  stored->restored = restored_version (before, deleted, record->version);
  stored->changed_at = writer->now;
  if (!dovetail_family_advance (writer->server->ledger, writer->family,
                                dovetail_server_random_integer (writer->server), writer->now, error))
    return FALSE;
  stored->seq = writer->family->seq;
  dovetail_foresight_forget (writer->foresight, entity_type, entity_id);
  if (!dovetail_stored_put (writer->server->ledger, writer->family->family_id, stored, error))
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
  return dovetail_family_conflicts_moved (writer->server->ledger, writer->family, writer->now, error)
         && dovetail_conflict_put (writer->server->ledger, writer->caller->family_id, conflict, error);
}

gboolean
dovetail_writer_name_author (DovetailWriter *writer, DovetailAuthor *author, GError **error)
{
  g_autoptr (DovetailMember) member = NULL;
  g_autoptr (DovetailDevice) device = NULL;

  if (!dovetail_member_find_with_device (writer->server->ledger, writer->family->family_id, author->user_id,
                                         author->client_id, &member, &device, error))
    return FALSE;
  author->user_name = member == NULL ? NULL : g_strdup (member->name);
  author->device_name = device == NULL ? NULL : g_strdup (device->name);
  return TRUE;
}
