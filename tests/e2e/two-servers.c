/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two dovetail-server on one PostgreSQL, and four devices of one family: two reach the one, two the other.
 * Whichever answers, it is one server; when one is killed at work, its devices go on with the other. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lib/family.h"
#include "lib/watcher.h"

#define N_DEVICES 4
#define ROUNDS 6

typedef struct
{
  char *directory;
  ServerProcess *servers[2];
  CuttingProxy
      *proxies[2]; /* what the devices know; where it leads may change, as a balancer would have it */
  Device *devices[N_DEVICES];
  char *latest[N_DEVICES]; /* the task that each device added last */
  GHashTable *edited;      /* ids of tasks that were edited, once */
  guint n_added;
} Setting;

static ServerProcess *
server_new (const char *directory, const char *name)
{
  g_autofree char *place = g_build_filename (directory, name, NULL);
  ServerProcess *server;

  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  server = server_process_new (place);
  g_free (server->database);
  server->database = g_strdup (g_getenv ("DOVETAIL_POSTGRESQL"));
  return server;
}

static void
set_up (Setting *setting, gconstpointer data)
{
  static const char *const names[N_DEVICES] = { "laptop", "tablet", "phone", "desk" };
  static const char *const server_names[] = { "one", "two" };
  static guint n_families;
  g_autofree char *family = g_strdup_printf ("family %u", ++n_families);

  setting->directory = scratch_directory_new ("two-servers");
  setting->edited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 2; i++)
    setting->servers[i] = server_new (setting->directory, server_names[i]);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *user = g_strdup_printf ("user %u of %s", i, family);

      server_process_add_user (setting->servers[0], user, family, FAMILY_PASSWORD);
    }
  for (guint i = 0; i < 2; i++)
    {
      server_process_start (setting->servers[i]);
      setting->proxies[i] = cutting_proxy_new (setting->servers[i]->port);
    }
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autofree char *user = g_strdup_printf ("user %u of %s", i / 2, family);

      setting->devices[i] = device_new (setting->directory, names[i]);
      device_login (setting->devices[i], cutting_proxy_get_url (setting->proxies[i % 2]), user,
                    FAMILY_PASSWORD);
    }
}

static void
tear_down (Setting *setting, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      cutting_proxy_free (setting->proxies[i]);
      server_process_free (setting->servers[i]);
    }
  for (guint i = 0; i < N_DEVICES; i++)
    {
      device_free (setting->devices[i]);
      g_free (setting->latest[i]);
    }
  g_hash_table_unref (setting->edited);
  scratch_directory_remove (setting->directory);
  g_free (setting->directory);
}

/* Each device adds a task, and edits the one that its neighbour added last: nobody else does. */
static void
work_offline (Setting *setting, guint round)
{
  char *before[N_DEVICES];

  memcpy (before, setting->latest, sizeof before);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autofree char *title = g_strdup_printf ("Added in round %u by device %u", round, i);
      const char *neighbours = before[(i + 1) % N_DEVICES];

      setting->latest[i] = device_add (setting->devices[i], title);
      setting->n_added++;
      if (neighbours == NULL)
        continue;
      g_free (
          device_do (setting->devices[i], "edit", neighbours, "--title", "Edited by the neighbour", NULL));
      g_hash_table_add (setting->edited, g_strdup (neighbours));
    }
  for (guint i = 0; i < N_DEVICES; i++)
    g_free (before[i]);
}

/* All four at once; the first server is killed while it works on the laptop's request, a little later each
 * round. */
static void
sync_and_kill (Setting *setting, guint round)
{
  GSubprocess *clients[N_DEVICES];

  cutting_proxy_arm (setting->proxies[0], HOLD_WHILE_ANSWERING, "/sync/");
  for (guint i = 0; i < N_DEVICES; i++)
    clients[i] = device_start (setting->devices[i], "sync", NULL);
  cutting_proxy_wait (setting->proxies[0]);
  g_usleep (round * round * 400);
  server_process_kill (setting->servers[0]);
  cutting_proxy_set_upstream (setting->proxies[0], setting->servers[1]->port);
  cutting_proxy_release (setting->proxies[0]);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autoptr (ProcessResult) result = process_finish (clients[i], NULL);

      g_object_unref (clients[i]);
      g_assert_cmpint (result->status, <=, 1);
    }
}

static void
sync_all (Setting *setting)
{
  for (guint i = 0; i < 2 * N_DEVICES; i++)
    {
      g_autoptr (JsonObject) job = device_sync (setting->devices[i % N_DEVICES]);
    }
}

/* What the database holds, past any server: the answer to a statement. */
static gint64
ask_database (const char *statement)
{
  const char *arguments[] = { "psql", g_getenv ("DOVETAIL_POSTGRESQL_ADMIN"), "-Atc", statement, NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);

  g_assert_cmpstr (result->err, ==, "");
  return g_ascii_strtoll (result->out, NULL, 10);
}

/* Every addition and every edit took one number of the family, and no more: nothing was lost, nothing done
 * twice. */
static void
assert_done_once (Setting *setting)
{
  g_autoptr (JsonArray) list = device_list (setting->devices[0], NULL);

  for (guint i = 1; i < N_DEVICES; i++)
    devices_assert_equal (setting->devices[0], setting->devices[i]);
  g_assert_cmpuint (json_array_get_length (list), ==, setting->n_added);
  for (guint i = 0; i < setting->n_added; i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (list, i), "entity_id");
      g_autoptr (JsonObject) shown = device_show (setting->devices[0], id);

      g_assert_cmpint (json_object_get_int_member (shown, "version"), ==,
                       g_hash_table_contains (setting->edited, id) ? 2 : 1);
    }
  g_assert_cmpint (ask_database ("SELECT seq FROM family ORDER BY created_at DESC, family_id DESC LIMIT 1"),
                   ==, setting->n_added + g_hash_table_size (setting->edited));
  g_assert_cmpint (ask_database ("SELECT COUNT(*) FROM conflict"), ==, 0);
}

static void
test_one_is_killed (Setting *setting, gconstpointer data)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      work_offline (setting, round);
      sync_and_kill (setting, round);
      sync_all (setting);
      assert_done_once (setting);
      server_process_start (setting->servers[0]);
      cutting_proxy_set_upstream (setting->proxies[0], setting->servers[0]->port);
    }
  g_test_message ("%u tasks added, %u edited, %u servers killed", setting->n_added,
                  g_hash_table_size (setting->edited), ROUNDS);
}

/* The database itself is killed and comes back under both. */
static void
test_database_is_restarted (Setting *setting, gconstpointer data)
{
  const char *restart[] = { g_getenv ("DOVETAIL_POSTGRESQL_RESTART"), NULL };

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (ProcessResult) restarted = NULL;

      work_offline (setting, round);
      restarted = process_run (restart, NULL, NULL);
      g_assert_cmpint (restarted->status, ==, 0);
      sync_all (setting);
      assert_done_once (setting);
    }
}

static gboolean
has_fetched (gpointer data)
{
  return watcher_sum (data, "fetched") > 0;
}

/* The tablet listens to the second server; what the laptop pushes to the first is there within moments. */
static void
test_events_of_the_other (Setting *setting, gconstpointer data)
{
  g_autoptr (Watcher) watcher = watcher_new (setting->devices[1], "--json");

  watcher_wait_until_quiet (watcher);
  g_assert_cmpint (watcher_sum (watcher, "fetched"), ==, 0);
  setting->latest[0] = device_add (setting->devices[0], "News");
  {
    g_autoptr (JsonObject) job = device_sync (setting->devices[0]);
  }
  wait_until (has_fetched, watcher, "the other server's device hears of it");
  devices_assert_equal (setting->devices[0], setting->devices[1]);
  watcher_end (watcher, SIGTERM);
}

#define ADD(name, func) g_test_add ("/two-servers/" name, Setting, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one is killed", test_one_is_killed);
  ADD ("the database is restarted", test_database_is_restarted);
  ADD ("events of the other", test_events_of_the_other);
  return g_test_run ();
}
