/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sync would take away in one go is held for the user; what a server of another history lacks or has
 * otherwise is held too. Against a server that follows a script. */

#include "store/held.h"

#include "lib/scratch-store.h"
#include "lib/scripted-remote.h"
#include "store/answers.h"
#include "store/filter.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"

#define TIME "2026-11-20T12:00:00.000Z"
#define ID "0197a000-0000-7000-8000-%012u"

typedef struct
{
  ScratchStore *scratch;
  ScriptedRemote *remote;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_store_new (TRUE);
  fixture->remote = scripted_remote_new ();
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SERVER, "http://localhost:1", NULL);
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_DEVICE_ID, "device", NULL);
  dovetail_store_set_setting (fixture->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN, "t1", NULL);
  dovetail_store_set_secret (
      fixture->scratch->store, DOVETAIL_SETTING_TOKENS,
      "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":9999999999999}", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (scripted_remote_left (fixture->remote), ==, 0);
  g_object_unref (fixture->remote);
  scratch_store_free (fixture->scratch);
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

static DovetailJob *
sync_now (Fixture *fixture, const char *state)
{
  const DovetailPassOptions options = {
    .store = fixture->scratch->store,
    .remote = DOVETAIL_REMOTE (fixture->remote),
    .kind = DOVETAIL_SYNC_AUTO,
    .sleep = do_not_sleep,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, NULL, &error);

  g_assert_no_error (error);
  if (g_str_equal (state, "completed"))
    g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpstr (job->state, ==, state);
  return job;
}

static void
sync_well (Fixture *fixture)
{
  g_autoptr (DovetailJob) job = sync_now (fixture, "completed");
}

static char *
id_of (guint index)
{
  return g_strdup_printf (ID, index);
}

static void
put_tasks (Fixture *fixture, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = id_of (i);
      g_autofree char *text = g_strdup_printf ("{'title':'task %u','status':'open'}", i);

      scratch_put_synced (fixture->scratch, DOVETAIL_ENTITY_TASK, id, 7, text, FALSE);
    }
}

static char *
tombstones (guint from, guint end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = from; i < end; i++)
    g_string_append_printf (
        text, "%s{'entity_type':'task','entity_id':'" ID "','operation':'delete','version':8,'etag':'e8'}",
        i > from ? "," : "", i);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
answer_exchange (Fixture *fixture, const char *results, const char *changes, const char *token, gboolean more)
{
  g_autofree char *text
      = g_strdup_printf ("{'results':[%s],'server_changes':[%s],'sync_token':'%s','has_more':%s,"
                         "'server_time':'" TIME "'}",
                         results, changes, token, more ? "true" : "false");

  scripted_remote_answer (fixture->remote, 200, text);
}

static void
answer_page (Fixture *fixture, const char *deltas, const char *token, gboolean more)
{
  g_autofree char *text = g_strdup_printf (
      "{'deltas':[%s],'next_sync_token':'%s','has_more':%s,'full':true,'server_time':'" TIME "'}", deltas,
      token, more ? "true" : "false");

  scripted_remote_answer (fixture->remote, 200, text);
}

static void
assert_counts (Fixture *fixture, guint expected_records, guint expected_held)
{
  guint records = 0;
  guint deleted = 0;

  dovetail_store_count_records (fixture->scratch->store, &records, &deleted, NULL);
  g_assert_cmpuint (records, ==, expected_records);
  g_assert_cmpuint (dovetail_store_count_held (fixture->scratch->store), ==, expected_held);
  g_assert_cmpuint (dovetail_store_count_gathered (fixture->scratch->store), ==, 0);
}

static DovetailReplica *
get (Fixture *fixture, guint index)
{
  g_autofree char *id = id_of (index);

  return scratch_get (fixture->scratch, DOVETAIL_ENTITY_TASK, id);
}

static void
edit (Fixture *fixture, guint index, const char *text)
{
  g_autofree char *id = id_of (index);

  scratch_update (fixture->scratch, DOVETAIL_ENTITY_TASK, id, text);
}

static guint
count_sent (Fixture *fixture, guint request)
{
  JsonNode *changes = dovetail_data_get (scripted_remote_get_body (fixture->remote, request), "changes");

  return json_array_get_length (json_node_get_array (changes));
}

static JsonNode *
sent (Fixture *fixture, guint request)
{
  JsonNode *changes = dovetail_data_get (scripted_remote_get_body (fixture->remote, request), "changes");

  g_assert_cmpuint (json_array_get_length (json_node_get_array (changes)), ==, 1);
  return json_array_get_element (json_node_get_array (changes), 0);
}

/* Records, deletions of them in an incremental sync, and how many are held. */
static void
test_thresholds (void)
{
  static const struct
  {
    guint records, deletions, held;
    const char *name;
  } rows[] = { { 9, 9, 0, "nine of nine are few" },
               { 12, 10, 10, "ten of twelve are more than a fifth" },
               { 50, 10, 0, "ten of fifty are a fifth, and not more" },
               { 49, 10, 10, "ten of forty-nine are more than a fifth" },
               { 300, 50, 0, "fifty of many are done" },
               { 300, 51, 51, "fifty-one of many are held" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *deletions = tombstones (0, rows[i].deletions);

      g_test_message ("%s", rows[i].name);
      set_up (&fixture, NULL);
      put_tasks (&fixture, rows[i].records);
      answer_exchange (&fixture, "", deletions, "t2", FALSE);
      sync_well (&fixture);
      assert_counts (&fixture, rows[i].records - (rows[i].held > 0 ? 0 : rows[i].deletions), rows[i].held);
      tear_down (&fixture, NULL);
    }
}

/* No page alone holds many deletions; all together they do. Everything else is applied. */
static void
test_over_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = tombstones (0, 6);
  g_autofree char *two = tombstones (6, 12);
  g_autofree char *with_other = g_strconcat (
      two,
      ",{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-000000000013','operation':'update',"
      "'data':{'title':'other','status':'open'},'version':8}",
      NULL);
  g_autoptr (DovetailReplica) other = NULL;
  g_autofree char *token = NULL;

  put_tasks (fixture, 20);
  answer_exchange (fixture, "", one, "t2", TRUE);
  answer_exchange (fixture, "", with_other, "t3", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 20, 12);
  other = get (fixture, 13);
  g_assert_cmpstr (dovetail_record_get_title (other->current), ==, "other");
  token = dovetail_store_get_setting (fixture->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_assert_cmpstr (token, ==, "t3");
}

/* Killed between two pages, the next sync counts what the first one gathered. */
static void
test_killed_between_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = tombstones (0, 6);
  g_autofree char *two = tombstones (6, 12);
  g_autoptr (DovetailJob) died = NULL;

  put_tasks (fixture, 20);
  answer_exchange (fixture, "", one, "t2", TRUE);
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  scratch_store_reopen (fixture->scratch);
  g_assert_cmpuint (dovetail_store_count_gathered (fixture->scratch->store), ==, 6);
  answer_exchange (fixture, "", two, "t3", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 20, 12);
}

/* The same, but the next sync brings nothing: what was gathered is few, and done. */
static void
test_killed_then_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = tombstones (0, 6);
  g_autoptr (DovetailJob) died = NULL;

  put_tasks (fixture, 20);
  answer_exchange (fixture, "", one, "t2", TRUE);
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  scratch_store_reopen (fixture->scratch);
  answer_exchange (fixture, "", "", "t2", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 14, 0);
}

static void
hold_twelve (Fixture *fixture)
{
  g_autofree char *deletions = tombstones (0, 12);

  put_tasks (fixture, 20);
  answer_exchange (fixture, "", deletions, "t2", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 20, 12);
}

static void
test_edits_wait (Fixture *fixture, gconstpointer data)
{
  hold_twelve (fixture);
  edit (fixture, 3, "{'title':'edited while held'}");
  answer_exchange (fixture, "", "", "t2", FALSE);
  sync_well (fixture);
  g_assert_cmpuint (count_sent (fixture, 1), ==, 0);
  assert_counts (fixture, 20, 12);
}

static void
test_let_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) gone = NULL;

  hold_twelve (fixture);
  edit (fixture, 3, "{'title':'edited while held'}");
  g_assert_true (dovetail_store_accept_held (fixture->scratch->store, &error));
  g_assert_no_error (error);
  assert_counts (fixture, 8, 0);
  gone = get (fixture, 3);
  g_assert_true (gone->current->deleted);
  g_assert_cmpint (gone->current->version, ==, 8);
  g_assert_cmpstr (dovetail_record_get_title (gone->current), ==, "edited while held");
  answer_exchange (fixture, "", "", "t2", FALSE);
  sync_well (fixture);
  g_assert_cmpuint (count_sent (fixture, 1), ==, 0);
}

/* Each goes up as a create that names its tombstone, with the edit that waited. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) died = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *changes;

  hold_twelve (fixture);
  edit (fixture, 3, "{'title':'edited while held'}");
  g_assert_true (dovetail_store_restore_held (fixture->scratch->store, &error));
  g_assert_no_error (error);
  assert_counts (fixture, 20, 0);
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  g_assert_cmpuint (count_sent (fixture, 1), ==, 12);
  changes
      = json_node_get_array (dovetail_data_get (scripted_remote_get_body (fixture->remote, 1), "changes"));
  for (guint i = 0; i < 12; i++)
    {
      JsonNode *change = json_array_get_element (changes, i);
      JsonNode *content = dovetail_data_get (change, "data");

      g_assert_cmpstr (dovetail_data_get_string (change, "action"), ==, "create");
      g_assert_cmpint (dovetail_data_get_int (change, "version", 0), ==, 8);
      if (g_str_has_suffix (dovetail_data_get_string (change, "entity_id"), "000003"))
        g_assert_cmpstr (dovetail_data_get_string (content, "title"), ==, "edited while held");
    }
}

/* Some go, some stay, the rest is decided later; and each answer has its way back until something came of it.
 */
static void
test_one_by_one (Fixture *fixture, gconstpointer data)
{
  g_autofree char *third = id_of (3);
  g_autofree char *fourth = id_of (4);
  const char *const some[] = { third, fourth, NULL };
  g_autoptr (GPtrArray) let_go = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  guint count = 0;

  hold_twelve (fixture);
  edit (fixture, 3, "{'title':'edited while held'}");
  g_assert_true (dovetail_store_answer_held (fixture->scratch->store, TRUE, some, &let_go, &error));
  g_assert_no_error (error);
  assert_counts (fixture, 18, 10);
  g_assert_true (dovetail_store_hold_again (fixture->scratch->store, let_go, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 2);
  assert_counts (fixture, 20, 12);
  replica = get (fixture, 3);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "edited while held");
  g_assert_nonnull (replica->pending);

  g_assert_true (dovetail_store_answer_held (fixture->scratch->store, FALSE, some, &kept, &error));
  assert_counts (fixture, 20, 10);
  g_assert_true (dovetail_store_hold_again (fixture->scratch->store, kept, &count, &error));
  g_assert_cmpuint (count, ==, 2);
  assert_counts (fixture, 20, 12);
  answer_exchange (fixture, "", "", "t2", FALSE);
  sync_well (fixture);
  g_assert_cmpuint (count_sent (fixture, 1), ==, 0);
}

/* One is on its way up, one was edited since, one is as it was: only that one is held again. */
static void
test_too_late_to_take_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *third = id_of (3);
  const char *const one[] = { third, NULL };
  g_autoptr (DovetailJob) died = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) others = NULL;
  guint count = 0;

  hold_twelve (fixture);
  g_assert_true (dovetail_store_answer_held (fixture->scratch->store, FALSE, one, &first, NULL));
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  g_assert_true (dovetail_store_answer_held (fixture->scratch->store, FALSE, NULL, &others, NULL));
  edit (fixture, 5, "{'title':'edited since'}");
  g_assert_true (dovetail_store_hold_again (fixture->scratch->store, first, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (dovetail_store_hold_again (fixture->scratch->store, others, &count, NULL));
  g_assert_cmpuint (count, ==, 10);
  assert_counts (fixture, 20, 10);
}

/* Somebody else restores the records: nothing is left to ask. */
static void
test_restored_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);

  hold_twelve (fixture);
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (changes,
                            "%s{'entity_type':'task','entity_id':'" ID
                            "','operation':'update','data':{'title':'back','status':'open'},'version':9}",
                            i > 0 ? "," : "", i);
  answer_exchange (fixture, "", changes->str, "t3", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 20, 0);
}

/* What the server says next of a record whose deletion is held. It had version 7 and was deleted as 8. */
static void
test_told_again (void)
{
  static const struct
  {
    const char *name, *operation;
    int version;
    guint held;
    gint64 theirs; /* version of the deletion that is held; 0: none */
  } rows[] = {
    { "the same deletion", "'delete'", 8, 12, 8 },
    { "an older state", "'update','data':{'title':'old'}", 6, 12, 8 },
    { "a newer deletion", "'delete'", 10, 12, 10 },
    { "a newer state: somebody restored it", "'update','data':{'title':'back'}", 9, 11, 0 },
    { "it leaves what is synced: nobody deleted it", "'leave'", 9, 11, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *delta
          = g_strdup_printf ("{'entity_type':'task','entity_id':'" ID "','operation':%s,'version':%d}", 3u,
                             rows[i].operation, rows[i].version);
      g_autoptr (GPtrArray) held = NULL;
      gint64 theirs = 0;

      g_test_message ("%s", rows[i].name);
      set_up (&fixture, NULL);
      hold_twelve (&fixture);
      answer_exchange (&fixture, "", delta, "t3", FALSE);
      sync_well (&fixture);
      held = dovetail_store_list_held (fixture.scratch->store, 0, NULL);
      g_assert_cmpuint (held->len, ==, rows[i].held);
      for (guint j = 0; j < held->len; j++)
        {
          const DovetailHeld *one = g_ptr_array_index (held, j);

          if (g_str_has_suffix (one->replica->current->entity_id, "000003"))
            theirs = one->theirs->version;
        }
      g_assert_cmpint (theirs, ==, rows[i].theirs);
      tear_down (&fixture, NULL);
    }
}

/* A full sync in the same history does not list what is held; that is no answer of the user's. */
static void
test_full_sync_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  hold_twelve (fixture);
  for (guint i = 12; i < 20; i++)
    g_string_append_printf (rest,
                            "%s{'entity_type':'task','entity_id':'" ID
                            "','operation':'update','data':{'title':'task %u','status':'open'},'version':7}",
                            i > 12 ? "," : "", i, i);
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  answer_page (fixture, rest->str, "t5", FALSE);
  answer_exchange (fixture, "", "", "t5", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 20, 12);
}

/* The horizon passed: a snapshot is made, and what is not listed goes if it is little, or is held. */
static void
test_old_token (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->scratch->directory, "snapshots", NULL);
  g_autoptr (GDir) snapshots = NULL;

  put_tasks (fixture, 60);
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  answer_page (fixture, "", "t5", FALSE);
  answer_exchange (fixture, "", "", "t5", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 60, 60);
  snapshots = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (snapshots);
  g_assert_nonnull (g_dir_read_name (snapshots));
}

/* Tasks from this one on, as they are here; older ones than here before them. */
static void
answer_walk (Fixture *fixture, guint older, guint from)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = from; i < 20; i++)
    g_string_append_printf (rest,
                            "%s{'entity_type':'task','entity_id':'" ID
                            "','operation':'update','data':{'title':'%s %u','status':'open'},'version':%d}",
                            i > from ? "," : "", i, i < older ? "older" : "task", i, i < older ? 3 : 7);
  answer_page (fixture, rest->str, "t5", FALSE);
  answer_exchange (fixture, "", "", "t5", FALSE);
}

/* A server of another history had two records otherwise: one that was deleted here, and an older one. Before
 * the user says anything both are deleted there, and forgotten. */
static void
test_other_then_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = id_of (0);
  g_autoptr (GPtrArray) held = NULL;

  put_tasks (fixture, 20);
  scratch_put_synced (fixture->scratch, DOVETAIL_ENTITY_TASK, id, 9, "{'title':'deleted here'}", TRUE);
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'foreign_sync_token'}");
  answer_walk (fixture, 2, 0);
  sync_well (fixture);
  g_assert_cmpuint (dovetail_store_count_held (fixture->scratch->store), ==, 2);

  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  answer_walk (fixture, 0, 2);
  sync_well (fixture);
  held = dovetail_store_list_held (fixture->scratch->store, 0, NULL);
  g_assert_cmpuint (held->len, ==, 1);
  g_assert_null (((DovetailHeld *) g_ptr_array_index (held, 0))->theirs);
  g_assert_cmpint (((DovetailHeld *) g_ptr_array_index (held, 0))->cause, ==, DOVETAIL_HELD_MISSING);
}

/* Among very many that are not listed one is edited: that edit goes up, and what it is discarded for is gone,
 * as when little is missing. */
static void
test_old_token_with_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailReplica) gone = NULL;

  put_tasks (fixture, 20);
  edit (fixture, 3, "{'title':'edited here'}");
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  answer_page (fixture, "", "t5", FALSE);
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  dovetail_job_free (sync_now (fixture, "failed"));
  assert_counts (fixture, 20, 19);
  gone = get (fixture, 3);
  g_assert_true (gone->pending->theirs != NULL && gone->pending->theirs->deleted);
}

static const char *
token_sent (Fixture *fixture, guint request)
{
  return dovetail_data_get_string (scripted_remote_get_body (fixture->remote, request), "sync_token");
}

/* The walk by another choice of lists took so long that it begins again. Its device dies first, and the
 * server is set back: the token of before the choice still says which history it was. */
static void
test_choice_takes_too_long (Fixture *fixture, gconstpointer data)
{
  char *lists[] = { (char *) "0197a000-0000-7000-8000-000000000101", NULL };

  put_tasks (fixture, 3);
  g_assert_true (dovetail_store_set_filter (fixture->scratch->store, lists, NULL, NULL));
  answer_exchange (fixture, "", "", "t2", FALSE);
  answer_page (fixture, "", "w1", TRUE);
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  dovetail_job_free (sync_now (fixture, "failed"));
  g_assert_cmpstr (token_sent (fixture, 2), ==, "w1");
  g_assert_cmpstr (token_sent (fixture, 3), ==, "t2");

  scratch_store_reopen (fixture->scratch);
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'foreign_sync_token'}");
  answer_page (fixture, "", "t5", FALSE);
  answer_exchange (fixture, "", "", "t5", FALSE);
  sync_well (fixture);
  g_assert_cmpstr (token_sent (fixture, 4), ==, "t2");
  g_assert_null (token_sent (fixture, 5));
  assert_counts (fixture, 3, 3);
}

/* Task 0 is alike, 1 is older there, 2 is lacking, 3 has an edit on what both have, 4 is newer there by every
 * measure, 5 was edited here and is older there. */
static void
meet_foreign (Fixture *fixture)
{
  g_autoptr (DovetailJob) died = NULL;

  put_tasks (fixture, 6);
  edit (fixture, 3, "{'priority':'high'}");
  edit (fixture, 5, "{'priority':'low'}");
  scripted_remote_answer (fixture->remote, 410, "{'title':'No','code':'foreign_sync_token'}");
#define THERE(id, version, title, time)                                                                      \
  "{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-00000000000" id                                \
  "','operation':'update','data':{'title':'" title "','status':'open'},'version':" version                   \
  ",'timestamp':'" time "'}"
  answer_page (fixture,
               THERE ("0", "2", "task 0", "2020-01-01T00:00:00.000Z") "," THERE ("1", "2", "as it once was",
                                                                                 "2020-01-01T00:00:00.000Z"),
               "w1", TRUE);
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  scratch_store_reopen (fixture->scratch);
  answer_page (fixture,
               THERE ("3", "2", "task 3", "2020-01-01T00:00:00.000Z") "," THERE (
                   "4", "9", "newer", "2036-01-01T00:00:00.000Z") "," THERE ("5", "2", "as it once was",
                                                                             "2020-01-01T00:00:00.000Z"),
               "t9", FALSE);
  answer_exchange (fixture, "{'mutation_id':'%m','status':'applied','version':3}", "", "t10", FALSE);
  sync_well (fixture);
}

static void
assert_task (Fixture *fixture, guint index, gint64 version, const char *title)
{
  g_autoptr (DovetailReplica) replica = get (fixture, index);

  g_assert_cmpint (replica->current->version, ==, version);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  meet_foreign (fixture);
  assert_counts (fixture, 6, 3);
  assert_task (fixture, 0, 2, "task 0");
  assert_task (fixture, 1, 7, "task 1");
  assert_task (fixture, 2, 7, "task 2");
  assert_task (fixture, 4, 9, "newer");
  assert_task (fixture, 5, 7, "task 5");
  g_test_message ("the edit that fits goes up on the version that is there");
  g_assert_cmpint (dovetail_data_get_int (sent (fixture, 4), "version", 0), ==, 2);
}

/* What the newer state took the place of is in the history, one command from being restored. */
static void
test_foreign_passed_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) closed = NULL;
  g_autoptr (GError) error = NULL;
  DovetailConflict *conflict;

  meet_foreign (fixture);
  closed = dovetail_store_list_conflicts (fixture->scratch->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 1);
  conflict = g_ptr_array_index (closed, 0);
  g_assert_true (conflict->by_rule);
  g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, "task 4");
  g_assert_true (dovetail_conflict_lost (conflict, DOVETAIL_SIDE_MINE));
  g_assert_true (dovetail_store_restore_side (fixture->scratch->store, conflict->conflict_id,
                                              DOVETAIL_SIDE_MINE, &error));
  g_assert_no_error (error);
  assert_task (fixture, 4, 9, "task 4");
}

/* A server of another history is believed to be newer only when version and time both say so; else the user
 * is asked. The task here has version 7. */
static void
test_foreign_order (void)
{
  static const struct
  {
    const char *version, *time, *title;
    guint held;
  } rows[] = {
    { "9", "2036-01-01T00:00:00.000Z", "theirs", 0 }, { "9", "1970-01-01T00:00:00.001Z", "task 0", 1 },
    { "7", "2036-01-01T00:00:00.000Z", "task 0", 1 }, { "2", "2036-01-01T00:00:00.000Z", "task 0", 1 },
    { "2", "1970-01-01T00:00:00.001Z", "task 0", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *there = g_strdup_printf (
          "{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-000000000000','operation':'update',"
          "'data':{'title':'theirs','status':'open'},'version':%s,'timestamp':'%s'}",
          rows[i].version, rows[i].time);

      set_up (&fixture, NULL);
      put_tasks (&fixture, 1);
      scripted_remote_answer (fixture.remote, 410, "{'title':'No','code':'foreign_sync_token'}");
      answer_page (&fixture, there, "t9", FALSE);
      answer_exchange (&fixture, "", "", "t10", FALSE);
      sync_well (&fixture);
      g_test_message ("version %s of %s", rows[i].version, rows[i].time);
      assert_counts (&fixture, 1, rows[i].held);
      {
        g_autoptr (DovetailReplica) replica = get (&fixture, 0);

        g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, rows[i].title);
      }
      tear_down (&fixture, NULL);
    }
}

/* It leaves what is synced; that is no answer of the user's. */
static void
test_foreign_leaves (Fixture *fixture, gconstpointer data)
{
  meet_foreign (fixture);
  answer_exchange (fixture, "",
                   "{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-000000000001',"
                   "'operation':'leave','version':3}",
                   "t11", FALSE);
  sync_well (fixture);
  assert_counts (fixture, 6, 3);
  assert_task (fixture, 1, 7, "task 1");
}

static void
test_foreign_let_go (Fixture *fixture, gconstpointer data)
{
  meet_foreign (fixture);
  g_assert_true (dovetail_store_accept_held (fixture->scratch->store, NULL));
  assert_counts (fixture, 5, 0);
  assert_task (fixture, 1, 2, "as it once was");
  assert_task (fixture, 5, 2, "as it once was");
}

static void
test_foreign_upload_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailJob) died = NULL;
  JsonArray *changes;

  meet_foreign (fixture);
  g_assert_true (dovetail_store_restore_held (fixture->scratch->store, NULL));
  scripted_remote_fail (fixture->remote, DOVETAIL_ERROR_CRASHED);
  died = sync_now (fixture, "failed");
  g_assert_cmpuint (count_sent (fixture, 5), ==, 3);
  changes
      = json_node_get_array (dovetail_data_get (scripted_remote_get_body (fixture->remote, 5), "changes"));
  for (guint i = 0; i < 3; i++)
    {
      JsonNode *change = json_array_get_element (changes, i);
      gboolean lacking = g_str_has_suffix (dovetail_data_get_string (change, "entity_id"), "2");

      g_assert_cmpstr (dovetail_data_get_string (change, "action"), ==, lacking ? "create" : "update");
      g_assert_cmpint (dovetail_data_get_int (change, "version", 0), ==, lacking ? 0 : 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/held/" name, Fixture, NULL, set_up, test, tear_down)
  g_test_add_func ("/held/thresholds", test_thresholds);
  ADD ("counted over all pages", test_over_pages);
  ADD ("killed between pages", test_killed_between_pages);
  ADD ("killed, then nothing", test_killed_then_nothing);
  ADD ("edits wait", test_edits_wait);
  ADD ("let go", test_let_go);
  ADD ("restore", test_restore);
  ADD ("one by one, and back", test_one_by_one);
  ADD ("too late to take back", test_too_late_to_take_back);
  ADD ("restored elsewhere", test_restored_elsewhere);
  g_test_add_func ("/held/told again", test_told_again);
  ADD ("full sync meanwhile", test_full_sync_meanwhile);
  ADD ("an edit among what is not listed", test_old_token_with_edit);
  ADD ("a choice that takes too long", test_choice_takes_too_long);
  ADD ("otherwise there, then missing", test_other_then_missing);
  ADD ("old token", test_old_token);
  ADD ("another history", test_foreign);
  ADD ("another history, what was passed over is kept", test_foreign_passed_over);
  g_test_add_func ("/held/another history, which is newer", test_foreign_order);
  ADD ("another history, and it leaves", test_foreign_leaves);
  ADD ("another history, let go", test_foreign_let_go);
  ADD ("another history, upload again", test_foreign_upload_again);
  return g_test_run ();
}
