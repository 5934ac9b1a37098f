/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetailctl sync --watch: what another device pushes is here within moments, what is edited here goes up by
 * itself, and it ends in good order. The interval is five minutes, so nothing here comes of asking again. */

#include <signal.h>
#include <string.h>

#include "lib/family.h"

#define SOON_MS 2000

typedef struct
{
  GSubprocess *process;
  char *path;  /* of what it prints */
  guint lines; /* waited for */
} Watcher;

static Watcher *
watcher_new (Device *device, const char *options)
{
  Watcher *watcher = g_new0 (Watcher, 1);
  g_autofree char *command = NULL;

  watcher->path = g_build_filename (device->home, "printed", NULL);
  command = g_strdup_printf ("exec '%s' sync --watch %s >'%s'", program_path ("DOVETAILCTL"), options,
                             watcher->path);
  const char *const arguments[] = { "sh", "-c", command, NULL };
  watcher->process = process_start (arguments, device->environment, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  return watcher;
}

static void
watcher_free (Watcher *watcher)
{
  g_object_unref (watcher->process);
  g_free (watcher->path);
  g_free (watcher);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watcher, watcher_free)

static char **
read_lines (Watcher *watcher)
{
  g_autofree char *text = NULL;
  g_file_get_contents (watcher->path, &text, NULL, NULL);
  return g_strsplit (text == NULL ? "" : g_strchomp (text), "\n", -1);
}

static guint
count_lines (Watcher *watcher)
{
  g_auto (GStrv) lines = read_lines (watcher);
  return g_strv_length (lines);
}

static gboolean
has_lines (gpointer data)
{
  Watcher *watcher = data;
  return count_lines (watcher) >= watcher->lines;
}

static void
wait_for_lines (Watcher *watcher, guint lines)
{
  watcher->lines = lines;
  wait_until (has_lines, watcher, "another line of sync --watch");
}

/* The first sync, and the one that follows once the event stream is open; then all is quiet. */
static guint
wait_until_quiet (Watcher *watcher)
{
  guint before;
  wait_for_lines (watcher, 2);
  do
    {
      before = count_lines (watcher);
      g_usleep (1500 * 1000);
    }
  while (count_lines (watcher) != before);
  return before;
}

static gint64
sum (Watcher *watcher, const char *member)
{
  g_auto (GStrv) lines = read_lines (watcher);
  gint64 total = 0;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) job = json_text_to_node (lines[i]);
      JsonObject *object = json_node_get_object (job);
      g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "completed");
      total += json_object_get_int_member (object, member);
    }
  return total;
}

static void
end (Watcher *watcher, int signal)
{
  g_subprocess_send_signal (watcher->process, signal);
  g_autoptr (ProcessResult) result = process_finish (watcher->process, NULL);
  g_assert_cmpstr (result->err, ==, "");
  g_assert_cmpint (result->status, ==, 0);
}

static void
test_news (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *shared = family_share_task (family, "Shared");
  g_autoptr (Watcher) watcher = watcher_new (family->phone, "--json");
  guint quiet = wait_until_quiet (watcher);
  gint64 fetched = sum (watcher, "fetched");

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = device_add (family->laptop, "From the laptop");
      g_autoptr (JsonObject) job = device_sync (family->laptop);
      gint64 pushed = g_get_monotonic_time ();
      gint64 took;

      wait_for_lines (watcher, quiet + 1 + i);
      took = (g_get_monotonic_time () - pushed) / 1000;
      g_test_message ("stored on the phone %" G_GINT64_FORMAT " ms after the laptop's command had ended",
                      took);
      g_assert_cmpint (took, <, SOON_MS);
      g_assert_cmpint (sum (watcher, "fetched"), ==, fetched + 1 + i);
      quiet = wait_until_quiet (watcher) - 1 - i;
    }
  family_assert_equal (family);
  end (watcher, SIGTERM);
}

static gboolean
has_pushed (gpointer data)
{
  return sum (data, "pushed") > 0;
}

/* Another process edits the same store: that goes up by itself, once. */
static void
test_edits (void)
{
  g_autoptr (Family) family = family_new ();
  g_autoptr (Watcher) watcher = watcher_new (family->phone, "--json");
  guint quiet = wait_until_quiet (watcher);
  g_autofree char *id = device_add (family->phone, "From the phone");

  wait_until (has_pushed, watcher, "the phone's edit is uploaded");
  g_assert_cmpuint (wait_until_quiet (watcher), <=, quiet + 2);
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  family_assert_equal (family);
  end (watcher, SIGINT);
}

/* The server goes and comes back; meanwhile the words are clear, and it goes on by itself. */
static gboolean
says_not_synced (gpointer data)
{
  g_auto (GStrv) lines = read_lines (data);
  guint n = g_strv_length (lines);
  return n > 0 && g_str_has_prefix (lines[n - 1], "Not synced: ");
}

static gboolean
says_one_up (gpointer data)
{
  g_auto (GStrv) lines = read_lines (data);
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
  wait_until_quiet (watcher);
  server_process_stop (family->server);
  g_autofree char *id = device_add (family->phone, "Edited meanwhile");
  wait_until (says_not_synced, watcher, "the words that the server is away");
  family_restart_server (family);
  wait_until (says_one_up, watcher, "the edit is uploaded once the server is back");
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  family_assert_equal (family);
  end (watcher, SIGTERM);
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
