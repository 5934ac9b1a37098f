/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices meet at the real server's handlers in ways each of which is a decision of its own; the traces
 * of both are exported, hold nothing that anybody wrote, and are replayed with the same decisions. Damaged
 * and hostile traces are refused or replayed, and leave nothing behind. */

#include <glib/gstdio.h>
#include <string.h>

#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/policies.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"
#include "sync/trace-export.h"
#include "sync/trace-replay.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define ID "0197a000-0000-7000-8000-000000000001"
#define LIST "0197a000-0000-7000-8000-0000000000aa"
#define PASSWORD "canarypassword"

typedef struct
{
  ScratchStore *laptop, *phone;
  DovetailServer *server;
  InProcessRemote *remote;
  ScratchHost host;
} Fixture;

static void
sign_in (Fixture *fixture, ScratchStore *device, const char *name)
{
  g_autoptr (GError) error = NULL;

  dovetail_session_login (device->store, NULL, DOVETAIL_REMOTE (fixture->remote),
                          "https://canaryserver.example", "canaryuser", PASSWORD, name, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->laptop = scratch_store_new (TRUE);
  fixture->phone = scratch_store_new (TRUE);
  fixture->phone->random = 815;
  scratch_host_init (&fixture->host, &fixture->laptop->now);
  fixture->server = scratch_host_open (&fixture->host, NULL);
  dovetail_server_add_user (fixture->server, "canaryuser", "canaryfamily", "owner", PASSWORD, NULL);
  fixture->remote = in_process_remote_new (fixture->server);
  sign_in (fixture, fixture->laptop, "canarylaptop");
  sign_in (fixture, fixture->phone, "canaryphone");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->remote);
  g_object_unref (fixture->server);
  scratch_store_free (fixture->laptop);
  scratch_store_free (fixture->phone);
}

static DovetailJob *
sync_job (Fixture *fixture, ScratchStore *device)
{
  const DovetailPassOptions options = { .store = device->store, .remote = DOVETAIL_REMOTE (fixture->remote) };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  fixture->laptop->now += 1000;
  fixture->phone->now = fixture->laptop->now;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

static void
sync_now (Fixture *fixture, ScratchStore *device)
{
  dovetail_job_free (sync_job (fixture, device));
}

static void delete (ScratchStore *device, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_delete (device->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
}

/* The same task on both, synced. */
static void
share (Fixture *fixture, const char *text)
{
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, ID, text);
  sync_now (fixture, fixture->laptop);
  sync_now (fixture, fixture->phone);
}

/* Both edit it; the phone is first at the server. */
static void
meet (Fixture *fixture, const char *on_phone, const char *on_laptop)
{
  scratch_update (fixture->phone, DOVETAIL_ENTITY_TASK, ID, on_phone);
  scratch_update (fixture->laptop, DOVETAIL_ENTITY_TASK, ID, on_laptop);
  sync_now (fixture, fixture->phone);
  sync_now (fixture, fixture->laptop);
}

static char *export(ScratchStore *device, gsize *length)
{
  g_autoptr (GError) error = NULL;
  DovetailTraceCounts counts;
  char *text = dovetail_trace_export (device->store, dovetail_store_get_random (device->store), &counts, length,
                                      &error);

  g_assert_no_error (error);
  return text;
}

static GPtrArray *
replay (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *jobs = dovetail_trace_replay (text, strlen (text), &error);

  g_assert_no_error (error);
  return jobs;
}

/* What the replay says of all decisions, one a line. */
static char *
tell (GPtrArray *jobs, guint *differences)
{
  GString *story = g_string_new (NULL);

  *differences = 0;
  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailReplayJob *job = g_ptr_array_index (jobs, i);

      *differences += job->differences;
      for (guint j = 0; j < job->steps->len; j++)
        {
          const DovetailReplayStep *step = g_ptr_array_index (job->steps, j);

          g_string_append_printf (story, "%s %s: %s%s%s\n", step->same ? "same" : "differs", step->subject,
                                  step->recorded, step->same ? "" : "; now ",
                                  step->same ? "" : step->replayed);
        }
    }
  return g_string_free (story, FALSE);
}

/* words: what must be among the decisions of the laptop. */
static void
assert_replays (ScratchStore *device, const char *words)
{
  gsize length;
  g_autofree char *text = export(device, &length);
  g_autoptr (GPtrArray) jobs = replay (text);
  guint differences;
  g_autofree char *story = tell (jobs, &differences);

  if (differences > 0 || strstr (story, words) == NULL)
    g_error ("“%s” is not among these, or some differ:\n%s", words, story);
  g_assert_null (strstr (text, "canary"));
}

typedef struct
{
  const char *name;
  const char *policy; /* NULL: the desktop's */
  void (*live) (Fixture *fixture);
  const char *words; /* among the laptop's decisions */
} Scenario;

static void
merge_notes (Fixture *fixture)
{
  share (fixture, "{'title':'canary','notes':'first line\\nsecond line\\nthird line'}");
  meet (fixture, "{'notes':'first line changed\\nsecond line\\nthird line'}",
        "{'notes':'first line\\nsecond line\\nthird line and more'}");
}

static void
edit_different_fields (Fixture *fixture)
{
  share (fixture, "{'title':'canary','priority':'low'}");
  meet (fixture, "{'priority':'high'}", "{'title':'canary too'}");
}

static void
edit_same_title (Fixture *fixture)
{
  share (fixture, "{'title':'canary one'}");
  meet (fixture, "{'title':'canary two'}", "{'title':'canary three'}");
}

static void
edit_same_notes (Fixture *fixture)
{
  share (fixture, "{'title':'canary','notes':'call bob'}");
  meet (fixture, "{'notes':'call anna'}", "{'notes':'call carol'}");
}

/* One word is the beginning of the other; of their stand-ins none is. */
static void
go_on_writing (Fixture *fixture)
{
  share (fixture, "{'title':'canary','notes':'buy'}");
  meet (fixture, "{'notes':'buy milk'}", "{'notes':'buy milkshake'}");
}

static void
delete_and_edit (Fixture *fixture)
{
  share (fixture, "{'title':'canary one'}");
  delete (fixture->phone, ID);
  scratch_update (fixture->laptop, DOVETAIL_ENTITY_TASK, ID, "{'title':'canary two'}");
  sync_now (fixture, fixture->phone);
  sync_now (fixture, fixture->laptop);
}

static void
done_and_started (Fixture *fixture)
{
  share (fixture, "{'title':'canary','status':'open'}");
  meet (fixture, "{'status':'done','completed_at':'2026-11-20T12:00:00.000Z'}", "{'status':'in_progress'}");
}

/* What the server refuses: a title longer than it takes. */
static void
write_too_much (Fixture *fixture)
{
  g_autofree char *words = g_strnfill (1200, 'x');
  g_autofree char *text = g_strdup_printf ("{'title':'canary %s'}", words);
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (DovetailRecord) record = dovetail_record_new (DOVETAIL_ENTITY_TASK, ID, 0, NULL, FALSE, data,
                                                           fixture->laptop->now, NULL, NULL);
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  replica->pending = dovetail_pending_new (fixture->laptop->now);
  scratch_put (fixture->laptop, replica);
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, LIST, "{'title':'canary that is fine'}");
  sync_now (fixture, fixture->laptop);
}

static void
stay_away_for_weeks (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 removed;

  share (fixture, "{'title':'canary'}");
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, LIST, "{'title':'canary that stays'}");
  sync_now (fixture, fixture->laptop);
  delete (fixture->phone, ID);
  sync_now (fixture, fixture->phone);
  scratch_update (fixture->laptop, DOVETAIL_ENTITY_TASK, LIST, "{'title':'canary edited'}");
  fixture->laptop->now += 20 * DAY_MS;
  fixture->phone->now = fixture->laptop->now;
  dovetail_server_clean_up (fixture->server, 0, &removed, &error);
  g_assert_no_error (error);
  sync_now (fixture, fixture->laptop);
}

/* More than a fifth and at least ten. */
static void
delete_very_many (Fixture *fixture)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);

      scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, id, "{'title':'canary'}");
    }
  sync_now (fixture, fixture->laptop);
  sync_now (fixture, fixture->phone);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);

      delete (fixture->phone, id);
    }
  sync_now (fixture, fixture->phone);
  sync_now (fixture, fixture->laptop);
}

static void
answer_conflict (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  edit_same_title (fixture);
  conflicts = dovetail_store_list_conflicts (fixture->laptop->store, TRUE, 0, &error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  dovetail_store_resolve_conflict (fixture->laptop->store,
                                   ((DovetailConflict *) g_ptr_array_index (conflicts, 0))->conflict_id,
                                   DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, &error);
  g_assert_no_error (error);
  sync_now (fixture, fixture->laptop);
}

/* The laptop syncs the Inbox alone; a task is moved into a list elsewhere. */
static void
sync_some_lists (Fixture *fixture)
{
  char *none[] = { NULL };
  g_autofree char *move = g_strdup_printf ("{'list_id':'%s','title':'canary moved'}", LIST);
  g_autoptr (GError) error = NULL;

  share (fixture, "{'title':'canary'}");
  scratch_create (fixture->phone, DOVETAIL_ENTITY_LIST, LIST, "{'name':'canary list'}");
  sync_now (fixture, fixture->phone);
  sync_now (fixture, fixture->laptop);
  dovetail_store_set_filter (fixture->laptop->store, none, NULL, &error);
  g_assert_no_error (error);
  sync_now (fixture, fixture->laptop);
  scratch_update (fixture->phone, DOVETAIL_ENTITY_TASK, ID, move);
  sync_now (fixture, fixture->phone);
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, "0197a000-0000-7000-8000-000000000077",
                  "{'title':'canary of the inbox'}");
  sync_now (fixture, fixture->laptop);
}

static const Scenario scenarios[] = {
  { "text-merge", NULL, merge_notes, "merged: settled; notes: both" },
  { "different-fields", NULL, edit_different_fields, "merged: settled; priority: theirs; title: same" },
  { "conflict", NULL, edit_same_notes, "operational_transform, fields; notes: conflict" },
  { "conflict-of-words", NULL, go_on_writing, "operational_transform, fields\n" },
  { "last-write-wins", "last_write_wins", edit_same_title, "last_write_wins, fields; title: decided" },
  { "client-wins", "client_wins", edit_same_title, "client_wins, fields; title: decided" },
  { "server-wins", "server_wins", edit_same_title, "server_wins, fields; title: decided" },
  { "operational-transform", "operational_transform", edit_same_title,
    "operational_transform, fields; title: conflict" },
  { "manual-resolution", "manual_resolution", edit_same_title, "manual_resolution, fields; title: conflict" },
  { "delete-wins", NULL, delete_and_edit, "delete_wins" },
  { "done-wins", NULL, done_and_started, "done_wins" },
  { "quarantine", NULL, write_too_much, "rejected: quarantined" },
  { "410-walk", NULL, stay_away_for_weeks, "deletions: done; 1 of 2 records" },
  { "held", NULL, delete_very_many, "deletions: held; 12 of 30 records" },
  { "answered", NULL, answer_conflict, "answered: settled" },
  { "some-lists", NULL, sync_some_lists, "leave: forgotten" },
};

static void
test_scenario (Fixture *fixture, gconstpointer data)
{
  const Scenario *scenario = data;
  DovetailPolicy policy;
  g_autoptr (GError) error = NULL;

  if (scenario->policy != NULL)
    {
      g_assert_true (dovetail_policy_from_string (scenario->policy, &policy));
      dovetail_store_set_policy (fixture->laptop->store, NULL, &policy, &error);
      g_assert_no_error (error);
    }
  scenario->live (fixture);
  assert_replays (fixture->laptop, scenario->words);
  assert_replays (fixture->phone, "");
}

/* A trace in which one answer says something else than it did is noticed. */
static void
test_altered (Fixture *fixture, gconstpointer data)
{
  static const char *const edits[][2] = {
    { "\"status\":\"applied\",\"version\":1", "\"status\":\"applied\",\"version\":7" },
    { "\"status\":\"applied\"", "\"status\":\"rejected\",\"error\":{\"code\":\"invalid_field\"}" },
    { "\"has_more\":false", "\"has_more\":true" },
    { "\"outcome\":\"settled\"", "\"outcome\":\"forgotten\"" },
    { "\"title\":\"mine\"", "\"title\":\"theirs\"" },
    { "\"state\":\"completed\"", "\"state\":\"failed\"" },
  };
  gsize length;
  g_autofree char *text = NULL;

  edit_different_fields (fixture);
  text = export(fixture->laptop, &length);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (GString) altered = g_string_new (text);
      g_autoptr (GPtrArray) jobs = NULL;
      guint differences;
      g_autofree char *story = NULL;

      g_test_message ("%s becomes %s", edits[i][0], edits[i][1]);
      g_assert_cmpuint (g_string_replace (altered, edits[i][0], edits[i][1], 1), ==, 1);
      jobs = replay (altered->str);
      story = tell (jobs, &differences);
      g_assert_cmpuint (differences, >, 0);
    }
}

/* A secret in every field, in fields nobody knows, in names, tags, lists, devices, people. */
#define CANARIES                                                                                             \
  "{'title':'canarytitle of a task','notes':'canarynotes\\nand canarymore',"                                 \
  "'due':'2031-01-17','due_zone':'Canary/Zone','start':'2031-01-17T08:00:00.000Z','priority':'high',"        \
  "'status':'open','position':'canaryrank','tags':['canarytag','canary two'],'assignees':['canaryperson'],"  \
  "'points':5,'recurrence':{'rrule':'FREQ=CANARYLY','canarykey':'canaryvalue'},"                             \
  "'reminders':['canaryreminder'],'list_id':'" LIST "',"                                                     \
  "'checklist':[{'id':'canaryid','text':'canarytext','done':true,'canarymember':'canaryword'}],"             \
  "'canaryfield':'canarycontent','x_object':{'canaryinner':['canarydeep',{'canarydeeper':'canary'}]}}"

static void
fill_with_canaries (Fixture *fixture)
{
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_LIST, LIST,
                  "{'name':'canarylist','colour':'canarycolour','icon':'canaryicon','position':'canarypos'}");
  scratch_create (fixture->laptop, DOVETAIL_ENTITY_EVENT, "0197a000-0000-7000-8000-0000000000ee",
                  "{'title':'canaryevent','description':'canarydescription','attendees':['canaryguest'],"
                  "'start':'2031-01-17','end':'2031-01-18'}");
  share (fixture, CANARIES);
  meet (fixture, "{'title':'canaryphone edit','canaryfield':'canaryother','notes':'canaryphone notes'}",
        "{'title':'canarylaptop edit','canaryfield':'canarymine','notes':'canarylaptop notes'}");
}

static void
assert_not_in_file (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  static const char *const secrets[] = { "canarytitle",   "canarynotes",  "canarytag", "canarylist",
                                         "canarycontent", "canaryperson", PASSWORD,    "canaryphone notes" };

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL)
      g_error ("%s lies readable in %s", secrets[i], name);
}

static void
test_canaries (Fixture *fixture, gconstpointer data)
{
  gsize length;
  g_autofree char *text = NULL;
  g_autofree char *small = NULL;
  g_autofree char *tokens = NULL;

  fill_with_canaries (fixture);
  text = export(fixture->laptop, &length);
  small = g_ascii_strdown (text, -1);
  g_assert_null (strstr (small, "canary"));
  g_assert_null (strstr (text, "2031-01"));
  tokens = dovetail_store_get_secret (fixture->laptop->store, DOVETAIL_SETTING_TOKENS, NULL);
  g_assert_nonnull (tokens);
  g_assert_null (strstr (text, "access_token"));
  g_assert_null (strstr (text, "Bearer"));
  assert_not_in_file (fixture->laptop->directory, "store.db");
  assert_not_in_file (fixture->laptop->directory, "store.db-wal");
  assert_replays (fixture->laptop, "conflict");
}

/* No two exports of one store have a stand-in in common. */
static void
test_key_is_used_once (Fixture *fixture, gconstpointer data)
{
  gsize length;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  share (fixture, "{'title':'canary'}");
  one = export(fixture->laptop, &length);
  two = export(fixture->laptop, &length);
  g_assert_cmpstr (one, !=, two);
}

static void
test_nothing_to_do (Fixture *fixture, gconstpointer data)
{
  gsize before, after;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  share (fixture, "{'title':'canary'}");
  one = export(fixture->laptop, &before);
  sync_now (fixture, fixture->laptop);
  sync_now (fixture, fixture->laptop);
  two = export(fixture->laptop, &after);
  g_test_message ("a sync that decides nothing is not kept");
  g_assert_cmpuint (before, ==, after);
}

/* The newest twenty. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  gsize length;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  share (fixture, "{'title':'canary'}");
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *edit = g_strdup_printf ("{'title':'canary %u'}", i);

      scratch_update (fixture->laptop, DOVETAIL_ENTITY_TASK, ID, edit);
      sync_now (fixture, fixture->laptop);
    }
  text = export(fixture->laptop, &length);
  jobs = replay (text);
  g_assert_cmpuint (jobs->len, ==, 20);
}

/* A sync that moves very much is named, and not kept. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *notes = g_strnfill (2000, 'n');
  gsize length;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  const DovetailReplayJob *job;

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);
      g_autofree char *data_text = g_strdup_printf ("{'title':'canary','notes':'%s'}", notes);

      scratch_create (fixture->laptop, DOVETAIL_ENTITY_TASK, id, data_text);
    }
  sync_now (fixture, fixture->laptop);
  text = export(fixture->laptop, &length);
  g_assert_cmpuint (length, <, 4096);
  jobs = replay (text);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_true (job->too_large);
  g_assert_cmpuint (job->steps->len, ==, 0);
}

#define HEADER "{'dovetail_trace':1}\n"
#define JOB                                                                                                  \
  "{'line':'job','job_id':'" ID "','kind':'auto','policy':'client_wins','batch_size':50,'max_retries':5}\n"
#define END "{'line':'end','state':'completed','kind':'incremental'}\n"
#define REQUEST(body)                                                                                        \
  "{'line':'request','method':'POST','path':'/sync/pull','status':200,'received':" body "}\n"

/* Traces that are damaged, or made to do damage. error: in the words of the refusal; NULL: it is replayed,
 * whatever comes of it. */
static const struct
{
  const char *what;
  const char *text;
  const char *error;
} files[] = {
  { "an empty file", "", "Line 1" },
  { "another file", "BEGIN:VCALENDAR\n", "Line 1" },
  { "other JSON", "{'tasks':[]}\n", "not an exported sync trace" },
  { "an array", "[]\n", "Line 1" },
  { "a newer trace", "{'dovetail_trace':2}\n", "newer Dovetail" },
  { "no sync at all", HEADER, NULL },
  { "a line that ends in the middle", HEADER "{'line':'job','job_", "Line 2" },
  { "a sync that does not end", HEADER JOB, "ends in the middle" },
  { "a sync within a sync", HEADER JOB JOB END, "before the one before it ends" },
  { "a line of no sync", HEADER "{'line':'decision'}\n", "belongs to no sync" },
  { "a line of no kind", HEADER JOB "{}\n" END, "belongs to no sync" },
  { "NUL", HEADER "{'line':'\\u0000'}\n", "Line 2" },
  { "a sync of nothing", HEADER JOB END, NULL },
  { "a sync without settings", HEADER "{'line':'job'}\n" END, NULL },
  { "settings of the wrong kind", HEADER "{'line':'job','settings':[],'policy':7,'batch_size':-3}\n" END,
    NULL },
  { "a record without an id", HEADER JOB "{'line':'record','record':{'entity_type':'task'}}\n" END,
    "makes no sense" },
  { "a record that is none", HEADER JOB "{'line':'record','record':[]}\n" END, "makes no sense" },
  { "a change in flight that is nowhere",
    HEADER JOB "{'line':'record','record':{'entity_type':'task','entity_id':'" ID "','current':{'version':1},"
               "'pending':{'state':'in_flight'}}}\n" END,
    "makes no sense" },
  { "a record held for no reason",
    HEADER JOB "{'line':'record','record':{'entity_type':'task','entity_id':'" ID "','current':{'version':1},"
               "'held':{'cause':'because'}}}\n" END,
    "makes no sense" },
  { "a conflict that is none", HEADER JOB "{'line':'known','conflict':{'a':1}}\n" END, "cannot be replayed" },
  { "an answer to nothing", HEADER JOB "{'line':'queued','answer':{}}\n" END, "makes no sense" },
  { "more records than there are",
    HEADER JOB "{'line':'deletions','others':-5,'other_unseen':-7,'other_gathered':1e300}\n" END, NULL },
  { "an answer that is no JSON", HEADER JOB REQUEST ("'garbage'") END, NULL },
  { "an answer of the wrong form", HEADER JOB REQUEST ("[1,2]") END, NULL },
  { "an endless answer",
    HEADER JOB REQUEST ("{'deltas':[],'next_sync_token':'t','has_more':true,'server_time':"
                        "'2026-11-20T12:00:00.000Z'}") END,
    NULL },
  { "a status there is not",
    HEADER JOB "{'line':'request','method':'POST','path':'/sync/pull','status':99999}\n" END, NULL },
  { "a request that is not made", HEADER JOB "{'line':'request','method':'POST','path':'/etc/passwd'}\n" END,
    NULL },
  { "times beyond all time",
    HEADER "{'line':'job','started_at':9223372036854775807,'clock_offset':-9223372036854775807}\n" END,
    NULL },
};

static guint
count_folders (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint number = 0;

  while (g_dir_read_name (folder) != NULL)
    number++;
  return number;
}

static void
test_hostile (void)
{
  const char *room = g_getenv ("TMPDIR");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = g_strdelimit (g_strdup (files[i].text), "'", '"');
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) jobs = NULL;

      g_test_message ("%s", files[i].what);
      jobs = dovetail_trace_replay (text, strlen (text), &error);
      if (files[i].error != NULL)
        {
          g_assert_null (jobs);
          g_assert_nonnull (error);
          if (strstr (error->message, files[i].error) == NULL)
            g_error ("%s: %s", files[i].what, error->message);
        }
      else
        g_assert_no_error (error);
      g_assert_cmpuint (count_folders (room), ==, 0);
    }
}

/* Cut off and bent at every place: an error or a difference, and nothing left behind. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  gsize length;
  g_autofree char *text = NULL;
  guint refused = 0;

  edit_same_title (fixture);
  text = export(fixture->laptop, &length);
  for (gsize at = 1; at < length; at += length / 40 + 1)
    for (guint kind = 0; kind < 2; kind++)
      {
        g_autofree char *damaged = g_strdup (text);
        g_autoptr (GPtrArray) jobs = NULL;
        g_autoptr (GError) error = NULL;

        damaged[at] = kind == 0 ? '\0' : damaged[at] == '7' ? '8' : '7';
        jobs = dovetail_trace_replay (damaged, strlen (damaged), &error);
        g_assert_true ((jobs == NULL) == (error != NULL));
        refused += jobs == NULL;
      }
  g_assert_cmpuint (refused, >, 30);
}

int
main (int argc, char **argv)
{
  g_autofree char *room = NULL;
  int status;

  /* Scratch stores go into a folder of their own, so that what is left behind is seen. Not made by
   * g_dir_make_tmp(): GLib looks at TMPDIR only once. */
  room = g_mkdtemp (g_strdup ("/tmp/dovetail-test-XXXXXX"));
  g_setenv ("TMPDIR", room, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autofree char *path = g_strconcat ("/trace/", scenarios[i].name, NULL);

      g_test_add (path, Fixture, &scenarios[i], set_up, test_scenario, tear_down);
    }
  g_test_add ("/trace/altered", Fixture, NULL, set_up, test_altered, tear_down);
  g_test_add ("/trace/canaries", Fixture, NULL, set_up, test_canaries, tear_down);
  g_test_add ("/trace/key-is-used-once", Fixture, NULL, set_up, test_key_is_used_once, tear_down);
  g_test_add ("/trace/nothing-to-do", Fixture, NULL, set_up, test_nothing_to_do, tear_down);
  g_test_add ("/trace/bounded", Fixture, NULL, set_up, test_bounded, tear_down);
  g_test_add ("/trace/too-large", Fixture, NULL, set_up, test_too_large, tear_down);
  g_test_add_func ("/trace/hostile", test_hostile);
  g_test_add ("/trace/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  status = g_test_run ();
  g_rmdir (room);
  return status;
}
