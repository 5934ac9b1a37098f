/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server as an object: ledger, keys, clock and randomness, and the transaction around a piece of work. */

#include "server/server-private.h"

#include <sodium.h>

#include "core/error.h"
#include "core/uuid.h"
#include "json/json.h"
#include "server/ledger-families.h"
#include "server/ledger-keys.h"
#include "server/ledger-records.h"
#include "server/passwords.h"
#include "server/router.h"

#define SIGNING_KEY_BYTES 32
#define DEFAULT_TOMBSTONE_DAYS 30
#define MAX_ATTEMPTS 5
#define FIRST_PAUSE_US 5000

G_DEFINE_TYPE (DovetailServer, dovetail_server, G_TYPE_OBJECT)

static void
dovetail_server_finalize (GObject *object)
{
  DovetailServer *self = DOVETAIL_SERVER (object);

  sodium_memzero (self->token_key, sizeof self->token_key);
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->epoch, g_free);
  g_clear_pointer (&self->metrics, dovetail_server_metrics_free);
  g_clear_pointer (&self->decoy_hash, g_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (dovetail_server_parent_class)->finalize (object);
}

static void
dovetail_server_class_init (DovetailServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_server_finalize;
}

static void
dovetail_server_init (DovetailServer *self)
{
  g_mutex_init (&self->mutex);
  self->metrics = dovetail_server_metrics_new ();
}

gint64
dovetail_server_random_integer (DovetailServer *server)
{
  gint64 number;

  dovetail_random_fill (&server->options.random, (guint8 *) &number, sizeof number);
  return number;
}

/* Version 7: conflicts, families and users are found in the order they came. */
char *
dovetail_server_random_uuid (DovetailServer *server)
{
  return dovetail_uuid_new_v7 (dovetail_server_now (server), &server->options.random);
}

static gboolean
transact_once (DovetailServer *server,
               const char *family_id,
               gboolean writing,
               const gboolean *roll_back,
               DovetailTransactionFunc func,
               gpointer user_data,
               GError **error)
{
  gboolean done;

  if (!dovetail_ledger_begin (server->ledger, family_id, writing, error))
    return FALSE;
  done = func (server, user_data, error);
  if (done && (roll_back == NULL || !*roll_back))
    return dovetail_ledger_commit (server->ledger, error);
  dovetail_ledger_rollback (server->ledger);
  return done;
}

/* Longer each time, and by chance, so that those who met do not meet again. */
static void
pause_before (DovetailServer *server, guint attempt)
{
  guint64 chance = (guint64) dovetail_server_random_integer (server);

  g_usleep (1 + (gulong) (chance % ((guint64) FIRST_PAUSE_US << attempt)));
}

gboolean
dovetail_server_transact_unless (DovetailServer *server,
                                 const char *family_id,
                                 gboolean writing,
                                 const gboolean *roll_back,
                                 DovetailTransactionFunc func,
                                 gpointer user_data,
                                 GError **error)
{
  for (guint attempt = 1;; attempt++)
    {
      g_autoptr (GError) failure = NULL;

      if (transact_once (server, family_id, writing, roll_back, func, user_data, &failure))
        return TRUE;
      if (attempt == MAX_ATTEMPTS
          || !g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_TAKEN_BACK))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      pause_before (server, attempt);
    }
}

gboolean
dovetail_server_transact (DovetailServer *server,
                          const char *family_id,
                          gboolean writing,
                          DovetailTransactionFunc func,
                          gpointer user_data,
                          GError **error)
{
  return dovetail_server_transact_unless (server, family_id, writing, NULL, func, user_data, error);
}

gboolean
dovetail_server_add_key (DovetailServer *server, GError **error)
{
  guint8 secret[SIGNING_KEY_BYTES];
  g_autofree char *kid = dovetail_server_random_uuid (server);
  g_autoptr (GBytes) bytes = NULL;
  DovetailSigningKey key = { kid, NULL };

  dovetail_random_fill (&server->options.random, secret, sizeof secret);
  key.secret = bytes = g_bytes_new (secret, sizeof secret);
  sodium_memzero (secret, sizeof secret);
  return dovetail_signing_key_add (server->ledger, &key, dovetail_server_now (server), error);
}

static gboolean
read_keys (DovetailServer *server, gpointer user_data, GError **error)
{
  GPtrArray **keys = user_data;

  *keys = dovetail_signing_key_list (server->ledger, error);
  return *keys != NULL;
}

gboolean
dovetail_server_load_keys (DovetailServer *server, GError **error)
{
  g_autoptr (GPtrArray) keys = NULL;
  GPtrArray *previous;

  if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, read_keys, &keys, error))
    return FALSE;
  g_mutex_lock (&server->mutex);
  previous = server->keys;
  server->keys = g_steal_pointer (&keys);
  g_mutex_unlock (&server->mutex);
  g_clear_pointer (&previous, g_ptr_array_unref);
  return TRUE;
}

/* The value of a property, made and stored when the database is new. */
static char *
property_or_new (DovetailServer *server, const char *name, char *(*make) (DovetailServer *), GError **error)
{
  g_autofree char *value = NULL;

  if (!dovetail_property_find (server->ledger, name, &value, error))
    return NULL;
  if (value == NULL)
    {
      value = make (server);
      if (!dovetail_property_put (server->ledger, name, value, error))
        return NULL;
    }
  return g_steal_pointer (&value);
}

static char *
make_token_key (DovetailServer *server)
{
  guint8 key[DOVETAIL_SYNC_TOKEN_KEY_BYTES];
  char hex[2 * sizeof key + 1];

  dovetail_random_fill (&server->options.random, key, sizeof key);
  return g_strdup (sodium_bin2hex (hex, sizeof hex, key, sizeof key));
}

static char *
make_epoch (DovetailServer *server)
{
  return dovetail_uuid_new_v4 (&server->options.random);
}

static gboolean
prepare_identity (DovetailServer *server, gpointer user_data, GError **error)
{
  g_autofree char *key = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  gsize length;

  g_clear_pointer (&server->epoch, g_free);
  server->epoch = property_or_new (server, "epoch", make_epoch, error);
  key = server->epoch == NULL ? NULL : property_or_new (server, "token_key", make_token_key, error);
  keys = key == NULL ? NULL : dovetail_signing_key_list (server->ledger, error);
  if (keys == NULL || (keys->len == 0 && !dovetail_server_add_key (server, error)))
    return FALSE;

  if (sodium_hex2bin (server->token_key, sizeof server->token_key, key, strlen (key), NULL, &length, NULL)
          != 0
      || length != sizeof server->token_key)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
                           "The database's token key is damaged");
      return FALSE;
    }
  return TRUE;
}

/**
 * dovetail_server_new:
 * @ledger: where everything is kept
 * @options: clock, randomness and settings; copied
 * @error: return location
 *
 * Returns: (transfer full): a server; NULL when the ledger cannot be read or written
 */
DovetailServer *
dovetail_server_new (DovetailLedger *ledger, const DovetailServerOptions *options, GError **error)
{
  g_autoptr (DovetailServer) self = NULL;

  g_return_val_if_fail (DOVETAIL_IS_LEDGER (ledger), NULL);
  g_return_val_if_fail (options != NULL && options->clock.now != NULL && options->random.fill != NULL, NULL);

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "libsodium cannot start");
      return NULL;
    }
  self = g_object_new (DOVETAIL_TYPE_SERVER, NULL);
  self->ledger = g_object_ref (ledger);
  self->options = *options;
  if (self->options.tombstone_days <= 0)
    self->options.tombstone_days = DEFAULT_TOMBSTONE_DAYS;

  self->decoy_hash = dovetail_password_hash ("decoy", self->options.cheap_passwords);
  if (!dovetail_server_transact (self, DOVETAIL_LEDGER_DIRECTORY, TRUE, prepare_identity, NULL, error)
      || !dovetail_server_load_keys (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * dovetail_server_handle:
 * @server: the server
 * @request: one request
 *
 * Answers one request. What it writes is durable before the answer exists.
 *
 * Returns: (transfer full): the answer, never %NULL
 */
DovetailResponse *
dovetail_server_handle (DovetailServer *server, const DovetailRequest *request)
{
  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && request != NULL, NULL);

  return dovetail_router_handle (server, request);
}

typedef struct
{
  const char *name;
  DovetailFamily *family;
  GString *text;
} Dump;

static void
dump_record (GString *text, DovetailRecord *record)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *line = NULL;

  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  json_object_set_int_member (object, "version", record->version);
  json_object_set_boolean_member (object, "deleted", record->deleted);
  if (!record->deleted)
    json_object_set_member (object, "data", json_node_ref (record->data));
  node = dovetail_data_take_object (object);
  line = dovetail_json_canonical (node, NULL);
  g_string_append_printf (text, "%s\n", line);
}

static gboolean
find_family (DovetailServer *server, gpointer user_data, GError **error)
{
  Dump *dump = user_data;

  dump->family = dovetail_family_find_by_name (server->ledger, dump->name, error);
  return dump->family != NULL;
}

static gboolean
dump_family (DovetailServer *server, gpointer user_data, GError **error)
{
  Dump *dump = user_data;
  g_autoptr (GPtrArray) list = dovetail_stored_list (server->ledger, dump->family->family_id, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    dump_record (dump->text, ((DovetailStored *) g_ptr_array_index (list, i))->record);
  return TRUE;
}

/**
 * dovetail_server_dump:
 * @server: the server
 * @family: the family's name
 * @error: return location
 *
 * Returns: (transfer full): one line of canonical JSON a record, in the order of type and id
 */
char *
dovetail_server_dump (DovetailServer *server, const char *family, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (DovetailFamily) found = NULL;
  Dump dump = { family, NULL, text };

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && family != NULL, NULL);

  if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, find_family, &dump, error))
    return NULL;
  found = dump.family;
  if (!dovetail_server_transact (server, found->family_id, FALSE, dump_family, &dump, error))
    return NULL;
  return g_strdup (text->str);
}
