/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Without a server, without a network, without a keyring: edits are kept, the words are clear, and what was
 * edited is uploaded later. */

#include <string.h>
#include <unistd.h>

#include "lib/family.h"

static void
assert_one_clear_line (ProcessResult *result)
{
  g_assert_cmpint (result->status, ==, 1);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (result->err), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_cmpuint (strlen (lines[0]), >, 15);
  g_assert_null (strstr (lines[0], "CRITICAL"));
  g_assert_null (strstr (lines[0], "WARNING"));
}

static void
assert_open_tasks (Device *device, guint expected)
{
  g_autoptr (JsonArray) tasks = device_list (device, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, expected);
}

/* Nobody ever connected this device: everything but syncing works, and syncing says what to do. */
static void
test_without_account (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *id = device_add (family->laptop, "Buy milk");
  g_autofree char *done = device_do (family->laptop, "done", id, NULL);
  g_autofree char *other = device_add (family->laptop, "Buy bread");
  assert_open_tasks (family->laptop, 1);
  g_autoptr (ProcessResult) result = device_try (family->laptop, "sync", NULL);
  assert_one_clear_line (result);
  assert_open_tasks (family->laptop, 1);
}

/* Connecting later uploads what is there. */
static void
test_connected_later (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *one = device_add (family->laptop, "Before there was a server");
  g_autofree char *two = device_add (family->phone, "Here too");
  family_start_server (family);
  family_login (family, family->laptop);
  family_login (family, family->phone);
  family_sync_both (family);
  assert_open_tasks (family->laptop, 2);
  family_assert_equal (family);
}

/* The server is down: the sync fails in words, the edits wait, and go up once it is back. */
static void
test_server_is_down (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Shared");
  server_process_stop (family->server);

  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Edited on the train", NULL);
  g_autofree char *added = device_add (family->laptop, "Added on the train");
  g_autoptr (ProcessResult) result = device_try (family->laptop, "sync", NULL);
  assert_one_clear_line (result);
  g_autoptr (ProcessResult) again = device_try (family->laptop, "sync", "--json", NULL);
  g_assert_cmpint (again->status, ==, 1);
  g_autoptr (JsonNode) job = json_text_to_node (again->out);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (job), "state"), ==, "failed");
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_object_get_member (json_node_get_object (job), "error")));

  g_autoptr (JsonNode) pending = device_ask (family->laptop, "pending", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (pending)), ==, 2);
  g_autoptr (JsonNode) status = device_ask (family->laptop, "status", NULL);
  g_assert_false (json_object_get_null_member (json_node_get_object (status), "oldest_pending"));

  family_restart_server (family);
  family_sync_both (family);
  assert_open_tasks (family->phone, 2);
  family_assert_equal (family);
}

/* No network at all: the client runs where there is not even a loopback interface. Whoever is not root needs
 * a user namespace for that, which some machines do not allow. */
static void
test_no_network (void)
{
  gboolean is_root = geteuid () == 0;
  const char *isolation = is_root ? "--net" : "--net --map-root-user";
  g_autofree char *sync
      = g_strdup_printf ("exec unshare %s '%s' sync", isolation, program_path ("DOVETAILCTL"));
  g_autofree char *probe = g_strdup_printf ("exec unshare %s true", isolation);
  const char *const probing[] = { "sh", "-c", probe, NULL };
  const char *const syncing[] = { "sh", "-c", sync, NULL };
  g_autoptr (ProcessResult) possible = process_run (probing, NULL, NULL);
  if (possible->status != 0)
    {
      g_test_skip ("network namespaces are not allowed here");
      return;
    }
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = device_add (family->laptop, "Kept");
  g_autoptr (ProcessResult) result = process_run (syncing, family->laptop->environment, NULL);
  assert_one_clear_line (result);
  family_sync_both (family);
  assert_open_tasks (family->phone, 1);
  family_assert_equal (family);
}

/* Neither keyring nor key file: nothing is opened, nothing is made anew, nothing is lost. */
static void
test_no_keyring (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *id = device_add (family->laptop, "Sealed");
  g_autofree char *key = g_build_filename (family->laptop->home, "key", NULL);
  device_set (family->laptop, "DOVETAIL_KEY_FILE", NULL);
  device_set (family->laptop, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");

  g_autoptr (ProcessResult) listed = device_try (family->laptop, "list", NULL);
  assert_one_clear_line (listed);
  g_autoptr (ProcessResult) added = device_try (family->laptop, "add", "--raw", "Lost?", NULL);
  assert_one_clear_line (added);

  device_set (family->laptop, "DOVETAIL_KEY_FILE", key);
  assert_open_tasks (family->laptop, 1);
}

/* The key file belongs to other data: said so, and the right one opens everything again. */
static void
test_wrong_key (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *id = device_add (family->laptop, "Sealed");
  g_autofree char *key = g_build_filename (family->laptop->home, "key", NULL);
  g_autofree char *other = g_build_filename (family->laptop->home, "other-key", NULL);
  device_set (family->laptop, "DOVETAIL_KEY_FILE", other);
  g_autoptr (ProcessResult) listed = device_try (family->laptop, "list", NULL);
  assert_one_clear_line (listed);
  device_set (family->laptop, "DOVETAIL_KEY_FILE", key);
  assert_open_tasks (family->laptop, 1);
}

/* A wrong password, and an address where nobody listens, are each said in one line and change nothing. */
static void
test_login_refused (void)
{
  g_autoptr (Family) family = family_new_offline ();
  server_process_add_user (family->server, "anna", "home", FAMILY_PASSWORD);
  server_process_start (family->server);
  const char *const wrong[]
      = { program_path ("DOVETAILCTL"), "account", "login", family->server->url, "--user", "anna",
          "--password-stdin",           NULL };
  g_autoptr (ProcessResult) refused = process_run (wrong, family->laptop->environment, "not that");
  assert_one_clear_line (refused);
  g_assert_null (strstr (refused->err, "not that"));

  const char *const nobody[]
      = { program_path ("DOVETAILCTL"), "account", "login", "http://127.0.0.1:1", "--user", "anna",
          "--password-stdin",           NULL };
  g_autoptr (ProcessResult) unheard = process_run (nobody, family->laptop->environment, FAMILY_PASSWORD);
  assert_one_clear_line (unheard);
  g_autofree char *id = device_add (family->laptop, "Works nevertheless");
  assert_open_tasks (family->laptop, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/offline/without-account", test_without_account);
  g_test_add_func ("/offline/connected-later", test_connected_later);
  g_test_add_func ("/offline/server-is-down", test_server_is_down);
  g_test_add_func ("/offline/no-network", test_no_network);
  g_test_add_func ("/offline/no-keyring", test_no_keyring);
  g_test_add_func ("/offline/wrong-key", test_wrong_key);
  g_test_add_func ("/offline/login-refused", test_login_refused);
  return g_test_run ();
}
