/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deciding a conflict: which fields ask, what a choice makes of them, and what answers the conflict in the
 * end. */
#include "app/merge-session.h"
#include "core/error.h"
#include "json/json.h"

#define NOW G_GINT64_CONSTANT (1795183200000)

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = text != NULL ? dovetail_json_parse_object (text, -1, &error) : NULL;

  g_assert_no_error (error);
  return node;
}

static DovetailConflict *
make_conflict (const char *base, const char *mine, const char *theirs, const char *fields)
{
  DovetailConflict *conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = g_strdup ("c1");
  conflict->entity_type = g_intern_string ("task");
  conflict->entity_id = g_strdup ("t1");
  conflict->open = TRUE;
  conflict->fields = g_strsplit (fields, " ", -1);
  conflict->sides[DOVETAIL_SIDE_BASE] = parse (base);
  conflict->sides[DOVETAIL_SIDE_MINE] = parse (mine);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = parse (theirs);
  conflict->mine.client_id = g_strdup ("laptop");
  conflict->mine.time = NOW - 2000;
  conflict->theirs.client_id = g_strdup ("phone");
  conflict->theirs.time = NOW - 1000;
  return conflict;
}

static DovetailRecord *
make_record (const char *data)
{
  g_autoptr (JsonNode) node = parse (data);

  return dovetail_record_new ("task", "t1", 5, "\"5-a\"", FALSE, node, NOW, "anna", "phone");
}

static DovetailMergeSession *
make_session (const char *base, const char *mine, const char *theirs, const char *fields)
{
  g_autoptr (DovetailConflict) conflict = make_conflict (base, mine, theirs, fields);
  g_autoptr (DovetailRecord) current = make_record (theirs);

  return dovetail_merge_session_new (conflict, current, NOW);
}

static void
assert_answer (DovetailMergeSession *session, const char *strategy, const char *resolved)
{
  g_auto (DovetailMergeAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  dovetail_merge_session_answer (session, &answer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer.strategy, ==, strategy);
  text = answer.resolved != NULL ? dovetail_json_canonical (answer.resolved, NULL) : NULL;
  g_assert_cmpstr (text, ==, resolved);
}

#define BASE "{\"title\":\"Pay rent\",\"due\":\"2026-11-25\",\"notes\":\"call first\",\"priority\":\"low\"}"
#define MINE                                                                                                 \
  "{\"title\":\"Pay rent\",\"due\":\"2026-11-27\",\"notes\":\"call the bank first\",\"priority\":\"high\"}"
#define THEIRS                                                                                               \
  "{\"title\":\"Pay the rent\",\"due\":\"2026-11-30\",\"notes\":\"phone first\",\"priority\":\"low\"}"

static void
test_fields (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (BASE, MINE, THEIRS, "due notes");
  const DovetailMergeField *due = dovetail_merge_session_find (session, "due");
  const DovetailMergeField *title = dovetail_merge_session_find (session, "title");

  g_assert_cmpuint (dovetail_merge_session_count_asking (session), ==, 2);
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 2);
  g_assert_cmpuint (dovetail_merge_session_count_fitted (session), ==, 2);
  g_assert_true (due->asks);
  g_assert_false (due->can_both);
  g_assert_null (due->result);
  g_assert_cmpstr (json_node_get_string (due->sides[DOVETAIL_SIDE_BASE]), ==, "2026-11-25");
  g_assert_false (title->asks);
  g_assert_cmpint (title->outcome, ==, DOVETAIL_OUTCOME_THEIRS);
  g_assert_cmpstr (json_node_get_string (title->result), ==, "Pay the rent");
  g_assert_cmpint (dovetail_merge_session_find (session, "priority")->outcome, ==, DOVETAIL_OUTCOME_MINE);
}

/* A policy that weaves text raised the conflict for the date alone: notes that both changed ask for nothing.
 */
static void
test_settled_by_policy (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (BASE, MINE, THEIRS, "due");

  g_assert_cmpuint (dovetail_merge_session_count_asking (session), ==, 1);
  g_assert_false (dovetail_merge_session_find (session, "notes")->asks);
  g_assert_cmpstr (json_node_get_string (dovetail_merge_session_find (session, "notes")->result), ==,
                   "phone first");
}

static void
test_answers (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (BASE, MINE, THEIRS, "due notes");
  g_autoptr (JsonNode) date = dovetail_value_string ("2026-12-01");
  g_auto (DovetailMergeAnswer) none = { 0 };

  g_assert_false (dovetail_merge_session_answer (session, &none, NULL));
  dovetail_merge_session_choose (session, "due", DOVETAIL_CHOICE_MINE);
  g_assert_false (dovetail_merge_session_answer (session, &none, NULL));
  dovetail_merge_session_choose (session, "notes", DOVETAIL_CHOICE_MINE);
  assert_answer (session, "client_wins", NULL);
  dovetail_merge_session_choose (session, "notes", DOVETAIL_CHOICE_THEIRS);
  assert_answer (session, "user_merge", "{\"due\":\"2026-11-27\",\"notes\":\"phone first\"}");
  dovetail_merge_session_edit (session, "due", date);
  assert_answer (session, "user_merge", "{\"due\":\"2026-12-01\",\"notes\":\"phone first\"}");
  dovetail_merge_session_edit (session, "due", NULL);
  assert_answer (session, "user_merge", "{\"due\":null,\"notes\":\"phone first\"}");
  dovetail_merge_session_choose_all (session, DOVETAIL_CHOICE_THEIRS);
  assert_answer (session, "server_wins", NULL);
  /* A fitted field can be overridden; then the side alone is no answer. */
  dovetail_merge_session_choose (session, "priority", DOVETAIL_CHOICE_THEIRS);
  assert_answer (session, "user_merge",
                 "{\"due\":\"2026-11-30\",\"notes\":\"phone first\",\"priority\":\"low\"}");
}

static void
test_undo (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (BASE, MINE, THEIRS, "due notes");
  g_autoptr (JsonNode) typed = dovetail_value_string ("b");
  g_autoptr (JsonNode) more = dovetail_value_string ("bo");

  g_assert_false (dovetail_merge_session_can_undo (session));
  dovetail_merge_session_choose (session, "notes", DOVETAIL_CHOICE_MINE);
  dovetail_merge_session_edit (session, "notes", typed);
  dovetail_merge_session_edit (session, "notes", more);
  dovetail_merge_session_choose_all (session, DOVETAIL_CHOICE_THEIRS);
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 0);
  dovetail_merge_session_undo (session);
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 1);
  g_assert_cmpstr (json_node_get_string (dovetail_merge_session_find (session, "notes")->result), ==, "bo");
  /* The letters of one edit go together. */
  dovetail_merge_session_undo (session);
  g_assert_cmpint (dovetail_merge_session_find (session, "notes")->choice, ==, DOVETAIL_CHOICE_MINE);
  dovetail_merge_session_undo (session);
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 2);
  g_assert_false (dovetail_merge_session_can_undo (session));
}

/* Both puts two texts and two sets into one value, and keeps every word. */
static void
test_both (void)
{
  g_autoptr (DovetailMergeSession) session
      = make_session ("{\"title\":\"A\",\"notes\":\"old\"}", "{\"title\":\"A\",\"notes\":\"call the bank\"}",
                      "{\"title\":\"A\",\"notes\":\"ask the landlord\"}", "notes");
  const char *notes;

  dovetail_merge_session_choose (session, "notes", DOVETAIL_CHOICE_BOTH);
  notes = json_node_get_string (dovetail_merge_session_find (session, "notes")->result);
  g_assert_nonnull (strstr (notes, "call the bank"));
  g_assert_nonnull (strstr (notes, "ask the landlord"));
}

/* What follows a field goes where that field goes. */
static void
test_followers (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (
      "{\"title\":\"A\",\"status\":\"open\",\"due\":\"2026-11-25\"}",
      "{\"title\":\"A\",\"status\":\"in_progress\",\"due\":\"2026-11-27T08:00:00.000Z\","
      "\"due_zone\":\"Europe/Rome\"}",
      "{\"title\":\"A\",\"status\":\"cancelled\",\"due\":\"2026-11-30\"}", "status due due_zone");
  g_autoptr (JsonNode) done = dovetail_value_string ("done");

  g_assert_null (dovetail_merge_session_find (session, "due_zone"));
  g_assert_cmpuint (dovetail_merge_session_count_asking (session), ==, 2);
  dovetail_merge_session_choose (session, "due", DOVETAIL_CHOICE_MINE);
  dovetail_merge_session_choose (session, "status", DOVETAIL_CHOICE_THEIRS);
  assert_answer (
      session, "user_merge",
      "{\"due\":\"2026-11-27T08:00:00.000Z\",\"due_zone\":\"Europe/Rome\",\"status\":\"cancelled\"}");
  dovetail_merge_session_choose (session, "due", DOVETAIL_CHOICE_THEIRS);
  dovetail_merge_session_edit (session, "status", done);
  assert_answer (
      session, "user_merge",
      "{\"completed_at\":\"2026-11-20T14:00:00.000Z\",\"due\":\"2026-11-30\",\"status\":\"done\"}");
}

static void
test_empty_title (void)
{
  g_autoptr (DovetailMergeSession) session
      = make_session ("{\"title\":\"A\"}", "{\"title\":\"B\"}", "{\"title\":\"C\"}", "title");
  g_auto (DovetailMergeAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  dovetail_merge_session_edit (session, "title", NULL);
  g_assert_false (dovetail_merge_session_answer (session, &answer, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

/* The record moves on while the user decides: choices stay, sides are new, what agrees now no longer asks. */
static void
test_update (void)
{
  g_autoptr (DovetailConflict) conflict = make_conflict (BASE, MINE, THEIRS, "due notes");
  g_autoptr (DovetailRecord) current = make_record (THEIRS);
  g_autoptr (DovetailRecord) moved
      = make_record ("{\"title\":\"Pay the rent\",\"due\":\"2026-12-24\",\"notes\":\"call the bank first\","
                     "\"priority\":\"high\"}");
  g_autoptr (DovetailMergeSession) session = dovetail_merge_session_new (conflict, current, NOW);

  dovetail_merge_session_choose (session, "due", DOVETAIL_CHOICE_MINE);
  g_assert_false (dovetail_merge_session_update (session, conflict, current));
  g_assert_true (dovetail_merge_session_update (session, conflict, moved));
  g_assert_cmpuint (dovetail_merge_session_count_asking (session), ==, 1);
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 0);
  g_assert_cmpstr (
      json_node_get_string (dovetail_merge_session_find (session, "due")->sides[DOVETAIL_SIDE_THEIRS]), ==,
      "2026-12-24");
  assert_answer (session, "user_merge", "{\"due\":\"2026-11-27\"}");
}

/* An edit that lost against a deletion: nothing to store when it stays deleted, reopened when mine comes
 * back. */
static void
test_deletion (void)
{
  g_autoptr (DovetailConflict) conflict = make_conflict (BASE, MINE, NULL, "due");
  g_autoptr (DovetailMergeSession) session = NULL;
  g_auto (DovetailMergeAnswer) stays = { 0 };
  g_auto (DovetailMergeAnswer) comes_back = { 0 };

  conflict->deleted[DOVETAIL_SIDE_THEIRS] = TRUE;
  conflict->open = FALSE;
  conflict->cause = DOVETAIL_CAUSE_DELETE_WINS;
  session = dovetail_merge_session_new (conflict, NULL, NOW);
  g_assert_true (dovetail_merge_session_is_deletion (session));
  g_assert_cmpuint (dovetail_merge_session_count_undecided (session), ==, 1);
  dovetail_merge_session_choose_all (session, DOVETAIL_CHOICE_THEIRS);
  g_assert_true (dovetail_merge_session_stays_deleted (session));
  g_assert_true (dovetail_merge_session_answer (session, &stays, NULL));
  g_assert_true (stays.nothing);
  dovetail_merge_session_choose_all (session, DOVETAIL_CHOICE_MINE);
  g_assert_false (dovetail_merge_session_stays_deleted (session));
  g_assert_true (dovetail_merge_session_answer (session, &comes_back, NULL));
  g_assert_true (comes_back.reopens);
}

/* The preview is the whole record, with theirs where nothing is chosen yet. */
static void
test_preview (void)
{
  g_autoptr (DovetailMergeSession) session = make_session (BASE, MINE, THEIRS, "due notes");
  g_autoptr (JsonNode) before = dovetail_merge_session_preview (session);
  g_autoptr (JsonNode) after = NULL;

  dovetail_merge_session_choose (session, "due", DOVETAIL_CHOICE_MINE);
  after = dovetail_merge_session_preview (session);
  g_assert_cmpstr (dovetail_data_get_string (before, "due"), ==, "2026-11-30");
  g_assert_cmpstr (dovetail_data_get_string (after, "due"), ==, "2026-11-27");
  g_assert_cmpstr (dovetail_data_get_string (after, "title"), ==, "Pay the rent");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/merge-session/only what both changed asks", test_fields);
  g_test_add_func ("/app/merge-session/what the policy settled does not ask", test_settled_by_policy);
  g_test_add_func ("/app/merge-session/choices make the answer", test_answers);
  g_test_add_func ("/app/merge-session/choices are undone step by step", test_undo);
  g_test_add_func ("/app/merge-session/both keeps every word", test_both);
  g_test_add_func ("/app/merge-session/followers go with their leader", test_followers);
  g_test_add_func ("/app/merge-session/a title is needed", test_empty_title);
  g_test_add_func ("/app/merge-session/choices outlive a new merge", test_update);
  g_test_add_func ("/app/merge-session/a deletion is decided whole", test_deletion);
  g_test_add_func ("/app/merge-session/the preview is the whole task", test_preview);
  return g_test_run ();
}
