/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device as its owner would have it: everything goes through the dovetailctl command line, and what it
 * holds is read from its --json output. */

#include "device.h"

#include <string.h>

Device *
device_new (const char *directory, const char *name)
{
  Device *device = g_new0 (Device, 1);
  g_autofree char *data = g_build_filename (directory, name, "data", NULL);
  g_autofree char *key = g_build_filename (directory, name, "key", NULL);

  device->name = g_strdup (name);
  device->home = g_build_filename (directory, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (data, 0700), ==, 0);
  device->environment = g_get_environ ();
  device_set (device, "HOME", device->home);
  device_set (device, "XDG_CONFIG_HOME", device->home);
  device_set (device, "XDG_DATA_HOME", device->home);
  device_set (device, "XDG_CACHE_HOME", device->home);
  device_set (device, "DOVETAIL_DATA_DIR", data);
  device_set (device, "DOVETAIL_KEY_FILE", key);
  device_set (device, "DBUS_SESSION_BUS_ADDRESS", NULL);
  device_set (device, "GSETTINGS_BACKEND", "memory");
  device_set (device, "G_DEBUG", "fatal-criticals");
  device_set (device, "SYNC_BASE_DELAY", "0.05");
  device_set (device, "SYNC_MAX_DELAY", "0.2");
  device_set (device, "TZ", "UTC");
  device_set (device, "LC_ALL", "C.UTF-8");
  return device;
}

void
device_free (Device *device)
{
  g_free (device->name);
  g_free (device->home);
  g_strfreev (device->environment);
  g_free (device);
}

/* Sets a variable of every later command; NULL removes it. */
void
device_set (Device *device, const char *variable, const char *value)
{
  if (value != NULL)
    device->environment = g_environ_setenv (device->environment, variable, value, TRUE);
  else
    device->environment = g_environ_unsetenv (device->environment, variable);
}

static GPtrArray *
collect_arguments (va_list arguments)
{
  GPtrArray *array = g_ptr_array_new ();
  const char *argument;
  g_ptr_array_add (array, (gpointer) program_path ("DOVETAILCTL"));
  while ((argument = va_arg (arguments, const char *)) != NULL)
    g_ptr_array_add (array, (gpointer) argument);
  return array;
}

static ProcessResult *
run (Device *device, GPtrArray *arguments)
{
  g_ptr_array_add (arguments, NULL);
  return process_run ((const char *const *) arguments->pdata, device->environment, NULL);
}

static char *
expect_success (Device *device, GPtrArray *arguments, ProcessResult *result)
{
  if (result->status != 0)
    {
      g_autofree char *words = g_strjoinv (" ", (char **) arguments->pdata);
      g_error ("%s: %s ended with %d: %s%s", device->name, words, result->status, result->err, result->out);
    }
  return g_steal_pointer (&result->out);
}

void
device_login (Device *device, const char *url, const char *user, const char *password)
{
  const char *arguments[] = { program_path ("DOVETAILCTL"), "account",  "login",      url, "--user", user,
                              "--password-stdin",           "--device", device->name, NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, device->environment, password);
  if (result->status != 0)
    g_error ("%s: login ended with %d: %s", device->name, result->status, result->err);
}

/* Starts a command and leaves it running. */
GSubprocess *
device_start (Device *device, ...)
{
  va_list list;
  va_start (list, device);
  g_autoptr (GPtrArray) arguments = collect_arguments (list);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  return process_start ((const char *const *) arguments->pdata, device->environment,
                        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
}

/* Runs a command that may fail. */
ProcessResult *
device_try (Device *device, ...)
{
  va_list list;
  va_start (list, device);
  g_autoptr (GPtrArray) arguments = collect_arguments (list);
  va_end (list);
  return run (device, arguments);
}

/* Runs a command that must succeed; what it printed, without the last line end. */
char *
device_do (Device *device, ...)
{
  va_list list;
  va_start (list, device);
  g_autoptr (GPtrArray) arguments = collect_arguments (list);
  va_end (list);
  g_autoptr (ProcessResult) result = run (device, arguments);
  return g_strchomp (expect_success (device, arguments, result));
}

/* Runs a command with --json; the value it printed. */
JsonNode *
device_ask (Device *device, ...)
{
  va_list list;
  va_start (list, device);
  g_autoptr (GPtrArray) arguments = collect_arguments (list);
  va_end (list);
  g_ptr_array_add (arguments, (gpointer) "--json");
  g_autoptr (ProcessResult) result = run (device, arguments);
  g_autofree char *text = expect_success (device, arguments, result);
  return json_text_to_node (text);
}

/* One pass that must complete; its job row. */
JsonObject *
device_sync (Device *device)
{
  g_autoptr (JsonNode) node = device_ask (device, "sync", NULL);
  JsonObject *job = json_node_dup_object (node);
  g_assert_cmpstr (json_object_get_string_member (job, "state"), ==, "completed");
  return job;
}

JsonObject *
device_show (Device *device, const char *entity_id)
{
  g_autoptr (JsonNode) node = device_ask (device, "show", entity_id, NULL);
  return json_node_dup_object (node);
}

/* The rows of a smart list, or of the default one when SMART is NULL. */
JsonArray *
device_list (Device *device, const char *smart)
{
  g_autoptr (JsonNode) node = smart != NULL ? device_ask (device, "list", "--smart", smart, NULL)
                                            : device_ask (device, "list", NULL);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  return json_node_dup_array (node);
}

/* Adds a task with TEXT as its title, whatever it looks like; its id. */
char *
device_add (Device *device, const char *text)
{
  char *id = device_do (device, "add", "--raw", text, NULL);
  g_assert_true (g_uuid_string_is_valid (id));
  return id;
}

static int
compare_text (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

static void
dump_rows (Device *device, const char *smart, GPtrArray *lines)
{
  g_autoptr (JsonArray) rows = device_list (device, smart);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autoptr (JsonNode) node
          = device_ask (device, "show", json_object_get_string_member (row, "entity_id"), NULL);
      JsonObject *shown = json_node_get_object (node);
      g_autofree char *data = json_node_to_text (json_object_get_member (shown, "data"));
      g_ptr_array_add (lines, g_strdup_printf ("%s v%" G_GINT64_FORMAT " %s",
                                               json_object_get_string_member (row, "entity_id"),
                                               json_object_get_int_member (shown, "version"), data));
    }
}

/* Every task that is not deleted, one a line, in an order that all devices share. */
char *
device_dump (Device *device)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  dump_rows (device, "all", lines);
  dump_rows (device, "completed", lines);
  g_ptr_array_sort (lines, compare_text);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

void
devices_assert_equal (Device *one, Device *other)
{
  g_autofree char *here = device_dump (one);
  g_autofree char *there = device_dump (other);
  g_assert_cmpstr (here, ==, there);
}

JsonNode *
json_text_to_node (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);
  if (node == NULL)
    g_error ("not one JSON value: %s: %s", error != NULL ? error->message : "empty", text);
  return node;
}

static JsonNode *
sorted_copy (JsonNode *node)
{
  JsonNode *copy = json_node_copy (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (JsonObject) sorted = json_object_new ();
      g_autoptr (GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);
      for (GList *name = names; name != NULL; name = name->next)
        json_object_set_member (sorted, name->data,
                                sorted_copy (json_object_get_member (object, name->data)));
      json_node_set_object (copy, sorted);
    }
  return copy;
}

/* Members in the order of their names, so that equal values have equal text. */
char *
json_node_to_text (JsonNode *node)
{
  g_autoptr (JsonNode) sorted = sorted_copy (node);
  return json_to_string (sorted, FALSE);
}
