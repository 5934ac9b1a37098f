/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sync costs depends on what changed, never on how much there is: two devices with 500 tasks and two
 * with 20,000 make the same requests with bodies of the same size. Then over real HTTP, where bodies are
 * compressed and heads are counted. */

#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "server/http-server.h"
#include "server/sqlite-ledger.h"
#include "sim/chance.h"
#include "store/edit.h"
#include "sync/http-remote.h"
#include "sync/pass.h"
#include "sync/session.h"

#define SMALL_LIBRARY 500
#define LARGE_LIBRARY 20000
#define N_CHANGES 10

/* Numbers of a larger library have more digits. */
#define MOST_DIGITS 64

typedef struct
{
  gint64 now;
  Chance chance;
  DovetailLedger *ledger;
  DovetailServer *server;
  DovetailHttpServer *http;   /* NULL: in this process */
  DovetailRemote *remotes[2]; /* each keeps its connection */
  ScratchStore *devices[2];
  char *tasks[2 * N_CHANGES]; /* ids of some */
} Place;

typedef struct
{
  gint64 requests, bytes_up, bytes_down, pushed, fetched;
} Cost;

static gint64
now_of_place (gpointer user_data)
{
  return ((Place *) user_data)->now;
}

static void
pass_time (Place *place)
{
  place->now += 1000;
  for (guint i = 0; i < 2; i++)
    place->devices[i]->now = place->now;
}

static void
make_server (Place *place)
{
  const DovetailServerOptions options = {
    .clock = { now_of_place, place },
    .random = { chance_fill, &place->chance },
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;

  place->ledger = dovetail_sqlite_ledger_open (":memory:", &error);
  g_assert_no_error (error);
  place->server = dovetail_server_new (place->ledger, &options, &error);
  g_assert_no_error (error);
  dovetail_server_add_user (place->server, "anna", "sim", "owner", "correct horse", &error);
  g_assert_no_error (error);
}

static DovetailRemote *
connect_device (Place *place)
{
  g_autofree char *uri = place->http != NULL ? dovetail_http_server_get_uri (place->http) : NULL;

  return uri != NULL ? dovetail_http_remote_new (uri)
                     : DOVETAIL_REMOTE (in_process_remote_new (place->server));
}

static void
make_device (Place *place, guint index)
{
  static const char *const names[] = { "laptop", "phone" };
  g_autoptr (GError) error = NULL;

  place->devices[index] = scratch_store_new (TRUE);
  place->devices[index]->random = index + 1;
  place->devices[index]->now = place->now;
  place->remotes[index] = connect_device (place);
  dovetail_session_login (place->devices[index]->store, NULL, place->remotes[index], "http://localhost:1",
                          "anna", "correct horse", names[index], NULL, &error);
  g_assert_no_error (error);
}

static Cost
sync_device (Place *place, guint index)
{
  const DovetailPassOptions options = {
    .store = place->devices[index]->store,
    .remote = place->remotes[index],
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  pass_time (place);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->state, ==, "completed");
  return (Cost){ job->requests, job->bytes_up, job->bytes_down, job->pushed, job->fetched };
}

/* As long as tasks are, about 450 bytes of JSON, and no easier to compress than what people write. */
static JsonNode *
make_task (Place *place, guint number)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autofree char *text = NULL;

  while (notes->len < 200)
    g_string_append_printf (notes, "%06x ", chance_below (&place->chance, 1 << 24));
  text = g_strdup_printf ("{'title':'Water the plants on the balcony %05u','notes':'%s','status':'open',"
                          "'priority':'none','tags':['home','plants']}",
                          number, notes->str);
  return scratch_data (text);
}

static void
fill_library (Place *place, guint n_tasks)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  g_autoptr (GError) error = NULL;
  guint created, existing;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (JsonNode) data = make_task (place, i);
      char *id = dovetail_store_new_uuid (place->devices[0]->store);

      g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, id, data));
      if (i < G_N_ELEMENTS (place->tasks))
        place->tasks[i] = g_strdup (id);
      g_free (id);
    }
  dovetail_store_import (place->devices[0]->store, drafts, &created, &existing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (created, ==, n_tasks);
}

static Place *
place_new (guint n_tasks, gboolean over_http)
{
  Place *place = g_new0 (Place, 1);

  place->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  place->chance.state = 1;
  make_server (place);
  if (over_http)
    place->http
        = dovetail_http_server_start (place->server, &(DovetailHttpOptions){ .listen = "127.0.0.1:0" }, NULL);
  g_assert_true (!over_http || place->http != NULL);
  make_device (place, 0);
  make_device (place, 1);
  fill_library (place, n_tasks);
  g_assert_cmpint (sync_device (place, 0).pushed, ==, n_tasks);
  g_assert_cmpint (sync_device (place, 1).fetched, ==, n_tasks);
  /* What the first sync leaves to learn, as the token of its own writes, is learned. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 2; i++)
      sync_device (place, i);
  return place;
}

static void
place_free (Place *place)
{
  for (guint i = 0; i < 2; i++)
    {
      scratch_store_free (place->devices[i]);
      g_object_unref (place->remotes[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (place->tasks); i++)
    g_free (place->tasks[i]);
  g_clear_pointer (&place->http, dovetail_http_server_stop);
  g_object_unref (place->server);
  g_object_unref (place->ledger);
  g_free (place);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static void
edit_some (Place *place, guint index)
{
  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autofree char *patch = g_strdup_printf ("{'title':'Water them again, number %02u'}", i);

      scratch_update (place->devices[index], DOVETAIL_ENTITY_TASK, place->tasks[index * N_CHANGES + i],
                      patch);
    }
}

static Cost
sync_nothing (Place *place)
{
  return sync_device (place, 0);
}

/* Ten changes made here meet ten made elsewhere. */
static Cost
sync_ten_and_ten (Place *place)
{
  Cost cost;

  edit_some (place, 1);
  g_assert_cmpint (sync_device (place, 1).pushed, ==, N_CHANGES);
  edit_some (place, 0);
  cost = sync_device (place, 0);
  g_assert_cmpint (cost.pushed, ==, N_CHANGES);
  g_assert_cmpint (cost.fetched, ==, N_CHANGES);
  return cost;
}

static void
say (const char *what, const Cost *cost, guint n_tasks)
{
  g_test_message ("%s, %u tasks: %d requests, %d bytes up, %d down", what, n_tasks, (int) cost->requests,
                  (int) cost->bytes_up, (int) cost->bytes_down);
}

static void
compare (const char *what, const Cost *small, const Cost *large)
{
  say (what, small, SMALL_LIBRARY);
  say (what, large, LARGE_LIBRARY);
  g_assert_cmpint (small->requests, ==, 1);
  g_assert_cmpint (large->requests, ==, 1);
  g_assert_cmpint (ABS (large->bytes_up - small->bytes_up), <=, MOST_DIGITS);
  g_assert_cmpint (ABS (large->bytes_down - small->bytes_down), <=, MOST_DIGITS);
}

static void
test_library (void)
{
  g_autoptr (Place) small = place_new (SMALL_LIBRARY, FALSE);
  g_autoptr (Place) large = place_new (LARGE_LIBRARY, FALSE);
  Cost small_cost = sync_nothing (small);
  Cost large_cost = sync_nothing (large);

  compare ("nothing to do", &small_cost, &large_cost);
  g_assert_cmpint (large_cost.bytes_up + large_cost.bytes_down, <=, 700);
  small_cost = sync_ten_and_ten (small);
  large_cost = sync_ten_and_ten (large);
  compare ("ten here and ten there", &small_cost, &large_cost);
}

static void
test_wire (void)
{
  g_autoptr (Place) place = place_new (SMALL_LIBRARY, TRUE);
  Cost cost = sync_nothing (place);

  say ("nothing to do", &cost, SMALL_LIBRARY);
  g_assert_cmpint (cost.requests, ==, 1);
  cost = sync_ten_and_ten (place);
  say ("ten here and ten there", &cost, SMALL_LIBRARY);
  g_assert_cmpint (cost.requests, ==, 1);
  g_assert_cmpint (cost.bytes_up + cost.bytes_down, <=, 6 * 1024);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/cost/depends-on-the-changes-not-on-the-library", test_library);
  g_test_add_func ("/sim/cost/is-small-on-the-wire", test_wire);
  return g_test_run ();
}
