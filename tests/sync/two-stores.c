/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices of one user and their server. */

#include "sync/two-stores.h"

#include "server/sqlite-ledger.h"
#include "sync/session.h"

static gint64
now_of_server (gpointer user_data)
{
  return ((TwoStores *) user_data)->laptop->now;
}

static void
fill (gpointer user_data, guint8 *bytes, gsize length)
{
  TwoStores *two = user_data;

  for (gsize i = 0; i < length; i++)
    {
      two->random = two->random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      bytes[i] = (guint8) (two->random >> 40);
    }
}

DovetailJob *
two_stores_run (TwoStores *two, ScratchStore *scratch, DovetailSyncKind kind)
{
  const DovetailPassOptions options
      = { .store = scratch->store, .remote = DOVETAIL_REMOTE (two->remote), .kind = kind };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  two->laptop->now += 1000;
  two->phone->now = two->laptop->now;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

void
two_stores_sync (TwoStores *two, ScratchStore *scratch)
{
  g_autoptr (DovetailJob) job = two_stores_run (two, scratch, DOVETAIL_SYNC_AUTO);
}

void
two_stores_set_up (TwoStores *two, gconstpointer data)
{
  const DovetailServerOptions options
      = { .clock = { now_of_server, two }, .random = { fill, two }, .cheap_passwords = TRUE };
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", NULL);
  ScratchStore **scratches[] = { &two->laptop, &two->phone };

  two->random = 4711;
  two->laptop = scratch_store_new (FALSE);
  two->phone = scratch_store_new (FALSE);
  two->phone->random += 17;
  two->server = dovetail_server_new (ledger, &options, NULL);
  dovetail_server_add_user (two->server, "anna", "home", "owner", "correct horse", NULL);
  two->remote = in_process_remote_new (two->server);
  for (guint i = 0; i < G_N_ELEMENTS (scratches); i++)
    {
      g_autoptr (GError) error = NULL;

      dovetail_session_login ((*scratches[i])->store, NULL, DOVETAIL_REMOTE (two->remote),
                              "http://localhost:1", "anna", "correct horse", i == 0 ? "laptop" : "phone",
                              NULL, &error);
      g_assert_no_error (error);
    }
}

void
two_stores_tear_down (TwoStores *two, gconstpointer data)
{
  g_object_unref (two->remote);
  g_object_unref (two->server);
  scratch_store_free (two->laptop);
  scratch_store_free (two->phone);
}
