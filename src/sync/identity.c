/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which account this device is signed in with. */

#include "sync/identity.h"

#include <string.h>

#include "core/error.h"
#include "store/settings.h"

/**
 * dovetail_identity_new:
 * @server: the base address of a server
 * @family_id: (nullable): a family there
 * @user_id: (nullable): its user
 *
 * Returns: (transfer full): the three as one text, to be compared
 */
char *
dovetail_identity_new (const char *server, const char *family_id, const char *user_id)
{
  return g_strjoin (" ", server, family_id != NULL ? family_id : "-", user_id != NULL ? user_id : "-", NULL);
}

/**
 * dovetail_identity_get_member:
 * @identity: an account
 *
 * A server may move; family and user are UUIDs.
 *
 * Returns: its family and user, within @identity
 */
const char *
dovetail_identity_get_member (const char *identity)
{
  const char *space = strchr (identity, ' ');

  return space != NULL ? space + 1 : identity;
}

/**
 * dovetail_identity_read:
 * @store: the local replica
 *
 * Returns: (transfer full) (nullable): who is signed in; %NULL: nobody
 */
char *
dovetail_identity_read (DovetailStore *store)
{
  g_autofree char *server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  g_autofree char *family_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_FAMILY_ID);
  g_autofree char *user_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_USER_ID);

  return server != NULL ? dovetail_identity_new (server, family_id, user_id) : NULL;
}

/**
 * dovetail_identity_refuse:
 * @signed_in: whether somebody else is signed in
 * @error: where the words go
 */
void
dovetail_identity_refuse (gboolean signed_in, GError **error)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_ACCOUNT_CHANGED,
                       signed_in ? "Somebody signed in with another account during the sync"
                                 : "Somebody signed out during the sync");
}

/**
 * dovetail_identity_check:
 * @store: the local replica
 * @identity: (nullable): who was signed in
 * @error: ACCOUNT_CHANGED, or what the store says
 *
 * Returns: whether it is the same still
 */
gboolean
dovetail_identity_check (DovetailStore *store, const char *identity, GError **error)
{
  g_autofree char *present = dovetail_identity_read (store);

  if (g_strcmp0 (present, identity) == 0)
    return TRUE;
  if (dovetail_store_check_reads (store, error))
    dovetail_identity_refuse (present != NULL, error);
  return FALSE;
}
