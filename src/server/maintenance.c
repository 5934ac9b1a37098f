/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an administrator does to the whole database: tidy up, change the signing key. */

#include "core/error.h"
#include "server/ledger-accounts.h"
#include "server/ledger-families.h"
#include "server/ledger-keys.h"
#include "server/ledger-mutations.h"
#include "server/ledger-records.h"
#include "server/server-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

static gboolean
rotate (DovetailServer *server, gpointer user_data, GError **error)
{
  return dovetail_server_add_key (server, error) && dovetail_signing_key_retire (server->ledger, error);
}

gboolean
dovetail_server_rotate_key (DovetailServer *server, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_SERVER (server), FALSE);

  return dovetail_server_transact (server, TRUE, rotate, NULL, error)
         && dovetail_server_load_keys (server, error);
}

typedef struct
{
  gint64 days;
  gint64 removed;
} Cleaning;

/* Mutations are remembered as long as is configured, even when all tombstones go: a repeated push has to be
 * known. */
static gboolean
clean_family (DovetailServer *server, const char *family_id, Cleaning *cleaning, GError **error)
{
  gint64 now = dovetail_server_now (server);
  gint64 horizon;
  gint64 removed = 0;

  if (!dovetail_stored_clean_up (server->ledger, family_id, now - cleaning->days * DAY_MS, &removed, &horizon,
                                 error))
    return FALSE;
  cleaning->removed += removed;
  return dovetail_mutation_clean_up (
      server->ledger, family_id, now - MAX (cleaning->days, server->options.tombstone_days) * DAY_MS, error);
}

static gboolean
clean_up (DovetailServer *server, gpointer user_data, GError **error)
{
  Cleaning *cleaning = user_data;
  g_autoptr (GPtrArray) families = dovetail_family_list_ids (server->ledger, error);

  for (guint i = 0; families != NULL && i < families->len; i++)
    if (!clean_family (server, g_ptr_array_index (families, i), cleaning, error))
      return FALSE;
  return families != NULL && dovetail_refresh_clean_up (server->ledger, dovetail_server_now (server), error);
}

/**
 * dovetail_server_clean_up:
 * @server: the server
 * @days: tombstones older than this go; 0: all of them; -1: as configured
 * @removed: (out): how many went
 * @error: return location
 *
 * Raises each family's horizon: clients that have not synced since are told to sync in full.
 *
 * Returns: whether it succeeded
 */
gboolean
dovetail_server_clean_up (DovetailServer *server, gint64 days, gint64 *removed, GError **error)
{
  Cleaning cleaning = { days, 0 };

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && removed != NULL, FALSE);

  if (days < 0)
    cleaning.days = server->options.tombstone_days;
  if (!dovetail_server_transact (server, TRUE, clean_up, &cleaning, error))
    return FALSE;
  *removed = cleaning.removed;
  return TRUE;
}
