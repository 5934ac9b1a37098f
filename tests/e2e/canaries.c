/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A life with a secret in every field, in every password and token, and in what goes wrong; afterwards
 * everything that was written is searched for them.
 *
 * What the server keeps of a family's tasks lies open in its database, because it merges them: that is by
 * design, and this test would notice if it changed. Nothing else of the secrets may lie anywhere: not in the
 * server's log or what it says when it dies, not in the device's files, its words or its traces; passwords
 * and tokens not even in the server's database. */

#include <string.h>

#include "lib/family.h"
#include "lib/raw-http.h"

#define CONTENT "Xq7content" /* begins every text of a task, a list, a tag */
#define PASSWORD "Xq7password correct horse"
#define WRONG_PASSWORD "Xq7password wrong horse"
#define SECRETS "Xq7"

typedef struct
{
  Family *family;
  GPtrArray *secrets; /* that may lie nowhere at all */
  GString *said;      /* by the device's commands, when something went wrong */
} Life;

static void
life_clear (Life *life)
{
  g_clear_pointer (&life->family, family_free);
  g_ptr_array_unref (life->secrets);
  g_string_free (life->said, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Life, life_clear)

static void
keep_secret (Life *life, char *secret)
{
  g_assert_cmpuint (strlen (secret), >=, 6);
  g_ptr_array_add (life->secrets, secret);
}

static void
hear (Life *life, ProcessResult *result)
{
  g_string_append (life->said, result->err);
  process_result_free (result);
}

/* Every field that the command line can set. */
static char *
fill_task (Device *device)
{
  char *id = device_add (device, CONTENT "title");

  g_free (device_do (device, "lists", "add", CONTENT "list", NULL));
  g_free (device_do (device, "edit", id, "--notes", CONTENT "notes", "--add-tag", CONTENT "tag", "--list",
                     CONTENT "list", "--set", "assignees=[\"" CONTENT "assignee\"]", "--set",
                     "checklist=[{\"id\":\"1\",\"text\":\"" CONTENT "item\"}]", "--set",
                     "of_a_newer_version=\"" CONTENT "unknown\"", NULL));
  return id;
}

/* Both edit the same: a conflict, and somebody's answer. */
static void
quarrel (Life *life, const char *id)
{
  Family *family = life->family;

  family_sync_both (family);
  g_free (device_do (family->phone, "edit", id, "--title", CONTENT "phone", NULL));
  g_free (device_do (family->laptop, "edit", id, "--title", CONTENT "laptop", NULL));
  json_object_unref (device_sync (family->phone));
  json_object_unref (device_sync (family->laptop));
  json_object_unref (device_sync (family->phone));
}

static void
try_login (Life *life, const char *user, const char *password)
{
  const char *arguments[] = { program_path ("DOVETAILCTL"),
                              "account",
                              "login",
                              cutting_proxy_get_url (life->family->proxy),
                              "--user",
                              user,
                              "--password-stdin",
                              NULL };

  hear (life, process_run (arguments, life->family->phone->environment, password));
}

/* What the server refuses: each request carries secrets where they do not belong. */
static void
go_wrong (Life *life, const char *token)
{
  guint16 port = life->family->server->port;
  const RawExtras signed_in = { .token = token, .query = "client_id=" CONTENT "query" };
  const RawExtras forged = { .token = CONTENT "token.x.y" };
  static const char no_json[] = "{\"client_id\":\"" CONTENT "body\" oops";
  static const char no_change[]
      = "{\"client_id\":\"" CONTENT "device\",\"deltas\":[{\"" CONTENT "member\":1}]}";
  static const char no_login[] = "{\"username\":\"" CONTENT "user\",\"password\":\"" WRONG_PASSWORD
                                 "\",\"client_id\":\"d\",\"device_name\":\"" CONTENT "device\"}";

  raw_answer_free (raw_request (port, "GET", "/sync/status", &signed_in, NULL, 0));
  raw_answer_free (raw_request (port, "GET", "/sync/" CONTENT "path", &signed_in, NULL, 0));
  raw_answer_free (raw_request (port, CONTENT "METHOD", "/sync/status", &signed_in, NULL, 0));
  raw_answer_free (raw_request (port, "POST", "/sync/push", &forged, no_json, strlen (no_json)));
  raw_answer_free (raw_request (port, "POST", "/sync/push", &signed_in, no_json, strlen (no_json)));
  raw_answer_free (raw_request (port, "POST", "/sync/push", &signed_in, no_change, strlen (no_change)));
  raw_answer_free (raw_request (port, "POST", "/auth/login", NULL, no_login, strlen (no_login)));
  raw_answer_free (raw_request (port, "POST", "/auth/refresh", NULL, no_login, strlen (no_login)));
}

/* Tokens of a third device, which nobody but this test and the server ever saw. */
static void
sign_in_by_hand (Life *life)
{
  static const char login[] = "{\"username\":\"anna\",\"password\":\"" PASSWORD
                              "\",\"client_id\":\"by-hand\",\"device_name\":\"by hand\"}";
  g_autoptr (RawAnswer) answer
      = raw_request (life->family->server->port, "POST", "/auth/login", NULL, login, strlen (login));
  g_autofree char *refresh = NULL;
  g_autofree char *body = NULL;
  g_autoptr (RawAnswer) refreshed = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  keep_secret (life, raw_answer_find (answer, "access_token"));
  refresh = raw_answer_find (answer, "refresh_token");
  body = g_strdup_printf ("{\"refresh_token\":\"%s\"}", refresh);
  refreshed = raw_request (life->family->server->port, "POST", "/auth/refresh", NULL, body, strlen (body));
  g_assert_cmpuint (refreshed->status, ==, 200);
  keep_secret (life, g_steal_pointer (&refresh));
  keep_secret (life, raw_answer_find (refreshed, "refresh_token"));
  go_wrong (life, g_ptr_array_index (life->secrets, 0));
}

static Life
live (void)
{
  Life life = { family_new_offline (), g_ptr_array_new_with_free_func (g_free), g_string_new (NULL) };
  Family *family = life.family;
  g_autofree char *id = NULL;

  server_process_add_user (family->server, "anna", "home", PASSWORD);
  server_process_start (family->server);
  family->proxy = cutting_proxy_new (family->server->port);
  device_login (family->laptop, cutting_proxy_get_url (family->proxy), "anna", PASSWORD);
  device_login (family->phone, cutting_proxy_get_url (family->proxy), "anna", PASSWORD);
  id = fill_task (family->laptop);
  quarrel (&life, id);
  sign_in_by_hand (&life);
  try_login (&life, "anna", WRONG_PASSWORD);
  return life;
}

/* --- searching --- */

static char *
read_file (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);
  return contents;
}

static gboolean
holds (const char *contents, gsize length, const char *secret)
{
  return memmem (contents, length, secret, strlen (secret)) != NULL;
}

/* UTF-16 as well, in which a careless library might write. */
static void
assert_without (const char *path, const char *secret)
{
  gsize length, wide_length;
  g_autofree char *contents = read_file (path, &length);
  g_autofree char *wide = g_convert (secret, -1, "UTF-16LE", "UTF-8", NULL, (gsize *) &wide_length, NULL);

  if (holds (contents, length, secret) || memmem (contents, length, wide, wide_length) != NULL)
    g_error ("“%s” lies in %s", secret, path);
}

/* Every file below; how many there are. */
static guint
assert_tree_without (const char *path, const char *secret)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n_files += assert_tree_without (child, secret);
      else if (g_file_test (child, G_FILE_TEST_IS_REGULAR))
        {
          assert_without (child, secret);
          n_files++;
        }
    }
  return n_files;
}

static void
assert_nowhere (Life *life, const char *secret)
{
  Family *family = life->family;

  assert_without (family->server->log, secret);
  g_assert_cmpuint (assert_tree_without (family->laptop->home, secret), >, 1);
  g_assert_cmpuint (assert_tree_without (family->phone->home, secret), >, 1);
  if (strstr (life->said->str, secret) != NULL)
    g_error ("“%s” was said: %s", secret, life->said->str);
}

/* Database, journal, backup. */
static void
assert_not_in_database (Life *life, const char *secret)
{
  static const char *const files[] = { "server.db", "server.db-wal", "backup.db" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (life->family->directory, files[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        assert_without (path, secret);
    }
}

static void
back_up (Life *life)
{
  g_autofree char *path = g_build_filename (life->family->directory, "backup.db", NULL);
  const char *arguments[] = { program_path ("DOVETAIL_SERVER"), "backup", path, "--database",
                              life->family->server->database,   NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);

  if (result->status != 0)
    g_error ("backup: %s", result->err);
}

static void
export_trace (Life *life)
{
  g_autofree char *path = g_build_filename (life->family->laptop->home, "trace.jsonl", NULL);

  g_free (device_do (life->family->laptop, "trace", "export", path, NULL));
}

static void
test_secrets (void)
{
  g_auto (Life) life = live ();
  gsize length;
  g_autofree char *backup = NULL;
  g_autofree char *database = NULL;
  g_autofree char *log = NULL;

  export_trace (&life);
  back_up (&life);
  assert_nowhere (&life, SECRETS);
  assert_not_in_database (&life, "Xq7password");
  for (guint i = 0; i < life.secrets->len; i++)
    {
      assert_nowhere (&life, g_ptr_array_index (life.secrets, i));
      assert_not_in_database (&life, g_ptr_array_index (life.secrets, i));
    }
  /* Otherwise there was nothing to find. */
  log = read_file (life.family->server->log, &length);
  g_assert_nonnull (strstr (log, "/sync/"));
  g_assert_cmpuint (life.said->len, >, 0);
  backup = g_build_filename (life.family->directory, "backup.db", NULL);
  database = read_file (backup, &length);
  g_assert_true (holds (database, length, CONTENT "notes"));
}

/* It dies as badly as it can, in the middle of a life: what it says then tells nothing either. */
static void
test_crash (void)
{
  g_auto (Life) life = live ();
  GSubprocess *process = life.family->server->process;

  g_free (device_do (life.family->laptop, "add", "--raw", CONTENT "last words", NULL));
  g_subprocess_send_signal (process, SIGABRT);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_clear_object (&life.family->server->process);
  hear (&life, device_try (life.family->laptop, "sync", NULL));
  assert_nowhere (&life, SECRETS);
  for (guint i = 0; i < life.secrets->len; i++)
    assert_nowhere (&life, g_ptr_array_index (life.secrets, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canaries/secrets", test_secrets);
  g_test_add_func ("/canaries/crash", test_crash);
  return g_test_run ();
}
