/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sync status and pending changes, worked in one window by names and keys: what they show is what
 * dovetailctl shows, and what is done there is done. */

#include <string.h>

#include "lib/room.h"

static Room room;

static JsonObject *
ask_status (void)
{
  g_autoptr (JsonNode) status = device_ask (room.laptop, "status", NULL);
  return json_object_ref (json_node_get_object (status));
}

typedef struct
{
  const char *member;
  gint64 expected;
} Figure;

static gboolean
figure_is (gpointer data)
{
  const Figure *figure = data;
  g_autoptr (JsonObject) status = ask_status ();
  return json_object_get_int_member (status, figure->member) == figure->expected;
}

static void
wait_for_figure (const char *member, gint64 expected)
{
  Figure figure = { member, expected };
  window_driver_wait_until (room.driver, figure_is, &figure, member);
}

static gboolean
state_is (gpointer data)
{
  g_autoptr (JsonObject) status = ask_status ();
  return g_strcmp0 (json_object_get_string_member (status, "state"), data) == 0;
}

/* The window's page: Alt and its number. */
static void
show_page (const char *key, const char *pattern)
{
  window_driver_key (room.driver, key);
  window_driver_find (room.driver, pattern);
}

static gboolean
ask_for_sync (gpointer data)
{
  g_autoptr (ProcessResult) result = device_try (room.laptop, "sync", NULL);
  return result->status == GPOINTER_TO_INT (data);
}

/* Two devices, a conflict about one field, and a sync without a server. */
static void
live (Family *family)
{
  g_autofree char *rent = device_do (family->laptop, "add", "--raw", "Pay rent", "--due", "2027-03-10", NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", rent, "--due", "2027-03-15", NULL);
  g_autofree char *mine = device_do (family->laptop, "edit", rent, "--due", "2027-03-12", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);
  server_process_stop (family->server);
  g_assert_true (ask_for_sync (GINT_TO_POINTER (1)));
  family_restart_server (family);
}

static void
test_now (void)
{
  window_driver_launch (room.driver, NULL);
  window_driver_activate (room.driver, "Sync status: *");
  window_driver_find (room.driver, "Last synced: *");
  window_driver_find (room.driver, "Next attempt: in *");
  window_driver_find (room.driver, "Oldest waiting change: None");
  window_driver_find (room.driver, "Changes waiting: 0");
  g_autofree char *server = g_strdup_printf ("Server: %s", cutting_proxy_get_url (room.family->proxy));
  window_driver_find (room.driver, server);
  window_driver_find (room.driver, "This device: laptop");
  window_driver_find (room.driver, "Clock of this computer: Agrees with the server");
  window_driver_picture (room.driver, "status-now");
}

/* What the charts say is what the metrics are; an arrow key goes to the day. */
static void
test_charts (void)
{
  g_autoptr (JsonNode) metrics = device_ask (room.laptop, "metrics", NULL);
  JsonObject *total = json_object_get_object_member (json_node_get_object (metrics), "total");
  g_autofree char *changes = g_strdup_printf (
      "Changes. In 30 days: %" G_GINT64_FORMAT " up, %" G_GINT64_FORMAT " down",
      json_object_get_int_member (total, "changes_up"), json_object_get_int_member (total, "changes_down"));
  show_page ("alt+2", changes);
  window_driver_find (room.driver, "How long a sync takes. In 30 days: half within *");
  window_driver_find (room.driver, "Conflicts among changes. In 30 days: *, more than the 5% aimed at");
  window_driver_find (room.driver, "Syncs that failed. In 30 days: 0%");
  window_driver_focus (room.driver, "Changes. *");
  window_driver_key (room.driver, "Left");
  window_driver_find (room.driver, "Changes. ??? * ???: * up, * down");
  window_driver_picture (room.driver, "status-charts");
  window_driver_key (room.driver, "Home");
  window_driver_find (room.driver, "Changes. ??? * ???: no sync");
}

static void
test_past_syncs (void)
{
  show_page ("alt+3", "*, Offline · *");
  window_driver_picture (room.driver, "status-past");
  window_driver_activate (room.driver, "*, Completed · * · 1 conflict · *");
  window_driver_find (room.driver, "Conflicts: 1");
  window_driver_find (room.driver, "Exchanging changes: *");
  window_driver_find (room.driver, "Requests: *");
  window_driver_picture (room.driver, "status-past-sync");
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, "Exchanging changes: *");
}

static void
test_conflicts (void)
{
  show_page ("alt+4", "Due: 1 of 1 conflict, 100%");
  window_driver_find (room.driver, "This device (laptop): 1 of 1 conflict, 100%");
  window_driver_picture (room.driver, "status-conflicts");
}

/* The trace comes last; a line end behind it says that all is written. */
static gboolean
is_written (gpointer path)
{
  g_autofree char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "\"dovetail_trace\":1") != NULL
         && g_str_has_suffix (text, "\n");
}

static void
test_diagnostics (void)
{
  g_autofree char *path = g_build_filename (room.family->directory, "diagnostics.jsonl", NULL);
  g_autofree char *text = NULL;
  show_page ("alt+1", "Export diagnostics*");
  window_driver_activate (room.driver, "Export diagnostics*");
  window_driver_picture_of (room.driver, "status-diagnostics", "*Save…");
  window_driver_activate (room.driver, "*Save…");
  window_driver_find (room.driver, "*Save");
  window_driver_key (room.driver, "ctrl+a");
  window_driver_type (room.driver, path);
  window_driver_key (room.driver, "Return");
  window_driver_wait_until (room.driver, is_written, path, "the file with the diagnostics");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"dovetail_diagnostics\":1"));
  g_assert_null (strstr (text, "Pay rent"));
  g_assert_null (strstr (text, "anna"));
  g_assert_null (strstr (text, "127.0.0.1"));
}

static gboolean
was_full (gpointer data)
{
  g_autoptr (JsonNode) history = device_ask (room.laptop, "history", NULL);
  JsonObject *newest = json_array_get_object_element (json_node_get_array (history), 0);
  return g_str_equal (json_object_get_string_member (newest, "kind"), "full")
         && g_str_equal (json_object_get_string_member (newest, "state"), "completed");
}

static void
test_full_sync (void)
{
  window_driver_activate (room.driver, "Sync everything again*");
  window_driver_picture_of (room.driver, "status-full-sync", "*Sync Everything");
  window_driver_activate (room.driver, "*Sync Everything");
  window_driver_wait_until (room.driver, was_full, NULL, "a full sync");
}

static void
test_pause (void)
{
  window_driver_focus (room.driver, "Pause");
  window_driver_key (room.driver, "space");
  window_driver_activate (room.driver, "For 1 Hour");
  window_driver_find (room.driver, "Sync status: Paused until*??:??");
  g_assert_true (state_is ((gpointer) "paused"));
  window_driver_picture (room.driver, "status-paused");
}

/* While it is paused a change waits: it is given up and taken back, copied, and goes up when it is told to.
 */
static void
test_pending (void)
{
  g_autofree char *id = device_add (room.laptop, "Water the plants");
  window_driver_activate (room.driver, "Changes waiting: 1");
  window_driver_picture_of (room.driver, "pending", "Copy details");
  window_driver_activate (room.driver, "Copy details");
  window_driver_activate (room.driver, "Discard the change");
  window_driver_find (room.driver, "Nothing waits");
  window_driver_activate (room.driver, "Undo");
  window_driver_activate (room.driver, "Upload now");
  wait_for_figure ("pending", 0);
  window_driver_find (room.driver, "Nothing waits");
  window_driver_key (room.driver, "Escape");
  window_driver_activate (room.driver, "Resume");
  window_driver_find (room.driver, "Sync status: Synced *");
}

#define MANY 500

static void
import_many (Device *device)
{
  g_autofree char *path = g_build_filename (room.family->directory, "many.txt", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *said = NULL;
  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text, "Read book %u\n", i);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  said = device_do (device, "import", "--format", "todotxt", path, NULL);
}

static gboolean
was_cancelled (gpointer data)
{
  g_autoptr (JsonNode) history = device_ask (room.laptop, "history", NULL);
  JsonObject *newest = json_array_get_object_element (json_node_get_array (history), 0);
  return g_str_equal (json_object_get_string_member (newest, "state"), "cancelled");
}

/* The server takes its time: the line and the page say how far it is; cancelled, it ends at once, and later
 * everything goes up. */
static void
test_progress_and_cancel (void)
{
  cutting_proxy_arm (room.family->proxy, HOLD_REQUEST, "/sync/delta");
  import_many (room.laptop);
  window_driver_find (room.driver, "Sync status: Syncing, * of 500");
  window_driver_picture_of (room.driver, "status-progress", "Cancel");
  window_driver_activate (room.driver, "Cancel");
  window_driver_wait_until (room.driver, was_cancelled, NULL, "the end of the sync");
  window_driver_wait_gone (room.driver, "Cancel");
  cutting_proxy_release (room.family->proxy);
  window_driver_key (room.driver, "ctrl+r");
  wait_for_figure ("pending", 0);
  window_driver_find (room.driver, "Sync status: Synced *");
  g_autoptr (JsonObject) job = device_sync (room.family->phone);
  g_autoptr (JsonArray) theirs = device_list (room.family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (theirs), >=, MANY);
}

static void
test_quit (void)
{
  room_quit_silently (&room);
}

int
main (int argc, char **argv)
{
  Desktop *desktop;
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  room = room_new (desktop, family_new ());
  live (room.family);
  g_test_add_func ("/sync-status/now", test_now);
  g_test_add_func ("/sync-status/charts", test_charts);
  g_test_add_func ("/sync-status/past-syncs", test_past_syncs);
  g_test_add_func ("/sync-status/conflicts", test_conflicts);
  g_test_add_func ("/sync-status/diagnostics", test_diagnostics);
  g_test_add_func ("/sync-status/full-sync", test_full_sync);
  g_test_add_func ("/sync-status/pause", test_pause);
  g_test_add_func ("/sync-status/pending", test_pending);
  g_test_add_func ("/sync-status/progress-and-cancel", test_progress_and_cancel);
  g_test_add_func ("/sync-status/quit", test_quit);
  status = g_test_run ();
  room_clear (&room);
  desktop_free (desktop);
  return status;
}
