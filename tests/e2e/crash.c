/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Client or server is killed, or the line is cut, at every point of a sync. The next sync ends equal: nothing
 * lost, no task twice, no version raised twice. */

#include <string.h>

#include "lib/family.h"

#define ROUNDS_OF_ONE_CUT 3

static const char *const exchange_path = "/sync/";

/* What the laptop has to say in each round: a new task, an edit, a completion, a deletion. */
typedef struct
{
  Family *family;
  char *edited;
  char *completed;
  char *deleted;
  char *added;
} Round;

static void
round_clear (Round *round)
{
  g_free (round->edited);
  g_free (round->completed);
  g_free (round->deleted);
  g_free (round->added);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Round, round_clear)

static Round
round_begin (Family *family, guint number)
{
  Round round = { family, NULL, NULL, NULL, NULL };
  g_autofree char *title = g_strdup_printf ("Edited in round %u", number);
  round.edited = device_add (family->laptop, "To be edited");
  round.completed = device_add (family->laptop, "To be done");
  round.deleted = device_add (family->laptop, "To be deleted");
  family_sync_both (family);

  g_autofree char *edited = device_do (family->laptop, "edit", round.edited, "--title", title, NULL);
  g_autofree char *done = device_do (family->laptop, "done", round.completed, NULL);
  g_autofree char *deleted = device_do (family->laptop, "delete", round.deleted, NULL);
  round.added = device_add (family->laptop, "Added");
  return round;
}

static void
assert_version (Device *device, const char *id, gint64 version, gboolean deleted)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  g_assert_cmpint (json_object_get_int_member (shown, "version"), ==, version);
  g_assert_cmpint (json_object_get_boolean_member (shown, "deleted"), ==, deleted);
}

/* Each change was accepted exactly once, and both devices know it. */
static void
round_end (Round *round, guint number)
{
  Family *family = round->family;
  family_sync_both (family);
  Device *devices[] = { family->laptop, family->phone };
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      assert_version (devices[i], round->edited, 2, FALSE);
      assert_version (devices[i], round->completed, 2, FALSE);
      assert_version (devices[i], round->deleted, 2, TRUE);
      assert_version (devices[i], round->added, 1, FALSE);
      g_autoptr (JsonArray) open = device_list (devices[i], NULL);
      g_autoptr (JsonArray) completed = device_list (devices[i], "completed");
      g_assert_cmpuint (json_array_get_length (open), ==, 2 * (number + 1));
      g_assert_cmpuint (json_array_get_length (completed), ==, number + 1);
      g_autoptr (JsonNode) pending = device_ask (devices[i], "pending", NULL);
      g_assert_cmpuint (json_array_get_length (json_node_get_array (pending)), ==, 0);
      g_autoptr (JsonNode) conflicts = device_ask (devices[i], "conflicts", NULL);
      g_assert_cmpuint (json_array_get_length (json_node_get_array (conflicts)), ==, 0);
    }
  family_assert_equal (family);
  g_autoptr (JsonObject) idle = device_sync (family->laptop);
  g_assert_cmpint (json_object_get_int_member (idle, "pushed"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (idle, "fetched"), ==, 0);
}

/* The line is cut once; the client tries again by itself within the same pass, or the next pass does. */
static void
test_line_is_cut (gconstpointer data)
{
  CutPoint point = GPOINTER_TO_INT (data);
  g_autoptr (Family) family = family_new ();
  for (guint number = 0; number < ROUNDS_OF_ONE_CUT; number++)
    {
      g_auto (Round) round = round_begin (family, number);
      cutting_proxy_arm (family->proxy, point, exchange_path);
      g_autoptr (ProcessResult) result = device_try (family->laptop, "sync", NULL);
      g_assert_true (cutting_proxy_has_fired (family->proxy));
      g_assert_cmpint (result->status, <=, 1);
      round_end (&round, number);
    }
}

/* kill -9 of the client while its request is at the given point. */
static void
test_client_is_killed (gconstpointer data)
{
  CutPoint point = GPOINTER_TO_INT (data);
  g_autoptr (Family) family = family_new ();
  for (guint number = 0; number < ROUNDS_OF_ONE_CUT; number++)
    {
      g_auto (Round) round = round_begin (family, number);
      cutting_proxy_arm (family->proxy, point, exchange_path);
      g_autoptr (GSubprocess) client = device_start (family->laptop, "sync", NULL);
      cutting_proxy_wait (family->proxy);
      process_kill (client);
      cutting_proxy_release (family->proxy);
      round_end (&round, number);
    }
}

/* kill -9 of the server at the given point; it comes back on its database. */
static void
test_server_is_killed (gconstpointer data)
{
  CutPoint point = GPOINTER_TO_INT (data);
  g_autoptr (Family) family = family_new ();
  for (guint number = 0; number < ROUNDS_OF_ONE_CUT; number++)
    {
      g_auto (Round) round = round_begin (family, number);
      cutting_proxy_arm (family->proxy, point, exchange_path);
      g_autoptr (GSubprocess) client = device_start (family->laptop, "sync", NULL);
      cutting_proxy_wait (family->proxy);
      server_process_kill (family->server);
      cutting_proxy_release (family->proxy);
      g_autoptr (ProcessResult) result = process_finish (client, NULL);
      g_assert_cmpint (result->status, ==, 1);
      g_assert_cmpstr (result->err, !=, "");
      family_restart_server (family);
      round_end (&round, number);
    }
}

/* kill -9 of the server a little later in each round while it works on the request: before, in and after its
 * commit. */
static void
test_server_is_killed_at_work (void)
{
  g_autoptr (Family) family = family_new ();
  for (guint number = 0; number < 8; number++)
    {
      g_auto (Round) round = round_begin (family, number);
      cutting_proxy_arm (family->proxy, HOLD_WHILE_ANSWERING, exchange_path);
      g_autoptr (GSubprocess) client = device_start (family->laptop, "sync", NULL);
      cutting_proxy_wait (family->proxy);
      g_usleep (number * number * 400);
      server_process_kill (family->server);
      cutting_proxy_release (family->proxy);
      g_autoptr (ProcessResult) result = process_finish (client, NULL);
      family_restart_server (family);
      round_end (&round, number);
    }
}

/* kill -9 of the client at some moment of its work, a little later in each round. */
static void
test_client_is_killed_at_work (void)
{
  g_autoptr (Family) family = family_new ();
  for (guint number = 0; number < 12; number++)
    {
      g_auto (Round) round = round_begin (family, number);
      g_autoptr (GSubprocess) client = device_start (family->laptop, "sync", NULL);
      g_usleep (number * 4000);
      process_kill (client);
      round_end (&round, number);
    }
}

/* The answer is lost, the task is edited again, then the next sync comes: the first edit was taken once, the
 * second one follows it. */
static void
test_edit_after_lost_answer (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "First");
  g_autofree char *one = device_do (family->laptop, "edit", id, "--title", "Second", NULL);
  cutting_proxy_arm (family->proxy, HOLD_RESPONSE, exchange_path);
  g_autoptr (GSubprocess) client = device_start (family->laptop, "sync", NULL);
  cutting_proxy_wait (family->proxy);
  process_kill (client);
  cutting_proxy_release (family->proxy);

  g_autofree char *two = device_do (family->laptop, "edit", id, "--title", "Third", NULL);
  family_sync_both (family);
  g_autoptr (JsonObject) shown = device_show (family->phone, id);
  JsonObject *task = json_object_get_object_member (shown, "data");
  g_assert_cmpstr (json_object_get_string_member (task, "title"), ==, "Third");
  g_assert_cmpint (json_object_get_int_member (shown, "version"), ==, 3);
  family_assert_equal (family);
}

static void
add_points (const char *name, GTestDataFunc function, const CutPoint *points, gsize n_points)
{
  for (gsize i = 0; i < n_points; i++)
    {
      g_autofree char *point = g_strdelimit (g_strdup (cut_point_to_string (points[i])), " ", '-');
      g_autofree char *path = g_strdup_printf ("/crash/%s/%s", name, point);
      g_test_add_data_func (path, GINT_TO_POINTER (points[i]), function);
    }
}

int
main (int argc, char **argv)
{
  static const CutPoint cuts[] = { CUT_BEFORE_REQUEST, CUT_IN_REQUEST, CUT_BEFORE_RESPONSE, CUT_IN_RESPONSE };
  static const CutPoint holds[] = { HOLD_REQUEST, HOLD_AFTER_HALF_REQUEST, HOLD_RESPONSE };
  g_test_init (&argc, &argv, NULL);
  add_points ("line-is-cut", test_line_is_cut, cuts, G_N_ELEMENTS (cuts));
  add_points ("client-is-killed", test_client_is_killed, holds, G_N_ELEMENTS (holds));
  add_points ("server-is-killed", test_server_is_killed, holds, G_N_ELEMENTS (holds));
  g_test_add_func ("/crash/server-is-killed-at-work", test_server_is_killed_at_work);
  g_test_add_func ("/crash/client-is-killed-at-work", test_client_is_killed_at_work);
  g_test_add_func ("/crash/edit-after-lost-answer", test_edit_after_lost_answer);
  return g_test_run ();
}
