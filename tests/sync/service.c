/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service with a real server on a real socket in this process: states, signals, plans and ends. */

#include "sync/sync-service.h"

#include <glib/gstdio.h>

#include "lib/canned-server.h"
#include "lib/network.h"
#include "lib/scratch-store.h"
#include "server/http-server.h"
#include "server/sqlite-ledger.h"
#include "store/edit.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/system.h"
#include "sync/http-remote.h"
#include "sync/service-private.h"
#include "sync/session.h"

typedef struct
{
  ScratchStore *scratch;
  DovetailServer *server;
  DovetailHttpServer *http;
  char *address;
  DovetailSyncService *service;
  guint changed, finished;
  DovetailJob *job; /* of the last sync_async */
  GError *error;
  gboolean answered;
  guint awaited;   /* passes */
  gint64 ahead;    /* ms; of the store's clock before the real one */
  GString *states; /* one after the other */
  guint stale_count, stale_step;
} Fixture;

#define LONGEST_SKIP_MS (15 * 1000) /* more looks as if the computer had slept, or is an interval */

/* ms; of the server's clock before the real one */
static gint64 server_ahead;

static gint64
tell_server_time (gpointer user_data)
{
  return g_get_real_time () / 1000 + server_ahead;
}

static void
make_server (Fixture *fixture)
{
  const DovetailServerOptions options = {
    .clock = { tell_server_time, NULL },
    .random = dovetail_system_random (),
    .default_policy = DOVETAIL_POLICY_LAST_WRITE_WINS,
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", &error);

  fixture->server = dovetail_server_new (ledger, &options, &error);
  g_assert_no_error (error);
  dovetail_server_add_user (fixture->server, "anna", "home", "owner", "correct horse", &error);
  g_assert_no_error (error);
}

static void
start_server (Fixture *fixture, const char *listen)
{
  const DovetailHttpOptions options = { .listen = listen };
  g_autoptr (GError) error = NULL;

  fixture->http = dovetail_http_server_start (fixture->server, &options, &error);
  g_assert_no_error (error);
  g_free (fixture->address);
  fixture->address = dovetail_http_server_get_uri (fixture->http);
}

static void
count_changed (DovetailSyncService *service, Fixture *fixture)
{
  fixture->changed++;
}

static void
count_finished (DovetailSyncService *service, DovetailJob *job, Fixture *fixture)
{
  g_assert_nonnull (job->job_id);
  fixture->finished++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->states = g_string_new (NULL);
  fixture->scratch = scratch_store_new (TRUE);
  fixture->scratch->now = g_get_real_time () / 1000;
  make_server (fixture);
  start_server (fixture, "127.0.0.1:0");
  fixture->service = dovetail_sync_service_new (fixture->scratch->store, NULL);
  g_signal_connect (fixture->service, "changed", G_CALLBACK (count_changed), fixture);
  g_signal_connect (fixture->service, "job-finished", G_CALLBACK (count_finished), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer watched = fixture->service;

  g_object_add_weak_pointer (G_OBJECT (fixture->service), &watched);
  dovetail_sync_service_stop (fixture->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->service);
  g_assert_null (watched);
  g_clear_pointer (&fixture->http, dovetail_http_server_stop);
  g_object_unref (fixture->server);
  g_clear_pointer (&fixture->job, dovetail_job_free);
  g_clear_error (&fixture->error);
  g_free (fixture->address);
  g_string_free (fixture->states, TRUE);
  scratch_store_free (fixture->scratch);
}

static void
log_in (Fixture *fixture)
{
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (fixture->address);
  g_autoptr (GError) error = NULL;

  dovetail_session_login (fixture->scratch->store, NULL, remote, fixture->address, "anna", "correct horse",
                          "laptop", NULL, &error);
  g_assert_no_error (error);
  dovetail_sync_service_account_changed (fixture->service);
}

static void
add_task (Fixture *fixture)
{
  g_autoptr (JsonNode) data = scratch_data ("{'title':'pay rent'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (fixture->scratch->store, DOVETAIL_ENTITY_TASK, NULL, data, TRUE, &error);

  g_assert_no_error (error);
  dovetail_sync_service_edited (fixture->service);
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->job, dovetail_job_free);
  g_clear_error (&fixture->error);
  fixture->job = dovetail_sync_service_sync_finish (fixture->service, result, &fixture->error);
  fixture->answered = TRUE;
}

static void
on_synced_elsewhere (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (job->state, ==, "completed");
  fixture->answered = TRUE;
}

static void
sync_and_wait (Fixture *fixture)
{
  fixture->answered = FALSE;
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, NULL, on_synced, fixture);
  while (!fixture->answered)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_first_sync (Fixture *fixture, gconstpointer data)
{
  DovetailSyncState state;
  guint pending;

  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_SIGNED_OUT);
  sync_and_wait (fixture);
  g_assert_error (fixture->error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED);

  add_task (fixture);
  log_in (fixture);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 1);
  sync_and_wait (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->job->error_message, ==, NULL);
  g_assert_cmpstr (fixture->job->job_id, ==, dovetail_sync_service_get_job_id (fixture->service));
  g_assert_cmpint (fixture->job->pushed, ==, 1);
  g_object_get (fixture->service, "state", &state, "pending", &pending, NULL);
  g_assert_cmpint (state, ==, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpuint (pending, ==, 0);
  g_assert_cmpuint (fixture->finished, ==, 1);
  g_assert_cmpuint (fixture->changed, >, 0);
  g_assert_cmpint (dovetail_sync_service_get_last_success (fixture->service), >, 0);
}

static void
test_join (Fixture *fixture, gconstpointer data)
{
  log_in (fixture);
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, NULL, on_synced, fixture);
  sync_and_wait (fixture);
  g_assert_no_error (fixture->error);
  g_test_message ("two callers, one pass");
  g_assert_cmpuint (fixture->finished, ==, 1);
}

/* Lets the clock and the main context run, until it is so or it takes too long. */
static gboolean
run_until (Fixture *fixture, gboolean (*is_so) (Fixture *fixture), double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (!is_so (fixture) && g_get_monotonic_time () < until)
    {
      fixture->scratch->now = g_get_real_time () / 1000 + fixture->ahead;
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (2000);
    }
  return is_so (fixture);
}

static gboolean
never (Fixture *fixture)
{
  return FALSE;
}

static gboolean
has_finished_enough (Fixture *fixture)
{
  return fixture->finished >= fixture->awaited;
}

static void
skip (Fixture *fixture, gint64 milliseconds)
{
  fixture->ahead += milliseconds;
  fixture->scratch->now += milliseconds;
  dovetail_service_plan (fixture->service);
}

/* Where nothing but time lies before the next pass, the clock goes on to it. */
static gboolean
skip_to_pass (Fixture *fixture)
{
  gint64 wait = dovetail_sync_service_get_next_attempt (fixture->service) - fixture->scratch->now;

  if (!has_finished_enough (fixture) && !fixture->service->running && wait > 0 && wait < LONGEST_SKIP_MS)
    skip (fixture, wait);
  return has_finished_enough (fixture);
}

static void
wait_for (Fixture *fixture, guint finished)
{
  fixture->awaited = finished;
  g_assert_true (run_until (fixture, skip_to_pass, 60));
}

/* Whatever follows from what happened has happened; how many passes that took. */
static guint
settle (Fixture *fixture)
{
  guint before = fixture->finished;

  run_until (fixture, never, 0.9);
  return fixture->finished - before;
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  log_in (fixture);
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 1);
  g_test_message ("started: at once, and once more when the event stream is open");
  wait_for (fixture, 2);
  g_assert_cmpuint (settle (fixture), ==, 0);
  add_task (fixture);
  g_test_message (
      "after an edit: soon, by itself; and of the news of it at most one more, not another and another");
  wait_for (fixture, 3);
  g_assert_cmpuint (settle (fixture), <=, 1);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), >,
                   fixture->scratch->now + 60000);
  g_object_set (fixture->service, "paused", TRUE, NULL);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_PAUSED);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), ==, 0);
}

static void
test_server_away (Fixture *fixture, gconstpointer data)
{
  g_autofree char *listen = NULL;

  log_in (fixture);
  listen = g_strdup (strrchr (fixture->address, '/') + 1);
  g_clear_pointer (&fixture->http, dovetail_http_server_stop);
  add_task (fixture);
  sync_and_wait (fixture);
  g_assert_cmpstr (fixture->job->state, ==, "failed");
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_OFFLINE);
  g_assert_nonnull (strstr (dovetail_sync_service_get_error_message (fixture->service), "cannot be reached"));
  start_server (fixture, listen);
  sync_and_wait (fixture);
  g_assert_cmpstr (fixture->job->error_message, ==, NULL);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_null (dovetail_sync_service_get_error_message (fixture->service));
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
}

static void
note_state (DovetailSyncService *service, GParamSpec *property, Fixture *fixture)
{
  g_string_append_printf (fixture->states, "%s%s", fixture->states->len > 0 ? " " : "",
                          dovetail_sync_state_to_string (dovetail_sync_service_get_state (service)));
}

static gboolean
is_answered (Fixture *fixture)
{
  return fixture->answered;
}

static gboolean
is_offline (Fixture *fixture)
{
  return dovetail_sync_service_get_state (fixture->service) == DOVETAIL_SYNC_STATE_OFFLINE;
}

/* A dead server is shown as such from the first try that failed, not only when the last one has. */
static void
test_dead_server (Fixture *fixture, gconstpointer data)
{
  g_autofree char *listen = NULL;

  log_in (fixture);
  listen = g_strdup (strrchr (fixture->address, '/') + 1);
  sync_and_wait (fixture);
  g_clear_pointer (&fixture->http, dovetail_http_server_stop);
  add_task (fixture);
  g_setenv ("SYNC_MAX_RETRIES", "30", TRUE);
  g_setenv ("SYNC_BASE_DELAY", "0.5", TRUE);
  g_setenv ("SYNC_BACKOFF_MULTIPLIER", "1", TRUE);
  fixture->answered = FALSE;
  g_signal_connect (fixture->service, "notify::state", G_CALLBACK (note_state), fixture);
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, NULL, on_synced, fixture);
  g_assert_true (run_until (fixture, is_offline, 5));
  g_assert_false (fixture->answered);
  g_assert_nonnull (strstr (dovetail_sync_service_get_error_message (fixture->service), "cannot be reached"));
  g_test_message ("and back as soon as it answers, in the same pass");
  start_server (fixture, listen);
  g_assert_true (run_until (fixture, is_answered, 20));
  g_assert_cmpstr (fixture->job->state, ==, "completed");
  g_assert_null (dovetail_sync_service_get_error_message (fixture->service));
  g_assert_cmpstr (fixture->states->str, ==, "syncing offline syncing idle");
  g_setenv ("SYNC_MAX_RETRIES", "1", TRUE);
  g_setenv ("SYNC_BASE_DELAY", "0.05", TRUE);
}

/* While the server stays away, planned passes do not pretend to sync. */
static void
test_stays_dead (Fixture *fixture, gconstpointer data)
{
  log_in (fixture);
  sync_and_wait (fixture);
  g_clear_pointer (&fixture->http, dovetail_http_server_stop);
  sync_and_wait (fixture);
  g_assert_true (is_offline (fixture));
  g_signal_connect (fixture->service, "notify::state", G_CALLBACK (note_state), fixture);
  fixture->ahead = 30 * 60 * 1000;
  fixture->scratch->now += fixture->ahead;
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 3);
  g_assert_cmpstr (fixture->states->str, ==, "");
}

/* A server that asks for rest gets it, from the next passes and from the next start as well. */
static void
test_asked_for_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CannedServer) busy = canned_server_new (
      "HTTP/1.1 503 Busy\r\nRetry-After: 1800\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  g_autoptr (DovetailSyncService) later = NULL;
  gint64 now = fixture->scratch->now;

  log_in (fixture);
  g_assert_true (dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SERVER,
                                             canned_server_get_address (busy), NULL));
  dovetail_sync_service_account_changed (fixture->service);
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 1);
  g_assert_cmpuint (canned_server_count (busy), ==, 1);
  add_task (fixture);
  g_assert_cmpuint (settle (fixture), ==, 0);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), >=, now + 1800 * 1000);
  later = dovetail_sync_service_new (fixture->scratch->store, NULL);
  dovetail_sync_service_start (later);
  run_until (fixture, never, 0.5);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (later), >=, now + 1800 * 1000);
  dovetail_sync_service_stop (later);
  g_test_message ("who asks by hand is not held back; a sync that works forgets it");
  g_assert_true (
      dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SERVER, fixture->address, NULL));
  sync_and_wait (fixture);
  g_assert_cmpstr (fixture->job->state, ==, "completed");
  g_assert_cmpint (dovetail_store_get_setting_int (fixture->scratch->store, DOVETAIL_SETTING_NOT_BEFORE, 0),
                   ==, 0);
}

static void
test_pause_ends (Fixture *fixture, gconstpointer data)
{
  gboolean paused;

  log_in (fixture);
  dovetail_sync_service_pause (fixture->service, fixture->scratch->now + 1500);
  dovetail_sync_service_start (fixture->service);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_PAUSED);
  add_task (fixture);
  run_until (fixture, never, 0.8);
  g_assert_cmpuint (fixture->finished, ==, 0);
  wait_for (fixture, 1);
  g_object_get (fixture->service, "paused", &paused, NULL);
  g_assert_false (paused);
  g_assert_cmpint (dovetail_sync_service_get_paused_until (fixture->service), ==, 0);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
}

/* Another device of the family pushes: the change is stored here at once, without an interval. */
static DovetailSyncService *
other_device (Fixture *fixture, ScratchStore *scratch)
{
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (fixture->address);
  g_autoptr (GError) error = NULL;

  scratch->now = fixture->scratch->now;
  dovetail_session_login (scratch->store, NULL, remote, fixture->address, "anna", "correct horse", "phone",
                          NULL, &error);
  g_assert_no_error (error);
  return dovetail_sync_service_new (scratch->store, NULL);
}

static gboolean
has_task (Fixture *fixture)
{
  guint records, tombstones;

  return dovetail_store_count_records (fixture->scratch->store, &records, &tombstones, NULL) && records > 0;
}

static void
test_other_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailSyncService) other = NULL;
  gint64 started, pushed;
  guint finished;

  log_in (fixture);
  g_assert_true (
      dovetail_store_set_setting_int (fixture->scratch->store, DOVETAIL_SETTING_INTERVAL, 3600, NULL));
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 2);
  settle (fixture);
  finished = fixture->finished;
  other = other_device (fixture, scratch);
  scratch_create (scratch, "task", NULL, "{'title':'from the phone'}");
  fixture->answered = FALSE;
  started = g_get_monotonic_time ();
  dovetail_sync_service_sync_async (other, DOVETAIL_SYNC_AUTO, NULL, on_synced_elsewhere, fixture);
  g_assert_true (run_until (fixture, is_answered, 20));
  pushed = g_get_monotonic_time ();
  g_assert_true (run_until (fixture, has_task, 20));
  g_test_message ("stored here %.0f ms after the push began and %.0f ms after it ended",
                  (g_get_monotonic_time () - started) / 1000.0, (g_get_monotonic_time () - pushed) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - pushed, <, 2 * G_USEC_PER_SEC);
  settle (fixture);
  g_test_message ("one pass for it, or two when the news came in two parts");
  g_assert_cmpuint (fixture->finished - finished, <=, 2);
  dovetail_sync_service_stop (other);
}

/* Another process syncs: its turn first, ours a few seconds later, and nothing looks like a failure. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailSyncLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = fixture->scratch->now;

  log_in (fixture);
  sync_and_wait (fixture);
  lock = dovetail_sync_lock_take (fixture->scratch->store, &error);
  g_assert_no_error (error);
  add_task (fixture);
  dovetail_sync_service_start (fixture->service);
  sync_and_wait (fixture);
  g_assert_error (fixture->error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), >, now + 3000);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), <=, now + 5000);
  g_clear_pointer (&lock, dovetail_sync_lock_release);
  wait_for (fixture, 2);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
}

/* What the server says while syncing is paused is not listened to; and it is made up for afterwards. */
static void
test_paused_is_deaf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailSyncService) other = NULL;
  guint finished;

  log_in (fixture);
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 2);
  g_assert_true (dovetail_event_stream_is_open (fixture->service->stream));
  dovetail_sync_service_pause (fixture->service, DOVETAIL_PAUSED_FOR_GOOD);
  g_assert_false (dovetail_event_stream_is_open (fixture->service->stream));
  settle (fixture);
  finished = fixture->finished;
  other = other_device (fixture, scratch);
  scratch_create (scratch, "task", NULL, "{'title':'from the phone'}");
  fixture->answered = FALSE;
  dovetail_sync_service_sync_async (other, DOVETAIL_SYNC_AUTO, NULL, on_synced_elsewhere, fixture);
  g_assert_true (run_until (fixture, is_answered, 20));
  settle (fixture);
  g_assert_cmpuint (fixture->finished, ==, finished);
  g_assert_false (has_task (fixture));
  dovetail_sync_service_pause (fixture->service, 0);
  g_assert_true (run_until (fixture, has_task, 20));
  dovetail_sync_service_stop (other);
}

/* The token ends while the stream is open: a pass gets another one, and the stream is there again. */
static gboolean
is_listening (Fixture *fixture)
{
  return fixture->service->stream != NULL && dovetail_event_stream_is_open (fixture->service->stream);
}

static gboolean
is_deaf (Fixture *fixture)
{
  return !is_listening (fixture);
}

static void
test_token_ends (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;

  log_in (fixture);
  dovetail_sync_service_start (fixture->service);
  g_assert_true (run_until (fixture, is_listening, 20));
  before = g_strdup (fixture->service->access_token);
  settle (fixture);
  server_ahead = 16 * 60 * 1000;
  g_assert_true (run_until (fixture, is_deaf, 20));
  g_assert_true (run_until (fixture, is_listening, 20));
  g_assert_cmpstr (fixture->service->access_token, !=, before);
  g_assert_null (dovetail_sync_service_get_error_message (fixture->service));
  server_ahead = 0;
}

/* A server out in the world needs a network, and asks what it costs. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  DovetailStore *store = fixture->scratch->store;
  g_autoptr (TestNetwork) network = test_network_new (FALSE, FALSE);
  guint finished;

  log_in (fixture);
  fixture->service->local_server = FALSE;
  dovetail_service_watch_network (fixture->service, G_NETWORK_MONITOR (network));
  dovetail_sync_service_start (fixture->service);
  g_assert_true (is_offline (fixture));
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), ==, 0);
  test_network_set (network, TRUE, FALSE);
  wait_for (fixture, 2);
  g_assert_true (is_listening (fixture));
  g_test_message ("gone and back again");
  test_network_set (network, FALSE, FALSE);
  g_assert_true (is_offline (fixture));
  g_assert_true (is_deaf (fixture));
  settle (fixture);
  finished = fixture->finished;
  test_network_set (network, TRUE, FALSE);
  wait_for (fixture, finished + 1);
  settle (fixture);
  g_test_message ("metered: no stream, but by interval");
  test_network_set (network, TRUE, TRUE);
  g_assert_true (is_deaf (fixture));
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), >, 0);
  g_test_message ("metered, by hand: not even edits, and the hand is not held back");
  g_assert_true (dovetail_store_set_setting (store, DOVETAIL_SETTING_METERED, "by_hand", NULL));
  add_task (fixture);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), ==, 0);
  sync_and_wait (fixture);
  g_assert_cmpint (fixture->job->pushed, ==, 1);
  g_test_message ("metered, only edits");
  g_assert_true (dovetail_store_set_setting (store, DOVETAIL_SETTING_METERED, "edits", NULL));
  dovetail_sync_service_pause (fixture->service, 0);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), ==, 0);
  finished = fixture->finished;
  add_task (fixture);
  wait_for (fixture, finished + 1);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
}

/* A refusal that no waiting changes is shown as one that needs the user. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CannedServer) stern
      = canned_server_new ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

  log_in (fixture);
  g_assert_true (dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SERVER,
                                             canned_server_get_address (stern), NULL));
  sync_and_wait (fixture);
  g_assert_cmpstr (fixture->job->state, ==, "failed");
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_FAILED);
  g_assert_nonnull (dovetail_sync_service_get_error_message (fixture->service));
}

/* The store's folder is gone: no pass can begin, and that is said. */
static void
test_no_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->scratch->directory, "-aside", NULL);

  log_in (fixture);
  g_assert_cmpint (g_rename (fixture->scratch->directory, aside), ==, 0);
  sync_and_wait (fixture);
  g_assert_null (fixture->job);
  g_assert_nonnull (fixture->error);
  g_assert_cmpint (dovetail_sync_service_get_state (fixture->service), ==, DOVETAIL_SYNC_STATE_FAILED);
  dovetail_sync_service_start (fixture->service);
  run_until (fixture, never, 0.2);
  g_assert_cmpuint (fixture->finished, ==, 0);
  scratch_remove_tree (fixture->scratch->directory);
  g_assert_cmpint (g_rename (aside, fixture->scratch->directory), ==, 0);
}

/* Asleep nothing runs; awake again a pass runs soon, and the stream is opened anew. */
static void
test_sleep (Fixture *fixture, gconstpointer data)
{
  guint finished;

  log_in (fixture);
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 2);
  settle (fixture);
  finished = fixture->finished;
  dovetail_service_sleeps (fixture->service, TRUE);
  add_task (fixture);
  skip (fixture, 3000);
  settle (fixture);
  g_assert_cmpuint (fixture->finished, ==, finished);
  g_assert_cmpint (dovetail_sync_service_get_next_attempt (fixture->service), ==, 0);
  dovetail_service_sleeps (fixture->service, FALSE);
  wait_for (fixture, finished + 1);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 0);
}

/* Nobody told of the sleep, but the wall clock went on. */
static void
test_clock_jumps (Fixture *fixture, gconstpointer data)
{
  guint finished;

  log_in (fixture);
  g_assert_true (
      dovetail_store_set_setting_int (fixture->scratch->store, DOVETAIL_SETTING_INTERVAL, 86400, NULL));
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 2);
  settle (fixture);
  finished = fixture->finished;
  fixture->ahead = 8 * 3600 * 1000;
  run_until (fixture, never, 0.05);
  dovetail_sync_service_pause (fixture->service, 0);
  wait_for (fixture, finished + 1);
}

static void
count_stale (DovetailSyncService *service, guint step, gint64 since, Fixture *fixture)
{
  fixture->stale_step = step;
  fixture->stale_count++;
}

static DovetailSyncService *
start_and_look (Fixture *fixture)
{
  DovetailSyncService *service = dovetail_sync_service_new (fixture->scratch->store, NULL);

  g_signal_connect (service, "stale", G_CALLBACK (count_stale), fixture);
  dovetail_sync_service_start (service);
  run_until (fixture, never, 0.3);
  /* The first minutes after a start alarm nobody. */
  service->awake_since -= 11 * 60 * 1000;
  dovetail_sync_service_edited (service);
  run_until (fixture, never, 0.3);
  dovetail_sync_service_edited (service);
  return service;
}

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

/* Nothing synced for a day, three days: said once each, whatever is restarted meanwhile. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *listen = NULL;

  log_in (fixture);
  sync_and_wait (fixture);
  listen = g_strdup (strrchr (fixture->address, '/') + 1);
  g_clear_pointer (&fixture->http, dovetail_http_server_stop);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DovetailSyncService) service = NULL;

      fixture->ahead += i == 0 ? DAY_MS : i == 1 ? 0 : 2 * DAY_MS;
      service = start_and_look (fixture);
      g_assert_cmpuint (fixture->stale_count, ==, (i == 2 ? 2 : 1));
      g_assert_cmpuint (fixture->stale_step, ==, (i == 2 ? 2 : 1));
      g_assert_cmpint (dovetail_sync_service_get_stale_since (service), ==,
                       dovetail_sync_service_get_last_success (fixture->service));
      dovetail_sync_service_stop (service);
    }
  start_server (fixture, listen);
  sync_and_wait (fixture);
  g_assert_cmpstr (fixture->job->state, ==, "completed");
  g_assert_cmpint (dovetail_sync_service_get_stale_since (fixture->service), ==, 0);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  log_in (fixture);
  fixture->answered = FALSE;
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, cancellable, on_synced, fixture);
  g_cancellable_cancel (cancellable);
  while (!fixture->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->job->state, ==, "cancelled");
}

#define ADD(name, func) g_test_add ("/service/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("SYNC_MAX_RETRIES", "1", TRUE);
  g_setenv ("SYNC_BASE_DELAY", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("first-sync", test_first_sync);
  ADD ("join", test_join);
  ADD ("plan", test_plan);
  ADD ("server-away", test_server_away);
  ADD ("dead-server", test_dead_server);
  ADD ("stays-dead", test_stays_dead);
  ADD ("asked-for-rest", test_asked_for_rest);
  ADD ("pause-ends", test_pause_ends);
  ADD ("other-device", test_other_device);
  ADD ("network", test_network);
  ADD ("refused", test_refused);
  ADD ("no-store", test_no_store);
  ADD ("busy", test_busy);
  ADD ("paused-is-deaf", test_paused_is_deaf);
  ADD ("token-ends", test_token_ends);
  ADD ("sleep", test_sleep);
  ADD ("clock-jumps", test_clock_jumps);
  ADD ("stale", test_stale);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
