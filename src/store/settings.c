/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small named values of this store, and the hybrid clock that lies among them. */

#include "store/settings.h"

#include <string.h>

#include "store/store-private.h"

#define CLOCK_LAST "clock_last"
#define CLOCK_OFFSET "clock_offset"

#define SELECT "SELECT value FROM setting WHERE name = ?1"
#define REPLACE                                                                                              \
  "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = "              \
  "excluded.value"
#define REMOVE "DELETE FROM setting WHERE name = ?1"

/* The statement stands on the row; NULL: not set, or an error. */
static DovetailStatement *
find_setting (DovetailStore *self, const char *name, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, SELECT, error);

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, name);

  return dovetail_statement_step (statement, error) == DOVETAIL_STEP_ROW ? g_steal_pointer (&statement)
                                                                         : NULL;
}

static gboolean
remove_setting (DovetailStore *self, const char *name, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, REMOVE, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, name);

  return dovetail_statement_run (statement, error);
}

/* One of text and blob, or neither to remove. */
static gboolean
write_setting (DovetailStore *self, const char *name, const char *text, GBytes *blob, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  if (!dovetail_store_begin_own (self, &own, error))
    return FALSE;
  if (text == NULL && blob == NULL)
    return remove_setting (self, name, error) && dovetail_store_commit_own (&own, error);

  statement = dovetail_statement_take (self, REPLACE, error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, name);
  if (text != NULL)
    dovetail_statement_bind_text (statement, 2, text);
  else
    dovetail_statement_bind_blob (statement, 2, blob);

  return dovetail_statement_run (statement, error) && dovetail_store_commit_own (&own, error);
}

/**
 * dovetail_store_get_setting:
 * @self: a store
 * @name: a setting's name
 *
 * Returns: (transfer full) (nullable): its value; %NULL when it is not set, cannot be read, or is a secret
 */
char *
dovetail_store_get_setting (DovetailStore *self, const char *name)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  statement = find_setting (self, name, NULL);
  if (statement == NULL || sqlite3_column_type (statement->handle, 0) == SQLITE_BLOB)
    return NULL;

  return g_strdup (dovetail_statement_get_text (statement, 0));
}

/**
 * dovetail_store_get_settings:
 * @self: a store
 * @names: names of settings
 * @values: (out): their values; %NULL where one is not set, cannot be read, or is a secret
 * @number: how many
 */
void
dovetail_store_get_settings (DovetailStore *self, const char *const *names, char **values, guint number)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_if_fail (DOVETAIL_IS_STORE (self));
  g_return_if_fail (names != NULL && values != NULL);

  for (guint i = 0; i < number; i++)
    values[i] = NULL;
  statement = dovetail_statement_take (self, "SELECT name, value FROM setting", NULL);
  while (statement != NULL && dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW)
    for (guint i = 0; i < number; i++)
      if (sqlite3_column_type (statement->handle, 1) != SQLITE_BLOB && values[i] == NULL
          && g_str_equal (names[i], dovetail_statement_get_text (statement, 0)))
        values[i] = g_strdup (dovetail_statement_get_text (statement, 1));
}

/**
 * dovetail_store_get_setting_int:
 * @self: a store
 * @name: a setting's name
 * @fallback: what to return when it is not set or no number
 *
 * Returns: its value
 */
gint64
dovetail_store_get_setting_int (DovetailStore *self, const char *name, gint64 fallback)
{
  g_autofree char *text = dovetail_store_get_setting (self, name);
  gint64 number;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return fallback;

  return number;
}

/**
 * dovetail_store_set_setting:
 * @self: a store
 * @name: a setting's name
 * @value: (nullable): its value, readable on the disk; %NULL removes it
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_set_setting (DovetailStore *self, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return write_setting (self, name, value, NULL, error);
}

/**
 * dovetail_store_set_setting_int:
 * @self: a store
 * @name: a setting's name
 * @value: its value
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_set_setting_int (DovetailStore *self, const char *name, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return dovetail_store_set_setting (self, name, text, error);
}

/**
 * dovetail_store_get_secret:
 * @self: a store
 * @name: a setting's name
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (nullable): its value, opened; %NULL without error when it is not set
 */
char *
dovetail_store_get_secret (DovetailStore *self, const char *name, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  gsize length;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  statement = find_setting (self, name, error);
  if (statement == NULL)
    return NULL;

  return dovetail_seal_open (self->seal, "setting", name, DOVETAIL_COPY_SETTING,
                             sqlite3_column_blob (statement->handle, 0),
                             (gsize) sqlite3_column_bytes (statement->handle, 0), &length, error);
}

/**
 * dovetail_store_set_secret:
 * @self: a store
 * @name: a setting's name
 * @value: (nullable): its value, sealed with the store's key; %NULL removes it
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_set_secret (DovetailStore *self, const char *name, const char *value, GError **error)
{
  g_autoptr (GBytes) blob = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (value != NULL)
    blob = dovetail_seal_close (self->seal, "setting", name, DOVETAIL_COPY_SETTING, value, strlen (value));

  return write_setting (self, name, NULL, blob, error);
}

static DovetailHlc
read_clock (DovetailStore *self)
{
  return (DovetailHlc){
    .last = dovetail_store_get_setting_int (self, CLOCK_LAST, 0),
    .offset = dovetail_store_get_setting_int (self, CLOCK_OFFSET, 0),
  };
}

/**
 * dovetail_store_next_time:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * The hybrid clock: never twice the same, never backwards, over restarts too.
 *
 * Returns: the time for the next edit, ms; 0 on error
 */
gint64
dovetail_store_next_time (DovetailStore *self, GError **error)
{
  DovetailHlc clock;
  gint64 time;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  if (!dovetail_store_require_transaction (self, error))
    return 0;
  clock = read_clock (self);
  time = dovetail_hlc_next (&clock, dovetail_store_now (self));

  return dovetail_store_set_setting_int (self, CLOCK_LAST, clock.last, error) ? time : 0;
}

/**
 * dovetail_store_measure_clock:
 * @self: a store
 * @server_time: the server's time just now, ms
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether the offset was saved, or will be with the open transaction
 */
gboolean
dovetail_store_measure_clock (DovetailStore *self, gint64 server_time, GError **error)
{
  DovetailHlc clock;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  clock = read_clock (self);
  dovetail_hlc_measure (&clock, dovetail_store_now (self), server_time);

  return dovetail_store_set_setting_int (self, CLOCK_OFFSET, clock.offset, error);
}

/**
 * dovetail_store_get_clock_offset:
 * @self: a store
 *
 * Returns: server time minus the time here as last measured, ms; 0: not measured yet
 */
gint64
dovetail_store_get_clock_offset (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  return dovetail_store_get_setting_int (self, CLOCK_OFFSET, 0);
}
