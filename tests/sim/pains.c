/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hurts in today's task apps, one test a pain, in the words of those who complained: the real engine of
 * two devices against the real server's handlers. Dying when the window closes is a matter of the app. */

#include <string.h>

#include "core/uuid.h"
#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/policies.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/plan-settings.h"
#include "sync/session.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define LIST "0197a000-0000-7000-8000-0000000000aa"
#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * 60 * MINUTE_MS)
#define N_TASKS 30

typedef struct
{
  ScratchStore *laptop, *phone;
  DovetailServer *server;
  InProcessRemote *remote;
  InProcessFate fate; /* of every request */
  ScratchHost host;
} Home;

static InProcessFate
choose_fate (const DovetailRequest *request, gpointer user_data)
{
  return ((Home *) user_data)->fate;
}

/* An empty one, in the place of the one there is. */
static void
put_server (Home *home)
{
  g_clear_object (&home->remote);
  g_clear_object (&home->server);
  home->server = scratch_host_open (&home->host, NULL);
  scratch_server_add_user (home->server, "anna", "home", "owner");
  home->remote = in_process_remote_new (home->server);
  in_process_remote_hook (home->remote, choose_fate, home);
}

static void
sign_in (Home *home, ScratchStore *device, const char *name)
{
  g_autoptr (GError) error = NULL;

  dovetail_session_login (device->store, NULL, DOVETAIL_REMOTE (home->remote), "http://localhost:1", "anna",
                          SCRATCH_SERVER_PASSWORD, name, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Home *home, gconstpointer data)
{
  home->fate = IN_PROCESS_DELIVER;
  home->laptop = scratch_store_new (FALSE);
  home->phone = scratch_store_new (FALSE);
  scratch_host_init (&home->host, &home->laptop->now);
  home->phone->random = 815;
  put_server (home);
  sign_in (home, home->laptop, "laptop");
  sign_in (home, home->phone, "phone");
}

static void
tear_down (Home *home, gconstpointer data)
{
  g_object_unref (home->remote);
  g_object_unref (home->server);
  scratch_store_free (home->laptop);
  scratch_store_free (home->phone);
}

static void
pass_time (Home *home, gint64 milliseconds)
{
  home->laptop->now += milliseconds;
  home->phone->now = home->laptop->now;
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

static DovetailJob *
try_to_sync (Home *home, ScratchStore *device)
{
  const DovetailPassOptions options = {
    .store = device->store,
    .remote = DOVETAIL_REMOTE (home->remote),
    .sleep = do_not_sleep,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  pass_time (home, 1000);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  return job;
}

/* How many conflicts it made. */
static gint64
sync_now (Home *home, ScratchStore *device)
{
  g_autoptr (DovetailJob) job = try_to_sync (home, device);

  g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpstr (job->state, ==, "completed");
  return job->conflicts;
}

static void
sync_all (Home *home)
{
  sync_now (home, home->laptop);
  sync_now (home, home->phone);
  sync_now (home, home->laptop);
}

static void delete (ScratchStore *device, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_delete (device->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
}

static void
restore (ScratchStore *device, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_restore (device->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
}

static void
share (Home *home, const char *text)
{
  scratch_create (home->laptop, DOVETAIL_ENTITY_TASK, ID, text);
  sync_all (home);
}

static void
edit (ScratchStore *device, const char *patch)
{
  scratch_update (device, DOVETAIL_ENTITY_TASK, ID, patch);
}

static char *
numbered (guint number)
{
  return g_strdup_printf ("0197a000-0000-7000-8000-%012u", number);
}

static void
create_many (ScratchStore *device)
{
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = numbered (i);

      scratch_create (device, DOVETAIL_ENTITY_TASK, id, "{'title':'years of work'}");
    }
}

static guint
count_tasks (ScratchStore *device)
{
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL, .subtasks = TRUE };

  return dovetail_store_count_tasks (device->store, &query);
}

static DovetailOutboxSummary
summarize (ScratchStore *device)
{
  DovetailOutboxSummary summary = { 0 };
  g_autoptr (GError) error = NULL;

  dovetail_store_summarize_outbox (device->store, &summary, &error);
  g_assert_no_error (error);
  return summary;
}

static void
assert_field (ScratchStore *device, const char *field, const char *expected)
{
  g_autoptr (DovetailReplica) replica = scratch_get (device, DOVETAIL_ENTITY_TASK, ID);

  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, field), ==, expected);
}

static void
assert_field_everywhere (Home *home, const char *field, const char *expected)
{
  g_autofree char *server = dovetail_server_dump (home->server, "home", NULL);

  assert_field (home->laptop, field, expected);
  assert_field (home->phone, field, expected);
  g_assert_nonnull (strstr (server, expected));
}

static gboolean
has_snapshot (ScratchStore *device)
{
  g_autofree char *folder = g_build_filename (device->directory, "snapshots", NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);

  return directory != NULL && g_dir_read_name (directory) != NULL;
}

/* "Reconnecting wiped my tasks": the server lost everything and was set up anew. */
static void
test_server_starts_empty (Home *home, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;

  create_many (home->laptop);
  sync_all (home);
  scratch_create (home->laptop, DOVETAIL_ENTITY_TASK, LIST, "{'title':'made on the train'}");
  put_server (home);
  sign_in (home, home->laptop, "laptop");
  sync_now (home, home->laptop);
  g_assert_cmpuint (count_tasks (home->laptop), ==, N_TASKS + 1);
  g_assert_cmpuint (dovetail_store_count_held (home->laptop->store), ==, N_TASKS);
  g_assert_true (has_snapshot (home->laptop));
  g_test_message ("one answer of the user and they are all there again, on the server too");
  dovetail_store_restore_held (home->laptop->store, &error);
  g_assert_no_error (error);
  sync_now (home, home->laptop);
  server = dovetail_server_dump (home->server, "home", NULL);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = numbered (i);

      g_assert_nonnull (strstr (server, id));
    }
  g_assert_nonnull (strstr (server, "made on the train"));
}

/* "Reconnecting wiped my tasks": another device, or its bug, deletes nearly all. */
static void
test_mass_deletion (Home *home, gconstpointer data)
{
  create_many (home->laptop);
  sync_all (home);
  for (guint i = 0; i < N_TASKS - 5; i++)
    {
      g_autofree char *id = numbered (i);

      delete (home->phone, id);
    }
  sync_now (home, home->phone);
  sync_now (home, home->laptop);
  g_assert_cmpuint (count_tasks (home->laptop), ==, N_TASKS);
  g_assert_cmpuint (dovetail_store_count_held (home->laptop->store), ==, N_TASKS - 5);
}

/* "Reconnecting wiped my tasks": what is no answer is not read as "there is nothing". */
static void
test_broken_answers (Home *home, gconstpointer data)
{
  static const InProcessFate fates[]
      = { IN_PROCESS_LOSE_REQUEST, IN_PROCESS_LOSE_RESPONSE, IN_PROCESS_UNAVAILABLE, IN_PROCESS_BAD_GATEWAY,
          IN_PROCESS_THROTTLED };

  create_many (home->laptop);
  sync_all (home);
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    {
      g_autoptr (DovetailJob) job = NULL;

      home->fate = fates[i];
      job = try_to_sync (home, home->laptop);
      g_assert_cmpstr (job->state, ==, "failed");
      g_assert_cmpuint (count_tasks (home->laptop), ==, N_TASKS);
    }
  g_assert_cmpuint (dovetail_store_count_held (home->laptop->store), ==, 0);
}

/* "Reconnecting wiped my tasks": away so long that the token is too old; edits made meanwhile go up. */
static void
test_away_for_long (Home *home, gconstpointer data)
{
  gint64 removed;
  g_autoptr (GError) error = NULL;

  create_many (home->laptop);
  sync_all (home);
  edit (home->phone, "{'notes':'written at home'}");
  scratch_create (home->phone, DOVETAIL_ENTITY_TASK, LIST, "{'title':'comes and goes'}");
  sync_now (home, home->phone);
  delete (home->phone, LIST);
  sync_now (home, home->phone);
  edit (home->laptop, "{'title':'written on the train'}");
  pass_time (home, 20 * DAY_MS);
  dovetail_server_clean_up (home->server, 0, &removed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (removed, >, 0);
  sync_all (home);
  g_assert_cmpuint (count_tasks (home->laptop), ==, N_TASKS);
  assert_field_everywhere (home, "title", "written on the train");
  assert_field_everywhere (home, "notes", "written at home");
  g_assert_true (has_snapshot (home->laptop));
}

/* "We edited different fields and one edit vanished". */
static void
test_different_fields (Home *home, gconstpointer data)
{
  static const char *const policies[]
      = { "last_write_wins", "client_wins", "server_wins", "operational_transform", "manual_resolution" };

  share (home, "{'title':'milk','notes':'one\\ntwo\\nthree','priority':'low'}");
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *title = g_strdup_printf ("milk, by %s", policies[i]);
      g_autofree char *mine = g_strdup_printf ("{'title':'%s'}", title);
      DovetailPolicy policy;

      g_test_message ("under %s", policies[i]);
      g_assert_true (dovetail_policy_from_string (policies[i], &policy));
      dovetail_store_set_policy (home->laptop->store, NULL, &policy, NULL);
      dovetail_store_set_policy (home->phone->store, NULL, &policy, NULL);
      edit (home->phone, i % 2 == 0 ? "{'priority':'high'}" : "{'priority':'none'}");
      edit (home->laptop, mine);
      sync_now (home, home->phone);
      g_assert_cmpint (sync_now (home, home->laptop), ==, 0);
      sync_now (home, home->phone);
      assert_field_everywhere (home, "title", title);
      assert_field_everywhere (home, "priority", i % 2 == 0 ? "high" : "none");
    }
}

/* "Conflict means: discard mine". */
static DovetailConflict *
find_conflict (ScratchStore *device)
{
  for (guint open = 0; open < 2; open++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (device->store, open == 1, 1, &error);

      g_assert_no_error (error);
      if (conflicts->len > 0)
        return dovetail_conflict_ref (g_ptr_array_index (conflicts, 0));
    }
  return NULL;
}

static void
assert_keeps_both (ScratchStore *device, const char *one, const char *other)
{
  g_autoptr (DovetailConflict) conflict = find_conflict (device);
  const char *mine, *theirs;

  g_assert_nonnull (conflict);
  mine = dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title");
  theirs = dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_THEIRS], "title");
  g_assert_true ((g_str_equal (mine, one) && g_str_equal (theirs, other))
                 || (g_str_equal (mine, other) && g_str_equal (theirs, one)));
}

/* Whoever lost wins after one answer. */
static void
restore_loser (Home *home, ScratchStore *device)
{
  g_autoptr (DovetailConflict) conflict = find_conflict (device);
  g_autoptr (DovetailReplica) replica = scratch_get (device, DOVETAIL_ENTITY_TASK, ID);
  const char *shown = dovetail_record_get_title (replica->current);
  const char *mine = dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title");
  gboolean mine_lost = !g_str_equal (shown, mine);
  g_autofree char *loser = g_strdup (dovetail_data_get_string (
      conflict->sides[mine_lost ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS], "title"));
  g_autoptr (GError) error = NULL;

  if (!conflict->open)
    dovetail_store_unresolve_conflict (device->store, conflict->conflict_id, &error);
  g_assert_no_error (error);
  dovetail_store_resolve_conflict (
      device->store, conflict->conflict_id,
      mine_lost ? DOVETAIL_RESOLUTION_CLIENT_WINS : DOVETAIL_RESOLUTION_SERVER_WINS, NULL, &error);
  g_assert_no_error (error);
  sync_now (home, device);
  sync_all (home);
  assert_field_everywhere (home, "title", loser);
}

static void
test_losing_side (Home *home, gconstpointer data)
{
  DovetailPolicy policy;

  g_assert_true (dovetail_policy_from_string (data, &policy));
  dovetail_store_set_policy (home->laptop->store, NULL, &policy, NULL);
  dovetail_store_set_policy (home->phone->store, NULL, &policy, NULL);
  share (home, "{'title':'dinner'}");
  edit (home->phone, "{'title':'dinner at eight'}");
  edit (home->laptop, "{'title':'dinner at nine'}");
  sync_now (home, home->phone);
  sync_now (home, home->laptop);
  sync_now (home, home->phone);
  assert_keeps_both (home->laptop, "dinner at eight", "dinner at nine");
  assert_keeps_both (home->phone, "dinner at eight", "dinner at nine");
  restore_loser (home, home->laptop);
}

/* "Offline mode isn't": no server, no account, and the computer is switched off without a word. */
static void
test_offline (Home *home, gconstpointer data)
{
  g_autoptr (ScratchStore) alone = scratch_store_new (FALSE);
  g_autoptr (DovetailReplica) task = NULL;

  scratch_create (alone, DOVETAIL_ENTITY_LIST, LIST, "{'name':'groceries'}");
  scratch_create (alone, DOVETAIL_ENTITY_TASK, ID, "{'title':'milk'}");
  scratch_update (alone, DOVETAIL_ENTITY_TASK, ID, "{'title':'oat milk','list_id':'" LIST "'}");
  scratch_store_reopen (alone);
  task = scratch_get (alone, DOVETAIL_ENTITY_TASK, ID);
  g_assert_cmpstr (dovetail_record_get_title (task->current), ==, "oat milk");
  g_assert_nonnull (task->pending);
  g_assert_cmpuint (summarize (alone).waiting, ==, 2);
  g_test_message ("delete, undo, complete, all without a network");
  delete (alone, ID);
  g_assert_cmpuint (count_tasks (alone), ==, 0);
  restore (alone, ID);
  scratch_update (alone, DOVETAIL_ENTITY_TASK, ID, "{'status':'done'}");
  scratch_update (alone, DOVETAIL_ENTITY_TASK, ID, "{'status':'open'}");
  scratch_store_reopen (alone);
  g_test_message ("signing in later uploads it all");
  sign_in (home, alone, "tablet");
  sync_now (home, alone);
  g_assert_cmpuint (summarize (alone).waiting, ==, 0);
  sync_all (home);
  assert_field_everywhere (home, "title", "oat milk");
}

/* "Offline mode isn't": weeks without a line, then everything meets. */
static char *
text_of_week (guint week)
{
  return g_strdup_printf ("chapter %u", week);
}

static void
test_weeks_offline (Home *home, gconstpointer data)
{
  g_autofree char *last = text_of_week (3);

  share (home, "{'title':'book'}");
  home->fate = IN_PROCESS_LOSE_REQUEST;
  for (guint week = 1; week <= 3; week++)
    {
      g_autofree char *text = text_of_week (week);
      g_autofree char *patch = g_strdup_printf ("{'notes':'%s'}", text);
      g_autoptr (DovetailJob) job = NULL;

      edit (home->laptop, patch);
      pass_time (home, 7 * DAY_MS);
      job = try_to_sync (home, home->laptop);
      g_assert_cmpstr (job->error_code, ==, "offline");
      assert_field (home->laptop, "notes", text);
    }
  home->fate = IN_PROCESS_DELIVER;
  edit (home->phone, "{'title':'the book'}");
  sync_all (home);
  sync_now (home, home->phone);
  assert_field_everywhere (home, "notes", last);
  assert_field_everywhere (home, "title", "the book");
}

/* "It had not synced for months and said nothing". */
static guint
stale_step (ScratchStore *device)
{
  DovetailStaleness staleness = { .now = device->now, .signed_in = TRUE, .by_itself = TRUE };

  dovetail_staleness_read (&staleness, device->store);
  staleness.awake_since = device->now - DAY_MS / 2;
  return dovetail_stale_is_due (&staleness) ? dovetail_stale_step (&staleness) : 0;
}

static gint64
next_attempt (ScratchStore *device)
{
  DovetailPlan plan = { .now = device->now, .signed_in = TRUE, .online = TRUE, .interval = 15 * MINUTE_MS };

  dovetail_plan_read (&plan, device->store);
  return dovetail_plan_next (&plan);
}

static void
test_silence (Home *home, gconstpointer data)
{
  gint64 last_success;
  guint step;

  share (home, "{'title':'milk'}");
  last_success = dovetail_store_get_setting_int (home->laptop->store, DOVETAIL_SETTING_LAST_SUCCESS, 0);
  g_assert_cmpint (last_success, ==, home->laptop->now);
  g_assert_cmpuint (stale_step (home->laptop), ==, 0);
  edit (home->laptop, "{'title':'oat milk'}");
  home->fate = IN_PROCESS_UNAVAILABLE;
  for (guint day = 0; day < 3; day++)
    {
      pass_time (home, DAY_MS);
      dovetail_job_free (try_to_sync (home, home->laptop));
    }
  g_test_message ("when it last went well, since when what waits, and when it is tried again");
  g_assert_cmpint (dovetail_store_get_setting_int (home->laptop->store, DOVETAIL_SETTING_LAST_SUCCESS, 0), ==,
                   last_success);
  g_assert_cmpint (summarize (home->laptop).oldest, >, 0);
  g_assert_cmpint (summarize (home->laptop).oldest, <, home->laptop->now - 2 * DAY_MS);
  g_assert_cmpint (next_attempt (home->laptop), >, 0);
  g_test_message ("it is said, and again when it goes on");
  step = stale_step (home->laptop);
  g_assert_cmpuint (step, >, 0);
  pass_time (home, 14 * DAY_MS);
  g_assert_cmpuint (stale_step (home->laptop), >, step);
  home->fate = IN_PROCESS_DELIVER;
  sync_now (home, home->laptop);
  g_assert_cmpuint (stale_step (home->laptop), ==, 0);
}

/* "One bad item blocks everything". */
static void
put_bad_task (ScratchStore *device)
{
  g_autofree char *long_title = g_strnfill (1200, 'x');
  g_autofree char *text = g_strdup_printf ("{'title':'%s'}", long_title);
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (DovetailRecord) record
      = dovetail_record_new (DOVETAIL_ENTITY_TASK, LIST, 0, NULL, FALSE, data, device->now, NULL, NULL);
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  replica->pending = dovetail_pending_new (device->now);
  scratch_put (device, replica);
}

static void
test_bad_item (Home *home, gconstpointer data)
{
  g_autoptr (DovetailReplica) bad = NULL;

  put_bad_task (home->laptop);
  create_many (home->laptop);
  sync_now (home, home->laptop);
  sync_now (home, home->phone);
  g_assert_cmpuint (count_tasks (home->phone), ==, N_TASKS);
  g_assert_cmpuint (summarize (home->laptop).waiting, ==, 0);
  g_test_message ("the bad one is set aside with its reason");
  g_assert_cmpuint (summarize (home->laptop).quarantined, ==, 1);
  bad = scratch_get (home->laptop, DOVETAIL_ENTITY_TASK, LIST);
  g_assert_cmpint (bad->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_cmpstr (bad->pending->error_code, ==, "invalid_field");
  g_assert_nonnull (strstr (bad->pending->error_detail, "title"));
  g_test_message ("once it is put right it goes up");
  scratch_update (home->laptop, DOVETAIL_ENTITY_TASK, LIST, "{'title':'short'}");
  if (summarize (home->laptop).quarantined == 1)
    dovetail_store_retry_pending (home->laptop->store, DOVETAIL_ENTITY_TASK, LIST, NULL);
  sync_now (home, home->laptop);
  g_assert_cmpuint (summarize (home->laptop).quarantined, ==, 0);
  sync_now (home, home->phone);
  g_assert_cmpuint (count_tasks (home->phone), ==, N_TASKS + 1);
}

/* "Recurring tasks duplicate": both devices complete the same occurrence offline, one of them after it moved
 * it, the other a week later. Series and rule give the next one its id and its dates, so both make the same
 * task. */
static void
test_recurring (Home *home, gconstpointer data)
{
  g_autofree char *next = dovetail_uuid_new_v5 (LIST, "2026-11-27");
  g_autofree char *server = NULL;
  g_auto (GStrv) lines = NULL;

  share (home, "{'title':'water the plants','due':'2026-11-20',"
               "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'" LIST "'}}");
  edit (home->laptop, "{'due':'2026-11-23'}");
  edit (home->laptop, "{'status':'done'}");
  home->phone->now += 7 * DAY_MS;
  edit (home->phone, "{'status':'done'}");
  home->phone->now -= 7 * DAY_MS;
  for (guint i = 0; i < 2; i++)
    {
      ScratchStore *device = i == 0 ? home->laptop : home->phone;
      g_autoptr (DovetailReplica) replica = scratch_get (device, DOVETAIL_ENTITY_TASK, next);

      g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "due"), ==, "2026-11-27");
    }
  g_assert_cmpint (
      sync_now (home, home->laptop) + sync_now (home, home->phone) + sync_now (home, home->laptop), ==, 0);
  g_assert_cmpuint (count_tasks (home->laptop), ==, 1);
  g_assert_cmpuint (count_tasks (home->phone), ==, 1);
  server = dovetail_server_dump (home->server, "home", NULL);
  lines = g_strsplit (server, "\"entity_type\":\"task\"", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2);
}

/* "Conflicts where nobody disagrees". */
static void
test_agreement (Home *home, gconstpointer data)
{
  static const struct
  {
    const char *what, *on_phone, *on_laptop;
  } edits[] = {
    { "both write the same", "{'title':'bread'}", "{'title':'bread'}" },
    { "both complete it", "{'status':'done'}", "{'status':'done'}" },
    { "both move it in the list", "{'position':'W'}", "{'position':'X'}" },
    { "both tag it", "{'tags':['home','urgent']}", "{'tags':['home','shop']}" },
    { "both write elsewhere in the notes", "{'notes':'ONE\\ntwo\\nthree'}", "{'notes':'one\\ntwo\\nTHREE'}" },
  };
  g_autoptr (DovetailReplica) replica = NULL;

  share (home, "{'title':'milk','notes':'one\\ntwo\\nthree','tags':['home']}");
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_test_message ("%s", edits[i].what);
      edit (home->phone, edits[i].on_phone);
      edit (home->laptop, edits[i].on_laptop);
      g_assert_cmpint (sync_now (home, home->phone), ==, 0);
      g_assert_cmpint (sync_now (home, home->laptop), ==, 0);
      sync_all (home);
      g_assert_cmpuint (dovetail_store_count_conflicts (home->laptop->store), ==, 0);
      g_assert_cmpuint (dovetail_store_count_conflicts (home->phone->store), ==, 0);
    }
  assert_field_everywhere (home, "title", "bread");
  replica = scratch_get (home->phone, DOVETAIL_ENTITY_TASK, ID);
  g_assert_cmpstr (dovetail_data_get_string (replica->current->data, "notes"), ==, "ONE\ntwo\nTHREE");
}

/* "No way back": an answer is taken back at once, or later from the history, on another device. */
static void
test_way_back (Home *home, gconstpointer data)
{
  g_autoptr (DovetailConflict) conflict = NULL;
  g_autoptr (GError) error = NULL;

  share (home, "{'title':'dinner'}");
  edit (home->phone, "{'title':'dinner at eight'}");
  edit (home->laptop, "{'title':'dinner at nine'}");
  sync_now (home, home->phone);
  g_assert_cmpint (sync_now (home, home->laptop), ==, 1);
  conflict = find_conflict (home->laptop);
  g_assert_true (conflict->open);
  dovetail_store_resolve_conflict (home->laptop->store, conflict->conflict_id,
                                   DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, &error);
  g_assert_no_error (error);
  assert_field (home->laptop, "title", "dinner at nine");
  g_test_message ("at once, before it went up");
  dovetail_store_unresolve_conflict (home->laptop->store, conflict->conflict_id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dovetail_store_count_conflicts (home->laptop->store), ==, 1);
  dovetail_store_resolve_conflict (home->laptop->store, conflict->conflict_id,
                                   DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, &error);
  sync_all (home);
  assert_field_everywhere (home, "title", "dinner at nine");
  g_test_message ("weeks later, from the history");
  pass_time (home, 20 * DAY_MS);
  dovetail_store_unresolve_conflict (home->laptop->store, conflict->conflict_id, &error);
  g_assert_no_error (error);
  dovetail_store_resolve_conflict (home->laptop->store, conflict->conflict_id,
                                   DOVETAIL_RESOLUTION_SERVER_WINS, NULL, &error);
  g_assert_no_error (error);
  sync_all (home);
  sync_all (home);
  assert_field_everywhere (home, "title", "dinner at eight");
}

/* "No way back": what was deleted, here or elsewhere, comes back. */
static void
test_way_back_from_deletion (Home *home, gconstpointer data)
{
  share (home, "{'title':'milk','notes':'two litres'}");
  delete (home->phone, ID);
  edit (home->laptop, "{'notes':'three litres'}");
  sync_now (home, home->phone);
  sync_now (home, home->laptop);
  g_assert_cmpuint (count_tasks (home->laptop), ==, 0);
  assert_keeps_both (home->laptop, "milk", "milk");
  restore (home->phone, ID);
  sync_all (home);
  sync_now (home, home->phone);
  g_assert_cmpuint (count_tasks (home->laptop), ==, 1);
  assert_field_everywhere (home, "title", "milk");
}

#define ADD(path, data, func) g_test_add ("/sim/pains/" path, Home, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("reconnecting-never-wipes-tasks/server-starts-empty", NULL, test_server_starts_empty);
  ADD ("reconnecting-never-wipes-tasks/mass-deletion", NULL, test_mass_deletion);
  ADD ("reconnecting-never-wipes-tasks/broken-answers", NULL, test_broken_answers);
  ADD ("reconnecting-never-wipes-tasks/away-for-long", NULL, test_away_for_long);
  ADD ("edits-of-different-fields-both-stay", NULL, test_different_fields);
  ADD ("conflict-never-discards-mine/last-write-wins", "last_write_wins", test_losing_side);
  ADD ("conflict-never-discards-mine/client-wins", "client_wins", test_losing_side);
  ADD ("conflict-never-discards-mine/server-wins", "server_wins", test_losing_side);
  ADD ("conflict-never-discards-mine/operational-transform", "operational_transform", test_losing_side);
  ADD ("conflict-never-discards-mine/manual-resolution", "manual_resolution", test_losing_side);
  ADD ("offline-is-offline/without-account", NULL, test_offline);
  ADD ("offline-is-offline/for-weeks", NULL, test_weeks_offline);
  ADD ("not-syncing-says-so", NULL, test_silence);
  ADD ("one-bad-item-blocks-nothing", NULL, test_bad_item);
  ADD ("recurring-tasks-stay-single", NULL, test_recurring);
  ADD ("no-conflict-where-nobody-disagrees", NULL, test_agreement);
  ADD ("there-is-a-way-back/from-an-answer", NULL, test_way_back);
  ADD ("there-is-a-way-back/from-a-deletion", NULL, test_way_back_from_deletion);
  return g_test_run ();
}
