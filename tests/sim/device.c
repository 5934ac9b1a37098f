/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device: its passes, its deaths, what it shows. */

#include "json/json.h"
#include "sim/family.h"
#include "sim/positions.h"
#include "store/held.h"
#include "store/query.h"
#include "sync/pass.h"
#include "sync/session.h"

/* More than this is a loop, not a sync. */
#define MOST_REQUESTS 600

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  Device *device = user_data;

  family_pass_time (device->family, milliseconds);
}

static void
forget_shown (DovetailStore *store, gpointer device)
{
  g_clear_pointer (&((Device *) device)->shown, g_hash_table_unref);
}

void
device_watch (Device *device)
{
  forget_shown (device->scratch->store, device);
  g_signal_connect (device->scratch->store, "changed", G_CALLBACK (forget_shown), device);
}

void
device_revive (Device *device)
{
  gboolean died = device->dead || in_process_remote_crashed (device->remote);

  device->writes_left = -1;
  if (!died)
    return;
  /* Nothing may be written while it is dead, so the store is closed before it lives again. */
  g_clear_object (&device->scratch->store);
  g_clear_pointer (&device->redo, json_node_unref);
  device->dead = FALSE;
  scratch_store_reopen (device->scratch);
  device_watch (device);
  in_process_remote_revive (device->remote);
  family_tell (device->family, "%s starts again", device->name);
}

static DovetailJob *
run_pass (Device *device, DovetailSyncKind kind)
{
  const DovetailPassOptions options = {
    .store = device->scratch->store,
    .remote = DOVETAIL_REMOTE (device->remote),
    .kind = kind,
    .sleep = do_not_sleep,
    .user_data = device,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, NULL, &error);

  if (job == NULL && !device->dead)
    family_fail (device->family, "a device can sync", "%s cannot: %s", device->name, error->message);
  return job;
}

void
device_sign_in (Device *device)
{
  g_autoptr (GError) error = NULL;
  gboolean done = dovetail_session_login (device->scratch->store, NULL, DOVETAIL_REMOTE (device->remote),
                                          "http://localhost:1", device->user, "correct horse", device->name,
                                          NULL, &error);

  family_tell (device->family, "%s signs in again: %s", device->name, done ? "done" : error->message);
  device->family->happened[SOMETIMES_SIGNED_IN_AGAIN] += done;
}

static void
note_held (Device *device)
{
  static const Sometimes by_cause[] = { [DOVETAIL_HELD_DELETED] = SOMETIMES_HELD_DELETED,
                                        [DOVETAIL_HELD_MISSING] = SOMETIMES_HELD_MISSING,
                                        [DOVETAIL_HELD_OTHER] = SOMETIMES_HELD_OTHER };
  g_autoptr (GPtrArray) held = dovetail_store_list_held (device->scratch->store, 0, NULL);

  for (guint i = 0; held != NULL && i < held->len; i++)
    {
      const DovetailHeld *one = g_ptr_array_index (held, i);

      device->family->happened[by_cause[one->cause]]++;
    }
}

DovetailJob *
device_sync (Device *device)
{
  Family *family = device->family;
  gboolean full = chance_hits (&family->schedule, 6);
  DovetailJob *job;

  family_tell (family, "%s syncs%s", device->name, full ? " in full" : "");
  device->busy = TRUE;
  family->depth++;
  job = run_pass (device, full ? DOVETAIL_SYNC_FULL : DOVETAIL_SYNC_AUTO);
  family->depth--;
  device->busy = FALSE;
  if (job != NULL)
    {
      family->conflicts += (guint) job->conflicts;
      family->full_syncs += g_str_equal (job->kind, "full");
      family_tell (family, "%s: %s %s, %d pushed, %d fetched, %d errors, %d conflicts %s", device->name,
                   job->kind, job->state, (int) job->pushed, (int) job->fetched, (int) job->errors,
                   (int) job->conflicts, job->error_code != NULL ? job->error_code : "");
      if (job->requests > MOST_REQUESTS)
        family_fail (family, "no endless retry", "%s made %d requests", device->name, (int) job->requests);
    }
  if (family->broad && job != NULL && !device->dead && !in_process_remote_crashed (device->remote)
      && g_strcmp0 (job->error_code, "unauthorized") == 0)
    device_sign_in (device);
  device_revive (device);
  if (family->broad)
    {
      note_held (device);
      positions_check (device);
    }
  return job;
}

static gboolean
dump_replica (DovetailReplica *replica, gpointer user_data)
{
  DovetailRecord *record = replica->current;
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  json_object_set_int_member (object, "version", record->version);
  json_object_set_boolean_member (object, "deleted", record->deleted);
  json_object_set_member (object, "data", json_node_ref (record->data));
  json_node_take_object (node, object);
  g_ptr_array_add (user_data, dovetail_json_canonical (node, NULL));
  return TRUE;
}

char *
device_dump (Device *device)
{
  static const char *const types[]
      = { DOVETAIL_ENTITY_TASK,          DOVETAIL_ENTITY_LIST,        DOVETAIL_ENTITY_EVENT,
          DOVETAIL_ENTITY_POINTS_LEDGER, DOVETAIL_ENTITY_USER_STREAK, DOVETAIL_ENTITY_BADGE };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      dovetail_store_foreach (device->scratch->store, types[i], dump_replica, lines, &error);
      g_assert_no_error (error);
    }
  return family_join_sorted (lines);
}
