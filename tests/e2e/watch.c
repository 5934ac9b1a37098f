/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetailctl sync --watch: what another device pushes is here within moments, what is edited here goes up by
 * itself, and it ends in good order. The interval is five minutes, so nothing here comes of asking again. */

#include <signal.h>
#include <string.h>

#include "lib/family.h"
#include "lib/watcher.h"

#define SOON_MS 2000

static void
test_news (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *shared = family_share_task (family, "Shared");
  g_autoptr (Watcher) watcher = watcher_new (family->phone, "--json");
  guint quiet = watcher_wait_until_quiet (watcher);
  gint64 fetched = watcher_sum (watcher, "fetched");

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = device_add (family->laptop, "From the laptop");
      g_autoptr (JsonObject) job = device_sync (family->laptop);
      gint64 pushed = g_get_monotonic_time ();
      gint64 took;

      watcher_wait_for_lines (watcher, quiet + 1 + i);
      took = (g_get_monotonic_time () - pushed) / 1000;
      g_test_message ("stored on the phone %" G_GINT64_FORMAT " ms after the laptop's command had ended",
                      took);
      g_assert_cmpint (took, <, SOON_MS);
      g_assert_cmpint (watcher_sum (watcher, "fetched"), ==, fetched + 1 + i);
      quiet = watcher_wait_until_quiet (watcher) - 1 - i;
    }
  family_assert_equal (family);
  watcher_end (watcher, SIGTERM);
}

static gboolean
has_pushed (gpointer data)
{
  return watcher_sum (data, "pushed") > 0;
}

/* Another process edits the same store: that goes up by itself, once. */
static void
test_edits (void)
{
  g_autoptr (Family) family = family_new ();
  g_autoptr (Watcher) watcher = watcher_new (family->phone, "--json");
  guint quiet = watcher_wait_until_quiet (watcher);
  g_autofree char *id = device_add (family->phone, "From the phone");

  wait_until (has_pushed, watcher, "the phone's edit is uploaded");
  g_assert_cmpuint (watcher_wait_until_quiet (watcher), <=, quiet + 2);
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  family_assert_equal (family);
  watcher_end (watcher, SIGINT);
}

/* The server goes and comes back; meanwhile the words are clear, and it goes on by itself. */
static gboolean
says_not_synced (gpointer data)
{
  g_auto (GStrv) lines = watcher_read_lines (data);
  guint n = g_strv_length (lines);
  return n > 0 && g_str_has_prefix (lines[n - 1], "Not synced: ");
}

static gboolean
says_one_up (gpointer data)
{
  g_auto (GStrv) lines = watcher_read_lines (data);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "Synced: 1 up"))
      return TRUE;
  return FALSE;
}

static void
test_server_away (void)
{
  g_autoptr (Family) family = family_new ();
  device_set (family->phone, "SYNC_MAX_RETRIES", "0");
  g_autoptr (Watcher) watcher = watcher_new (family->phone, "");
  watcher_wait_until_quiet (watcher);
  server_process_stop (family->server);
  g_autofree char *id = device_add (family->phone, "Edited meanwhile");
  wait_until (says_not_synced, watcher, "the words that the server is away");
  family_restart_server (family);
  wait_until (says_one_up, watcher, "the edit is uploaded once the server is back");
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  family_assert_equal (family);
  watcher_end (watcher, SIGTERM);
}

static void
test_without_account (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autoptr (ProcessResult) result = device_try (family->laptop, "sync", "--watch", NULL);
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->err, "connected to no server"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/news", test_news);
  g_test_add_func ("/watch/edits", test_edits);
  g_test_add_func ("/watch/server-away", test_server_away);
  g_test_add_func ("/watch/without-account", test_without_account);
  return g_test_run ();
}
