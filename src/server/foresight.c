/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ledger that is reached over a socket takes about as long for one answer as for a hundred of them. */

#include "server/foresight.h"

#include "core/change.h"
#include "core/schema.h"

struct _DovetailForesight
{
  GHashTable *mutations; /* id -> DovetailMutation, NULL: there is none */
  GHashTable *records;   /* dovetail_stored_key() -> DovetailStored, likewise */
};

static gboolean
ask_for_mutation (DovetailForesight *foresight,
                  DovetailLedger *ledger,
                  const DovetailCaller *caller,
                  const DovetailChange *change,
                  GError **error)
{
  if (change->mutation_id == NULL)
    return TRUE;
  g_hash_table_insert (foresight->mutations, g_strdup (change->mutation_id), NULL);
  return dovetail_mutation_ask (ledger, caller->family_id, caller->client_id, change->mutation_id,
                                foresight->mutations, error);
}

static gboolean
ask_for_record (DovetailForesight *foresight,
                DovetailLedger *ledger,
                const DovetailCaller *caller,
                const DovetailChange *change,
                GError **error)
{
  const DovetailSchema *schema = dovetail_schema_find (change->entity_type);

  if (schema == NULL || schema->server_only)
    return TRUE;
  g_hash_table_insert (foresight->records, dovetail_stored_key (change->entity_type, change->entity_id),
                       NULL);
  return dovetail_stored_ask (ledger, caller->family_id, change->entity_type, change->entity_id,
                              foresight->records, error);
}

DovetailForesight *
dovetail_foresight_new (DovetailLedger *ledger,
                        const DovetailCaller *caller,
                        GPtrArray *changes,
                        GError **error)
{
  g_autoptr (DovetailForesight) foresight = g_new0 (DovetailForesight, 1);

  foresight->mutations
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) dovetail_mutation_free);
  foresight->records
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) dovetail_stored_free);
  for (guint i = 0; i < changes->len; i++)
    {
      const DovetailChange *change = g_ptr_array_index (changes, i);

      if (change->invalid == NULL
          && (!ask_for_mutation (foresight, ledger, caller, change, error)
              || !ask_for_record (foresight, ledger, caller, change, error)))
        return NULL;
    }
  return g_steal_pointer (&foresight);
}

void
dovetail_foresight_free (DovetailForesight *foresight)
{
  if (foresight == NULL)
    return;
  g_hash_table_unref (foresight->mutations);
  g_hash_table_unref (foresight->records);
  g_free (foresight);
}

static gboolean
take (GHashTable *foreseen, const char *key, gpointer *value)
{
  g_autofree char *own_key = NULL;

  return g_hash_table_steal_extended (foreseen, key, (gpointer *) &own_key, value);
}

gboolean
dovetail_foresight_take_record (DovetailForesight *foresight,
                                const char *entity_type,
                                const char *entity_id,
                                DovetailStored **stored)
{
  g_autofree char *key = dovetail_stored_key (entity_type, entity_id);

  return foresight != NULL && take (foresight->records, key, (gpointer *) stored);
}

gboolean
dovetail_foresight_take_mutation (DovetailForesight *foresight,
                                  const char *mutation_id,
                                  DovetailMutation **mutation)
{
  return foresight != NULL && take (foresight->mutations, mutation_id, (gpointer *) mutation);
}

void
dovetail_foresight_forget (DovetailForesight *foresight, const char *entity_type, const char *entity_id)
{
  g_autofree char *key = dovetail_stored_key (entity_type, entity_id);

  if (foresight != NULL)
    g_hash_table_remove (foresight->records, key);
}
