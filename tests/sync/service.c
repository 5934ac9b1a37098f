/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service with a real server on a real socket in this process: states, signals, plans and ends. */

#include "sync/sync-service.h"

#include "lib/scratch-store.h"
#include "server/http-server.h"
#include "server/sqlite-ledger.h"
#include "store/edit.h"
#include "store/system.h"
#include "sync/http-remote.h"
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
} Fixture;

static void
make_server (Fixture *fixture)
{
  const DovetailServerOptions options = {
    .clock = dovetail_system_clock (),
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

static void
wait_for (Fixture *fixture, guint finished)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (fixture->finished < finished && g_get_monotonic_time () < until)
    {
      fixture->scratch->now = g_get_real_time () / 1000;
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (5000);
    }
  g_assert_cmpuint (fixture->finished, ==, finished);
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  log_in (fixture);
  dovetail_sync_service_start (fixture->service);
  wait_for (fixture, 1);
  g_test_message ("started: at once; after an edit: soon, by itself");
  add_task (fixture);
  wait_for (fixture, 2);
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
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
