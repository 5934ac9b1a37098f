/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices of one user and their server. */

#include "sync/two-stores.h"

#include "sync/session.h"

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
  ScratchStore **scratches[] = { &two->laptop, &two->phone };

  two->laptop = scratch_store_new (FALSE);
  two->phone = scratch_store_new (FALSE);
  two->phone->random += 17;
  scratch_host_init (&two->host, &two->laptop->now);
  two->server = scratch_host_open (&two->host, NULL);
  scratch_server_add_user (two->server, "anna", "home", "owner");
  two->remote = in_process_remote_new (two->server);
  for (guint i = 0; i < G_N_ELEMENTS (scratches); i++)
    {
      g_autoptr (GError) error = NULL;

      dovetail_session_login ((*scratches[i])->store, NULL, DOVETAIL_REMOTE (two->remote),
                              "http://localhost:1", "anna", SCRATCH_SERVER_PASSWORD, i == 0 ? "laptop" : "phone",
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
