/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Traces written by hand: what each line of them means to a replay, what the replay makes of answers that
 * were none, and which lines are refused. */

#include <string.h>

#include "core/error.h"
#include "lib/scratch-store.h"
#include "sync/trace-lines.h"
#include "sync/trace-replay.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define OTHER "0197a000-0000-7000-8000-000000000002"
#define MUTATION "0197a000-0000-7000-8000-0000000000aa"

#define HEADER "{'dovetail_trace':1}\n"
#define JOB_WITH(settings)                                                                                   \
  "{'line':'job','job_id':'" ID "','kind':'auto','policy':'client_wins','batch_size':50,'max_retries':0,"    \
  "'started_at':1000,'settings':{" settings "}}\n"
/* A device that has synced before. */
#define JOB JOB_WITH ("'sync_token':'t','device_id':'" OTHER "'")
#define END "{'line':'end','state':'completed','kind':'incremental'}\n"
#define DELTA(rest) "{'line':'request','method':'POST','path':'/sync/delta'," rest "}\n"
#define PULL(rest) "{'line':'request','method':'POST','path':'/sync/pull'," rest "}\n"
#define DELTA_ANSWER(results)                                                                                \
  "'status':200,'received':{'sync_token':'u','server_time':'2026-11-20T12:00:00.000Z','has_more':"           \
  "false,"                                                                                                   \
  "'server_changes':[],'conflicts':[],'results':[" results "],'conflicts_rev':0}"
#define RECORD_OF(id, during, rest)                                                                          \
  "{'line':'record','during':" during ",'entity_type':'task','entity_id':'" id                               \
  "','record':{'entity_type':'task','entity_id':'" id "'," rest "}}\n"
#define RECORD(rest) RECORD_OF (ID, "0", rest)
#define CURRENT "'current':{'version':3,'data':{'title':'three'},'timestamp':10}"
#define CHANGE                                                                                               \
  "'frozen':{'mutation_id':'" MUTATION "','operation':'update','data':{'title':'three'},'version':2},"       \
  "'frozen_data':{'title':'three'}"
#define IN_FLIGHT "'pending':{'state':'in_flight','since':5,'edited_at':6," CHANGE "}"
/* An edit, and how it went up. */
#define WAITING                                                                                              \
  RECORD (CURRENT ",'base_record':{'version':2,'data':{'title':'two'}},"                                     \
                  "'pending':{'state':'waiting','since':5,'edited_at':6}")
#define SENT(policy)                                                                                         \
  "'sent':{'policy':'" policy "','changes':[{'entity_id':'" ID                                               \
  "','entity_type':'task','mutation_id':'" MUTATION "'}]},"
#define LAST_PAGE                                                                                            \
  "'status':200,'received':{'deltas':[{'entity_type':'task','entity_id':'" OTHER                             \
  "','operation':'update','data':{'title':'listed'},'version':1}],'next_sync_token':'t','has_more':false,"   \
  "'full':true,'conflicts_rev':0,'server_time':'2026-11-20T12:00:00.000Z'}"
#define APPLIED "{'mutation_id':'" MUTATION "','status':'applied','version':4,'etag':'e'}"
#define UPLOAD DELTA (SENT ("client_wins") DELTA_ANSWER (APPLIED))
#define UPLOAD_AND_MORE                                                                                      \
  DELTA (SENT ("client_wins") "'status':200,'received':{'results':[" APPLIED                                 \
                              "],'server_changes':[],'conflicts':[],'sync_token':'u','has_more':true}")
#define ANSWER(rest) "{'line':'queued','answer':{" rest "}}\n"

typedef struct
{
  const char *what;
  const char *text;
  const char *error; /* in the words of the refusal; NULL: it is replayed */
  const char *words; /* among what the replay does */
} Row;

static const Row rows[] = {
  /* records */
  { "a record of no type", HEADER JOB "{'line':'record','record':{'entity_id':'" ID "'," CURRENT "}}\n" END,
    "a record of the trace makes no sense" },
  { "a record of a very long type",
    HEADER JOB
    "{'line':'record','record':{'entity_type':'"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','entity_id':'" ID
    "'," CURRENT "}}\n" END,
    "a record of the trace makes no sense" },
  { "a record of a type nobody knows",
    HEADER JOB WAITING "{'line':'record','record':{'entity_type':'x_type','entity_id':'" ID "'," CURRENT
                       "}}\n" UPLOAD END,
    NULL, "applied: settled" },
  { "a record of no state", HEADER JOB RECORD ("'base_record':{}") END,
    "a record of the trace makes no sense" },
  { "a record whose state is a number", HEADER JOB RECORD ("'current':7") END,
    "a record of the trace makes no sense" },
  { "a change in a state there is not", HEADER JOB RECORD (CURRENT ",'pending':{'state':'lost'}") END,
    "a record of the trace makes no sense" },
  { "a change that is none", HEADER JOB RECORD (CURRENT ",'pending':[]") END,
    "a record of the trace makes no sense" },
  { "a change in flight without a name",
    HEADER JOB RECORD (CURRENT ",'pending':{'state':'in_flight','frozen':{'operation':'update'},"
                               "'frozen_data':{}}") END,
    "a record of the trace makes no sense" },
  { "a change in flight that does nothing known",
    HEADER JOB RECORD (CURRENT ",'pending':{'state':'in_flight','frozen':{'mutation_id':'" MUTATION
                               "','operation':'turn'},'frozen_data':{}}") END,
    "a record of the trace makes no sense" },
  { "a change in flight of which only its name is known",
    HEADER JOB RECORD (CURRENT ",'pending':{'state':'in_flight','frozen':{'mutation_id':'" MUTATION
                               "','operation':'update'}}") END,
    "a record of the trace makes no sense" },
  { "a record held as deleted without its tombstone",
    HEADER JOB RECORD (CURRENT ",'held':{'cause':'deleted'}") END, "a record of the trace makes no sense" },
  { "a record held by a number", HEADER JOB RECORD (CURRENT ",'held':7") END,
    "a record of the trace makes no sense" },
  { "a record that the server does not list",
    HEADER JOB WAITING RECORD_OF (OTHER, "0", CURRENT ",'held':{'cause':'missing','asked':true}") UPLOAD END,
    NULL, "applied: settled" },
  { "a record that waits is sent", HEADER JOB WAITING UPLOAD END, NULL, "1 changes are sent" },
  { "a record that was refused is not",
    HEADER JOB WAITING RECORD_OF (
        OTHER,
        "0",
        CURRENT ",'pending':{'state':'quarantined','error_code':'invalid_field','tries':3," CHANGE "}")
        UPLOAD END,
    NULL, "1 changes are sent" },
  { "a record in flight is sent as it was", HEADER JOB RECORD (CURRENT "," IN_FLIGHT) UPLOAD END, NULL,
    "applied: settled" },
  { "a record of which nothing was known",
    HEADER JOB WAITING "{'line':'record','entity_type':'task','entity_id':'" OTHER "'}\n" UPLOAD END, NULL,
    "applied: settled" },
  { "half of a record's name", HEADER JOB "{'line':'record','entity_type':'task'}\n" END,
    "a record of the trace makes no sense" },
  { "a record that makes no sense while the sync runs",
    HEADER JOB "{'line':'record','during':1,'again':true,'entity_type':'task','entity_id':'" ID
               "','record':{}}\n" UPLOAD END,
    "a record of the trace makes no sense" },
  { "two that make no sense",
    HEADER JOB "{'line':'record','during':1,'again':true,'record':{}}\n"
               "{'line':'record','during':2,'again':true,'record':{}}\n" DELTA (
                   "'status':200,'received':{'sync_token':'u','server_time':'2026-11-20T12:00:00.000Z',"
                   "'has_more':true,'server_changes':[],'conflicts':[],'results':[]}") UPLOAD END,
    "a record of the trace makes no sense" },
  { "a record whose data is a number, of a version there is not",
    HEADER JOB WAITING RECORD_OF (OTHER, "0", "'current':{'version':-3,'data':7,'timestamp':10}") UPLOAD END,
    NULL, "applied: settled" },
  { "a record held as deleted",
    HEADER JOB WAITING RECORD_OF (OTHER,
                                  "0",
                                  CURRENT ",'held':{'cause':'deleted','asked':true,'theirs':{'version':4,"
                                          "'deleted':true}}") UPLOAD END,
    NULL, "applied: settled" },
  { "a record that was gone while the sync ran",
    HEADER JOB WAITING "{'line':'record','during':1,'again':true,'entity_type':'task','entity_id':'" ID
                       "'}\n" UPLOAD END,
    NULL, "1 changes are sent\nend: incremental completed, 1 pushed" },
  { "a record that the walk before had listed",
    HEADER JOB_WITH ("'walk':'sweep:w','sync_token':'t'") "{'line':'record','during':0,'seen':true,'entity_"
                                                          "type':'task','entity_id':'" ID
                                                          "','record':{'entity_type':'task','entity_id':'" ID
                                                          "'," CURRENT "}}\n" PULL (LAST_PAGE)
                                                              DELTA (DELTA_ANSWER ("")) END,
    NULL, "full completed, 1 fetched, 1 created\n" },
  { "a record that the walk before had not listed",
    HEADER JOB_WITH ("'walk':'sweep:w','sync_token':'t'") RECORD (CURRENT) PULL (LAST_PAGE)
        DELTA (DELTA_ANSWER ("")) END,
    NULL, "full completed, 1 fetched, 1 created, 1 removed" },
  { "a record edited once the answer was written down",
    HEADER JOB WAITING
    "{'line':'record','during':1,'late':true,'again':true,'entity_type':'task','entity_id':'" ID
    "','record':{'entity_type':'task','entity_id':'" ID
    "','current':{'version':4,'data':{'title':'four'}},'base_record':{'version':4,'data':{"
    "'title':'three'}},'pending':{'state':'waiting','edited_at':2000}}}\n" UPLOAD_AND_MORE UPLOAD END,
    NULL, "applied: settled; title: mine; version 4\ntask " ID ": freeze: in flight" },
  { "a record edited while the sync ran",
    HEADER JOB
    "{'line':'record','during':1,'entity_type':'task','entity_id':'" ID
    "','record':{'entity_type':'task','entity_id':'" ID "'," CURRENT
    ",'base_record':{'version':2,'data':{'title':'two'}},'pending':{'state':'waiting','edited_at':2000"
    "}}}\n" DELTA (DELTA_ANSWER ("")) UPLOAD END,
    NULL, "1 changes are sent" },
  /* answers of the user */
  { "an answer to no conflict",
    HEADER JOB ANSWER ("'mutation_id':'m','resolution_strategy':'client_wins'") END,
    "an answer to a conflict in the trace makes no sense" },
  { "an answer without a name",
    HEADER JOB ANSWER ("'conflict_id':'c','resolution_strategy':'client_wins','before_data':{'title':'b'}")
        END,
    "an answer to a conflict in the trace makes no sense" },
  { "an answer that says nothing", HEADER JOB ANSWER ("'conflict_id':'c','mutation_id':'m'") END,
    "an answer to a conflict in the trace makes no sense" },
  { "an answer to a conflict that nobody knows",
    HEADER JOB ANSWER ("'conflict_id':'" OTHER "','mutation_id':'" MUTATION
                       "','resolution_strategy':'client_wins','tries':1000") "{'line':'request','method':'"
                                                                             "POST','path':'/sync/"
                                                                             "resolve-conflict','status':404,"
                                                                             "'received':{'code':'"
                                                                             "unknown_conflict'}}\n" DELTA (
                                                                                 DELTA_ANSWER ("")) END,
    NULL, "POST /sync/resolve-conflict" },
  { "an answer that was sent less than never",
    HEADER JOB ANSWER (
        "'conflict_id':'" OTHER "','mutation_id':'" MUTATION
        "','resolution_strategy':'client_wins','tries':-1") "{'line':'request','method':'POST','path':'/sync/"
                                                            "resolve-conflict','status':503}\n" END,
    NULL, "failed, temporary" },
  { "a line of an answer that has none", HEADER JOB WAITING "{'line':'queued'}\n" UPLOAD END, NULL,
    "incremental completed" },
  { "a line of a conflict that has none", HEADER JOB WAITING "{'line':'known'}\n" UPLOAD END, NULL,
    "incremental completed" },
  /* the server */
  { "it did not answer in time", HEADER JOB WAITING DELTA ("'failure':'timed_out'") END, NULL,
    "failed, timed_out" },
  { "it could not prove who it is", HEADER JOB WAITING DELTA ("'failure':'certificate'") END, NULL,
    "failed, certificate" },
  { "it answered something else", HEADER JOB WAITING DELTA ("'failure':'protocol'") END, NULL,
    "failed, protocol" },
  { "it refused, so that the change is left out", HEADER JOB WAITING DELTA ("'failure':'refused'") END, NULL,
    "0 changes are sent" },
  { "it was away", HEADER JOB WAITING DELTA ("'failure':'offline'") END, NULL, "failed, offline" },
  { "nobody knows why", HEADER JOB WAITING DELTA ("'status':7") END, NULL, "failed, offline" },
  { "the user ended it", HEADER JOB WAITING DELTA ("'failure':'cancelled'") END, NULL, "cancelled" },
  { "a status without a body", HEADER JOB WAITING DELTA ("'status':503") END, NULL, "failed, temporary" },
  { "a body that is no JSON", HEADER JOB WAITING DELTA ("'status':200,'received':'?'") END, NULL,
    "failed, protocol" },
  { "another request than the one that is made", HEADER JOB WAITING PULL ("'status':200") END, NULL,
    "failed, protocol" },
  { "a request of no address", HEADER JOB WAITING "{'line':'request'}\n" END, NULL, "failed, protocol" },
  { "fewer answers than requests", HEADER JOB WAITING END, NULL, "cancelled" },
  { "a token that is too old",
    HEADER JOB WAITING DELTA ("'status':410,'received':{'code':'sync_token_expired'}") END, NULL,
    "full cancelled" },
  /* secrets */
  { "a session that had run out",
    HEADER JOB WAITING "{'line':'request','method':'POST','path':'/auth/refresh','status':200}\n" UPLOAD END,
    NULL, "applied: settled" },
  { "a session that is over",
    HEADER JOB WAITING "{'line':'request','method':'POST','path':'/auth/refresh','status':401}\n" END, NULL,
    "failed, unauthorized" },
  { "a session renewed between two requests, which the replay does not need",
    HEADER JOB WAITING UPLOAD_AND_MORE
    "{'line':'request','method':'POST','path':'/auth/refresh','status':200}\n" DELTA ("'status':503") END,
    NULL, "failed, temporary" },
  { "a session renewed although it was not asked for",
    HEADER JOB WAITING DELTA (
        "'status':503") "{'line':'request','method':'POST','path':'/auth/refresh','status':200}\n" END,
    NULL, "failed, temporary" },
  { "a session that is not known any more, and renewed without a line that says so",
    HEADER JOB WAITING DELTA ("'status':401") UPLOAD END, NULL, "applied: settled" },
  /* changes that were sent */
  { "changes that are none",
    HEADER JOB RECORD (CURRENT ",'pending':{'state':'waiting','since':5,'edited_at':6}")
        DELTA ("'sent':{'changes':[7,{},{'entity_id':'" ID "','entity_type':'list','mutation_id':'" MUTATION
               "'},{'entity_id':'" ID "','entity_type':'task','mutation_id':'short'}]},'status':503") END,
    NULL, "failed, temporary" },
  { "changes in a request that takes none",
    HEADER JOB_WITH ("") PULL ("'sent':{'changes':[{'entity_id':'" ID
                               "','entity_type':'task','mutation_id':'" MUTATION "'}]},'status':503") END,
    NULL, "failed, temporary" },
  { "changes that are no list", HEADER JOB DELTA ("'sent':{'changes':{}},'status':503") END, NULL,
    "failed, temporary" },
  { "a result names the mutation of the trace",
    HEADER JOB RECORD (CURRENT ",'base_record':{'version':2,'data':{'title':'two'}},"
                               "'pending':{'state':'waiting','since':5,'edited_at':6}")
        DELTA ("'sent':{'policy':'client_wins','changes':[{'entity_id':'" ID
               "','entity_type':'task','mutation_id':'" MUTATION "'}]}," DELTA_ANSWER (
                   "{'mutation_id':'" MUTATION "','status':'applied','version':4,'etag':'e'}")) END,
    NULL, "applied: settled" },
  /* what the user chose meanwhile */
  { "another policy for tasks, seen in the second request",
    HEADER JOB WAITING RECORD_OF (OTHER, "1", CURRENT ",'pending':{'state':'waiting','edited_at':2000}")
        UPLOAD_AND_MORE DELTA (
            "'sent':{'policy':'server_wins','changes':[{'entity_type':'task'}]},'status':503") END,
    NULL, "failed, temporary" },
  { "another policy for a type that has none of its own",
    HEADER JOB WAITING UPLOAD_AND_MORE DELTA (
        "'sent':{'policy':'server_wins','changes':[{'entity_type':'event'}]},'status':503") END,
    NULL, "failed, temporary" },
  { "a policy there is not",
    HEADER JOB WAITING UPLOAD_AND_MORE DELTA (
        "'sent':{'policy':'dice','changes':[{'entity_type':'task'}]},'status':503") END,
    NULL, "failed, temporary" },
  { "changes that are no list, in the second request",
    HEADER JOB WAITING UPLOAD_AND_MORE DELTA ("'sent':{'policy':'server_wins','changes':7},'status':503") END,
    NULL, "failed, temporary" },
  { "a request of no address behind another one", HEADER JOB WAITING UPLOAD "{'line':'request'}\n" END, NULL,
    "incremental completed" },
  { "other lists, seen in a walk",
    HEADER JOB WAITING UPLOAD PULL ("'sent':{'list_ids':['" OTHER "'],'entity_types':['task']},'status':503")
        END,
    NULL, "full failed, temporary" },
  { "conflicts that were opened again, seen in that they are asked for",
    HEADER JOB_WITH ("'sync_token':'t','conflicts_rev':'1'")
        WAITING DELTA (SENT ("client_wins") "'status':200,'received':{'results':[" APPLIED
                                            "],'server_changes':[],'conflicts':[],'sync_token':'u','"
                                            "conflicts_rev':1}") "{'line':'request','method':'GET','path':'/"
                                                                 "sync/conflicts','status':503}\n" END,
    NULL, "GET /sync/conflicts" },
  /* counts */
  { "others that only were counted, in a walk that goes on",
    HEADER JOB_WITH ("'walk':'sweep:t','sync_token':'t'") "{'line':'deletions','others':9,'other_unseen':2,"
                                                          "'other_gathered':3}\n" PULL ("'status':503") END,
    NULL, "failed, temporary" },
  { "others that only were counted, in a walk that begins",
    HEADER JOB_WITH ("'walk':'sweep:','sync_token':'t'") "{'line':'deletions','others':9,'other_unseen':2,"
                                                         "'other_gathered':3}\n" PULL ("'status':503") END,
    NULL, "failed, temporary" },
  { "a sync of too much and too little of everything",
    HEADER "{'line':'job','kind':'full','batch_size':1000000,'max_retries':-1,'started_at':-5,'clock_offset':"
           "999999999999999}\n" PULL ("'duration':999999999999,'status':400") END,
    NULL, "full failed, refused" },
  { "a sync that tries too often",
    HEADER "{'line':'job','batch_size':-1,'max_retries':1000000}\n" PULL ("'status':400") END, NULL,
    "failed, refused" },
  { "others, fewer than none and more than are believed",
    HEADER JOB_WITH ("'walk':'sweep:t','sync_token':'t'") "{'line':'deletions','others':1,'other_unseen':-2,"
                                                          "'other_gathered':-3}\n" PULL ("'status':503") END,
    NULL, "failed, temporary" },
  { "a clock that says nothing",
    HEADER JOB_WITH ("'sync_token':'t','clock_last':'noon'") DELTA ("'status':503") END, NULL,
    "failed, temporary" },
  { "a clock that says too much",
    HEADER JOB_WITH ("'sync_token':'t','clock_last':'999999999999999999'") DELTA ("'status':503") END, NULL,
    "failed, temporary" },
};

/* Everything the replay did, in its own words. */
static char *
tell (GPtrArray *jobs)
{
  GString *story = g_string_new (NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailReplayJob *job = g_ptr_array_index (jobs, i);

      for (guint j = 0; j < job->steps->len; j++)
        {
          const DovetailReplayStep *step = g_ptr_array_index (job->steps, j);

          g_string_append_printf (story, "%s: %s\n", step->subject,
                                  step->replayed != NULL ? step->replayed : "(not any more)");
        }
    }
  return g_string_free (story, FALSE);
}

static GPtrArray *
replay (const char *quoted, GError **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (quoted), "'", '"');

  return dovetail_trace_replay (text, strlen (text), error);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = replay (row->text, &error);
  g_autofree char *story = NULL;

  if (row->error != NULL)
    {
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, row->error));
      g_assert_null (jobs);
      return;
    }
  g_assert_no_error (error);
  story = tell (jobs);
  if (strstr (story, row->words) == NULL)
    g_error ("“%s” is not among\n%s", row->words, story);
}

/* A file may tell of very many syncs, but not of more than anybody reads. */
static void
test_many_jobs (void)
{
  g_autoptr (GString) text = g_string_new ("{\"dovetail_trace\":1}\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1001; i++)
    g_string_append (text, "{\"line\":\"job\",\"too_large\":true}\n{\"line\":\"end\"}\n");
  g_assert_null (dovetail_trace_replay (text->str, text->len, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too many syncs"));
}

static void
test_many_lines (void)
{
  g_autoptr (GString) text = g_string_new ("{\"dovetail_trace\":1}\n{\"line\":\"job\"}\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000 * 1000; i++)
    g_string_append (text, "{\"line\":\"x\"}\n");
  g_assert_null (dovetail_trace_replay (text->str, text->len, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too many"));
}

/* As a trace lies in the store. lines: how many are read; 0: it is refused */
static const struct
{
  const char *what;
  const char *text;
  guint lines;
} texts[] = {
  { "no JSON", "{", 0 },
  { "another format", "{'format':2,'job':{},'end':{}}", 0 },
  { "no beginning", "{'format':1,'end':{}}", 0 },
  { "a beginning that is none", "{'format':1,'job':[],'end':{}}", 0 },
  { "no end", "{'format':1,'job':{}}", 0 },
  { "no lines", "{'format':1,'job':{},'end':{}}", 2 },
  { "too large to be kept", "{'format':1,'too_large':true,'job':{},'end':{}}", 2 },
  { "lines that are none", "{'format':1,'job':{},'lines':7,'end':{}}", 2 },
  { "some lines", "{'format':1,'job':{},'lines':[7,{'line':'x'},[]],'end':{}}", 3 },
  { "bodies",
    "{'format':1,'job':{},'lines':[{'sent':'{}','received':'{'},{'sent':7,'received':{}}],'end':{}}", 4 },
};

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdelimit (g_strdup (texts[i].text), "'", '"');
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) lines = dovetail_trace_read_lines (text, &error);

      g_test_message ("%s", texts[i].what);
      g_assert_cmpuint (lines != NULL ? lines->len : 0, ==, texts[i].lines);
      g_assert_true ((lines == NULL) == (error != NULL));
      if (lines == NULL)
        continue;
      g_assert_cmpstr (dovetail_trace_line_kind (g_ptr_array_index (lines, 0)), ==, "job");
      g_assert_cmpstr (dovetail_trace_line_kind (g_ptr_array_index (lines, lines->len - 1)), ==, "end");
    }
}

/* Which conflicts came with an answer. */
static void
test_conflicts (void)
{
  static const struct
  {
    const char *line;
    guint expected;
  } cases[] = {
    { "{}", 0 },
    { "{'received':7}", 0 },
    { "{'received':{'results':7}}", 0 },
    { "{'received':{'results':[7,{},{'conflict':7},{'conflict':{}}]}}", 1 },
    { "{'received':{'conflicts':[7,{},{}]}}", 2 },
    { "{'received':{'results':[],'conflicts':[{}]}}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) line = scratch_data (cases[i].line);
      g_autoptr (GPtrArray) conflicts = dovetail_trace_line_conflicts (line);

      g_test_message ("%s", cases[i].line);
      g_assert_cmpuint (conflicts->len, ==, cases[i].expected);
    }
}

/* By which policy a conflict was decided: its own, that of the request, else that of conflicts. */
static void
test_policies (void)
{
  static const char *const cases[][3] = {
    { "{'sent':{'policy':'client_wins'}}", "{'resolution':'server_wins'}", "server_wins" },
    { "{'sent':{'policy':'client_wins'}}", "{'resolution':'canary'}", "client_wins" },
    { "{'sent':{}}", "{}", "manual_resolution" },
    { "{'sent':7}", "{}", "manual_resolution" },
    { "{}", "{}", "manual_resolution" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) line = scratch_data (cases[i][0]);
      g_autoptr (JsonNode) conflict = scratch_data (cases[i][1]);

      g_assert_cmpstr (dovetail_trace_line_policy (line, conflict), ==, cases[i][2]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/trace-files/", rows[i].what, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/trace-files/many-jobs", test_many_jobs);
  g_test_add_func ("/trace-files/many-lines", test_many_lines);
  g_test_add_func ("/trace-files/texts", test_texts);
  g_test_add_func ("/trace-files/conflicts", test_conflicts);
  g_test_add_func ("/trace-files/policies", test_policies);
  return g_test_run ();
}
