/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An edit meets a deletion that only this device can conclude: the server cleaned up the tombstone, so to it
 * the record is one it never had. */

#include "sync/gone.h"

#include "core/uuid.h"
#include "store/eviction.h"
#include "store/settings.h"

/* Names the conflicts that are made here. */
#define CONFLICT_NAMESPACE "7d2d6f0a-54a4-5d0c-9c38-1d3b8f6c2e91"

gboolean
dovetail_gone_is (DovetailPass *pass, const DovetailReplica *replica, const DovetailChangeResult *result)
{
  const DovetailPending *pending = replica->pending;

  if (result->status != DOVETAIL_RESULT_REJECTED || g_strcmp0 (result->error_code, "unknown_record") != 0
      || pending->frozen->operation != DOVETAIL_OPERATION_UPDATE)
    return FALSE;
  return (pending->theirs != NULL && pending->theirs->deleted)
         || (pass->leaving
             && dovetail_store_leaves (pass->store, replica->current->entity_type,
                                       replica->current->entity_id));
}

static char **
edited_fields (const DovetailReplica *replica)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init_ordered (&iter, json_node_get_object (replica->pending->frozen->data));
  while (json_object_iter_next_ordered (&iter, &field, NULL))
    g_strv_builder_add (builder, field);
  return g_strv_builder_end (builder);
}

/* The same however often it is concluded. */
static char *
conflict_id_of (const DovetailReplica *replica)
{
  g_autofree char *name
      = g_strconcat (replica->current->entity_id, " ", replica->pending->frozen->mutation_id, NULL);

  return dovetail_uuid_new_v5 (CONFLICT_NAMESPACE, name);
}

DovetailConflict *
dovetail_gone_conflict (DovetailPass *pass, const DovetailReplica *replica)
{
  DovetailConflict *conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = conflict_id_of (replica);
  conflict->entity_type = replica->current->entity_type;
  conflict->entity_id = g_strdup (replica->current->entity_id);
  conflict->cause = DOVETAIL_CAUSE_DELETE_WINS;
  conflict->by_rule = TRUE;
  conflict->resolution = g_strdup (dovetail_cause_to_string (DOVETAIL_CAUSE_DELETE_WINS));
  conflict->fields = edited_fields (replica);
  conflict->sides[DOVETAIL_SIDE_BASE] = json_node_ref (replica->base->data);
  conflict->sides[DOVETAIL_SIDE_MINE] = json_node_ref (replica->current->data);
  conflict->deleted[DOVETAIL_SIDE_THEIRS] = TRUE;
  conflict->client_version = replica->pending->frozen->version;
  conflict->server_version = replica->pending->frozen->version;
  conflict->mine.client_id = g_strdup (pass->device_id);
  conflict->mine.device_name = dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_DEVICE_NAME);
  conflict->mine.user_id = g_strdup (pass->user_id);
  conflict->mine.user_name = dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_USER_NAME);
  conflict->mine.time = replica->pending->edited_at;
  conflict->created_at = conflict->closed_at = dovetail_store_now (pass->store);
  return conflict;
}
