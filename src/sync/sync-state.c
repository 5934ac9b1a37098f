/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The states of the sync service as a GLib enum. */

#include "sync/sync-service.h"

static const GEnumValue values[] = {
  { DOVETAIL_SYNC_STATE_SIGNED_OUT, "DOVETAIL_SYNC_STATE_SIGNED_OUT", "signed_out" },
  { DOVETAIL_SYNC_STATE_IDLE, "DOVETAIL_SYNC_STATE_IDLE", "idle" },
  { DOVETAIL_SYNC_STATE_SYNCING, "DOVETAIL_SYNC_STATE_SYNCING", "syncing" },
  { DOVETAIL_SYNC_STATE_OFFLINE, "DOVETAIL_SYNC_STATE_OFFLINE", "offline" },
  { DOVETAIL_SYNC_STATE_PAUSED, "DOVETAIL_SYNC_STATE_PAUSED", "paused" },
  { DOVETAIL_SYNC_STATE_FAILED, "DOVETAIL_SYNC_STATE_FAILED", "failed" },
  { 0, NULL, NULL },
};

/**
 * dovetail_sync_state_get_type:
 * Returns: the type of #DovetailSyncState
 */
GType
dovetail_sync_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("DovetailSyncState", values));
  return type;
}

/**
 * dovetail_sync_state_to_string:
 * @state: a state
 *
 * Returns: its name for programs
 */
const char *
dovetail_sync_state_to_string (DovetailSyncState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (values) - 1, NULL);

  return values[state].value_nick;
}
