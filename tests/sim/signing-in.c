/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device is signed out for a while and signs in again with the same account: it goes on where it had
 * stopped, asks about nothing, and loses neither what was done there nor what was done here meanwhile. */

#include "sim/household.h"
#include "store/edit.h"
#include "store/held.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

#define N_TASKS 20

static char *
task_id (guint number)
{
  return g_strdup_printf ("0197a000-0000-7000-8000-%012u", number);
}

static void
erase (Household *household, HouseholdDevice device, guint number)
{
  g_autofree char *id = task_id (number);
  g_autoptr (DovetailReplica) deleted = NULL;

  household_pass_time (household, 1000);
  deleted = dovetail_store_delete (household->devices[device]->store, DOVETAIL_ENTITY_TASK, id, NULL);
  g_assert_nonnull (deleted);
}

static void
sign_out (Household *household, HouseholdDevice device)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (household->server);
  g_autoptr (GError) error = NULL;

  dovetail_session_logout (household->devices[device]->store, NULL, DOVETAIL_REMOTE (remote), NULL, &error);
  g_assert_no_error (error);
}

static DovetailJob *
sync_once (Household *household, HouseholdDevice device)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (household->server);
  const DovetailPassOptions options
      = { .store = household->devices[device]->store, .remote = DOVETAIL_REMOTE (remote) };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  household_pass_time (household, 1000);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

static Household *
household_with_tasks (void)
{
  Household *household = household_new (NULL);

  household_set_policy (household, "manual_resolution");
  for (guint i = 1; i <= N_TASKS; i++)
    {
      g_autofree char *id = task_id (i);

      household_create (household, LAPTOP, id, "{'title':'Task','notes':'n'}");
    }
  household_settle (household);
  return household;
}

static guint
count_tasks (Household *household, HouseholdDevice device)
{
  guint records = 0;
  guint tombstones = 0;

  g_assert_true (
      dovetail_store_count_records (household->devices[device]->store, &records, &tombstones, NULL));
  return records;
}

static void
test_same_account (void)
{
  g_autoptr (Household) household = household_with_tasks ();
  g_autofree char *second = task_id (2);
  g_autofree char *third = task_id (3);
  g_autoptr (DovetailJob) job = NULL;

  sign_out (household, LAPTOP);
  household_edit_record (household, LAPTOP, DOVETAIL_ENTITY_TASK, second, "{'title':'Here'}");
  household_edit_record (household, DESKTOP, DOVETAIL_ENTITY_TASK, third, "{'title':'There'}");
  for (guint i = 5; i < 8; i++)
    erase (household, DESKTOP, i);
  household_sync (household, DESKTOP);
  household_login (household, LAPTOP);
  job = sync_once (household, LAPTOP);
  g_assert_cmpstr (job->kind, ==, "incremental");
  g_assert_cmpuint (dovetail_store_count_held (household->devices[LAPTOP]->store), ==, 0);
  g_assert_cmpint (job->deleted, ==, 3);
  g_assert_cmpint (job->pushed, ==, 1);
  household_settle (household);
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_cmpuint (count_tasks (household, i), ==, N_TASKS - 3);
}

/* So long that the server has forgotten the deletions: a full sync of the same history, which deletes what is
 * gone. */
static void
test_after_clean_up (void)
{
  g_autoptr (Household) household = household_with_tasks ();
  g_autoptr (DovetailJob) job = NULL;
  gint64 removed = 0;

  sign_out (household, LAPTOP);
  for (guint i = 5; i < 8; i++)
    erase (household, DESKTOP, i);
  household_sync (household, DESKTOP);
  household_pass_time (household, 1000);
  g_assert_true (dovetail_server_clean_up (household->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 3);
  household_login (household, LAPTOP);
  job = sync_once (household, LAPTOP);
  g_assert_cmpstr (job->kind, ==, "full");
  g_assert_cmpuint (dovetail_store_count_held (household->devices[LAPTOP]->store), ==, 0);
  g_assert_cmpuint (count_tasks (household, LAPTOP), ==, N_TASKS - 3);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signing-in/the same account goes on where it stopped", test_same_account);
  g_test_add_func ("/signing-in/after the server has forgotten deletions", test_after_clean_up);
  return g_test_run ();
}
