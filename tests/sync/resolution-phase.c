/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server says of an answer to a conflict, and what becomes of record, conflict and answer then. */

#include "store/conflicts.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/one-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define CONFLICT_ID "0197a000-0000-7000-8000-0000000000c1"
#define TASK(operation, version, title)                                                                      \
  "{'entity_type':'task','entity_id':'" ID "','operation':'" operation "','data':{'title':'" title           \
  "'},'version':" version ",'etag':'e" version "'}"
#define CONFLICT(theirs, rest)                                                                               \
  "{'conflict_id':'" CONFLICT_ID "','entity_type':'task','entity_id':'" ID "','cause':'fields',"             \
  "'fields':['title'],'base':{'title':'a'},'client_data':{'title':'mine'},'server_data':{'title':'" theirs   \
  "'},'server_version':3,'created_at':'" ONE_STORE_TIME "'," rest "}"
#define OPEN CONFLICT ("theirs", "'state':'open'")
#define CLOSED_BY(strategy, title)                                                                           \
  CONFLICT ("theirs", "'state':'closed','resolution':'" strategy "','resolved_data':{'title':'" title        \
                      "'},'resolved_version':4")
#define CLOSED CLOSED_BY ("client_wins", "mine")
#define BOTH(record, conflict) "{'record':" record ",'conflict':" conflict "}"
#define NOTHING_MORE ONE_STORE_DELTA ("", "", "t4")
#define UPLOADED ONE_STORE_DELTA ("{'mutation_id':'%m','status':'applied','version':4,'etag':'e4'}", "", "t4")
#define NO_CONFLICTS "{'conflicts':[],'conflicts_rev':1}"
#define STILL_OPEN "{'conflicts':[" OPEN "],'conflicts_rev':1}"
#define PROBLEM(code) "{'title':'No','code':'" code "'}"

typedef struct
{
  const char *name;
  guint status;
  const char *answer;
  const char *more[4]; /* answers to what is asked after it */
  const char *title;   /* that the task has then; NULL: there is none */
  guint open;          /* conflicts that wait */
  gint64 conflicts, errors;
  const char *failure; /* code of the job; NULL: it is completed */
} Row;

static const Row rows[] = {
  { "it is taken", 200, BOTH (TASK ("update", "4", "mine"), CLOSED), { NOTHING_MORE }, "mine" },
  { "it is taken, and nothing is said of the record: what it set goes up as an edit",
    200,
    "{'conflict':" CLOSED "}",
    { UPLOADED },
    "mine" },
  { "it is taken, and nothing is said of the conflict",
    200,
    "{'record':" TASK ("update", "4", "mine") "}",
    { NOTHING_MORE },
    "mine" },
  { "it is taken, and the record was deleted since: as of any edit that is lost to a deletion, the server "
    "tells",
    200,
    BOTH (TASK ("delete", "5", "mine"), CLOSED),
    { ONE_STORE_DELTA (
        "{'mutation_id':'%m','status':'conflict','version':5,'deleted':true,'data':{'title':'mine'},"
        "'conflict':" CLOSED "}",
        "",
        "t4") },
    NULL,
    .conflicts = 1 },
  { "it is closed in another way already",
    200,
    BOTH (TASK ("update", "4", "theirs"), CLOSED_BY ("server_wins", "theirs")),
    { NOTHING_MORE },
    "theirs" },
  { "it is closed with something else already",
    200,
    BOTH (TASK ("update", "4", "third"), CLOSED_BY ("client_wins", "third")),
    { NOTHING_MORE },
    "third" },
  { "it is taken, and opened again since",
    200,
    BOTH (TASK ("update", "5", "theirs"), CONFLICT ("theirs", "'state':'open','resolved_version':4")),
    { NOTHING_MORE },
    "theirs",
    1 },
  { "it is too late: the record has moved on",
    409,
    BOTH (TASK ("update", "9", "newer"), OPEN),
    { NOTHING_MORE },
    "newer",
    1,
    1 },
  { "it is too late, and nobody says for what",
    409,
    "no",
    { NOTHING_MORE, NO_CONFLICTS, STILL_OPEN },
    "theirs",
    1,
    0,
    1 },
  { "it is refused",
    422,
    PROBLEM ("invalid_field"),
    { NOTHING_MORE, NO_CONFLICTS, STILL_OPEN },
    "theirs",
    1,
    0,
    1 },
  { "it is refused without a reason",
    400,
    "no",
    { NOTHING_MORE, NO_CONFLICTS, STILL_OPEN },
    "theirs",
    1,
    0,
    1 },
  { "it is refused with words alone",
    400,
    "{'title':'No'}",
    { NOTHING_MORE, NO_CONFLICTS, STILL_OPEN },
    "theirs",
    1,
    0,
    1 },
  { "it is not allowed to this member",
    403,
    PROBLEM ("role_forbidden"),
    { NOTHING_MORE, NO_CONFLICTS, STILL_OPEN },
    "theirs",
    1,
    0,
    1 },
  { "the server does not know the conflict: what it set goes up as an edit",
    404,
    PROBLEM ("unknown_conflict"),
    { UPLOADED, NO_CONFLICTS, NO_CONFLICTS },
    "mine" },
  { "the server does not know the record",
    404,
    PROBLEM ("unknown_record"),
    { UPLOADED, NO_CONFLICTS, NO_CONFLICTS },
    "mine" },
  { "it answers nonsense: the answer stays queued", 200, "{}", { NULL }, "mine", .failure = "protocol" },
};

static void
edit (OneStore *one, const char *text)
{
  scratch_update (one->scratch, DOVETAIL_ENTITY_TASK, ID, text);
}

static void
resolve (OneStore *one, const char *strategy)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_resolve_conflict (one->scratch->store, CONFLICT_ID, strategy, NULL, &error);
  g_assert_no_error (error);
}

static guint
count_queued (OneStore *one)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) queued = dovetail_store_list_resolutions (one->scratch->store, &error);

  g_assert_no_error (error);
  return queued->len;
}

static void
assert_title (OneStore *one, const char *title)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL);

  if (title == NULL)
    g_assert_true (replica == NULL || replica->current->deleted);
  else
    g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, title);
}

static void
run_to_end (OneStore *one)
{
  g_autoptr (DovetailJob) job = one_store_run (one, NULL);

  g_assert_cmpstr (job->error_message, ==, NULL);
}

static void
assert_shown (OneStore *one, guint request, const char *token)
{
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (one->remote, request), "sync_token"),
                   ==, token);
}

/* Both wrote a title; the server asks. */
static void
make_conflict (OneStore *one)
{
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", TASK ("update", "1", "a"), "t2"));
  run_to_end (one);
  edit (one, "{'title':'mine'}");
  scripted_remote_answer (one->remote, 200,
                          ONE_STORE_DELTA ("{'mutation_id':'%m','status':'conflict','version':3,'etag':'e3',"
                                           "'data':{'title':'theirs'},'conflict':" OPEN "}",
                                           "", "t3"));
  run_to_end (one);
  assert_title (one, "theirs");
}

static void
test_row (OneStore *one, gconstpointer data)
{
  const Row *row = data;
  g_autoptr (DovetailJob) job = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  assert_title (one, "mine");
  scripted_remote_answer (one->remote, row->status, row->answer);
  for (guint i = 0; row->more[i] != NULL; i++)
    scripted_remote_answer (one->remote, 200, row->more[i]);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (scripted_remote_get_target (one->remote, 2), ==, "POST /sync/resolve-conflict");
  g_assert_cmpstr (job->error_code, ==, row->failure);
  g_assert_cmpint (job->conflicts, ==, row->conflicts);
  g_assert_cmpint (job->errors, ==, row->errors);
  assert_title (one, row->title);
  g_assert_cmpuint (dovetail_store_count_conflicts (one->scratch->store), ==, row->open);
  g_assert_cmpuint (count_queued (one), ==, row->failure != NULL ? 1 : 0);
}

/* An answer taken back after it went up, and another one given: the second goes up behind the first, and
 * stands on the record as the server has it then, if that is what the user saw. */
static const struct
{
  const char *name;
  const char *reopened; /* what the server says of the first */
  gint64 version;       /* that the second names */
} second_answers[] = {
  { "the sides are those the user saw", BOTH (TASK ("update", "6", "mine"), OPEN), 6 },
  { "there is another title now", BOTH (TASK ("update", "6", "mine"), CONFLICT ("other", "'state':'open'")),
    4 },
  { "nothing is said of the record", "{'conflict':" OPEN "}", 4 },
  { "it is closed all the same", BOTH (TASK ("update", "6", "mine"), CLOSED), 4 },
};

static void
test_second_answer (OneStore *one, gconstpointer data)
{
  const guint number = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  scripted_remote_answer (one->remote, 200, BOTH (TASK ("update", "4", "mine"), CLOSED));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  run_to_end (one);
  dovetail_store_unresolve_conflict (one->scratch->store, CONFLICT_ID, &error);
  g_assert_no_error (error);
  resolve (one, DOVETAIL_RESOLUTION_SERVER_WINS);
  scripted_remote_answer (one->remote, 200, second_answers[number].reopened);
  scripted_remote_answer (one->remote, 200,
                          BOTH (TASK ("update", "7", "theirs"), CLOSED_BY ("server_wins", "theirs")));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
  run_to_end (one);
  g_assert_cmpint (dovetail_data_get_int (scripted_remote_get_body (one->remote, 5), "version", 0), ==,
                   second_answers[number].version);
  assert_title (one, "theirs");
  g_assert_cmpuint (dovetail_store_count_conflicts (one->scratch->store), ==, 0);
  g_assert_cmpuint (count_queued (one), ==, 0);
}

static void
hold (OneStore *one, DovetailHeldCause cause)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, ID);
  g_autoptr (JsonNode) data = scratch_data ("{'title':'elsewhere'}");
  g_autoptr (DovetailRecord) theirs = dovetail_record_new (
      DOVETAIL_ENTITY_TASK, ID, 8, NULL, cause == DOVETAIL_HELD_DELETED, data, 0, NULL, NULL);
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (one->scratch->store, &error);

  g_assert_no_error (error);
  dovetail_store_hold (one->scratch->store, replica, cause, theirs, TRUE, &error);
  g_assert_no_error (error);
  dovetail_transaction_commit (g_steal_pointer (&transaction), &error);
  g_assert_no_error (error);
}

/* The answer to a conflict does not answer what else the user is asked about the record. */
static void
test_held (OneStore *one, gconstpointer data)
{
  const DovetailHeldCause cause = (DovetailHeldCause) GPOINTER_TO_UINT (data);

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  hold (one, cause);
  scripted_remote_answer (one->remote, 200, BOTH (TASK ("update", "9", "settled"), CLOSED));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  run_to_end (one);
  assert_title (one, cause == DOVETAIL_HELD_OTHER ? "mine" : "settled");
  g_assert_cmpuint (dovetail_store_count_held (one->scratch->store), ==, 1);
  g_assert_cmpuint (count_queued (one), ==, 0);
}

/* Another record is held; this one is as any. */
static void
test_other_held (OneStore *one, gconstpointer data)
{
  static const char other[] = "0197a000-0000-7000-8000-000000000002";
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailTransaction) transaction = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, other, 2, "{'title':'other'}", FALSE);
  replica = scratch_get (one->scratch, DOVETAIL_ENTITY_TASK, other);
  transaction = dovetail_transaction_begin (one->scratch->store, NULL);
  g_assert_true (dovetail_store_hold (one->scratch->store, replica, DOVETAIL_HELD_MISSING, NULL, TRUE, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  scripted_remote_answer (one->remote, 200, BOTH (TASK ("update", "9", "settled"), CLOSED));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  run_to_end (one);
  assert_title (one, "settled");
}

/* The record is not here any more, as of a list that is not synced: it comes with the answer, if it is there.
 */
static void
test_gone_here (OneStore *one, gconstpointer data)
{
  const gboolean deleted = GPOINTER_TO_INT (data);
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  transaction = dovetail_transaction_begin (one->scratch->store, NULL);
  g_assert_true (dovetail_store_forget_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  scripted_remote_answer (one->remote, 200,
                          deleted ? BOTH (TASK ("delete", "9", "settled"), CLOSED)
                                  : BOTH (TASK ("update", "9", "settled"), CLOSED));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  run_to_end (one);
  replica = dovetail_store_get_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, ID, NULL);
  if (deleted)
    g_assert_null (replica);
  else
    assert_title (one, "settled");
  g_assert_cmpuint (count_queued (one), ==, 0);
}

/* The token that came with the answer goes on from where the device stood, be that in the middle of a walk.
 */
static void
test_token (OneStore *one, gconstpointer data)
{
  gboolean walking = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  if (walking)
    {
      dovetail_store_set_setting (one->scratch->store, DOVETAIL_SETTING_WALK, "sweep:w1", &error);
      g_assert_no_error (error);
    }
  scripted_remote_answer (one->remote, 200,
                          "{'record':" TASK ("update", "4", "mine") ",'conflict':" CLOSED
                                                                    ",'sync_token':'beyond the answer'}");
  if (walking)
    scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK ("update", "4", "mine"), "t3", "false"));
  scripted_remote_answer (one->remote, 200, NOTHING_MORE);
  run_to_end (one);
  assert_shown (one, 2, walking ? "w1" : "t3");
  assert_shown (one, 3, "beyond the answer");
  g_assert_cmpstr (scripted_remote_get_target (one->remote, 3), ==,
                   walking ? "POST /sync/pull" : "POST /sync/delta");
  assert_title (one, "mine");
}

static void
cancel_at_answers (gpointer user_data, const DovetailJob *job, guint done, guint total)
{
  if (g_str_equal (job->phase, "conflict_resolution"))
    g_cancellable_cancel (user_data);
}

static void
test_cancelled (OneStore *one, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DovetailJob) job = NULL;

  make_conflict (one);
  resolve (one, DOVETAIL_RESOLUTION_CLIENT_WINS);
  one->progress = cancel_at_answers;
  job = one_store_run (one, cancellable);
  g_assert_cmpstr (job->state, ==, "cancelled");
  g_assert_cmpuint (scripted_remote_count (one->remote), ==, 2);
  g_assert_cmpuint (count_queued (one), ==, 1);
  assert_title (one, "mine");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/resolution-phase/", rows[i].name, NULL);

      g_test_add (path, OneStore, &rows[i], one_store_set_up, test_row, one_store_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (second_answers); i++)
    {
      g_autofree char *path
          = g_strconcat ("/resolution-phase/a second answer/", second_answers[i].name, NULL);

      g_test_add (path, OneStore, GUINT_TO_POINTER (i), one_store_set_up, test_second_answer,
                  one_store_tear_down);
    }
#define ADD(name, data, func)                                                                                \
  g_test_add ("/resolution-phase/" name, OneStore, GUINT_TO_POINTER (data), one_store_set_up, func,          \
              one_store_tear_down)
  ADD ("of another history", DOVETAIL_HELD_OTHER, test_held);
  ADD ("held as deleted", DOVETAIL_HELD_DELETED, test_held);
  ADD ("another record is held", 0, test_other_held);
  ADD ("not here any more", FALSE, test_gone_here);
  ADD ("not here any more, nor there", TRUE, test_gone_here);
  ADD ("its token is the next", FALSE, test_token);
  ADD ("its token is the next in a walk", TRUE, test_token);
  ADD ("cancelled", 0, test_cancelled);
  return g_test_run ();
}
