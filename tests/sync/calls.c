/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each of the server's endpoints, and what may come instead of its answer. */

#include "sync/calls.h"

#include "core/error.h"
#include "lib/scratch-store.h"
#include "lib/scripted-remote.h"
#include "core/data.h"
#include "store/settings.h"
#include "sync/device-list.h"
#include "sync/server-check.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define TOKENS "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":9999999999999}"
#define ENDED "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":0}"
#define GRANT                                                                                                \
  "{'access_token':'a2','refresh_token':'r2','expires_in':900,'user':{'id':'u1','username':'anna'},"         \
  "'role':'owner','family_id':'f1'}"
#define STATUS                                                                                               \
  "{'pending_conflicts':3,'records':1,'tombstones':0,'tombstone_horizon':0,'conflicts_rev':1,"               \
  "'server_time':'2026-11-20T12:00:00.000Z','limits':{'max_changes':100,'max_body_bytes':1000}}"

typedef struct
{
  ScratchStore *scratch;
  ScriptedRemote *remote;
  DovetailAccess *access;
  DovetailCalls calls;
} Fixture;

static void
keep_tokens (Fixture *fixture, const char *tokens)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_set_secret (fixture->scratch->store, DOVETAIL_SETTING_TOKENS, tokens, &error);
  g_assert_no_error (error);
  dovetail_access_load (fixture->access, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_store_new (FALSE);
  fixture->remote = scripted_remote_new ();
  fixture->access = dovetail_access_new (fixture->scratch->store, NULL);
  fixture->calls = (DovetailCalls){
    .remote = DOVETAIL_REMOTE (fixture->remote),
    .access = fixture->access,
    .random = *dovetail_store_get_random (fixture->scratch->store),
  };
  keep_tokens (fixture, TOKENS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (scripted_remote_left (fixture->remote), ==, 0);
  dovetail_calls_clear (&fixture->calls);
  dovetail_access_free (fixture->access);
  g_object_unref (fixture->remote);
  scratch_store_free (fixture->scratch);
}

static gboolean
call_exchange (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailExchangeRequest) request = g_new0 (DovetailExchangeRequest, 1);
  g_autoptr (DovetailExchangeResponse) answer = NULL;

  request->client_id = g_strdup ("laptop");
  request->changes = g_ptr_array_new ();
  answer = dovetail_calls_exchange (calls, request, NULL, error);
  return answer != NULL;
}

static gboolean
call_pull (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailPullRequest) request = g_new0 (DovetailPullRequest, 1);
  g_autoptr (DovetailPullResponse) answer = NULL;

  request->client_id = g_strdup ("laptop");
  answer = dovetail_calls_pull (calls, request, NULL, error);
  return answer != NULL;
}

static gboolean
call_conflicts (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailConflictsResponse) answer
      = dovetail_calls_conflicts (calls, FALSE, "page two", NULL, error);

  return answer != NULL;
}

static gboolean
call_resolve (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailResolveRequest) request = g_new0 (DovetailResolveRequest, 1);
  g_autoptr (DovetailResolveResponse) answer = NULL;
  g_autoptr (DovetailResolveResponse) moved = NULL;

  request->conflict_id = g_strdup (ID);
  request->mutation_id = g_strdup (ID);
  answer = dovetail_calls_resolve (calls, request, &moved, NULL, error);
  g_assert_null (moved); /* nothing here says what the server has */
  return answer != NULL;
}

static gboolean
call_status (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailStatusResponse) answer = dovetail_calls_status (calls, NULL, error);

  return answer != NULL;
}

static gboolean
call_login (DovetailCalls *calls, GError **error)
{
  g_autoptr (DovetailLoginRequest) request = g_new0 (DovetailLoginRequest, 1);
  g_autoptr (DovetailSessionGrant) answer = NULL;

  request->username = g_strdup ("anna");
  request->password = g_strdup ("correct horse");
  request->client_id = g_strdup ("laptop");
  request->device_name = g_strdup ("laptop");
  answer = dovetail_calls_login (calls, request, NULL, error);
  return answer != NULL;
}

static gboolean
call_devices (DovetailCalls *calls, GError **error)
{
  g_autoptr (GPtrArray) devices = dovetail_calls_devices (calls, NULL, error);

  return devices != NULL;
}

static const struct
{
  const char *target;
  gboolean (*call) (DovetailCalls *calls, GError **error);
} endpoints[] = {
  { "POST /sync/delta", call_exchange },     { "POST /sync/pull", call_pull },
  { "GET /sync/conflicts", call_conflicts }, { "POST /sync/resolve-conflict", call_resolve },
  { "GET /sync/status", call_status },       { "POST /auth/login", call_login },
  { "GET /auth/devices", call_devices },
};

static const struct
{
  const char *name;
  guint status; /* 0: no answer at all */
  const char *body;
  DovetailError code;
} answers[] = {
  { "no answer", 0, NULL, DOVETAIL_ERROR_OFFLINE },
  { "no JSON", 200, "<html>Sign in to the hotel's network</html>", DOVETAIL_ERROR_PROTOCOL },
  { "nothing", 200, "", DOVETAIL_ERROR_PROTOCOL },
  { "an array", 200, "[]", DOVETAIL_ERROR_PROTOCOL },
  { "an object that says nothing", 200, "{}", DOVETAIL_ERROR_PROTOCOL },
  { "too busy", 503, "later", DOVETAIL_ERROR_TEMPORARY },
  { "refused without a reason", 400, "", DOVETAIL_ERROR_REFUSED },
  { "moved on, and what it has makes no sense", 409, "{'conflict':7}", DOVETAIL_ERROR_MOVED },
  { "moved on, and no JSON", 409, "oops", DOVETAIL_ERROR_MOVED },
  { "a status from before any answer", 103, "", DOVETAIL_ERROR_PROTOCOL },
};

static void
test_endpoints (Fixture *fixture, gconstpointer data)
{
  guint sent = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (answers); j++)
      {
        g_autoptr (GError) error = NULL;

        g_test_message ("%s: %s", endpoints[i].target, answers[j].name);
        if (answers[j].status == 0)
          scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_OFFLINE);
        else
          scripted_remote_answer (fixture->remote, answers[j].status, answers[j].body);
        g_assert_false (endpoints[i].call (&fixture->calls, &error));
        g_assert_error (error, DOVETAIL_ERROR, (int) answers[j].code);
        g_assert_true (
            g_str_has_prefix (scripted_remote_get_target (fixture->remote, sent++), endpoints[i].target));
      }
}

/* Before the access token's end nobody asks for another; after it, what the server says of that counts. */
static const struct
{
  const char *name;
  const char *kept;
  guint refresh; /* status of the answer to it; 0: not asked, or none */
  const char *body;
  gboolean works;
  DovetailError code;
} refreshes[] = {
  { "a token that ended, and another", ENDED, 200, GRANT, TRUE, 0 },
  { "a token that ended, and no other", ENDED, 401, "{'code':'unauthorized'}", FALSE,
    DOVETAIL_ERROR_UNAUTHORIZED },
  { "a refresh that moved", ENDED, 409, "{}", FALSE, DOVETAIL_ERROR_UNAUTHORIZED },
  { "a refresh that makes no sense", ENDED, 200, "{}", FALSE, DOVETAIL_ERROR_PROTOCOL },
  { "a refresh that is no JSON", ENDED, 200, "?", FALSE, DOVETAIL_ERROR_PROTOCOL },
  { "a refresh that finds no server", ENDED, 0, NULL, FALSE, DOVETAIL_ERROR_OFFLINE },
  { "nothing to refresh with", "{\"access_token\":\"a1\",\"expires_at\":0}", 0, NULL, FALSE,
    DOVETAIL_ERROR_UNAUTHORIZED },
  { "tokens that cannot be read as such", "gone bad", 0, NULL, FALSE, DOVETAIL_ERROR_UNAUTHORIZED },
  { "no tokens", NULL, 0, NULL, FALSE, DOVETAIL_ERROR_UNAUTHORIZED },
};

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refreshes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refreshes[i].name);
      keep_tokens (fixture, refreshes[i].kept);
      if (refreshes[i].code == DOVETAIL_ERROR_OFFLINE)
        scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_OFFLINE);
      else if (refreshes[i].refresh != 0)
        scripted_remote_answer (fixture->remote, refreshes[i].refresh, refreshes[i].body);
      if (refreshes[i].works)
        scripted_remote_answer (fixture->remote, 200, STATUS);
      g_assert_cmpint (call_status (&fixture->calls, &error), ==, refreshes[i].works);
      if (refreshes[i].works)
        g_assert_no_error (error);
      else
        g_assert_error (error, DOVETAIL_ERROR, (int) refreshes[i].code);
    }
}

/* A token that the server refuses before its time is refreshed once, and not for ever. */
static void
test_refused_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  scripted_remote_answer (fixture->remote, 401, "{'code':'unauthorized'}");
  scripted_remote_answer (fixture->remote, 200, GRANT);
  scripted_remote_answer (fixture->remote, 401, "{'code':'unauthorized'}");
  g_assert_false (call_status (&fixture->calls, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED);
  g_assert_cmpstr (scripted_remote_get_authorization (fixture->remote, 2), ==, "Bearer a2");
  g_clear_error (&error);

  scripted_remote_answer (fixture->remote, 401, "{'code':'unauthorized'}");
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_OFFLINE);
  g_assert_false (call_status (&fixture->calls, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
}

/* Another process of the same user was quicker: its token serves. */
static void
test_refreshed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keep_tokens (fixture, ENDED);
  dovetail_store_set_secret (
      fixture->scratch->store, DOVETAIL_SETTING_TOKENS,
      "{\"access_token\":\"other\",\"refresh_token\":\"r9\",\"expires_at\":9999999999999}", NULL);
  scripted_remote_answer (fixture->remote, 200, STATUS);
  g_assert_true (call_status (&fixture->calls, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_remote_count (fixture->remote), ==, 1);
  g_assert_cmpstr (scripted_remote_get_authorization (fixture->remote, 0), ==, "Bearer other");
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Without a clock of a test's the wait takes its time, and a cancel ends it. */
static void
test_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStatusResponse) answer = NULL;
  GThread *thread;
  gint64 started = g_get_monotonic_time ();

  fixture->calls.retry = (DovetailRetryPolicy){ 1, 0.001, 0.001, 1.0 };
  scripted_remote_answer (fixture->remote, 503, "");
  scripted_remote_retry_after (fixture->remote, 30);
  scripted_remote_answer (fixture->remote, 200, STATUS);
  g_assert_true (call_status (&fixture->calls, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 30 * 1000);

  scripted_remote_answer (fixture->remote, 503, "");
  scripted_remote_retry_after (fixture->remote, 60 * 1000);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  answer = dovetail_calls_status (&fixture->calls, cancellable, &error);
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 30 * G_USEC_PER_SEC);
  g_clear_error (&error);

  g_test_message ("who cancelled before asks nobody");
  answer = dovetail_calls_status (&fixture->calls, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (scripted_remote_count (fixture->remote), ==, 3);
}

static void
test_server_check (Fixture *fixture, gconstpointer data)
{
  DovetailServerCheck check;
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_server_check_has_token (fixture->scratch->store, NULL, NULL, &error));
  scripted_remote_answer (fixture->remote, 200, STATUS);
  dovetail_server_check (fixture->scratch->store, NULL, DOVETAIL_REMOTE (fixture->remote), &check, NULL,
                         &error);
  g_assert_no_error (error);
  g_assert_cmpint (check.pending_conflicts, ==, 3);
  g_assert_cmpint (check.max_changes, ==, 100);

  g_test_message ("it asks once and says what came instead");
  scripted_remote_answer (fixture->remote, 503, "");
  g_assert_false (dovetail_server_check (fixture->scratch->store, NULL, DOVETAIL_REMOTE (fixture->remote),
                                         &check, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TEMPORARY);

  g_test_message ("signed out there is no token, and that is no error");
  keep_tokens (fixture, NULL);
  g_clear_error (&error);
  g_assert_false (dovetail_server_check_has_token (fixture->scratch->store, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* The devices, and one of them shut out: which is a success without a word. */
static void
test_devices (Fixture *fixture, gconstpointer data)
{
  DovetailStore *store = fixture->scratch->store;
  DovetailRemote *remote = DOVETAIL_REMOTE (fixture->remote);
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;
  const DovetailListedDevice *device;
  g_autoptr (JsonNode) body = NULL;

  scripted_remote_answer (
      fixture->remote, 200,
      "{'devices':[{'client_id':'c1','device_name':'laptop','username':'anna','current':true,"
      "'last_sync':'2026-11-20T12:00:00.000Z'},{'client_id':'c2','revoked':true}]}");
  devices = dovetail_device_list_fetch (store, NULL, remote, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 2);
  device = devices->pdata[0];
  g_assert_cmpstr (device->name, ==, "laptop");
  g_assert_cmpstr (device->username, ==, "anna");
  g_assert_cmpint (device->last_sync, ==, 1795176000000);
  g_assert_true (device->current && !device->revoked);
  device = devices->pdata[1];
  g_assert_cmpstr (device->name, ==, "");
  g_assert_true (device->revoked && !device->current && device->last_sync == 0);

  scripted_remote_answer (fixture->remote, 204, "");
  g_assert_true (dovetail_device_list_revoke (store, NULL, remote, "c2", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (scripted_remote_get_target (fixture->remote, 1), ==, "POST /auth/devices/revoke");
  body = json_node_ref (scripted_remote_get_body (fixture->remote, 1));
  g_assert_cmpstr (dovetail_data_get_string (body, "client_id"), ==, "c2");

  g_test_message ("there is no such device");
  scripted_remote_answer (fixture->remote, 404, "{'code':'unknown_device'}");
  g_assert_false (dovetail_device_list_revoke (store, NULL, remote, "c3", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED);
  g_clear_error (&error);

  g_test_message ("a device without an id");
  scripted_remote_answer (fixture->remote, 200, "{'devices':[{'device_name':'laptop'}]}");
  g_assert_null (dovetail_device_list_fetch (store, NULL, remote, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL);
  g_clear_error (&error);

  g_test_message ("it moved, whatever that is to mean");
  scripted_remote_answer (fixture->remote, 409, "{}");
  g_assert_false (dovetail_device_list_revoke (store, NULL, remote, "c2", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_MOVED);
  g_clear_error (&error);

  g_test_message ("nobody answers");
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_OFFLINE);
  g_assert_false (dovetail_device_list_revoke (store, NULL, remote, "c2", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
}

#define ADD(name, func) g_test_add ("/calls/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("endpoints", test_endpoints);
  ADD ("refresh", test_refresh);
  ADD ("refused-token", test_refused_token);
  ADD ("refreshed-elsewhere", test_refreshed_elsewhere);
  ADD ("wait", test_wait);
  ADD ("server-check", test_server_check);
  ADD ("devices", test_devices);
  return g_test_run ();
}
