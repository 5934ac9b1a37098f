/* SPDX-License-Identifier: GPL-3.0-or-later */

/* store-key.json, read and written. */

#include "account/key-record.h"

#include <string.h>

#include "account/atomic-file.h"
#include "core/data.h"
#include "core/uuid.h"
#include "json/json.h"

#define FILE_NAME "store-key.json"
#define VERSION 1

static const char *const protection_names[] = {
  [DOVETAIL_PROTECTION_KEYRING] = "keyring",
  [DOVETAIL_PROTECTION_KEY_FILE] = "key_file",
  [DOVETAIL_PROTECTION_PASSPHRASE] = "passphrase",
  [DOVETAIL_PROTECTION_NONE] = "none",
};

static const char *const wrap_names[] = {
  [DOVETAIL_WRAP_KEYRING] = "keyring",
  [DOVETAIL_WRAP_KEY_FILE] = "key_file",
  [DOVETAIL_WRAP_PASSPHRASE] = "passphrase",
  [DOVETAIL_WRAP_RECOVERY] = "recovery",
};

DovetailKeyRecord *
dovetail_key_record_new (const char *store_id, DovetailProtection protection)
{
  DovetailKeyRecord *record = g_new0 (DovetailKeyRecord, 1);

  record->store_id = g_strdup (store_id);
  record->protection = protection;

  return record;
}

void
dovetail_key_record_free (DovetailKeyRecord *record)
{
  if (record == NULL)
    return;

  g_free (record->store_id);
  g_free (record);
}

char *
dovetail_key_record_purpose (const DovetailKeyRecord *record, DovetailWrapKind kind)
{
  return g_strdup_printf ("dovetail key %s %s", record->store_id, wrap_names[kind]);
}

static gboolean
read_bytes (JsonNode *node, const char *name, guint8 *bytes, gsize length)
{
  const char *text = dovetail_data_get_string (node, name);
  gsize found = 0;
  g_autofree guint8 *decoded = text == NULL ? NULL : g_base64_decode (text, &found);

  if (found != length)
    return FALSE;
  memcpy (bytes, decoded, length);

  return TRUE;
}

static gboolean
read_wrap (JsonNode *wraps, const char *name, DovetailKeyWrap *wrap)
{
  JsonNode *node = dovetail_data_get (wraps, name);
  gint64 operations, memory;

  if (node == NULL)
    return TRUE;
  if (!read_bytes (node, "sealed", wrap->sealed, sizeof wrap->sealed))
    return FALSE;
  wrap->present = TRUE;
  if (dovetail_data_get (node, "salt") == NULL)
    return TRUE;

  operations = dovetail_data_get_int (node, "operations", 0);
  memory = dovetail_data_get_int (node, "memory", 0);
  wrap->words = TRUE;
  wrap->operations = (guint64) operations;
  wrap->memory = (guint64) memory;

  return operations > 0 && memory > 0 && read_bytes (node, "salt", wrap->salt, sizeof wrap->salt);
}

static gboolean
read_protection (JsonNode *node, DovetailProtection *protection)
{
  const char *name = dovetail_data_get_string (node, "protection");

  for (guint i = 0; i < G_N_ELEMENTS (protection_names); i++)
    if (g_strcmp0 (name, protection_names[i]) == 0)
      {
        *protection = (DovetailProtection) i;
        return TRUE;
      }

  return FALSE;
}

static DovetailKeyRecord *
record_from_node (JsonNode *node)
{
  const char *store_id = dovetail_data_get_string (node, "store_id");
  JsonNode *wraps = dovetail_data_get (node, "wraps");
  g_autoptr (DovetailKeyRecord) record = NULL;
  DovetailProtection protection;

  if (store_id == NULL || !dovetail_uuid_is_valid (store_id) || !read_protection (node, &protection))
    return NULL;
  record = dovetail_key_record_new (store_id, protection);
  for (guint i = 0; i < DOVETAIL_N_WRAPS; i++)
    if (!read_wrap (wraps, wrap_names[i], &record->wraps[i]))
      return NULL;

  return g_steal_pointer (&record);
}

static DovetailKeyRecord *
parse_record (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = dovetail_json_parse_object (text, (gssize) length, NULL);
  DovetailKeyRecord *record;

  if (dovetail_data_get_int (node, "version", 0) > VERSION)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA,
                           "These tasks were stored by a newer Dovetail; update Dovetail to open them");
      return NULL;
    }
  record = node == NULL ? NULL : record_from_node (node);
  if (record == NULL)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
                         "The file " FILE_NAME " beside the store is damaged; restore it from a backup");

  return record;
}

DovetailKeyRecord *
dovetail_key_record_read (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &failure))
    return parse_record (text, length, error);
  if (!g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "Could not read %s: %s", path,
                 failure->message);

  return NULL;
}

static void
set_bytes (JsonObject *object, const char *name, const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_base64_encode (bytes, length);

  json_object_set_string_member (object, name, text);
}

static JsonObject *
wrap_to_object (const DovetailKeyWrap *wrap)
{
  JsonObject *object = json_object_new ();

  set_bytes (object, "sealed", wrap->sealed, sizeof wrap->sealed);
  if (wrap->words)
    {
      set_bytes (object, "salt", wrap->salt, sizeof wrap->salt);
      json_object_set_int_member (object, "operations", (gint64) wrap->operations);
      json_object_set_int_member (object, "memory", (gint64) wrap->memory);
    }

  return object;
}

gboolean
dovetail_key_record_write (const DovetailKeyRecord *record,
                           const char *directory,
                           gboolean replace,
                           GError **error)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *wraps = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "version", VERSION);
  json_object_set_string_member (object, "store_id", record->store_id);
  json_object_set_string_member (object, "protection", protection_names[record->protection]);
  for (guint i = 0; i < DOVETAIL_N_WRAPS; i++)
    if (record->wraps[i].present)
      json_object_set_object_member (wraps, wrap_names[i], wrap_to_object (&record->wraps[i]));
  json_object_set_object_member (object, "wraps", wraps);
  json_node_take_object (node, object);
  text = dovetail_json_pretty (node);

  return dovetail_atomic_file_write (path, text, strlen (text), replace, error);
}
