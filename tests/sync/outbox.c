/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox against the real server's handlers: batches that follow the line, and a refused change that
 * blocks nobody, is tried again, or given up. */

#include "store/outbox.h"

#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/server-check.h"
#include "sync/session.h"

#define FAMILY "home"

typedef struct
{
  ScratchStore *scratch;
  DovetailServer *server;
  InProcessRemote *remote;
  ScratchHost host;
  gint64 latency; /* of a request, ms */
  guint requests; /* seen by the hooks that count them */
  gboolean first_has_all;
} Fixture;

static InProcessFate
take_time (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->scratch->now += fixture->latency;
  return IN_PROCESS_DELIVER;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->scratch = scratch_store_new (FALSE);
  scratch_host_init (&fixture->host, &fixture->scratch->now);
  fixture->server = scratch_host_open (&fixture->host, NULL);
  scratch_server_add_user (fixture->server, "anna", FAMILY, "owner");
  fixture->remote = in_process_remote_new (fixture->server);
  dovetail_session_login (fixture->scratch->store, NULL, DOVETAIL_REMOTE (fixture->remote),
                          "http://localhost:1", "anna", SCRATCH_SERVER_PASSWORD, "laptop", NULL, &error);
  g_assert_no_error (error);
  in_process_remote_hook (fixture->remote, take_time, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->remote);
  g_object_unref (fixture->server);
  scratch_store_free (fixture->scratch);
}

static DovetailJob *
sync_now (Fixture *fixture)
{
  const DovetailPassOptions options
      = { .store = fixture->scratch->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (GError) error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

static void
sync_well (Fixture *fixture)
{
  g_autoptr (DovetailJob) job = sync_now (fixture);
}

static char *
id_of (guint number)
{
  return g_strdup_printf ("0197a000-0000-7000-8000-%012u", number);
}

static void
create (Fixture *fixture, guint number, const char *title)
{
  g_autofree char *id = id_of (number);
  g_autofree char *text = g_strdup_printf ("{'title':'%s'}", title);

  scratch_create (fixture->scratch, DOVETAIL_ENTITY_TASK, id, text);
}

static guint
waiting (Fixture *fixture, guint *quarantined)
{
  DovetailOutboxSummary summary = { 0 };

  dovetail_store_summarize_outbox (fixture->scratch->store, &summary, NULL);
  *quarantined = summary.quarantined;
  return summary.waiting;
}

/* How many requests it takes to upload as many changes over a line with this latency. */
static gint64
count_requests (Fixture *fixture, guint from, guint count, gint64 latency)
{
  g_autoptr (DovetailJob) job = NULL;
  guint quarantined;

  for (guint i = 0; i < count; i++)
    create (fixture, from + i, "task");
  fixture->latency = latency;
  job = sync_now (fixture);
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 0);
  g_assert_cmpint (job->pushed, ==, count);
  return job->requests;
}

/* 50, 100, 200, 250: four requests where the line is quick; 50, 25, 12, then ten at a time where it is slow.
 */
static void
test_batches (Fixture *fixture, gconstpointer data)
{
  sync_well (fixture);
  g_assert_cmpint (count_requests (fixture, 0, 600, 20), <=, 5);
  g_assert_cmpint (count_requests (fixture, 1000, 600, 3000), >=, 50);
}

/* A status that the server does not know is refused; the change beside it goes. */
static void
test_quarantine (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = id_of (1);
  g_autoptr (JsonNode) wrong = scratch_data ("{'title':'bad','status':'no such status'}");
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) settled = NULL;
  g_autoptr (GError) error = NULL;
  guint quarantined;

  sync_well (fixture);
  create (fixture, 1, "bad");
  create (fixture, 2, "good");
  replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, bad);
  dovetail_record_unref (replica->current);
  replica->current = dovetail_record_new (DOVETAIL_ENTITY_TASK, bad, 0, NULL, FALSE, wrong, 1, NULL, NULL);
  scratch_put (fixture->scratch, replica);
  sync_well (fixture);
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 0);
  g_assert_cmpuint (quarantined, ==, 1);

  g_test_message ("tried again as it is, it is refused again");
  g_assert_true (dovetail_store_retry_pending (fixture->scratch->store, DOVETAIL_ENTITY_TASK, bad, &error));
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 1);
  sync_well (fixture);
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 0);
  g_assert_cmpuint (quarantined, ==, 1);

  g_test_message ("corrected, it goes");
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, bad, "{'status':'open'}");
  sync_well (fixture);
  waiting (fixture, &quarantined);
  g_assert_cmpuint (quarantined, ==, 0);
  settled = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, bad);
  g_assert_null (settled->pending);
  g_assert_cmpint (settled->current->version, ==, 1);
}

/* A refused change waits for its user: once tried again by hand it is refused again, and not by itself. */
static void
test_no_endless_retry (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = id_of (1);
  g_autoptr (JsonNode) wrong = scratch_data ("{'title':'bad','status':'no such status'}");
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailReplica) refused = NULL;

  sync_well (fixture);
  create (fixture, 1, "bad");
  replica = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, bad);
  dovetail_record_unref (replica->current);
  replica->current = dovetail_record_new (DOVETAIL_ENTITY_TASK, bad, 0, NULL, FALSE, wrong, 1, NULL, NULL);
  scratch_put (fixture->scratch, replica);
  sync_well (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (DovetailJob) job = sync_now (fixture);

      g_assert_cmpint (job->errors, ==, 0);
      g_assert_cmpint (job->pushed, ==, 0);
    }
  g_assert_true (dovetail_store_retry_pending (fixture->scratch->store, DOVETAIL_ENTITY_TASK, bad, NULL));
  sync_well (fixture);
  refused = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, bad);
  g_assert_cmpint (refused->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_cmpuint (refused->pending->tries, ==, 2);
  g_assert_cmpint (refused->pending->refused_at, ==, fixture->scratch->now);
  g_assert_cmpstr (refused->pending->error_code, ==, "invalid_field");
  g_assert_nonnull (refused->pending->error_detail);
}

static void
import (Fixture *fixture, guint from, guint count)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = id_of (from + i);
      g_autoptr (JsonNode) task = scratch_data ("{'title':'imported'}");

      g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, id, task));
    }
  g_assert_true (dovetail_store_import (fixture->scratch->store, drafts, NULL, NULL, NULL));
}

static gboolean
carries (const DovetailRequest *request, guint number)
{
  g_autofree char *id = id_of (number);
  gsize length;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;

  return body != NULL && g_strstr_len (body, (gssize) length, id) != NULL;
}

static InProcessFate
look_at_first (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->requests++ == 0)
    fixture->first_has_all = carries (request, 9001) && carries (request, 9002) && carries (request, 150);
  return IN_PROCESS_DELIVER;
}

/* Two tasks made by hand, and one that was imported and then edited by hand, are in the first request, ahead
 * of what was imported before them. */
static void
test_by_hand_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *edited = id_of (150);

  sync_well (fixture);
  import (fixture, 0, 300);
  create (fixture, 9001, "by hand");
  create (fixture, 9002, "by hand");
  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, edited, "{'title':'edited by hand'}");
  in_process_remote_hook (fixture->remote, look_at_first, fixture);
  sync_well (fixture);
  g_assert_true (fixture->first_has_all);
  g_assert_cmpuint (fixture->requests, >, 2);
}

static InProcessFate
edit_meanwhile (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  create (fixture, 5000 + fixture->requests++, "made while the request is on its way");
  return IN_PROCESS_DELIVER;
}

/* It ends all the same, and says what it left. */
static void
test_edits_faster_than_the_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (DovetailJob) saved = NULL;
  guint quarantined;

  sync_well (fixture);
  create (fixture, 1, "task");
  in_process_remote_hook (fixture->remote, edit_meanwhile, fixture);
  job = sync_now (fixture);
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_cmpint (job->waiting, ==, waiting (fixture, &quarantined));
  g_assert_cmpint (job->waiting, >, 0);
  g_assert_cmpuint (fixture->requests, <, 40);
  saved = dovetail_store_get_job (fixture->scratch->store, job->job_id, NULL);
  g_assert_cmpint (saved->waiting, ==, job->waiting);
}

static InProcessFate
stumble (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->scratch->now += 10;
  return fixture->requests++ < 2 ? IN_PROCESS_UNAVAILABLE : IN_PROCESS_DELIVER;
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

static const DovetailJobPhase *
find_phase (DovetailJob *job, const char *name)
{
  for (guint i = 0; i < job->phases->len; i++)
    if (g_str_equal (g_array_index (job->phases, DovetailJobPhase, i).phase, name))
      return &g_array_index (job->phases, DovetailJobPhase, i);
  g_assert_not_reached ();
}

/* The row tells what happened when: two refusals for the moment, then 60 changes in two requests. */
static void
test_phases_of_a_job (Fixture *fixture, gconstpointer data)
{
  const DovetailPassOptions options = { .store = fixture->scratch->store,
                                        .remote = DOVETAIL_REMOTE (fixture->remote),
                                        .sleep = do_not_sleep };
  g_autoptr (DovetailJob) ran = NULL;
  g_autoptr (DovetailJob) job = NULL;

  sync_well (fixture);
  for (guint i = 0; i < 60; i++)
    create (fixture, i, "task");
  in_process_remote_hook (fixture->remote, stumble, fixture);
  ran = dovetail_pass_run (&options, NULL, NULL);
  job = dovetail_store_get_job (fixture->scratch->store, ran->job_id, NULL);
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_cmpstr (job->phase, ==, "idle");
  g_assert_cmpint (job->retries, ==, 2);
  g_assert_cmpuint (job->reasons->len, ==, 1);
  g_assert_cmpstr (g_array_index (job->reasons, DovetailJobRetry, 0).reason, ==, "temporary");
  g_assert_cmpint (g_array_index (job->reasons, DovetailJobRetry, 0).times, ==, 2);
  g_assert_cmpint (find_phase (job, "discovery")->requests, ==, 3);
  g_assert_cmpint (find_phase (job, "discovery")->retries, ==, 2);
  g_assert_cmpint (find_phase (job, "discovery")->duration, ==, 30);
  g_assert_cmpint (find_phase (job, "processing")->pushed, ==, 60);
  g_assert_cmpint (find_phase (job, "upload")->requests, ==, 1);
  g_assert_cmpint (find_phase (job, "upload")->duration, ==, 10);
}

/* A server that refuses any request that holds a certain word, as a whole. */
#define PICKY_TYPE_REMOTE (picky_remote_get_type ())
G_DECLARE_FINAL_TYPE (PickyRemote, picky_remote, PICKY, REMOTE, GObject)
struct _PickyRemote
{
  GObject parent_instance;
  DovetailRemote *server; /* borrowed */
  const char *word;       /* NULL: whatever it holds */
  guint requests;
};
static void picky_remote_become_remote (DovetailRemoteInterface *interface);
G_DEFINE_FINAL_TYPE_WITH_CODE (PickyRemote,
                               picky_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, picky_remote_become_remote))

static DovetailResponse *
picky_send (DovetailRemote *remote, const DovetailRequest *request, GCancellable *cancellable, GError **error)
{
  static const char text[] = "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":422,"
                             "\"code\":\"spoilt\",\"detail\":\"It cannot be taken\"}";
  PickyRemote *self = PICKY_REMOTE (remote);
  gsize length;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;

  self->requests++;
  if (body != NULL && (self->word == NULL || g_strstr_len (body, (gssize) length, self->word) != NULL))
    {
      return dovetail_response_new (422, "application/problem+json",
                                    g_bytes_new_static (text, sizeof text - 1));
    }
  return dovetail_remote_send (self->server, request, cancellable, error);
}

static void
picky_remote_become_remote (DovetailRemoteInterface *interface)
{
  interface->send = picky_send;
}

static void
picky_remote_init (PickyRemote *self)
{
}

static void
picky_remote_class_init (PickyRemoteClass *klass)
{
}

static DovetailJob *
sync_with_picky (Fixture *fixture, const char *word, guint *requests)
{
  g_autoptr (PickyRemote) picky = g_object_new (PICKY_TYPE_REMOTE, NULL);
  const DovetailPassOptions options
      = { .store = fixture->scratch->store, .remote = DOVETAIL_REMOTE (picky), .sleep = do_not_sleep };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  picky->server = DOVETAIL_REMOTE (fixture->remote);
  picky->word = word;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  *requests = picky->requests;
  return job;
}

/* Of 100 changes one makes the server refuse the whole request: 99 go up, the one is set aside with the
 * reason. */
static void
test_one_spoils_the_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (DovetailReplica) spoilt = NULL;
  g_autofree char *id = id_of (37);
  guint quarantined, requests;

  sync_well (fixture);
  for (guint i = 0; i < 100; i++)
    create (fixture, i, i == 37 ? "poison" : "task");
  job = sync_with_picky (fixture, "poison", &requests);
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_cmpint (job->pushed, ==, 99);
  g_assert_cmpint (job->errors, ==, 1);
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 0);
  g_assert_cmpuint (quarantined, ==, 1);
  g_assert_cmpuint (requests, <, 25);
  spoilt = scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, id);
  g_assert_cmpstr (spoilt->pending->error_code, ==, "spoilt");
  g_assert_cmpuint (spoilt->pending->tries, ==, 1);
}

/* A server that takes nothing at all is no reason to set the user's edits aside. */
static void
test_all_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  guint quarantined, requests;

  sync_well (fixture);
  for (guint i = 0; i < 100; i++)
    create (fixture, i, "task");
  job = sync_with_picky (fixture, NULL, &requests);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "refused");
  g_assert_cmpuint (waiting (fixture, &quarantined), ==, 100);
  g_assert_cmpuint (quarantined, ==, 0);
  g_assert_cmpuint (requests, <, 12);
}

/* Even then each pass ends, and says what it left; so few of them meet all. */
static void
test_very_many_are_refused (Fixture *fixture, gconstpointer data)
{
  guint quarantined, requests;
  guint passes = 0;
  gint64 left = 1;

  sync_well (fixture);
  for (guint i = 0; i < 300; i++)
    create (fixture, i, "poison");
  for (; left > 0; passes++)
    {
      g_autoptr (DovetailJob) job = sync_with_picky (fixture, "poison", &requests);

      g_assert_cmpstr (job->state, ==, "completed");
      g_assert_cmpuint (requests, <, 450);
      g_assert_cmpint (job->waiting, ==, waiting (fixture, &quarantined));
      left = job->waiting;
      g_assert_cmpuint (passes, <, 10);
    }
  g_assert_cmpuint (passes, >, 1);
  g_assert_cmpuint (quarantined, ==, 300);
}

/* What a person is told who asks why nothing syncs. */
static void
test_asking_the_server (Fixture *fixture, gconstpointer data)
{
  DovetailStore *store = fixture->scratch->store;
  DovetailServerCheck check;
  g_autoptr (GError) error = NULL;

  fixture->latency = 40;
  g_assert_true (
      dovetail_server_check (store, NULL, DOVETAIL_REMOTE (fixture->remote), &check, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (check.round_trip, ==, 40);
  g_assert_cmpint (ABS (check.clock_offset), <=, 20);
  g_assert_cmpint (check.max_changes, ==, 500);
  g_assert_cmpint (check.max_body_bytes, ==, 8 * 1024 * 1024);
  g_assert_true (dovetail_server_check_has_token (store, NULL, NULL, &error));

  in_process_remote_hook (fixture->remote, stumble, fixture);
  g_assert_false (
      dovetail_server_check (store, NULL, DOVETAIL_REMOTE (fixture->remote), &check, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TEMPORARY);
  g_assert_cmpuint (fixture->requests, ==, 1);
  g_clear_error (&error);
  g_assert_true (dovetail_session_logout (store, NULL, NULL, NULL, NULL));
  g_assert_false (dovetail_server_check_has_token (store, NULL, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/outbox/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("batches follow the line", test_batches);
  ADD ("quarantine, retry, correct", test_quarantine);
  ADD ("a refused change is never retried endlessly", test_no_endless_retry);
  ADD ("Edits made by hand go first", test_by_hand_first);
  ADD ("edits faster than the line are left and counted", test_edits_faster_than_the_line);
  ADD ("a job tells its phases", test_phases_of_a_job);
  ADD ("one change spoils the request", test_one_spoils_the_request);
  ADD ("a server that takes nothing", test_all_is_refused);
  ADD ("very many changes are refused", test_very_many_are_refused);
  ADD ("asking the server", test_asking_the_server);
  return g_test_run ();
}
