/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about the database's own values and keys. */

#include "server/ledger-keys.h"

static void
read_text (const DovetailLedgerValue *row, gpointer user_data)
{
  *(char **) user_data = dovetail_ledger_value_dup_text (&row[0]);
}

gboolean
dovetail_property_find (DovetailLedger *ledger, const char *name, char **value, GError **error)
{
  *value = NULL;
  return dovetail_ledger_run (ledger, "SELECT value FROM property WHERE name = ?1", read_text, value, error,
                              "s", name);
}

gboolean
dovetail_property_put (DovetailLedger *ledger, const char *name, const char *value, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "INSERT INTO property (name, value) VALUES (?1, ?2)"
                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                              NULL, NULL, error, "ss", name, value);
}

void
dovetail_signing_key_free (DovetailSigningKey *key)
{
  if (key == NULL)
    return;
  g_free (key->kid);
  g_clear_pointer (&key->secret, g_bytes_unref);
  g_free (key);
}

static void
add_key (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailSigningKey *key = g_new0 (DovetailSigningKey, 1);

  key->kid = dovetail_ledger_value_dup_text (&row[0]);
  key->secret = dovetail_ledger_value_to_bytes (&row[1]);
  g_ptr_array_add (user_data, key);
}

GPtrArray *
dovetail_signing_key_list (DovetailLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_signing_key_free);

  if (!dovetail_ledger_run (ledger, "SELECT kid, secret FROM signing_key ORDER BY created_at DESC, kid DESC",
                            add_key, keys, error, ""))
    return NULL;
  return g_steal_pointer (&keys);
}

gboolean
dovetail_signing_key_add (DovetailLedger *ledger, const DovetailSigningKey *key, gint64 now, GError **error)
{
  return dovetail_ledger_run (ledger, "INSERT INTO signing_key (kid, secret, created_at) VALUES (?1, ?2, ?3)",
                              NULL, NULL, error, "sbi", key->kid, key->secret, now);
}

gboolean
dovetail_signing_key_retire (DovetailLedger *ledger, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "DELETE FROM signing_key WHERE kid NOT IN (SELECT kid FROM signing_key"
                              " ORDER BY created_at DESC, kid DESC LIMIT 2)",
                              NULL, NULL, error, "");
}
