/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service where something is amiss: no network, one that is paid for, a store that fails, an account that
 * comes and goes. */

#include "sync/sync-service.h"

#include "core/error.h"
#include "lib/network.h"
#include "lib/scratch-store.h"
#include "lib/statement-trap.h"
#include "store/settings.h"
#include "sync/access.h"
#include "sync/service-private.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct
{
  ScratchStore *scratch;
  DovetailSyncService *service;
  TestNetwork *network;
  DovetailJob *job;
  GError *error;
  gboolean answered;
  guint stale;
} Fixture;

static void
set_setting (Fixture *fixture, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_set_setting (fixture->scratch->store, name, value, &error);
  g_assert_no_error (error);
}

/* A server that is not on this computer. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_store_new (TRUE);
  fixture->scratch->now = g_get_real_time () / 1000;
  set_setting (fixture, DOVETAIL_SETTING_SERVER, "https://dovetail.invalid");
  set_setting (fixture, DOVETAIL_SETTING_DEVICE_ID, "laptop");
  set_setting (fixture, DOVETAIL_SETTING_USER_ID, "anna");
  fixture->service = dovetail_sync_service_new (fixture->scratch->store, NULL);
  fixture->network = test_network_new (TRUE, FALSE);
  dovetail_service_watch_network (fixture->service, G_NETWORK_MONITOR (fixture->network));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  statement_trap_clear ();
  dovetail_sync_service_stop (fixture->service);
  g_object_unref (fixture->service);
  g_object_unref (fixture->network);
  g_clear_pointer (&fixture->job, dovetail_job_free);
  g_clear_error (&fixture->error);
  scratch_store_free (fixture->scratch);
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->job = dovetail_sync_service_sync_finish (fixture->service, result, &fixture->error);
  fixture->answered = TRUE;
}

static void
sync_and_wait (Fixture *fixture)
{
  g_clear_pointer (&fixture->job, dovetail_job_free);
  g_clear_error (&fixture->error);
  fixture->answered = FALSE;
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, NULL, on_synced, fixture);
  while (!fixture->answered)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
wait_of (Fixture *fixture)
{
  gint64 next = dovetail_sync_service_get_next_attempt (fixture->service);

  return next == 0 ? -1 : next - fixture->scratch->now;
}

/* As if the last sync had just gone well. */
static void
seem_synced (Fixture *fixture)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("one", "incremental", fixture->scratch->now);

  dovetail_job_finish (job, DOVETAIL_JOB_COMPLETED, NULL, NULL, fixture->scratch->now);
  dovetail_service_note_end (fixture->service, job, NULL);
  dovetail_service_plan (fixture->service);
}

static void
start (Fixture *fixture)
{
  dovetail_sync_service_start (fixture->service);
  seem_synced (fixture);
  fixture->scratch->now += 60 * 1000;
  fixture->service->seen_wall = 0;
}

static void
assert_state (Fixture *fixture, DovetailSyncState state)
{
  g_assert_cmpstr (dovetail_sync_state_to_string (dovetail_sync_service_get_state (fixture->service)), ==,
                   dovetail_sync_state_to_string (state));
}

static void
test_network (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  test_network_set (fixture->network, FALSE, FALSE);
  assert_state (fixture, DOVETAIL_SYNC_STATE_OFFLINE);
  g_assert_cmpint (wait_of (fixture), ==, -1);
  g_test_message ("back: soon, and not only at the next interval");
  test_network_set (fixture->network, TRUE, FALSE);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpint (wait_of (fixture), <=, 2000);
  g_test_message ("a server on this computer needs no network");
  set_setting (fixture, DOVETAIL_SETTING_SERVER, "http://localhost:1");
  dovetail_sync_service_account_changed (fixture->service);
  test_network_set (fixture->network, FALSE, TRUE);
  seem_synced (fixture);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpint (wait_of (fixture), >, 0);
}

/* A network that is there all the time is no news. */
static void
test_network_moves (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  dovetail_service_plan (fixture->service);
  g_assert_cmpint (wait_of (fixture), >, 60 * 1000);
  g_signal_emit_by_name (fixture->network, "network-changed", TRUE);
  g_assert_cmpint (wait_of (fixture), >, 60 * 1000);
}

static void
test_metered (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *rule;
    gboolean edited, planned;
  } cases[] = {
    { NULL, FALSE, TRUE },       { "edits", FALSE, FALSE },  { "edits", TRUE, TRUE },
    { "by_hand", FALSE, FALSE }, { "by_hand", TRUE, FALSE },
  };

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s, %s", cases[i].rule, cases[i].edited ? "edited" : "not edited");
      set_setting (fixture, DOVETAIL_SETTING_METERED, cases[i].rule);
      fixture->service->first_edit = fixture->service->last_edit = 0;
      test_network_set (fixture->network, TRUE, TRUE);
      dovetail_service_plan (fixture->service);
      if (cases[i].edited)
        dovetail_sync_service_edited (fixture->service);
      g_assert_cmpint (wait_of (fixture) != -1, ==, cases[i].planned);
      g_assert_null (fixture->service->stream);
    }
  test_network_set (fixture->network, TRUE, FALSE);
  g_assert_cmpint (wait_of (fixture), >=, 0);
}

/* A disk in trouble: who asked hears of it, and it is tried again later. */
static void
test_store_fails (Fixture *fixture, gconstpointer data)
{
  statement_trap_set (fixture->scratch->directory, "PRAGMA journal_mode", 1, G_MAXUINT - 1);
  sync_and_wait (fixture);
  g_assert_nonnull (fixture->error);
  g_assert_null (fixture->job);
  assert_state (fixture, DOVETAIL_SYNC_STATE_FAILED);
  g_assert_cmpstr (dovetail_sync_service_get_error_message (fixture->service), ==, fixture->error->message);
  g_test_message ("by plan: it counts as a try that failed, and the next one comes later");
  dovetail_sync_service_account_changed (fixture->service);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  dovetail_sync_service_start (fixture->service);
  while (fixture->service->failures == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->service->running);
  assert_state (fixture, DOVETAIL_SYNC_STATE_FAILED);
  g_assert_cmpint (wait_of (fixture), >=, 5000);
}

static void
test_pause_not_kept (Fixture *fixture, gconstpointer data)
{
  statement_trap_set (fixture->scratch->directory, "INTO setting", 1, 1);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "The pause could not be kept*");
  dovetail_sync_service_pause (fixture->service, DOVETAIL_PAUSED_FOR_GOOD);
  g_test_assert_expected_messages ();
  g_test_message ("and then it is not shown either");
  g_assert_cmpint (dovetail_sync_service_get_paused_until (fixture->service), ==, 0);
  statement_trap_clear ();
  dovetail_sync_service_pause (fixture->service, DOVETAIL_PAUSED_FOR_GOOD);
  assert_state (fixture, DOVETAIL_SYNC_STATE_PAUSED);
}

static void
test_counts_fail (Fixture *fixture, gconstpointer data)
{
  scratch_create (fixture->scratch, DOVETAIL_ENTITY_TASK, NULL, "{'title':'one'}");
  dovetail_sync_service_edited (fixture->service);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 1);
  scratch_create (fixture->scratch, DOVETAIL_ENTITY_TASK, NULL, "{'title':'two'}");
  statement_trap_set (fixture->scratch->directory, "WITH RECURSIVE kind", 1, 1);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "What waits to be uploaded cannot be counted*");
  dovetail_sync_service_edited (fixture->service);
  g_test_assert_expected_messages ();
  g_test_message ("what was last known stays");
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 1);
  dovetail_sync_service_edited (fixture->service);
  g_assert_cmpuint (dovetail_sync_service_get_pending (fixture->service), ==, 2);
}

static void
count_stale (DovetailSyncService *service, guint step, gint64 since, Fixture *fixture)
{
  fixture->stale++;
}

/* Better missed than said at every start. */
static void
test_silence_not_noted (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->service, "stale", G_CALLBACK (count_stale), fixture);
  test_network_set (fixture->network, FALSE, FALSE);
  start (fixture);
  g_assert_true (dovetail_store_set_setting_int (fixture->scratch->store, DOVETAIL_SETTING_LAST_SUCCESS,
                                                 fixture->scratch->now - 2 * DAY_MS, NULL));
  dovetail_service_plan (fixture->service);
  g_test_message ("not in the first minutes");
  g_assert_cmpuint (fixture->stale, ==, 0);
  fixture->service->awake_since -= 11 * 60 * 1000;
  for (guint statement = 1; statement <= 2; statement++)
    {
      statement_trap_set (fixture->scratch->directory, "INTO setting", statement, 1);
      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "It cannot be noted*");
      dovetail_service_plan (fixture->service);
      g_test_assert_expected_messages ();
      statement_trap_clear ();
      g_assert_cmpuint (fixture->stale, ==, 0);
    }
  dovetail_service_plan (fixture->service);
  g_assert_cmpuint (fixture->stale, ==, 1);
  dovetail_service_plan (fixture->service);
  g_assert_cmpuint (fixture->stale, ==, 1);
}

/* Another process signed this device out, and in again. */
static void
test_account (Fixture *fixture, gconstpointer data)
{
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  set_setting (fixture, DOVETAIL_SETTING_SERVER, NULL);
  set_setting (fixture, DOVETAIL_SETTING_USER_ID, NULL);
  set_setting (fixture, DOVETAIL_SETTING_DEVICE_ID, NULL);
  dovetail_sync_service_edited (fixture->service);
  assert_state (fixture, DOVETAIL_SYNC_STATE_SIGNED_OUT);
  dovetail_service_take_token (fixture->service, "token");
  dovetail_service_listen (fixture->service, TRUE);
  g_assert_false (dovetail_event_stream_is_open (fixture->service->stream));
  set_setting (fixture, DOVETAIL_SETTING_SERVER, "https://dovetail.invalid");
  set_setting (fixture, DOVETAIL_SETTING_USER_ID, "anna");
  set_setting (fixture, DOVETAIL_SETTING_DEVICE_ID, "laptop");
  dovetail_sync_service_edited (fixture->service);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
}

/* How a sync ended, and what is shown of it. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *code;
    DovetailSyncState state;
    gboolean planned;
  } cases[] = {
    { "unauthorized", DOVETAIL_SYNC_STATE_FAILED, FALSE },
    { "certificate", DOVETAIL_SYNC_STATE_FAILED, TRUE },
    { "offline", DOVETAIL_SYNC_STATE_OFFLINE, TRUE },
    { "timed_out", DOVETAIL_SYNC_STATE_OFFLINE, TRUE },
    { "temporary", DOVETAIL_SYNC_STATE_OFFLINE, TRUE },
  };

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailJob) job = dovetail_job_new ("one", "incremental", fixture->scratch->now);

      dovetail_job_finish (job, DOVETAIL_JOB_FAILED, cases[i].code, "Words for people",
                           fixture->scratch->now);
      dovetail_service_note_end (fixture->service, job, NULL);
      dovetail_service_plan (fixture->service);
      assert_state (fixture, cases[i].state);
      g_assert_cmpstr (dovetail_sync_service_get_error_message (fixture->service), ==, "Words for people");
      g_assert_cmpint (wait_of (fixture) != -1, ==, cases[i].planned);
    }
  g_test_message ("one that was cancelled says nothing about the server");
  {
    g_autoptr (DovetailJob) job = dovetail_job_new ("one", "incremental", fixture->scratch->now);

    dovetail_job_finish (job, DOVETAIL_JOB_CANCELLED, "cancelled", "Cancelled", fixture->scratch->now);
    dovetail_service_note_end (fixture->service, job, NULL);
    dovetail_service_plan (fixture->service);
    assert_state (fixture, DOVETAIL_SYNC_STATE_OFFLINE);
  }
  seem_synced (fixture);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_null (dovetail_sync_service_get_error_message (fixture->service));
}

/* A sync that left edits behind, because they came faster than they went up, is followed by another soon. */
static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) some = dovetail_job_new ("some", "incremental", 2);

  start (fixture);
  seem_synced (fixture);
  g_assert_cmpint (wait_of (fixture), >, 60000);
  dovetail_job_finish (some, DOVETAIL_JOB_COMPLETED, NULL, NULL, fixture->scratch->now);
  some->waiting = 3;
  dovetail_service_note_end (fixture->service, some, NULL);
  dovetail_service_plan (fixture->service);
  g_assert_cmpint (wait_of (fixture), <=, 2000);
}

/* What is shown to programs that know of properties alone. */
static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autofree char *phase = NULL;
  g_autofree char *message = NULL;
  DovetailSyncState state;
  double progress;
  guint done, total, pending, conflicts, quarantined;
  gint64 success, next, until, since;
  gboolean paused;

  start (fixture);
  dovetail_service_show_progress (fixture->service, 3, 12);
  g_object_set (fixture->service, "paused", TRUE, NULL);
  g_object_set (fixture->service, "paused", TRUE, NULL);
  g_object_get (fixture->service, "state", &state, "phase", &phase, "progress", &progress, "progress-done",
                &done, "progress-total", &total, "pending", &pending, "conflicts", &conflicts, "quarantined",
                &quarantined, "last-success", &success, "next-attempt", &next, "error-message", &message,
                "paused", &paused, "paused-until", &until, "stale-since", &since, NULL);
  g_assert_cmpint (state, ==, DOVETAIL_SYNC_STATE_PAUSED);
  g_assert_cmpstr (phase, ==, "idle");
  g_assert_cmpfloat (progress, ==, 0.25);
  g_assert_cmpuint (done, ==, 3);
  g_assert_cmpuint (total, ==, 12);
  g_assert_cmpuint (pending + conflicts + quarantined, ==, 0);
  g_assert_cmpint (success, ==, dovetail_sync_service_get_last_success (fixture->service));
  g_assert_cmpint (next, ==, 0);
  g_assert_null (message);
  g_assert_true (paused);
  g_assert_cmpint (until, ==, DOVETAIL_PAUSED_FOR_GOOD);
  g_assert_cmpint (since, ==, 0);
  dovetail_sync_service_get_progress (fixture->service, &done, &total);
  g_assert_cmpuint (done, ==, 3);
  dovetail_service_show_progress (fixture->service, 3, 0);
  g_object_get (fixture->service, "progress", &progress, NULL);
  g_assert_cmpfloat (progress, ==, 0);
  g_object_set (fixture->service, "paused", FALSE, NULL);
  g_assert_cmpint (dovetail_sync_service_get_paused_until (fixture->service), ==, 0);
  g_assert_cmpstr (dovetail_sync_service_get_phase (fixture->service), ==, "idle");
}

/* A pause that is over before it begins is none. */
static void
test_pause_in_the_past (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  dovetail_sync_service_pause (fixture->service, fixture->scratch->now - 1000);
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
  g_assert_cmpint (wait_of (fixture), >=, 0);
}

/* A server that answers again is asked at once, not when its turn comes. */
static void
test_stream_is_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("one", "incremental", fixture->scratch->now);

  start (fixture);
  dovetail_service_take_token (fixture->service, "token");
  dovetail_service_listen (fixture->service, TRUE);
  dovetail_job_finish (job, DOVETAIL_JOB_FAILED, "temporary", "Busy", fixture->scratch->now);
  for (guint i = 0; i < 8; i++)
    dovetail_service_note_end (fixture->service, job, NULL);
  dovetail_service_plan (fixture->service);
  g_assert_cmpint (fixture->service->back_since, ==, 0);
  fixture->scratch->now += 1000;
  g_signal_emit_by_name (fixture->service->stream, "opened");
  g_assert_cmpint (fixture->service->back_since, ==, fixture->scratch->now);
  g_assert_cmpint (wait_of (fixture), <=, 2000);
}

/* An edit made while a sync ran that failed waits since it was made. */
static void
test_edited_before_a_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = dovetail_job_new ("one", "incremental", fixture->scratch->now);
  gint64 edited;

  start (fixture);
  scratch_create (fixture->scratch, DOVETAIL_ENTITY_TASK, NULL, "{'title':'one'}");
  edited = fixture->scratch->now;
  dovetail_sync_service_edited (fixture->service);
  fixture->scratch->now += 1000;
  dovetail_job_finish (job, DOVETAIL_JOB_FAILED, "temporary", "Busy", fixture->scratch->now);
  dovetail_service_note_end (fixture->service, job, NULL);
  g_assert_cmpint (fixture->service->first_edit, ==, edited);
}

/* Writing down that it was told changes the store, of which the service hears. */
static void
test_told_once (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->service, "stale", G_CALLBACK (count_stale), fixture);
  g_signal_connect_swapped (fixture->scratch->store, "changed", G_CALLBACK (dovetail_sync_service_edited),
                            fixture->service);
  test_network_set (fixture->network, FALSE, FALSE);
  start (fixture);
  fixture->service->awake_since -= 11 * 60 * 1000;
  g_assert_true (dovetail_store_set_setting_int (fixture->scratch->store, DOVETAIL_SETTING_LAST_SUCCESS,
                                                 fixture->scratch->now - 2 * DAY_MS, NULL));
  dovetail_service_plan (fixture->service);
  g_assert_cmpuint (fixture->stale, ==, 1);
  g_signal_handlers_disconnect_by_data (fixture->scratch->store, fixture->service);
}

/* The clock was set back: what was due is not any more. */
static void
test_not_due_any_more (Fixture *fixture, gconstpointer data)
{
  guint timer;

  start (fixture);
  dovetail_service_came_back (fixture->service);
  dovetail_service_plan (fixture->service);
  timer = g_source_get_id (fixture->service->timer);
  fixture->scratch->now = fixture->service->next_attempt - 5000;
  while (g_source_get_id (fixture->service->timer) == timer)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->service->running);
  g_assert_cmpint (wait_of (fixture), >, 0);
}

/* Takes connections and never answers. */
static GSocketListener *
listen_and_keep_silent (Fixture *fixture)
{
  GSocketListener *silent = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u", port);

  g_assert_cmpuint (port, >, 0);
  set_setting (fixture, DOVETAIL_SETTING_SERVER, address);
  return silent;
}

static void
keep_tokens (Fixture *fixture)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (fixture->scratch->store, NULL);
  g_autoptr (GError) error = NULL;
  const DovetailSessionGrant grant = { .access_token = "a", .refresh_token = "r", .expires_in = 3600 };

  g_assert_true (dovetail_access_save (access, &grant, NULL, &error));
  g_assert_no_error (error);
}

/* Another process signs this device in elsewhere while a sync waits for the former server: that sync ends, nobody is told
 * of a failure, and the present account is tried soon. */
static void
test_signed_in_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) silent = listen_and_keep_silent (fixture);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  keep_tokens (fixture);
  dovetail_sync_service_account_changed (fixture->service);
  dovetail_sync_service_sync_async (fixture->service, DOVETAIL_SYNC_AUTO, NULL, on_synced, fixture);
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (fixture->service->running);

  set_setting (fixture, DOVETAIL_SETTING_USER_ID, "bob");
  dovetail_sync_service_edited (fixture->service);
  while (!fixture->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fixture->job == NULL || !g_str_equal (fixture->job->state, "completed"));
  g_assert_false (fixture->service->running);
  g_assert_null (dovetail_sync_service_get_error_message (fixture->service));
  assert_state (fixture, DOVETAIL_SYNC_STATE_IDLE);
}

#define ADD(name, func) g_test_add ("/service-trouble/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("SYNC_MAX_RETRIES", "0", TRUE);
  g_test_init (&argc, &argv, NULL);
  statement_trap_prepare ();
  ADD ("signed-in-elsewhere", test_signed_in_elsewhere);
  ADD ("network", test_network);
  ADD ("network-moves", test_network_moves);
  ADD ("metered", test_metered);
  ADD ("store-fails", test_store_fails);
  ADD ("pause-not-kept", test_pause_not_kept);
  ADD ("counts-fail", test_counts_fail);
  ADD ("silence-not-noted", test_silence_not_noted);
  ADD ("account", test_account);
  ADD ("ends", test_ends);
  ADD ("left-behind", test_left_behind);
  ADD ("stream-is-back", test_stream_is_back);
  ADD ("edited-before-a-failure", test_edited_before_a_failure);
  ADD ("told-once", test_told_once);
  ADD ("not-due-any-more", test_not_due_any_more);
  ADD ("properties", test_properties);
  ADD ("pause-in-the-past", test_pause_in_the_past);
  return g_test_run ();
}
