/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an administrator does: tidy up a family (POST /sync/cleanup) or the whole database, change the signing
 * key. */

#include "wire/cleanup.h"

#include "core/error.h"
#include "server/handlers.h"
#include "server/ledger-accounts.h"
#include "server/ledger-families.h"
#include "server/ledger-keys.h"
#include "server/ledger-mutations.h"
#include "server/ledger-records.h"
#include "server/problem.h"
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

  return dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, TRUE, rotate, NULL, error)
         && dovetail_server_load_keys (server, error);
}

typedef struct
{
  gint64 days;
  const char *family_id; /* whose turn it is */
  gint64 tombstones;     /* removed */
  gint64 mutations;      /* likewise */
} Cleaning;

static gboolean
list_families (DovetailServer *server, gpointer user_data, GError **error)
{
  GPtrArray **families = user_data;

  *families = dovetail_family_list_ids (server->ledger, error);
  return *families != NULL;
}

/* Mutations are remembered as long as is configured, even when all tombstones go: a repeated push has to be
 * known. */
static gboolean
clean_family (DovetailServer *server, gpointer user_data, GError **error)
{
  Cleaning *cleaning = user_data;
  const char *family_id = cleaning->family_id;
  gint64 now = dovetail_server_now (server);
  gint64 horizon;
  gint64 tombstones, mutations;

  if (!dovetail_stored_clean_up (server->ledger, family_id, now - cleaning->days * DAY_MS, &tombstones,
                                 &horizon, error)
      || !dovetail_mutation_clean_up (server->ledger, family_id,
                                      now - MAX (cleaning->days, server->options.tombstone_days) * DAY_MS,
                                      &mutations, error))
    return FALSE;
  cleaning->tombstones = tombstones;
  cleaning->mutations = mutations;
  return dovetail_refresh_clean_up (server->ledger, now, error);
}

/**
 * dovetail_server_clean_up:
 * @server: the server
 * @days: tombstones older than this go; 0: all of them; -1: as configured
 * @removed: (out): how many went
 * @error: return location
 *
 * Raises each family's horizon: clients that have not synced since are told to sync in full. Each family is a
 * transaction of its own, so that none waits for the others.
 *
 * Returns: whether it succeeded; when not, families before the one that failed are clean
 */
gboolean
dovetail_server_clean_up (DovetailServer *server, gint64 days, gint64 *removed, GError **error)
{
  Cleaning cleaning = { .days = days };
  g_autoptr (GPtrArray) families = NULL;

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && removed != NULL, FALSE);

  if (days < 0)
    cleaning.days = server->options.tombstone_days;
  if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, list_families, &families, error))
    return FALSE;
  *removed = 0;
  for (guint i = 0; i < families->len; i++)
    {
      cleaning.family_id = families->pdata[i];
      if (!dovetail_server_transact (server, cleaning.family_id, TRUE, clean_family, &cleaning, error))
        return FALSE;
      *removed += cleaning.tombstones;
    }
  return TRUE;
}

typedef struct
{
  Cleaning cleaning;
  gint64 horizon;
} FamilyCleaning;

static gboolean
clean_one (DovetailServer *server, gpointer user_data, GError **error)
{
  FamilyCleaning *one = user_data;
  g_autoptr (DovetailFamily) family = NULL;

  if (!clean_family (server, &one->cleaning, error)
      || (family = dovetail_family_find (server->ledger, one->cleaning.family_id, error)) == NULL)
    return FALSE;
  one->horizon = family->horizon;
  return TRUE;
}

DovetailResponse *
dovetail_handle_cleanup (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *request,
                         JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  FamilyCleaning one = { .cleaning.family_id = caller->family_id };
  DovetailCleanupResponse response;

  if (!dovetail_caller_may_administer (caller))
    return dovetail_refuse (403, "role_forbidden", "Only an owner or an admin may do this");
  if (!dovetail_cleanup_request_from_json (body, &one.cleaning.days, &error))
    return dovetail_refuse_for_error (error);
  if (one.cleaning.days < 0)
    one.cleaning.days = server->options.tombstone_days;
  if (!dovetail_server_transact (server, caller->family_id, TRUE, clean_one, &one, &error))
    return dovetail_refuse_for_error (error);

  response = (DovetailCleanupResponse){ one.cleaning.tombstones, one.cleaning.mutations, one.horizon,
                                        dovetail_server_now (server) };
  return dovetail_answer (dovetail_cleanup_response_to_json (&response));
}
