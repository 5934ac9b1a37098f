/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device and a server that follows a script. */

#include "sync/one-store.h"

#include "store/settings.h"

static void
set_setting (OneStore *one, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_set_setting (one->scratch->store, name, value, &error);
  g_assert_no_error (error);
}

void
one_store_set_up (OneStore *one, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  one->scratch = scratch_store_new (TRUE);
  one->remote = scripted_remote_new ();
  set_setting (one, DOVETAIL_SETTING_SERVER, "http://localhost:1");
  set_setting (one, DOVETAIL_SETTING_DEVICE_ID, "device");
  set_setting (one, DOVETAIL_SETTING_CONFLICTS_REV, "1");
  set_setting (one, DOVETAIL_SETTING_SYNC_TOKEN, "t1");
  dovetail_store_set_secret (one->scratch->store, DOVETAIL_SETTING_TOKENS,
                             "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_at\":9999999999999}",
                             &error);
  g_assert_no_error (error);
}

void
one_store_tear_down (OneStore *one, gconstpointer data)
{
  g_assert_cmpuint (scripted_remote_left (one->remote), ==, 0);
  g_object_unref (one->remote);
  scratch_store_free (one->scratch);
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

DovetailJob *
one_store_run (OneStore *one, GCancellable *cancellable)
{
  const DovetailPassOptions options = {
    .store = one->scratch->store,
    .remote = DOVETAIL_REMOTE (one->remote),
    .kind = DOVETAIL_SYNC_AUTO,
    .sleep = do_not_sleep,
    .progress = one->progress,
    .user_data = cancellable,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  one->scratch->now += 1000;
  job = dovetail_pass_run (&options, cancellable, &error);
  g_assert_no_error (error);
  return job;
}
