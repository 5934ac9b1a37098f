/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users think better of what they did, before or after it was synced. */

#include "sim/undoing.h"

#include "store/undo.h"

#define MOST_AT_ONCE 3

/* What was done last, or earlier while a toast that undoes just that is still to be seen. */
static gint64
choose_action (Device *device)
{
  gint64 newest = dovetail_store_get_last_action (device->scratch->store);

  if (newest <= MOST_AT_ONCE || !chance_hits (&device->family->breadth, 25))
    return 0;
  return newest - chance_below (&device->family->breadth, MOST_AT_ONCE);
}

static gboolean
undo_one (Device *device, gint64 action, GError **error)
{
  g_auto (DovetailUndone) undone = { 0 };

  if (!dovetail_store_undo (device->scratch->store, action, &undone, error))
    return FALSE;
  family_tell (device->family, "%s undoes %s: %u set back, %u left", device->name, undone.kind, undone.changed,
               undone.passed);
  device->family->happened[SOMETIMES_UNDO_PASSED] += undone.passed > 0;
  g_clear_pointer (&device->redo, json_node_unref);
  device->redo = g_steal_pointer (&undone.redo);
  device->redo_after = dovetail_store_get_last_action (device->scratch->store);
  return TRUE;
}

gboolean
undoing_undo (Device *device, GError **error)
{
  guint more = chance_below (&device->family->breadth, MOST_AT_ONCE);
  gint64 action = choose_action (device);

  if (!undo_one (device, action, error))
    return FALSE;
  while (action == 0 && more > 0 && undo_one (device, 0, NULL))
    more--;
  return TRUE;
}

/* As the window does it: what was done since takes the place of what could be done again. */
gboolean
undoing_redo (Device *device, GError **error)
{
  g_autoptr (JsonNode) redo = g_steal_pointer (&device->redo);
  g_auto (DovetailUndone) redone = { 0 };

  if (redo == NULL || dovetail_store_get_last_action (device->scratch->store) != device->redo_after
      || !dovetail_store_redo (device->scratch->store, redo, &redone, error))
    return FALSE;
  family_tell (device->family, "%s does %s again: %u changed, %u left", device->name, redone.kind,
               redone.changed, redone.passed);
  return redone.changed > 0;
}
