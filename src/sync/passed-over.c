/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the state of a foreign server takes the place of. It is newer and is taken, but nobody can tell
 * whether it ever knew the one that was here: that goes to the history of conflicts of this device, to be
 * restored from there. */

#include "sync/passed-over.h"

#include "core/patch.h"
#include "core/schema.h"
#include "core/uuid.h"
#include "store/conflicts.h"

static char **
differing_fields (JsonNode *a, JsonNode *b)
{
  g_autoptr (JsonNode) patch = dovetail_patch_diff (a, b);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (patch));
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();

  names = g_list_sort (g_steal_pointer (&names), (GCompareFunc) g_strcmp0);
  for (GList *link = names; link != NULL; link = link->next)
    g_strv_builder_add (fields, link->data);
  return g_strv_builder_end (fields);
}

static void
set_author (DovetailAuthor *author, const DovetailRecord *record)
{
  author->client_id = g_strdup (record->client_id);
  author->user_id = g_strdup (record->modified_by);
  author->time = record->timestamp;
}

static DovetailConflict *
passed_over (DovetailPass *pass, DovetailRecord *mine, DovetailRecord *theirs)
{
  DovetailConflict *conflict = dovetail_conflict_alloc ();
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", mine->version,
                                         mine->timestamp, theirs->etag != NULL ? theirs->etag : "");

  conflict->conflict_id = dovetail_uuid_new_v5 (mine->entity_id, id);
  conflict->entity_type = mine->entity_type;
  conflict->entity_id = g_strdup (mine->entity_id);
  conflict->cause = DOVETAIL_CAUSE_OTHER_HISTORY;
  conflict->by_rule = TRUE;
  conflict->resolution = g_strdup (DOVETAIL_RESOLUTION_SERVER_WINS);
  conflict->fields = differing_fields (mine->data, theirs->data);
  conflict->sides[DOVETAIL_SIDE_MINE] = json_node_ref (mine->data);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = json_node_ref (theirs->data);
  conflict->resolved_data = dovetail_patch_diff (mine->data, theirs->data);
  conflict->client_version = mine->version;
  conflict->server_version = conflict->resolved_version = theirs->version;
  conflict->created_at = conflict->closed_at = dovetail_store_now (pass->store);
  set_author (&conflict->mine, mine);
  set_author (&conflict->theirs, theirs);
  return conflict;
}

gboolean
dovetail_pass_keep_passed_over (DovetailPass *pass,
                                DovetailReplica *before,
                                DovetailReplica *next,
                                GError **error)
{
  g_autoptr (DovetailConflict) conflict = NULL;
  const DovetailSchema *schema;

  if (next == NULL || before->pending != NULL || before->current->deleted
      || dovetail_data_equal (before->current->data, next->current->data))
    return TRUE;
  schema = dovetail_schema_find (before->current->entity_type);
  if (schema == NULL || schema->server_only)
    return TRUE;
  conflict = passed_over (pass, before->current, next->current);
  return dovetail_store_put_conflict (pass->store, conflict, error);
}
