/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every local edit does to one record: the base is kept, the time of each field noted, the outbox row
 * written. */

#include "store/edit-private.h"

#include "core/patch.h"
#include "store/action.h"

/* The first edit since the last upload: what the server said becomes the base. Later ones keep the oldest
 * base, and a change in flight stays as it was frozen. A refused change is replaced by what is edited now. */
static void
keep_base (DovetailReplica *replica, gint64 time)
{
  if (replica->pending == NULL)
    {
      g_clear_pointer (&replica->base, dovetail_record_unref);
      if (replica->current->version > 0)
        replica->base = dovetail_record_ref (replica->current);
      replica->pending = dovetail_pending_new (time);
    }
  else if (replica->pending->state == DOVETAIL_PENDING_QUARANTINED)
    {
      dovetail_pending_thaw (replica->pending);
    }
}

static JsonNode *
times_of (JsonNode *changed_fields, gint64 time)
{
  JsonObject *times = json_object_new ();
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, json_node_get_object (changed_fields));
  while (json_object_iter_next (&iter, &name, NULL))
    json_object_set_int_member (times, name, time);

  return dovetail_data_take_object (times);
}

static void
note_edit (DovetailPending *pending, JsonNode *before, JsonNode *after, gint64 time, gboolean by_hand)
{
  g_autoptr (JsonNode) changed = dovetail_patch_diff (before, after);
  g_autoptr (JsonNode) times = times_of (changed, time);
  JsonNode *all = dovetail_patch_apply (pending->field_times, times);

  json_node_unref (pending->field_times);
  pending->field_times = all;
  pending->edited_at = time;
  pending->by_hand = pending->by_hand || by_hand;
}

/* Made here, or restored, and deleted again before it went up: nothing to say, unless the record came to the
 * server in another way meanwhile. Then that one is deleted. */
static gboolean
is_back_at_base (const DovetailReplica *replica)
{
  DovetailRecord *current = replica->current;
  DovetailRecord *base = replica->base;
  DovetailRecord *theirs = replica->pending->theirs;

  if (base == NULL || base->deleted)
    return current->deleted && (theirs == NULL || theirs->deleted);

  return !current->deleted && dovetail_data_equal (base->data, current->data);
}

void
dovetail_edit_take_servers_state (DovetailReplica *replica)
{
  DovetailRecord *newest = replica->pending->theirs != NULL ? replica->pending->theirs : replica->base;

  if (newest != NULL)
    {
      dovetail_record_unref (replica->current);
      replica->current = dovetail_record_ref (newest);
    }
  g_clear_pointer (&replica->base, dovetail_record_unref);
  g_clear_pointer (&replica->pending, dovetail_pending_free);
}

/* Nothing is left to upload: not while a frozen change may have reached the server, nor while an answer to a
 * conflict is queued. */
static void
settle (DovetailReplica *replica)
{
  if (replica->pending->state != DOVETAIL_PENDING_WAITING || replica->pending->resolution_conflict_id != NULL
      || !is_back_at_base (replica))
    return;

  dovetail_edit_take_servers_state (replica);
}

gboolean
dovetail_edit_apply (DovetailStore *self,
                     DovetailReplica *replica,
                     JsonNode *data,
                     gboolean deleted,
                     gint64 time,
                     gboolean by_hand,
                     GError **error)
{
  g_autoptr (DovetailRecord) before = replica->row_id == 0 ? NULL : dovetail_record_ref (replica->current);
  DovetailRecord *changed;

  keep_base (replica, time);
  note_edit (replica->pending, replica->current->data, data, time, by_hand);
  changed = dovetail_record_with_data (replica->current, data, deleted, time);
  dovetail_record_unref (replica->current);
  replica->current = changed;
  settle (replica);
  dovetail_action_touch (self, before, replica->current);

  return dovetail_store_put_replica (self, replica, error)
         && dovetail_edit_note_change (self, replica, before, NULL, time, error);
}
