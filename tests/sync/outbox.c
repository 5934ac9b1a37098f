/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox against the real server's handlers: batches that follow the line, and a refused change that
 * blocks nobody, is tried again, or given up. */

#include "store/outbox.h"

#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "server/sqlite-ledger.h"
#include "store/edit.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

#define FAMILY "home"

typedef struct
{
  ScratchStore *scratch;
  DovetailServer *server;
  InProcessRemote *remote;
  guint64 random;
  gint64 latency; /* of a request, ms */
} Fixture;

static gint64
now_of_server (gpointer user_data)
{
  return ((Fixture *) user_data)->scratch->now;
}

static void
fill (gpointer user_data, guint8 *bytes, gsize length)
{
  Fixture *fixture = user_data;

  for (gsize i = 0; i < length; i++)
    {
      fixture->random = fixture->random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      bytes[i] = (guint8) (fixture->random >> 40);
    }
}

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
  const DovetailServerOptions options = {
    .clock = { now_of_server, fixture },
    .random = { fill, fixture },
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", &error);

  g_assert_no_error (error);
  fixture->random = 4711;
  fixture->scratch = scratch_store_new (FALSE);
  fixture->server = dovetail_server_new (ledger, &options, &error);
  g_assert_no_error (error);
  dovetail_server_add_user (fixture->server, "anna", FAMILY, "owner", "correct horse", NULL);
  fixture->remote = in_process_remote_new (fixture->server);
  dovetail_session_login (fixture->scratch->store, NULL, DOVETAIL_REMOTE (fixture->remote),
                          "http://localhost:1", "anna", "correct horse", "laptop", NULL, &error);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/outbox/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("batches follow the line", test_batches);
  ADD ("quarantine, retry, correct", test_quarantine);
  return g_test_run ();
}
