/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server is set back to a backup while two devices hold what came after it, synced and not. Nothing is
 * lost: what the server lacks or has older is held, and goes up again when the users say so. */

#include <glib/gstdio.h>

#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "server/sqlite-ledger.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

#define FAMILY "sim"
#define N_TASKS 24
#define MOST_TASKS 200

typedef struct
{
  char *directory;
  gint64 now;
  ScratchHost host;
  DovetailServer *server;
  ScratchStore *devices[2];
  guint die_at; /* the device dies at this request of its pass; 0: never */
  guint requests;
} Place;

static void
open_server (Place *place, const char *name)
{
  g_autofree char *path = g_build_filename (place->directory, name, NULL);

  g_clear_object (&place->server);
  place->server = scratch_host_open (&place->host, path);
}

/* The log of a database may be in the database already. */
static void
copy_file (Place *place, const char *from_name, const char *to_name)
{
  g_autofree char *from = g_build_filename (place->directory, from_name, NULL);
  g_autofree char *to = g_build_filename (place->directory, to_name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_get_contents (from, &text, &length, NULL))
    g_assert_true (g_file_set_contents (to, text, (gssize) length, NULL));
}

/* As the backup command does it. */
static void
back_up_as (Place *place, const char *from_name, const char *to_name, const char *epoch)
{
  g_autofree char *from = g_build_filename (place->directory, from_name, NULL);
  g_autofree char *to = g_build_filename (place->directory, to_name, NULL);
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (from, NULL);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_backup (ledger, to, epoch, &error);
  g_assert_no_error (error);
}

/* with_epoch: made by the backup command; otherwise the file was copied by hand, epoch and all. */
static void
back_up (Place *place, gboolean with_epoch)
{
  if (with_epoch)
    {
      back_up_as (place, "one.db", "two.db", "eeeeeeee-0000-4000-8000-000000000001");
      return;
    }
  g_clear_object (&place->server);
  copy_file (place, "one.db", "two.db");
  copy_file (place, "one.db-wal", "two.db-wal");
  open_server (place, "one.db");
}

static void
pass_time (Place *place)
{
  place->now += 60 * 1000;
  for (guint i = 0; i < 2; i++)
    if (place->devices[i] != NULL)
      place->devices[i]->now = place->now;
}

static InProcessFate
decide_fate (const DovetailRequest *request, gpointer user_data)
{
  Place *place = user_data;

  return ++place->requests == place->die_at ? IN_PROCESS_CRASH_AFTER : IN_PROCESS_DELIVER;
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

static void
sync_device (Place *place, guint index, guint die_at)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (place->server);
  const DovetailPassOptions options = {
    .store = place->devices[index]->store,
    .remote = DOVETAIL_REMOTE (remote),
    .sleep = do_not_sleep,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  pass_time (place);
  place->die_at = die_at;
  place->requests = 0;
  in_process_remote_hook (remote, decide_fate, place);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  if (in_process_remote_crashed (remote))
    scratch_store_reopen (place->devices[index]);
  else
    g_assert_cmpstr (job->error_message, ==, NULL);
}

static void
add_device (Place *place, guint index)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (place->server);
  g_autoptr (GError) error = NULL;

  place->devices[index] = scratch_store_new (index == 0);
  place->devices[index]->random = 77 + index;
  pass_time (place);
  dovetail_session_login (place->devices[index]->store, NULL, DOVETAIL_REMOTE (remote), "http://localhost:1",
                          "anna", SCRATCH_SERVER_PASSWORD, index == 0 ? "laptop" : "phone", NULL, &error);
  g_assert_no_error (error);
}

static char *
id_of (guint number)
{
  return g_strdup_printf ("0197a000-0000-7000-8000-%012u", number);
}

static void
create (Place *place, guint device, guint number)
{
  g_autofree char *id = id_of (number);
  g_autofree char *text = g_strdup_printf ("{'title':'task %u'}", number);

  scratch_create (place->devices[device], DOVETAIL_ENTITY_TASK, id, text);
}

static void
edit (Place *place, guint device, guint number, const char *notes)
{
  g_autofree char *id = id_of (number);
  g_autofree char *text = g_strdup_printf ("{'notes':'%s'}", notes);

  pass_time (place);
  scratch_update (place->devices[device], DOVETAIL_ENTITY_TASK, id, text);
}

static void
rename_task (Place *place, guint device, guint number, const char *title)
{
  g_autofree char *id = id_of (number);
  g_autofree char *text = g_strdup_printf ("{'title':'%s'}", title);

  pass_time (place);
  scratch_update (place->devices[device], DOVETAIL_ENTITY_TASK, id, text);
}

static void delete (Place *place, guint device, guint number)
{
  g_autofree char *id = id_of (number);
  g_autoptr (DovetailReplica) deleted
      = dovetail_store_delete (place->devices[device]->store, DOVETAIL_ENTITY_TASK, id, NULL);

  g_assert_nonnull (deleted);
}

static Place *
place_new (void)
{
  Place *place = g_new0 (Place, 1);

  place->directory = g_dir_make_tmp ("dovetail-restored-XXXXXX", NULL);
  place->now = G_GINT64_CONSTANT (1795176000000);
  scratch_host_init (&place->host, &place->now);
  open_server (place, "one.db");
  dovetail_server_add_user (place->server, "anna", FAMILY, "owner", SCRATCH_SERVER_PASSWORD, NULL);
  for (guint i = 0; i < 2; i++)
    add_device (place, i);
  return place;
}

static void
place_free (Place *place)
{
  for (guint i = 0; i < 2; i++)
    scratch_store_free (place->devices[i]);
  g_clear_object (&place->server);
  scratch_remove_tree (place->directory);
  g_free (place->directory);
  g_free (place);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

/* Both devices have N_TASKS tasks, backed up; then much happens, and the backup is put back. */
static Place *
set_back (gboolean with_epoch)
{
  Place *place = place_new ();

  for (guint i = 0; i < N_TASKS; i++)
    create (place, 0, i);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  back_up (place, with_epoch);

  create (place, 0, 30);
  edit (place, 0, 1, "afterlaptop");
  delete (place, 0, 2);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  edit (place, 1, 3, "afterphone");
  edit (place, 1, 3, "afterphonetwice");
  sync_device (place, 1, 0);
  sync_device (place, 0, 0);

  g_test_message ("and what was not synced yet");
  create (place, 0, 31);
  edit (place, 0, 4, "pendinglaptop");
  edit (place, 0, 3, "pendingonnewer");
  edit (place, 1, 5, "pendingphone");
  open_server (place, "two.db");
  return place;
}

static void
assert_server_has (Place *place, const char *text, gboolean expected)
{
  g_autofree char *dump = dovetail_server_dump (place->server, FAMILY, NULL);

  if ((strstr (dump, text) != NULL) != expected)
    g_error ("%s %s on the server:\n%s", text, expected ? "is not" : "is", dump);
}

static char *
dump_device (Place *place, guint index)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MOST_TASKS; i++)
    {
      g_autofree char *id = id_of (i);
      g_autoptr (DovetailReplica) replica
          = dovetail_store_get_replica (place->devices[index]->store, DOVETAIL_ENTITY_TASK, id, NULL);
      g_autofree char *data = NULL;

      if (replica == NULL || replica->current->deleted)
        continue;
      g_assert_null (replica->pending);
      data = scratch_text (replica->current->data);
      g_string_append_printf (text, "%u v%d %s\n", i, (int) replica->current->version, data);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_devices_equal (Place *place)
{
  g_autofree char *laptop = NULL;
  g_autofree char *phone = NULL;

  for (guint i = 0; i < 4; i++)
    sync_device (place, i % 2, 0);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (dovetail_store_count_held (place->devices[i]->store), ==, 0);
  laptop = dump_device (place, 0);
  phone = dump_device (place, 1);
  g_assert_cmpstr (laptop, ==, phone);
}

static void
test_upload_again (gconstpointer with_epoch)
{
  g_autoptr (Place) place = set_back (GPOINTER_TO_INT (with_epoch));
  g_autoptr (GError) error = NULL;

  sync_device (place, 0, 0);
  g_test_message ("held: the new task, two newer edits, and the deleted one, which is alive there");
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 4);
  g_test_message ("what fits and what is new went up by itself");
  assert_server_has (place, "pendinglaptop", TRUE);
  assert_server_has (place, "task 31", TRUE);
  assert_server_has (place, "task 30", FALSE);

  g_assert_true (dovetail_store_restore_held (place->devices[0]->store, &error));
  g_assert_no_error (error);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  g_assert_true (dovetail_store_restore_held (place->devices[1]->store, &error));
  g_assert_no_error (error);
  assert_devices_equal (place);
  assert_server_has (place, "task 30", TRUE);
  assert_server_has (place, "afterlaptop", TRUE);
  assert_server_has (place, "pendingphone", TRUE);
}

/* The users let go: both have what the backup has, and what had never been synced. */
static void
test_let_go (gconstpointer with_epoch)
{
  g_autoptr (Place) place = set_back (GPOINTER_TO_INT (with_epoch));

  for (guint i = 0; i < 2; i++)
    {
      sync_device (place, i, 0);
      g_assert_true (dovetail_store_accept_held (place->devices[i]->store, NULL));
    }
  assert_devices_equal (place);
  assert_server_has (place, "task 30", FALSE);
  assert_server_has (place, "afterlaptop", FALSE);
  assert_server_has (place, "pendinglaptop", TRUE);
  assert_server_has (place, "pendingphone", TRUE);
  assert_server_has (place, "task 31", TRUE);
}

/* The token is too old, and before the walk begins the server is set back: what the walk does not list was
 * not deleted. The walk waits for days, as the device was switched off. */
static void
test_set_back_before_walk (gconstpointer with_epoch)
{
  g_autoptr (Place) place = place_new ();
  gint64 removed = 0;

  for (guint i = 0; i < N_TASKS; i++)
    create (place, 0, i);
  sync_device (place, 0, 0);
  back_up (place, GPOINTER_TO_INT (with_epoch));
  create (place, 0, 30);
  create (place, 1, 31);
  delete (place, 0, 1);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  delete (place, 1, 31);
  sync_device (place, 1, 0);
  g_assert_true (dovetail_server_clean_up (place->server, 0, &removed, NULL));
  sync_device (place, 0, 2);
  g_test_message ("the 410 was written down, and the first page was not asked for");
  open_server (place, "two.db");
  sync_device (place, 0, 0);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 2);
}

/* The file was put back by hand, and what came since made the server forget tombstones from beyond where the
 * laptop stood: its token is too old as well, but first of all it is of another history. */
static void
test_set_back_below_horizon (void)
{
  g_autoptr (Place) place = place_new ();
  gint64 removed = 0;

  create (place, 0, 0);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  back_up (place, FALSE);
  edit (place, 0, 0, "afterlaptop");
  create (place, 0, 30);
  sync_device (place, 0, 0);

  open_server (place, "two.db");
  for (guint i = 1; i < 6; i++)
    create (place, 1, i);
  sync_device (place, 1, 0);
  delete (place, 1, 5);
  sync_device (place, 1, 0);
  g_assert_true (dovetail_server_clean_up (place->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);

  sync_device (place, 0, 0);
  g_test_message ("held: the newer edit and the new task");
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 2);
  g_assert_true (dovetail_store_restore_held (place->devices[0]->store, NULL));
  assert_devices_equal (place);
  assert_server_has (place, "afterlaptop", TRUE);
  assert_server_has (place, "task 30", TRUE);
}

/* What the phone made fills more than one page. The laptop's first request of its next sync carries a task up
 * and the first page down; before the second page it is switched off, and the server is set back by hand to
 * where it stood before that request. */
static void
test_set_back_between_pages (void)
{
  g_autoptr (Place) place = place_new ();

  create (place, 0, 0);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  for (guint i = 100; i < 180; i++)
    create (place, 1, i);
  edit (place, 1, 0, "known to the backup");
  sync_device (place, 1, 0);
  back_up (place, FALSE);
  edit (place, 1, 100, "unknown to the backup");
  sync_device (place, 1, 0);
  create (place, 0, 31);
  sync_device (place, 0, 2);
  open_server (place, "two.db");

  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  g_test_message ("held: the new task, and the newer edit");
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 1);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[1]->store), ==, 1);
  for (guint i = 0; i < 2; i++)
    g_assert_true (dovetail_store_restore_held (place->devices[i]->store, NULL));
  assert_devices_equal (place);
  assert_server_has (place, "task 31", TRUE);
  assert_server_has (place, "unknown to the backup", TRUE);
}

/* Both made a task under one id, and the laptop has heard of the phone's, which was edited since, before its
 * own went up. What it heard is of a history that the backup does not have. */
static void
test_created_twice (gconstpointer with_epoch)
{
  g_autoptr (Place) place = place_new ();

  back_up (place, GPOINTER_TO_INT (with_epoch));
  create (place, 1, 30);
  sync_device (place, 1, 0);
  edit (place, 1, 30, "of the phone");
  sync_device (place, 1, 0);
  create (place, 0, 30);
  rename_task (place, 0, 30, "of the laptop");
  sync_device (place, 0, 2);

  open_server (place, "two.db");
  sync_device (place, 0, 0);
  assert_server_has (place, "of the laptop", TRUE);
  sync_device (place, 1, 0);
  g_assert_true (dovetail_store_accept_held (place->devices[1]->store, NULL));
  assert_devices_equal (place);
}

/* Two devices disagree about a title after the backup was made; it knows of no conflict at all. */
static Place *
set_back_with_conflict (void)
{
  Place *place = place_new ();

  create (place, 0, 1);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  back_up (place, TRUE);
  rename_task (place, 0, 1, "laptop says");
  rename_task (place, 1, 1, "phone says");
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  open_server (place, "two.db");
  return place;
}

static void
assert_conflicts (Place *place, guint n_open, guint n_closed)
{
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (place->devices[1]->store, TRUE, 0, NULL);
  g_autoptr (GPtrArray) closed = dovetail_store_list_conflicts (place->devices[1]->store, FALSE, 0, NULL);

  g_assert_cmpuint (open->len, ==, n_open);
  g_assert_cmpuint (closed->len, ==, n_closed);
}

/* Nobody can answer there what was open; the edit stays in the history. */
static void
test_open_conflict (void)
{
  g_autoptr (Place) place = set_back_with_conflict ();

  assert_conflicts (place, 1, 0);
  sync_device (place, 1, 0);
  assert_conflicts (place, 0, 1);
}

/* The answer was given before anybody noticed: what it set goes up as an edit. */
static void
test_answered_conflict (void)
{
  g_autoptr (Place) place = set_back_with_conflict ();
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (place->devices[1]->store, TRUE, 0, NULL);
  const DovetailConflict *conflict = g_ptr_array_index (open, 0);
  g_autoptr (JsonNode) merged = scratch_data ("{'title':'both say'}");
  g_autoptr (GError) error = NULL;

  dovetail_store_resolve_conflict (place->devices[1]->store, conflict->conflict_id,
                                   DOVETAIL_RESOLUTION_USER_MERGE, merged, &error);
  g_assert_no_error (error);
  sync_device (place, 1, 0);
  assert_conflicts (place, 0, 1);
  g_assert_true (dovetail_store_restore_held (place->devices[1]->store, NULL));
  sync_device (place, 1, 0);
  assert_server_has (place, "both say", TRUE);
}

static void
answer_open (Place *place, guint device, const char *strategy)
{
  DovetailStore *store = place->devices[device]->store;
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (store, TRUE, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (open->len, ==, 1);
  dovetail_store_resolve_conflict (store, ((DovetailConflict *) g_ptr_array_index (open, 0))->conflict_id,
                                   strategy, NULL, &error);
  g_assert_no_error (error);
}

/* The backup knows the conflict, and has the record as it was before the laptop renamed it: the answer to the
 * one question must not decide the other. */
static void
test_conflict_of_held (void)
{
  g_autoptr (Place) place = place_new ();
  g_autoptr (DovetailReplica) replica = NULL;
  g_autofree char *id = id_of (5);
  g_autoptr (GError) error = NULL;

  create (place, 0, 5);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  dovetail_store_set_setting (place->devices[0]->store, DOVETAIL_SETTING_POLICY, "manual_resolution", &error);
  g_assert_no_error (error);
  edit (place, 1, 5, "of the phone");
  sync_device (place, 1, 0);
  edit (place, 0, 5, "of the laptop");
  sync_device (place, 0, 0);
  back_up (place, TRUE);
  rename_task (place, 0, 5, "renamed");
  sync_device (place, 0, 0);

  open_server (place, "two.db");
  sync_device (place, 0, 0);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 1);
  sync_device (place, 1, 0);
  answer_open (place, 1, DOVETAIL_RESOLUTION_CLIENT_WINS);
  answer_open (place, 0, DOVETAIL_RESOLUTION_SERVER_WINS);
  sync_device (place, 1, 0);
  sync_device (place, 0, 0);
  replica = scratch_get (place->devices[0], DOVETAIL_ENTITY_TASK, id);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "renamed");
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 1);
}

/* The answer went up, and before the phone asked for anything else it was switched off, and the server was
 * set back by hand to just before the answer: all the phone knows of is in that history, but for the answer.
 */
static void
test_set_back_after_answer (void)
{
  g_autoptr (Place) place = place_new ();
  g_autoptr (DovetailReplica) replica = NULL;
  g_autofree char *id = id_of (1);

  create (place, 0, 1);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  rename_task (place, 0, 1, "laptop says");
  rename_task (place, 1, 1, "phone says");
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  back_up (place, FALSE);
  answer_open (place, 1, DOVETAIL_RESOLUTION_CLIENT_WINS);
  sync_device (place, 1, 2);
  open_server (place, "two.db");

  sync_device (place, 1, 0);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[1]->store), ==, 1);
  g_assert_true (dovetail_store_restore_held (place->devices[1]->store, NULL));
  sync_device (place, 1, 0);
  replica = scratch_get (place->devices[1], DOVETAIL_ENTITY_TASK, id);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "phone says");
  assert_conflicts (place, 1, 0);
  assert_devices_equal (place);
  assert_server_has (place, "phone says", TRUE);
}

/* The laptop syncs the first so many of two lists; 0: all there are. */
static void
choose_lists (Place *place, guint count)
{
  g_autofree char *first = id_of (60);
  g_autofree char *second = id_of (61);
  char *lists[] = { first, count == 2 ? second : NULL, NULL };
  g_autoptr (GError) error = NULL;

  dovetail_store_set_filter (place->devices[0]->store, count > 0 ? lists : NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A task of the second list is held on the laptop, because the backup has it as it was before it was renamed.
 */
static Place *
place_with_held (void)
{
  Place *place = place_new ();
  g_autofree char *first = id_of (60);
  g_autofree char *second = id_of (61);
  g_autofree char *id = id_of (5);
  g_autofree char *text = g_strdup_printf ("{'title':'as in the backup','list_id':'%s'}", second);

  scratch_create (place->devices[0], DOVETAIL_ENTITY_LIST, first, "{'name':'first'}");
  scratch_create (place->devices[0], DOVETAIL_ENTITY_LIST, second, "{'name':'second'}");
  scratch_create (place->devices[0], DOVETAIL_ENTITY_TASK, id, text);
  sync_device (place, 0, 0);
  sync_device (place, 1, 0);
  back_up (place, TRUE);
  rename_task (place, 0, 5, "renamed");
  sync_device (place, 0, 0);
  open_server (place, "two.db");
  sync_device (place, 1, 0);
  sync_device (place, 0, 0);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 1);
  return place;
}

/* Deleted here before the question was answered, and then its list is not synced here any more: that the walk
 * does not list it says nothing about the server. */
static void
test_held_leaves (gconstpointer restore)
{
  g_autoptr (Place) place = place_with_held ();
  DovetailStore *store = place->devices[0]->store;
  DovetailOutboxSummary summary = { 0 };

  delete (place, 0, 5);
  choose_lists (place, 1);
  sync_device (place, 0, 0);
  g_assert_true (dovetail_store_summarize_outbox (store, &summary, NULL));
  g_assert_cmpuint (summary.quarantined, ==, 0);
  g_assert_cmpuint (dovetail_store_count_held (store), ==, 1);

  if (GPOINTER_TO_INT (restore))
    g_assert_true (dovetail_store_restore_held (store, NULL));
  else
    g_assert_true (dovetail_store_accept_held (store, NULL));
  sync_device (place, 0, 0);
  choose_lists (place, 0);
  assert_devices_equal (place);
  assert_server_has (place, "\"deleted\":true", GPOINTER_TO_INT (restore));
}

/* Its list is synced again before the question is answered. */
static void
test_held_comes_back (void)
{
  g_autoptr (Place) place = place_with_held ();

  choose_lists (place, 1);
  sync_device (place, 0, 0);
  choose_lists (place, 2);
  sync_device (place, 0, 0);
  g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 1);
  g_assert_true (dovetail_store_accept_held (place->devices[0]->store, NULL));
  assert_devices_equal (place);
  assert_server_has (place, "as in the backup", TRUE);
}

/* Its list is not synced here any more when the server is set back once more: that the walk does not list it says
 * nothing about the server, and what the user says of it takes nothing from the server that the user did not see.
 */
static void
test_held_unlisted (gconstpointer restore)
{
  g_autoptr (Place) place = place_with_held ();
  DovetailStore *store = place->devices[0]->store;

  back_up_as (place, "two.db", "three.db", "eeeeeeee-0000-4000-8000-000000000002");
  open_server (place, "three.db");
  choose_lists (place, 1);
  sync_device (place, 0, 0);
  g_assert_cmpuint (dovetail_store_count_held (store), ==, 1);
  if (GPOINTER_TO_INT (restore))
    g_assert_true (dovetail_store_restore_held (store, NULL));
  else
    g_assert_true (dovetail_store_accept_held (store, NULL));
  sync_device (place, 0, 0);
  choose_lists (place, 0);
  assert_devices_equal (place);
  assert_server_has (place, GPOINTER_TO_INT (restore) ? "renamed" : "as in the backup", TRUE);
  assert_server_has (place, "\"deleted\":true", FALSE);
}

/* The device dies at each request of the sync that meets the backup. */
static void
test_crashes (void)
{
  for (guint die_at = 1; die_at <= 6; die_at++)
    {
      g_autoptr (Place) place = set_back (TRUE);

      g_test_message ("dies at request %u", die_at);
      sync_device (place, 0, die_at);
      sync_device (place, 0, 0);
      g_assert_cmpuint (dovetail_store_count_held (place->devices[0]->store), ==, 4);
      g_assert_true (dovetail_store_restore_held (place->devices[0]->store, NULL));
      sync_device (place, 0, die_at);
      sync_device (place, 0, 0);
      sync_device (place, 1, 0);
      g_assert_true (dovetail_store_restore_held (place->devices[1]->store, NULL));
      assert_devices_equal (place);
      assert_server_has (place, "task 30", TRUE);
      assert_server_has (place, "afterlaptop", TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/restored-backup/upload again", GINT_TO_POINTER (TRUE), test_upload_again);
  g_test_add_data_func ("/restored-backup/upload again, file copied by hand", GINT_TO_POINTER (FALSE),
                        test_upload_again);
  g_test_add_data_func ("/restored-backup/let go", GINT_TO_POINTER (TRUE), test_let_go);
  g_test_add_data_func ("/restored-backup/let go, file copied by hand", GINT_TO_POINTER (FALSE), test_let_go);
  g_test_add_data_func ("/restored-backup/before a walk", GINT_TO_POINTER (TRUE), test_set_back_before_walk);
  g_test_add_data_func ("/restored-backup/before a walk, file copied by hand", GINT_TO_POINTER (FALSE),
                        test_set_back_before_walk);
  g_test_add_func ("/restored-backup/below the horizon", test_set_back_below_horizon);
  g_test_add_func ("/restored-backup/between two pages", test_set_back_between_pages);
  g_test_add_data_func ("/restored-backup/created twice", GINT_TO_POINTER (TRUE), test_created_twice);
  g_test_add_data_func ("/restored-backup/created twice, file copied by hand", GINT_TO_POINTER (FALSE),
                        test_created_twice);
  g_test_add_func ("/restored-backup/an open conflict", test_open_conflict);
  g_test_add_func ("/restored-backup/an answered conflict", test_answered_conflict);
  g_test_add_func ("/restored-backup/a conflict of what is held", test_conflict_of_held);
  g_test_add_func ("/restored-backup/after an answer", test_set_back_after_answer);
  g_test_add_data_func ("/restored-backup/what is held leaves with its list, and is restored",
                        GINT_TO_POINTER (TRUE), test_held_leaves);
  g_test_add_data_func ("/restored-backup/what is held leaves with its list, and is let go",
                        GINT_TO_POINTER (FALSE), test_held_leaves);
  g_test_add_func ("/restored-backup/what is held leaves with its list and comes back with it",
                   test_held_comes_back);
  g_test_add_data_func ("/restored-backup/what is held is not listed by the next server, and is restored",
                        GINT_TO_POINTER (TRUE), test_held_unlisted);
  g_test_add_data_func ("/restored-backup/what is held is not listed by the next server, and is let go",
                        GINT_TO_POINTER (FALSE), test_held_unlisted);
  g_test_add_func ("/restored-backup/dies at each request", test_crashes);
  return g_test_run ();
}
