/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering conflicts and taking answers back: what the record shows, what is queued, what is open. */

#include "store/conflicts.h"

#include "core/uuid.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/outbox.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define CONFLICT "0197f000-0000-7000-8000-0000000000c1"

static DovetailConflict *
make_conflict (DovetailCause cause, const char *base, const char *mine, const char *theirs)
{
  static const char *const fields[] = { "title", "notes", NULL };
  DovetailConflict *conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = g_strdup (CONFLICT);
  conflict->entity_type = g_intern_string ("task");
  conflict->entity_id = g_strdup (ID);
  conflict->cause = cause;
  conflict->open = cause != DOVETAIL_CAUSE_DELETE_WINS;
  conflict->fields = g_strdupv ((char **) fields);
  conflict->sides[DOVETAIL_SIDE_BASE] = scratch_data (base);
  conflict->sides[DOVETAIL_SIDE_MINE] = scratch_data (mine);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = scratch_data (theirs);
  conflict->server_version = 5;
  conflict->mine.client_id = g_strdup ("laptop");
  conflict->theirs.user_name = g_strdup ("Anna");
  conflict->theirs.time = 1234;
  conflict->created_at = 99;

  return conflict;
}

static void
put_conflict (ScratchStore *scratch, DovetailConflict *conflict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, &error);

  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), &error));
  g_assert_no_error (error);
}

/* The record shows theirs, as after a push that met a conflict; "points" is nobody's quarrel. */
static ScratchStore *
new_store (void)
{
  ScratchStore *scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailConflict) conflict
      = make_conflict (DOVETAIL_CAUSE_FIELDS, "{'title':'milk'}",
                       "{'title':'oat milk','notes':'two','points':1}", "{'title':'soy milk'}");

  scratch_put_synced (scratch, "task", ID, 5, "{'title':'soy milk','points':1}", FALSE);
  put_conflict (scratch, conflict);

  return scratch;
}

#define assert_shows(scratch, expected)                                                                      \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autoptr (DovetailReplica) replica_ = scratch_get (scratch, "task", ID);                                \
    g_autofree char *text_ = scratch_text (replica_->current->data);                                         \
    g_assert_cmpstr (text_, ==, expected);                                                                   \
  }                                                                                                          \
  G_STMT_END

static void
resolve (ScratchStore *scratch, const char *strategy, const char *resolved)
{
  g_autoptr (JsonNode) data = resolved == NULL ? NULL : scratch_data (resolved);
  g_autoptr (GError) error = NULL;

  dovetail_store_resolve_conflict (scratch->store, CONFLICT, strategy, data, &error);
  g_assert_no_error (error);
}

static void
unresolve (ScratchStore *scratch)
{
  g_autoptr (GError) error = NULL;

  dovetail_store_unresolve_conflict (scratch->store, CONFLICT, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list_queued (ScratchStore *scratch)
{
  GPtrArray *queued = dovetail_store_list_resolutions (scratch->store, NULL);

  g_assert_nonnull (queued);

  return queued;
}

static guint
count_uploadable (ScratchStore *scratch)
{
  g_autoptr (GPtrArray) outbox = dovetail_store_list_outbox (scratch->store, FALSE, 0, NULL);

  return outbox->len;
}

/* As the pass does when the server confirms: the resolution goes, its record comes. */
static void
acknowledge (ScratchStore *scratch, const char *mutation_id, gint64 version, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, &error);

  g_assert_true (dovetail_store_ack_resolution (scratch->store, mutation_id, &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), &error));
  g_assert_no_error (error);
  scratch_put_synced (scratch, "task", ID, version, text, FALSE);
}

static void
test_kept_whole (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (DovetailConflict) conflict = NULL;
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", ID);
  g_autofree char *mine = NULL;

  scratch_store_reopen (scratch);
  conflict = dovetail_store_get_conflict (scratch->store, CONFLICT, NULL);
  mine = scratch_text (conflict->sides[DOVETAIL_SIDE_MINE]);
  g_assert_cmpstr (mine, ==, "{'notes':'two','points':1,'title':'oat milk'}");
  g_assert_true (conflict->open);
  g_assert_cmpint (conflict->cause, ==, DOVETAIL_CAUSE_FIELDS);
  g_assert_cmpint (conflict->server_version, ==, 5);
  g_assert_cmpstr (conflict->fields[1], ==, "notes");
  g_assert_cmpstr (conflict->mine.client_id, ==, "laptop");
  g_assert_cmpstr (conflict->theirs.user_name, ==, "Anna");
  g_assert_cmpint (conflict->theirs.time, ==, 1234);
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 1);
  g_assert_cmpstr (replica->conflict_id, ==, CONFLICT);
  g_assert_cmpint (dovetail_replica_get_status (replica), ==, DOVETAIL_SYNC_STATUS_CONFLICT);
}

typedef struct
{
  const char *name;
  const char *strategy;
  const char *resolved;
  const char *shown;
  const char *sent; /* resolved_data of the resolution */
} AnswerCase;

static const AnswerCase answers[] = {
  { "mine, also where theirs has nothing", "client_wins", NULL,
    "{'notes':'two','points':1,'title':'oat milk'}", "-" },
  { "theirs is what the record shows", "server_wins", NULL, "{'points':1,'title':'soy milk'}", "-" },
  { "put together by hand", "user_merge", "{'title':'any milk'}", "{'points':1,'title':'any milk'}",
    "{'title':'any milk'}" },
  { "completing by hand completes the time too", "user_merge", "{'status':'done'}",
    "{'completed_at':'2026-11-20T12:00:00.000Z','points':1,'status':'done','title':'soy milk'}",
    "{'completed_at':'2026-11-20T12:00:00.000Z','status':'done'}" },
  { "both leaves theirs", "both", NULL, "{'points':1,'title':'soy milk'}", "-" },
};

/* Answered: shown at once, queued once, closed. Taken back before it was sent: as if nothing had been. */
static void
test_answer_and_back (gconstpointer data)
{
  const AnswerCase *c = data;
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) queued = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  g_autofree char *sent = NULL;
  DovetailResolution *resolution;

  resolve (scratch, c->strategy, c->resolved);
  scratch_store_reopen (scratch);
  assert_shows (scratch, c->shown);
  queued = list_queued (scratch);
  g_assert_cmpuint (queued->len, ==, 1);
  resolution = queued->pdata[0];
  sent = scratch_text (resolution->resolved_data);
  g_assert_cmpstr (sent, ==, c->sent);
  g_assert_cmpstr (resolution->strategy, ==, c->strategy);
  g_assert_cmpint (resolution->version, ==, 5);
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 0);
  history = dovetail_store_list_conflicts (scratch->store, FALSE, 0, NULL);
  g_assert_cmpuint (history->len, ==, 1);
  g_assert_cmpstr (((DovetailConflict *) history->pdata[0])->resolution, ==, c->strategy);

  unresolve (scratch);
  assert_shows (scratch, "{'points':1,'title':'soy milk'}");
  none = list_queued (scratch);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 1);
  g_assert_cmpuint (count_uploadable (scratch), ==, 0);
  replica = scratch_get (scratch, "task", ID);
  g_assert_null (replica->pending);
}

/* The answer goes up by itself; what was edited besides waits for it. */
static void
test_outbox_waits_for_answer (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GPtrArray) shown = NULL;
  g_autoptr (GPtrArray) queued = NULL;

  resolve (scratch, "client_wins", NULL);
  scratch_update (scratch, "task", ID, "{'points':7}");
  g_assert_cmpuint (count_uploadable (scratch), ==, 0);
  shown = dovetail_store_list_pending (scratch->store, 0, NULL);
  g_assert_cmpuint (shown->len, ==, 1);
  replica = scratch_get (scratch, "task", ID);
  g_assert_cmpstr (replica->pending->resolution_conflict_id, ==, CONFLICT);
  g_assert_cmpint (replica->base->version, ==, 5);

  queued = list_queued (scratch);
  acknowledge (scratch, ((DovetailResolution *) queued->pdata[0])->mutation_id, 6,
               "{'notes':'two','points':1,'title':'oat milk'}");
  scratch_update (scratch, "task", ID, "{'points':7}");
  g_assert_cmpuint (count_uploadable (scratch), ==, 1);
}

/* Edited since: the undo leaves that alone, and it stands as theirs in the conflict. */
static void
test_reopen_after_upload (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) queued = NULL;
  g_autoptr (GPtrArray) reopened = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;
  g_autofree char *theirs = NULL;

  resolve (scratch, "client_wins", NULL);
  queued = list_queued (scratch);
  acknowledge (scratch, ((DovetailResolution *) queued->pdata[0])->mutation_id, 6,
               "{'notes':'two','points':1,'title':'oat milk'}");
  scratch_put_synced (scratch, "task", ID, 7, "{'notes':'three','points':1,'title':'oat milk'}", FALSE);
  unresolve (scratch);
  assert_shows (scratch, "{'notes':'three','points':1,'title':'soy milk'}");
  reopened = list_queued (scratch);
  g_assert_cmpuint (reopened->len, ==, 1);
  g_assert_cmpstr (((DovetailResolution *) reopened->pdata[0])->strategy, ==, "reopen");
  g_assert_cmpint (((DovetailResolution *) reopened->pdata[0])->version, ==, 7);
  conflict = dovetail_store_get_conflict (scratch->store, CONFLICT, NULL);
  g_assert_true (conflict->open);
  theirs = scratch_text (conflict->sides[DOVETAIL_SIDE_THEIRS]);
  g_assert_cmpstr (theirs, ==, "{'notes':'three','title':'soy milk'}");
  g_assert_cmpuint (count_uploadable (scratch), ==, 0);
}

/* The request left and no answer came: the server may know it, so it cannot just be withdrawn. */
static void
test_taken_back_in_flight (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) queued = NULL;
  g_autoptr (GPtrArray) both = NULL;

  resolve (scratch, "client_wins", NULL);
  queued = list_queued (scratch);
  g_assert_true (dovetail_store_note_resolution_sent (
      scratch->store, ((DovetailResolution *) queued->pdata[0])->mutation_id, NULL));
  unresolve (scratch);
  both = list_queued (scratch);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (((DovetailResolution *) both->pdata[0])->strategy, ==, "client_wins");
  g_assert_cmpuint (((DovetailResolution *) both->pdata[0])->tries, ==, 1);
  g_assert_cmpstr (((DovetailResolution *) both->pdata[1])->strategy, ==, "reopen");
  assert_shows (scratch, "{'points':1,'title':'soy milk'}");
}

static void
test_server_refuses (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) queued = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;

  resolve (scratch, "client_wins", NULL);
  queued = list_queued (scratch);
  g_assert_true (dovetail_store_fail_resolution (scratch->store,
                                                 ((DovetailResolution *) queued->pdata[0])->mutation_id,
                                                 "forbidden", "your role may not", &error));
  g_assert_no_error (error);
  none = list_queued (scratch);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 1);
  assert_shows (scratch, "{'points':1,'title':'soy milk'}");
  resolve (scratch, "server_wins", NULL);
  again = list_queued (scratch);
  g_assert_cmpuint (again->len, ==, 1);
}

/* What was put together by hand is in this device's history, one act from being back, whatever is answered
 * then. */
static void
test_server_refuses_a_merge (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) queued = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  g_autoptr (GError) error = NULL;
  DovetailConflict *kept;

  resolve (scratch, "user_merge", "{'title':'by hand','notes':null}");
  queued = list_queued (scratch);
  g_assert_true (dovetail_store_fail_resolution (scratch->store,
                                                 ((DovetailResolution *) queued->pdata[0])->mutation_id,
                                                 "invalid_field", "not known here", &error));
  g_assert_no_error (error);
  assert_shows (scratch, "{'points':1,'title':'soy milk'}");
  resolve (scratch, "server_wins", NULL);
  closed = dovetail_store_list_conflicts (scratch->store, FALSE, 0, NULL);
  g_assert_cmpuint (closed->len, ==, 2);
  kept = closed->pdata[((DovetailConflict *) closed->pdata[0])->cause == DOVETAIL_CAUSE_REFUSED ? 0 : 1];
  g_assert_true (dovetail_conflict_is_local (kept));
  g_assert_cmpstr (dovetail_data_get_string (kept->sides[DOVETAIL_SIDE_MINE], "title"), ==, "by hand");
  g_assert_true (dovetail_store_unresolve_conflict (scratch->store, kept->conflict_id, &error));
  g_assert_no_error (error);
  assert_shows (scratch, "{'points':1,'title':'by hand'}");
}

/* What the server still lists as open was answered here: the list must not undo that. */
static void
test_older_news_from_the_server (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (DovetailConflict) listed = dovetail_store_get_conflict (scratch->store, CONFLICT, NULL);

  resolve (scratch, "client_wins", NULL);
  put_conflict (scratch, listed);
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 0);
}

static void
test_both_makes_a_second_task (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autofree char *id = dovetail_uuid_new_v5 (CONFLICT, "both");
  g_autoptr (DovetailReplica) second = NULL;
  g_autoptr (DovetailReplica) gone = NULL;

  resolve (scratch, "both", NULL);
  second = scratch_get (scratch, "task", id);
  g_assert_cmpstr (dovetail_record_get_title (second->current), ==, "oat milk");
  g_assert_nonnull (second->pending);
  g_assert_cmpuint (count_uploadable (scratch), ==, 1);
  unresolve (scratch);
  gone = scratch_get (scratch, "task", id);
  g_assert_true (gone->current->deleted);
  g_assert_cmpuint (count_uploadable (scratch), ==, 0);
}

/* A delete beat an edit: the edit's record comes back as a create on the tombstone. */
static void
test_lost_edit_comes_back (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailConflict) conflict = make_conflict (DOVETAIL_CAUSE_DELETE_WINS, "{'title':'milk'}",
                                                         "{'title':'oat milk'}", "{'title':'milk'}");
  g_autoptr (DovetailReplica) restored = NULL;
  g_autoptr (GError) error = NULL;

  conflict->deleted[DOVETAIL_SIDE_THEIRS] = TRUE;
  scratch_put_synced (scratch, "task", ID, 5, "{'title':'milk'}", TRUE);
  put_conflict (scratch, conflict);
  unresolve (scratch);
  assert_shows (scratch, "{'title':'oat milk'}");
  restored = scratch_get (scratch, "task", ID);
  g_assert_true (restored->base->deleted);
  g_assert_cmpint (restored->base->version, ==, 5);
  g_assert_cmpuint (count_uploadable (scratch), ==, 1);
  g_assert_false (dovetail_store_unresolve_conflict (scratch->store, CONFLICT, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

static void
test_refused_answers (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (JsonNode) bad = scratch_data ("{'title':5}");
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (dovetail_store_resolve_conflict (scratch->store, "no such", "client_wins", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (dovetail_store_resolve_conflict (scratch->store, CONFLICT, "guess", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (dovetail_store_resolve_conflict (scratch->store, CONFLICT, "user_merge", bad, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (dovetail_store_unresolve_conflict (scratch->store, CONFLICT, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_clear_error (&error);
  resolve (scratch, "server_wins", NULL);
  g_assert_false (dovetail_store_resolve_conflict (scratch->store, CONFLICT, "client_wins", NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  none = list_queued (scratch);
  g_assert_cmpuint (none->len, ==, 1);
}

static void
test_discard_withdraws (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GError) error = NULL;

  resolve (scratch, "client_wins", NULL);
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", ID, &error));
  g_assert_no_error (error);
  assert_shows (scratch, "{'points':1,'title':'soy milk'}");
  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/conflicts/kept-whole", test_kept_whole);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/conflicts/answer-and-back/%s", answers[i].name);

      g_test_add_data_func (path, &answers[i], test_answer_and_back);
    }
  g_test_add_func ("/store/conflicts/outbox-waits-for-answer", test_outbox_waits_for_answer);
  g_test_add_func ("/store/conflicts/reopen-after-upload", test_reopen_after_upload);
  g_test_add_func ("/store/conflicts/taken-back-in-flight", test_taken_back_in_flight);
  g_test_add_func ("/store/conflicts/server-refuses", test_server_refuses);
  g_test_add_func ("/store/conflicts/server-refuses-a-merge", test_server_refuses_a_merge);
  g_test_add_func ("/store/conflicts/older-news-from-the-server", test_older_news_from_the_server);
  g_test_add_func ("/store/conflicts/both-makes-a-second-task", test_both_makes_a_second_task);
  g_test_add_func ("/store/conflicts/lost-edit-comes-back", test_lost_edit_comes_back);
  g_test_add_func ("/store/conflicts/refused-answers", test_refused_answers);
  g_test_add_func ("/store/conflicts/discard-withdraws", test_discard_withdraws);

  return g_test_run ();
}
