/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server sends that makes no sense: kept with its reason, passed by the token, and no hindrance to its
 * neighbours. */

#include "store/conflicts.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/unreadable.h"
#include "sync/one-store.h"

#define BAD "0197a000-0000-7000-8000-00000000000b"
#define BEFORE "0197a000-0000-7000-8000-000000000001"
#define AFTER "0197a000-0000-7000-8000-000000000002"
#define TASK(id, version, title)                                                                             \
  "{'entity_type':'task','entity_id':'" id "','operation':'update','data':{'title':'" title                  \
  "'},'version':" version ",'etag':'e" version "'}"
#define ODD(members) "{'entity_type':'task','entity_id':'" BAD "','operation':'update'," members "}"
#define ODD_DATA(data) ODD ("'version':2,'data':{'title':'odd'," data "}")
#define TEN(text) text text text text text text text text text text

static DovetailJob *
sync_with (OneStore *one, const char *answer)
{
  DovetailJob *job;

  scripted_remote_answer (one->remote, 200, answer);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->error_message, ==, NULL);
  return job;
}

static void
assert_title (OneStore *one, const char *id, const char *title)
{
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, id);

  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
}

static void
assert_unreadable (OneStore *one, guint count, const char *reason)
{
  g_autoptr (GPtrArray) kept = dovetail_store_list_unreadable (one->scratch->store, 0, NULL);

  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->len, ==, count);
  if (reason != NULL)
    g_assert_cmpstr (((DovetailUnreadable *) kept->pdata[0])->reason, ==, reason);
}

static const struct
{
  const char *description;
  const char *delta;
  const char *reason;
} cases[] = {
  { "text where a record should be", "'nonsense'", "body: not an object" },
  { "a number where a record should be", "7", "body: not an object" },
  { "an array where a record should be", "[]", "body: not an object" },
  { "an empty object", "{}", "operation: missing" },
  { "no type", "{'entity_id':'" BAD "','operation':'update','data':{},'version':2}", "entity_type: missing" },
  { "a type that is a number", "{'entity_type':3,'entity_id':'" BAD "','operation':'delete','version':2}",
    "entity_type: not a string" },
  { "no id", "{'entity_type':'task','operation':'update','data':{},'version':2}", "entity_id: missing" },
  { "an id that is no UUID",
    "{'entity_type':'task','entity_id':'../../etc/passwd','operation':'update','data':{},'version':2}",
    "entity_id: not a UUID" },
  { "an empty id", "{'entity_type':'task','entity_id':'','operation':'update','data':{},'version':2}", NULL },
  { "an operation nobody knows",
    "{'entity_type':'task','entity_id':'" BAD "','operation':'explode','data':{},'version':2}",
    "operation: unknown" },
  { "version 0", ODD ("'version':0,'data':{'title':'odd'}"), NULL },
  { "a negative version", ODD ("'version':-7,'data':{'title':'odd'}"), NULL },
  { "a version that is text", ODD ("'version':'2','data':{'title':'odd'}"), NULL },
  { "no version", ODD ("'data':{'title':'odd'}"), "version: missing" },
  { "no data", ODD ("'version':2"), "data: missing" },
  { "data that is an array", ODD ("'version':2,'data':[1]"), "data: not an object" },
  { "data that is text", ODD ("'version':2,'data':'title'"), "data: not an object" },
  { "a time that is none", ODD ("'version':2,'data':{'title':'odd'},'timestamp':'soon'"), NULL },
  { "a time in a year nobody can write", ODD ("'version':2,'data':{},'timestamp':'99999-01-01T00:00:00Z'"),
    NULL },
  { "a time that is a number", ODD ("'version':2,'data':{},'timestamp':1e18"), NULL },
  { "a thirteenth month", ODD ("'version':2,'data':{},'timestamp':'2026-13-01T00:00:00.000Z'"), NULL },
  { "a schema version below one", ODD ("'version':2,'data':{},'schema_version':0"), NULL },
  { "a title that is a number", ODD ("'version':2,'data':{'title':5}"),
    "data.title: not of the kind this version knows" },
  { "a title that is an object", ODD ("'version':2,'data':{'title':{'en':'odd'}}"),
    "data.title: not of the kind this version knows" },
  { "notes that are an array", ODD_DATA ("'notes':['a']"), "data.notes: not of the kind this version knows" },
  { "a status that is a number", ODD_DATA ("'status':1"), "data.status: not of the kind this version knows" },
  { "a due date that is an object", ODD_DATA ("'due':{'date':'2026-11-20'}"),
    "data.due: not of the kind this version knows" },
  { "tags that are text", ODD_DATA ("'tags':'home'"), "data.tags: not of the kind this version knows" },
  { "tags that hold numbers", ODD_DATA ("'tags':['home',1]"),
    "data.tags: not of the kind this version knows" },
  { "a checklist of texts", ODD_DATA ("'checklist':['milk']"),
    "data.checklist: not of the kind this version knows" },
  { "points that are a fraction", ODD_DATA ("'points':1.5"),
    "data.points: not of the kind this version knows" },
  { "a recurrence that is text", ODD_DATA ("'recurrence':'FREQ=DAILY'"),
    "data.recurrence: not of the kind this version knows" },
  { "a list that is an object", ODD_DATA ("'list_id':{}"),
    "data.list_id: not of the kind this version knows" },
  { "fields nested forty deep", ODD_DATA ("'future':" TEN ("[[[[") TEN ("]]]]")), "data: nested too deeply" },
  { "a user that is an object", ODD ("'version':2,'data':{},'modified_by':{}"), "modified_by: not a string" },
  { "an etag that is a number", ODD ("'version':2,'data':{},'etag':4"), "etag: not a string" },
};

static void
test_cases (OneStore *one, gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree char *answer = g_strdup_printf (
      ONE_STORE_DELTA ("", TASK (BEFORE, "1", "before") ",%s," TASK (AFTER, "1", "after"), "t2"),
      cases[i].delta);
  g_autofree char *token = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, BAD, 1, "{'title':'known'}", FALSE);
  job = sync_with (one, answer);
  g_assert_cmpint (job->fetched, ==, 3);
  g_assert_cmpint (job->errors, ==, 1);
  token = dovetail_store_get_setting (one->scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_assert_cmpstr (token, ==, "t2");
  assert_title (one, BEFORE, "before");
  assert_title (one, AFTER, "after");
  assert_title (one, BAD, "known");
  assert_unreadable (one, 1, cases[i].reason);

  g_clear_pointer (&job, dovetail_job_free);
  job = sync_with (one, answer);
  assert_unreadable (one, 1, NULL);
}

/* A page of nothing but such cases. */
static void
test_all_at_once (OneStore *one, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{'results':[],'server_changes':[");
  g_autoptr (DovetailJob) job = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_string_append_printf (text, "%s,", cases[i].delta);
  g_string_append (text, TASK (AFTER, "1", "after") "],'sync_token':'t2','has_more':false}");
  job = sync_with (one, text->str);
  g_assert_cmpint (job->errors, ==, G_N_ELEMENTS (cases));
  assert_title (one, AFTER, "after");
}

static void
test_newer_state (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) odd
      = sync_with (one, ONE_STORE_DELTA ("", ODD ("'version':3,'data':{'title':5}"), "t2"));
  g_autoptr (DovetailJob) older = NULL;
  g_autoptr (DovetailJob) newer = NULL;

  g_test_message ("an older state that can be read is taken and replaces nothing");
  older = sync_with (one, ONE_STORE_DELTA ("", TASK (BAD, "2", "older"), "t3"));
  assert_title (one, BAD, "older");
  assert_unreadable (one, 1, NULL);
  newer = sync_with (one, ONE_STORE_DELTA ("", TASK (BAD, "4", "newer"), "t4"));
  assert_title (one, BAD, "newer");
  assert_unreadable (one, 0, NULL);
}

static void
test_twice_in_a_page (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job = sync_with (
      one,
      ONE_STORE_DELTA (
          "", TASK (BAD, "2", "two") "," TASK (BAD, "3", "three") "," TASK (BAD, "2", "two again"), "t2"));

  assert_title (one, BAD, "three");
  g_clear_pointer (&job, dovetail_job_free);

  g_test_message ("the same record, once as it should be and once not: the newer of both counts");
  job = sync_with (
      one, ONE_STORE_DELTA ("", ODD ("'version':4,'data':{'title':5}") "," TASK (BAD, "5", "five"), "t3"));
  assert_title (one, BAD, "five");
  assert_unreadable (one, 0, NULL);
  g_clear_pointer (&job, dovetail_job_free);
  job = sync_with (
      one, ONE_STORE_DELTA ("", TASK (BAD, "6", "six") "," ODD ("'version':7,'data':{'title':5}"), "t4"));
  assert_title (one, BAD, "six");
  assert_unreadable (one, 1, NULL);
}

static guint
count_sent (OneStore *one, guint request)
{
  JsonNode *changes = dovetail_data_get (scripted_remote_get_body (one->remote, request), "changes");

  return json_array_get_length (json_node_get_array (changes));
}

/* What is edited on the state before it waits: the edit does not go over what nobody here has read. */
static void
test_edit_waits (OneStore *one, gconstpointer data)
{
  DovetailOutboxSummary summary = { 0 };
  g_autoptr (DovetailJob) job = NULL;

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, BAD, 1, "{'title':'known'}", FALSE);
  job = sync_with (one, ONE_STORE_DELTA ("", ODD ("'version':2,'data':{'title':5,'notes':'new'}"), "t2"));
  scratch_update (one->scratch, DOVETAIL_ENTITY_TASK, BAD, "{'title':'edited here'}");
  g_clear_pointer (&job, dovetail_job_free);
  job = sync_with (one, ONE_STORE_DELTA ("", "", "t3"));
  g_assert_cmpuint (count_sent (one, 1), ==, 0);
  g_assert_true (dovetail_store_summarize_outbox (one->scratch->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting, ==, 1);
  g_assert_cmpuint (summary.unreadable, ==, 1);

  g_test_message ("it goes up once a state came that can be read");
  scripted_remote_answer (
      one->remote, 200,
      ONE_STORE_DELTA ("", ODD ("'version':3,'data':{'title':'known','notes':'new'}"), "t4"));
  g_clear_pointer (&job, dovetail_job_free);
  job = sync_with (one, ONE_STORE_DELTA ("{'mutation_id':'%m','status':'applied','version':4}", "", "t5"));
  g_assert_cmpuint (count_sent (one, 2), ==, 0);
  g_assert_cmpuint (count_sent (one, 3), ==, 1);
  assert_title (one, BAD, "edited here");
  assert_unreadable (one, 0, NULL);
}

/* An edit that was refused stands on a state, and another one may have come since. What cannot be read is
 * kept when it is newer than both. */
static void
test_beside_refused (OneStore *one, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean known;     /* at version 3, when it was edited; else it was made here */
    const char *theirs; /* came since; NULL: nothing did */
    const char *odd;
    guint kept;
  } rows[] = {
    { "older than what the edit stands on", TRUE, NULL, ODD ("'version':2,'data':{'title':5}"), 0 },
    { "what the edit stands on", TRUE, NULL, ODD ("'version':3,'data':{'title':5}"), 0 },
    { "newer than what the edit stands on", TRUE, NULL, ODD ("'version':4,'data':{'title':5}"), 1 },
    { "older than what came since", TRUE, TASK (BAD, "5", "theirs"), ODD ("'version':4,'data':{'title':5}"),
      0 },
    { "newer than what came since", TRUE, TASK (BAD, "5", "theirs"), ODD ("'version':6,'data':{'title':5}"),
      1 },
    { "of a record that was made here", FALSE, NULL, ODD ("'version':1,'data':{'title':5}"), 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *theirs
          = g_strdup_printf (ONE_STORE_DELTA ("", "%s", "t3"), rows[i].theirs != NULL ? rows[i].theirs : "");
      g_autofree char *odd = g_strdup_printf (ONE_STORE_DELTA ("", "%s", "t4"), rows[i].odd);
      OneStore own = { 0 };
      g_autoptr (DovetailJob) refused = NULL;
      g_autoptr (DovetailJob) met = NULL;
      g_autoptr (DovetailJob) job = NULL;

      g_test_message ("%s", rows[i].name);
      one_store_set_up (&own, NULL);
      if (rows[i].known)
        {
          scratch_put_synced (own.scratch, DOVETAIL_ENTITY_TASK, BAD, 3, "{'title':'known'}", FALSE);
          scratch_update (own.scratch, DOVETAIL_ENTITY_TASK, BAD, "{'title':'edited'}");
        }
      else
        scratch_create (own.scratch, DOVETAIL_ENTITY_TASK, BAD, "{'title':'edited'}");
      refused = sync_with (
          &own, ONE_STORE_DELTA ("{'mutation_id':'%m','status':'rejected','error':{'code':'invalid_field'}}",
                                 "", "t2"));
      met = sync_with (&own, theirs);
      job = sync_with (&own, odd);
      assert_unreadable (&own, rows[i].kept, NULL);
      assert_title (&own, BAD, "edited");
      one_store_tear_down (&own, NULL);
    }
}

/* As if an older Dovetail had kept it: this one knows what it means. */
static void
test_newer_program (OneStore *one, gconstpointer data)
{
  g_autoptr (JsonNode) raw = scratch_data (ODD ("'version':3,'data':{'title':'understood'}"));
  g_autoptr (DovetailUnreadable) unreadable = dovetail_unreadable_new (raw, "data.title: of an unknown kind");
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (one->scratch->store, NULL);
  g_autoptr (DovetailJob) job = NULL;

  g_assert_true (dovetail_store_keep_unreadable (one->scratch->store, unreadable, "0.0.1", NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  scratch_store_reopen (one->scratch);
  job = sync_with (one, ONE_STORE_DELTA ("", "", "t2"));
  assert_title (one, BAD, "understood");
  assert_unreadable (one, 0, NULL);
}

static void
test_discard_and_retry (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job
      = sync_with (one, ONE_STORE_DELTA ("", ODD ("'version':3,'data':{'title':5}"), "t2"));
  g_autoptr (GPtrArray) untried = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_store_retry_unreadable (one->scratch->store, DOVETAIL_ENTITY_TASK, BAD, &error));
  untried = dovetail_store_list_untried (one->scratch->store, DOVETAIL_VERSION, &error);
  g_assert_cmpuint (untried->len, ==, 1);
  g_assert_true (dovetail_store_discard_unreadable (one->scratch->store, DOVETAIL_ENTITY_TASK, BAD, &error));
  g_assert_no_error (error);
  assert_unreadable (one, 0, NULL);
  g_assert_false (dovetail_store_discard_unreadable (one->scratch->store, DOVETAIL_ENTITY_TASK, BAD, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
}

/* In a full walk the record is there, if not to be read: what is known of it is not swept. */
static void
test_walk (OneStore *one, gconstpointer data)
{
  g_autoptr (DovetailJob) job = NULL;
  g_autoptr (DovetailJob) again = NULL;

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, BAD, 1, "{'title':'known'}", FALSE);
  scripted_remote_answer (one->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  scripted_remote_answer (one->remote, 200,
                          ONE_STORE_PAGE (ODD ("'version':2,'data':{'title':5}"), "w1", "false"));
  job = sync_with (one, ONE_STORE_DELTA ("", "", "t2"));
  assert_title (one, BAD, "known");
  assert_unreadable (one, 1, NULL);

  g_test_message ("a walk that does not list it any more forgets both");
  scripted_remote_answer (one->remote, 410, "{'title':'No','code':'sync_token_expired'}");
  scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK (AFTER, "1", "after"), "w2", "false"));
  again = sync_with (one, ONE_STORE_DELTA ("", "", "t3"));
  g_assert_false (dovetail_store_get_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, BAD, NULL));
  assert_unreadable (one, 0, NULL);
}

static const struct
{
  const char *description;
  const char *result;
} answers[] = {
  { "text where a result should be", "'done'" },
  { "a status nobody knows", "{'mutation_id':'%m','status':'perhaps','version':2}" },
  { "no version", "{'mutation_id':'%m','status':'applied'}" },
  { "version 0", "{'mutation_id':'%m','status':'applied','version':0}" },
  { "merged without data", "{'mutation_id':'%m','status':'merged','version':2}" },
  { "a record that makes no sense", "{'mutation_id':'%m','status':'merged','version':2,'data':{'title':5}}" },
  { "a conflict that is none",
    "{'mutation_id':'%m','status':'conflict','version':2,'data':{},'conflict':[]}" },
};

/* The change is set aside, the others are done. */
static void
test_answers (OneStore *one, gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree char *answer
      = g_strdup_printf (ONE_STORE_DELTA ("%s", TASK (AFTER, "1", "after"), "t2"), answers[i].result);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scratch_create (one->scratch, DOVETAIL_ENTITY_TASK, BAD, "{'title':'made here'}");
  job = sync_with (one, answer);
  replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, BAD);
  g_assert_cmpint (replica->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_cmpstr (replica->pending->error_code, ==, "unreadable_answer");
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "made here");
  assert_title (one, AFTER, "after");
}

/* One conflict of the list makes no sense: the others are there, and none is taken for closed. */
static void
test_conflicts (OneStore *one, gconstpointer data)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (DovetailJob) job = NULL;

  scripted_remote_answer (one->remote, 200,
                          "{'results':[],'server_changes':[],'sync_token':'t2','conflicts_rev':2}");
  scripted_remote_answer (one->remote, 200, "{'conflicts':[],'conflicts_rev':2}");
  job = sync_with (
      one, "{'conflicts':[{'conflict_id':7},'odd',{'conflict_id':'0197a000-0000-7000-8000-0000000000c1',"
           "'entity_type':'task','entity_id':'" BAD "','cause':'fields','state':'open','fields':['title'],"
           "'client_data':{'title':'mine'},'server_data':{'title':'theirs'},'server_version':2}],"
           "'conflicts_rev':2}");
  g_assert_cmpint (job->errors, ==, 2);
  open = dovetail_store_list_conflicts (one->scratch->store, TRUE, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (dovetail_store_get_setting_int (one->scratch->store, DOVETAIL_SETTING_CONFLICTS_REV, 0),
                   ==, 1);
}

#define ADD(name, test)                                                                                      \
  g_test_add ("/unreadable/" name, OneStore, NULL, one_store_set_up, test, one_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/unreadable/record/", cases[i].description, NULL);

      g_test_add (path, OneStore, GUINT_TO_POINTER (i), one_store_set_up, test_cases, one_store_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/unreadable/answer/", answers[i].description, NULL);

      g_test_add (path, OneStore, GUINT_TO_POINTER (i), one_store_set_up, test_answers, one_store_tear_down);
    }
  ADD ("all at once", test_all_at_once);
  ADD ("a newer state that can be read", test_newer_state);
  ADD ("twice in a page", test_twice_in_a_page);
  ADD ("edits wait", test_edit_waits);
  ADD ("beside an edit that was refused", test_beside_refused);
  ADD ("a newer program", test_newer_program);
  ADD ("discard and retry", test_discard_and_retry);
  ADD ("in a full walk", test_walk);
  ADD ("in the list of conflicts", test_conflicts);
  return g_test_run ();
}
