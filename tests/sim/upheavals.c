/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What befalls a family now and then: most of its records deleted, a server set back to its backup or of
 * another version, clocks decades off, months in which nothing happens. */

#include "sim/upheavals.h"

#include <glib/gstdio.h>

#include "server/server-private.h"
#include "sim/books.h"
#include "sim/simple-client.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/policies.h"
#include "store/query.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define DECADES_MS (50 * 365 * DAY_MS)
/* So many at once are held on other devices, if they are a fifth of all. */
#define ENOUGH_TO_BE_HELD 10

static Chance *
breadth_of (Device *device)
{
  return &device->family->breadth;
}

/* Selects nearly all tasks and deletes them, one transaction each, as the window does. */
gboolean
upheavals_delete_many (Device *device, GError **error)
{
  g_autoptr (GPtrArray) ids = books_ids (device, DOVETAIL_ENTITY_TASK);
  guint left = chance_below (breadth_of (device), 4);

  if (ids->len < ENOUGH_TO_BE_HELD + left)
    return FALSE;
  family_tell (device->family, "%s deletes all but %u of %u", device->name, left, ids->len);
  for (guint i = left; i < ids->len; i++)
    {
      DovetailReplica *deleted = dovetail_store_delete (device->scratch->store, DOVETAIL_ENTITY_TASK,
                                                        g_ptr_array_index (ids, i), error);

      if (deleted == NULL)
        return FALSE;
      dovetail_replica_free (deleted);
    }
  return TRUE;
}

/* Who keeps what is here has seen what the server has instead. */
static void
note_kept (Device *device, GPtrArray *held)
{
  Family *family = device->family;

  for (guint i = 0; i < held->len; i++)
    {
      const DovetailHeld *one = g_ptr_array_index (held, i);

      g_hash_table_add (family->restored, g_strdup (one->replica->current->entity_id));
      if (one->theirs != NULL && !one->theirs->deleted)
        books_replace (family, one->theirs->data, one->replica->current->data);
    }
}

gboolean
upheavals_answer_held (Device *device, GError **error)
{
  Family *family = device->family;
  g_autoptr (GPtrArray) held = dovetail_store_list_held (device->scratch->store, 0, error);
  gboolean keep = chance_hits (breadth_of (device), 60);

  if (held == NULL || held->len == 0)
    return FALSE;
  family_tell (family, "%s %s %u held records", device->name, keep ? "restores" : "lets go of", held->len);
  if (keep)
    note_kept (device, held);
  if (!(keep ? dovetail_store_restore_held (device->scratch->store, error)
             : dovetail_store_accept_held (device->scratch->store, error)))
    return FALSE;
  family->happened[keep ? SOMETIMES_HELD_RESTORED : SOMETIMES_HELD_LET_GO]++;
  return TRUE;
}

gboolean
upheavals_change_server (Device *device, GError **error)
{
  Family *family = device->family;

  family->old_server = !family->old_server;
  family_tell (family, "the server is %s now", family->old_server ? "of an old version" : "up to date");
  return TRUE;
}

/* Tombstones and sessions grow too old. */
gboolean
upheavals_months_pass (Device *device, GError **error)
{
  Family *family = device->family;
  gint64 removed = 0;

  family_pass_time (family, 40 * DAY_MS);
  dovetail_server_clean_up (family->server, -1, &removed, error);
  family_tell (family, "months pass; the server forgets %d tombstones", (int) removed);
  /* A script that wakes up writes on what it knew then. */
  if (family->script != NULL)
    simple_client_wake (family->script);
  return TRUE;
}

gboolean
upheavals_clock_leap (Device *device, GError **error)
{
  static const gint64 skews[] = { DECADES_MS, -DECADES_MS, 0 };
  Family *family = device->family;

  device->skew = skews[chance_below (breadth_of (device), G_N_ELEMENTS (skews))];
  family_pass_time (family, 1);
  family_tell (family, "the clock of %s is off by %d days", device->name, (int) (device->skew / DAY_MS));
  if (device->skew != 0)
    family->happened[device->skew > 0 ? SOMETIMES_DECADES_AHEAD : SOMETIMES_DECADES_BEHIND]++;
  return TRUE;
}

static char *
path_in_folder (Family *family, const char *name)
{
  if (family->folder == NULL)
    family->folder = g_dir_make_tmp ("dovetail-sim-XXXXXX", NULL);
  return g_build_filename (family->folder, name, NULL);
}

/* By the command, or by hand: then the copy claims to be the same history. */
gboolean
upheavals_back_up (Device *device, GError **error)
{
  Family *family = device->family;
  gboolean by_hand = chance_hits (&family->breadth, 30);
  g_autofree char *epoch
      = by_hand ? g_strdup (family->server->epoch)
                : g_strdup_printf ("eeeeeeee-0000-4000-8000-%012u", family->done[OPERATION_BACK_UP]);
  g_autofree char *path = path_in_folder (family, "backup.db");

  g_unlink (path);
  if (!dovetail_ledger_backup (family->ledger, path, epoch, error))
    return FALSE;
  family->backed_up = TRUE;
  family_tell (family, "the server is backed up%s", by_hand ? " by hand" : "");
  return TRUE;
}

gboolean
upheavals_set_back (Device *device, GError **error)
{
  Family *family = device->family;
  g_autofree char *backup = path_in_folder (family, "backup.db");
  g_autofree char *name = g_strdup_printf ("server-%u.db", family->done[OPERATION_SET_BACK]);
  g_autofree char *path = path_in_folder (family, name);

  if (!family->backed_up)
    return FALSE;
  family->backed_up = FALSE;
  family_tell (family, "the server is set back to its backup");
  g_assert_cmpint (g_rename (backup, path), ==, 0);
  family_open_server (family, path);
  books_set_back (family);
  if (family->script != NULL)
    simple_client_set_back (family->script);
  return TRUE;
}

gboolean
upheavals_run_script (Device *device, GError **error)
{
  simple_client_act (device->family->script);
  return TRUE;
}

/* The device syncs some of the lists only, or tasks and lists only, or all again. */
gboolean
upheavals_choose_lists (Device *device, GError **error)
{
  static const char *const types[] = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, NULL };
  Chance *chance = breadth_of (device);
  g_autoptr (GPtrArray) ids = books_ids (device, DOVETAIL_ENTITY_LIST);
  gboolean all = chance_hits (chance, 40);
  gboolean some_types = chance_hits (chance, 20);

  while (ids->len > 0 && chance_hits (chance, 60))
    g_ptr_array_remove_index (ids, chance_below (chance, ids->len));
  family_tell (device->family, "%s syncs %s lists and %s types from now on", device->name,
               all ? "all" : "some", some_types ? "some" : "all");
  g_ptr_array_add (ids, NULL);
  return dovetail_store_set_filter (device->scratch->store, all ? NULL : (char **) ids->pdata,
                                    some_types ? (char **) types : NULL, error);
}

gboolean
upheavals_type_policy (Device *device, GError **error)
{
  Chance *chance = breadth_of (device);
  DovetailPolicy policy = chance_below (chance, DOVETAIL_N_POLICIES);
  const char *type = chance_hits (chance, 70) ? DOVETAIL_ENTITY_TASK : DOVETAIL_ENTITY_LIST;
  gboolean none = chance_hits (chance, 20);

  family_tell (device->family, "%s goes by %s for %ss", device->name,
               none ? "the policy of all" : dovetail_policy_to_string (policy), type);
  return dovetail_store_set_policy (device->scratch->store, type, none ? NULL : &policy, error);
}
