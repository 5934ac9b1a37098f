/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real gnome-keyring on a bus of its own: tokens and key are in there, and nowhere else. */

#include <string.h>

#include "lib/desktop.h"
#include "lib/family.h"

typedef struct
{
  Desktop *desktop;
  Family *family;
} Setting;

/* The laptop has the keyring and no key file; the phone stays headless. */
static Setting
setting_new (void)
{
  Setting setting = { desktop_new (), family_new_offline () };
  Device *laptop = setting.family->laptop;
  desktop_start_keyring (setting.desktop, "opens the keyring");
  laptop->environment = desktop_apply_to_environment (setting.desktop, laptop->environment);
  device_set (laptop, "DOVETAIL_KEY_FILE", NULL);

  family_start_server (setting.family);
  family_login (setting.family, laptop);
  family_login (setting.family, setting.family->phone);
  return setting;
}

static void
setting_clear (Setting *setting)
{
  family_free (setting->family);
  desktop_free (setting->desktop);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setting, setting_clear)

static gboolean
skip_without_keyring (void)
{
  if (desktop_has_program ("gnome-keyring-daemon"))
    return FALSE;
  g_test_skip ("gnome-keyring is not installed");
  return TRUE;
}

static GDBusConnection *
connect_to_bus (Desktop *desktop)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
      desktop->address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_assert_no_error (error);
  return bus;
}

static GVariant *
call (GDBusConnection *bus, const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply
      = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", path, interface, method, parameters,
                                     NULL, G_DBUS_CALL_FLAGS_NONE, 10000, NULL, &error);
  g_assert_no_error (error);
  return reply;
}

/* Every secret of ours in the keyring, and everything that is written on its outside in plain words. */
static void
read_keyring (Desktop *desktop, GPtrArray *secrets, GString *outside)
{
  g_autoptr (GDBusConnection) bus = connect_to_bus (desktop);
  g_autoptr (GVariant) session
      = call (bus, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "OpenSession",
              g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  const char *session_path;
  g_variant_get (session, "(v&o)", NULL, &session_path);
  g_autoptr (GVariant) found
      = call (bus, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "SearchItems",
              g_variant_new ("(@a{ss})", g_variant_new_array (G_VARIANT_TYPE ("{ss}"), NULL, 0)));
  g_autoptr (GVariantIter) items = NULL;
  const char *item;
  g_variant_get (found, "(aoao)", &items, NULL);
  while (g_variant_iter_next (items, "&o", &item))
    {
      g_autoptr (GVariant) secret
          = call (bus, item, "org.freedesktop.Secret.Item", "GetSecret", g_variant_new ("(o)", session_path));
      g_autoptr (GVariant) properties = call (bus, item, "org.freedesktop.DBus.Properties", "GetAll",
                                              g_variant_new ("(s)", "org.freedesktop.Secret.Item"));
      g_autoptr (GVariant) value = NULL;
      gsize length;
      g_variant_get (secret, "((oay@ays))", NULL, NULL, &value, NULL);
      const char *bytes = g_variant_get_fixed_array (value, &length, 1);
      g_ptr_array_add (secrets, g_bytes_new (bytes, length));
      g_autofree char *words = g_variant_print (properties, FALSE);
      g_string_append (outside, words);
    }
}

static gboolean
holds (const char *text, gsize text_length, gconstpointer part, gsize part_length)
{
  return part_length > 0 && memmem (text, text_length, part, part_length) != NULL;
}

/* Fails when a file below PATH holds one of PARTS. */
static void
assert_files_without (const char *path, GPtrArray *parts)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
      const char *name;
      while ((name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          assert_files_without (child, parts);
        }
      return;
    }
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &text, &length, NULL))
    return;
  for (guint i = 0; i < parts->len; i++)
    {
      gsize part_length;
      gconstpointer part = g_bytes_get_data (g_ptr_array_index (parts, i), &part_length);
      if (holds (text, length, part, part_length))
        g_error ("secret %u lies readable in %s", i, path);
    }
}

static void
add_canary (GPtrArray *parts, const char *text)
{
  g_ptr_array_add (parts, g_bytes_new (text, strlen (text)));
}

/* The values inside a secret that is JSON are secrets by themselves: a file that holds a token must not pass
 * because the whole secret is not in it. */
static void
add_tokens_inside (GPtrArray *parts)
{
  guint count = parts->len;
  for (guint i = 0; i < count; i++)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (g_ptr_array_index (parts, i), &length);
      g_autofree char *text = g_strndup (bytes, length);
      g_auto (GStrv) words = g_regex_split_simple ("[^A-Za-z0-9_.=+/-]+", text, 0, 0);
      for (char **word = words; *word != NULL; word++)
        if (strlen (*word) >= 24)
          add_canary (parts, *word);
    }
}

static void
test_secrets_are_in_the_keyring (void)
{
  if (skip_without_keyring ())
    return;
  g_auto (Setting) setting = setting_new ();
  Family *family = setting.family;
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GString) outside = g_string_new (NULL);
  g_autofree char *id = device_add (family->laptop, "Canary in the coal mine");
  family_sync_both (family);
  family_assert_equal (family);

  read_keyring (setting.desktop, secrets, outside);
  g_assert_cmpuint (secrets->len, >=, 1);
  g_assert_null (strstr (outside->str, "anna"));
  g_assert_null (strstr (outside->str, "127.0.0.1"));
  add_tokens_inside (secrets);
  add_canary (secrets, "Canary in the coal mine");
  add_canary (secrets, FAMILY_PASSWORD);
  assert_files_without (family->laptop->home, secrets);
  g_autofree char *data = g_build_filename (setting.desktop->home, "data", "dovetail", NULL);
  assert_files_without (data, secrets);
}

/* Locked: said in one line, nothing is shown as empty, nothing is made anew; unlocked, all is there. */
static void
test_locked_keyring (void)
{
  if (skip_without_keyring ())
    return;
  g_auto (Setting) setting = setting_new ();
  Family *family = setting.family;
  g_autofree char *id = device_add (family->laptop, "Still there");
  family_sync_both (family);
  desktop_lock_keyring (setting.desktop);

  const char *const commands[] = { "list", "sync" };
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (ProcessResult) result = device_try (family->laptop, commands[i], NULL);
      g_assert_cmpint (result->status, ==, 1);
      g_assert_cmpstr (result->out, ==, "");
      g_assert_nonnull (strstr (result->err, "keyring"));
    }

  desktop_start_keyring (setting.desktop, "opens the keyring");
  g_autoptr (JsonArray) tasks = device_list (family->laptop, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, 1);
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  family_assert_equal (family);
}

/* Signing out takes the tokens out of the keyring and leaves the tasks. */
static void
test_logout_forgets_tokens (void)
{
  if (skip_without_keyring ())
    return;
  g_auto (Setting) setting = setting_new ();
  Family *family = setting.family;
  g_autofree char *id = device_add (family->laptop, "Mine");
  family_sync_both (family);
  g_autofree char *said = device_do (family->laptop, "account", "logout", NULL);

  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GString) outside = g_string_new (NULL);
  read_keyring (setting.desktop, secrets, outside);
  for (guint i = 0; i < secrets->len; i++)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (g_ptr_array_index (secrets, i), &length);
      g_assert_false (holds (bytes, length, "refresh_token", strlen ("refresh_token")));
    }
  g_autoptr (JsonArray) tasks = device_list (family->laptop, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, 1);
  g_autoptr (ProcessResult) sync = device_try (family->laptop, "sync", NULL);
  g_assert_cmpint (sync->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/secrets-are-in-the-keyring", test_secrets_are_in_the_keyring);
  g_test_add_func ("/keyring/locked-keyring", test_locked_keyring);
  g_test_add_func ("/keyring/logout-forgets-tokens", test_logout_forgets_tokens);
  return g_test_run ();
}
