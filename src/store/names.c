/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of devices and people. Records carry ids only; conflicts tell the names that belong to them. */

#include "store/names.h"

#include <string.h>

#include "store/settings.h"
#include "store/store-private.h"

#define SEALED_TYPE "name"

/* This device and its user are in the settings. */
static char *
get_own_name (DovetailStore *self, const char *id)
{
  g_autofree char *device_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_DEVICE_ID);
  g_autofree char *user_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_USER_ID);

  if (g_strcmp0 (id, device_id) == 0)
    return dovetail_store_get_setting (self, DOVETAIL_SETTING_DEVICE_NAME);
  if (g_strcmp0 (id, user_id) == 0)
    return dovetail_store_get_setting (self, DOVETAIL_SETTING_USER_NAME);

  return NULL;
}

/**
 * dovetail_store_get_name:
 * @self: a store
 * @id: (nullable): the id of a device or a person
 *
 * Returns: (transfer full) (nullable): its name; %NULL when it is not known
 */
char *
dovetail_store_get_name (DovetailStore *self, const char *id)
{
  g_autoptr (DovetailStatement) statement = NULL;
  char *own;
  gsize length;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  if (id == NULL)
    return NULL;
  own = get_own_name (self, id);
  if (own != NULL)
    return own;
  statement = dovetail_statement_take (self, "SELECT data FROM known_name WHERE id = ?1", NULL);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, id);
  if (dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return NULL;

  return dovetail_seal_open (self->seal, SEALED_TYPE, id, DOVETAIL_COPY_NAME,
                             sqlite3_column_blob (statement->handle, 0),
                             (gsize) sqlite3_column_bytes (statement->handle, 0), &length, NULL);
}

/**
 * dovetail_store_learn_name:
 * @self: a store with an open transaction
 * @id: (nullable): the id of a device or a person
 * @name: (nullable): what it is called now
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_learn_name (DovetailStore *self, const char *id, const char *name, GError **error)
{
  g_autoptr (GBytes) data = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (id == NULL || name == NULL)
    return TRUE;
  data = dovetail_seal_close (self->seal, SEALED_TYPE, id, DOVETAIL_COPY_NAME, name, strlen (name));
  statement = dovetail_statement_take (self, "INSERT OR REPLACE INTO known_name VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, id);
  dovetail_statement_bind_blob (statement, 2, data);

  return dovetail_statement_run (statement, error);
}
