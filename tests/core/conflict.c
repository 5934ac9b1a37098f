/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conflicts are values that are shared, and copied deeply to be changed. */

#include "core/conflict.h"
#include "json/json.h"

static DovetailConflict *
example_conflict (void)
{
  DovetailConflict *conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = g_strdup ("c");
  conflict->entity_type = g_intern_string ("task");
  conflict->entity_id = g_strdup ("t");
  conflict->cause = DOVETAIL_CAUSE_DELETE_WINS;
  conflict->open = TRUE;
  conflict->resolution = g_strdup (DOVETAIL_RESOLUTION_BOTH);
  conflict->fields = g_strdupv ((char *[]){ (char *) "title", (char *) "notes", NULL });
  conflict->sides[DOVETAIL_SIDE_MINE] = dovetail_json_parse ("{\"title\":\"m\"}", -1, NULL);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = dovetail_json_parse ("{\"title\":\"t\"}", -1, NULL);
  conflict->resolved_data = dovetail_json_parse ("{\"title\":\"r\"}", -1, NULL);
  conflict->deleted[DOVETAIL_SIDE_THEIRS] = TRUE;
  conflict->client_version = 3;
  conflict->server_version = 5;
  conflict->mine
      = (DovetailAuthor){ g_strdup ("dm"), g_strdup ("phone"), g_strdup ("um"), g_strdup ("Anna"), 11 };
  conflict->theirs = (DovetailAuthor){ g_strdup ("dt"), NULL, g_strdup ("ut"), NULL, 12 };
  conflict->created_at = 21;
  conflict->closed_at = 22;

  return conflict;
}

static void
assert_same_author (const DovetailAuthor *a, const DovetailAuthor *b)
{
  g_assert_cmpstr (a->client_id, ==, b->client_id);
  g_assert_cmpstr (a->device_name, ==, b->device_name);
  g_assert_cmpstr (a->user_id, ==, b->user_id);
  g_assert_cmpstr (a->user_name, ==, b->user_name);
  g_assert_cmpint (a->time, ==, b->time);
}

static void
assert_same (const DovetailConflict *a, const DovetailConflict *b)
{
  g_assert_cmpstr (a->conflict_id, ==, b->conflict_id);
  g_assert_true (a->entity_type == b->entity_type);
  g_assert_cmpstr (a->entity_id, ==, b->entity_id);
  g_assert_cmpint (a->cause, ==, b->cause);
  g_assert_cmpint (a->open, ==, b->open);
  g_assert_cmpstr (a->resolution, ==, b->resolution);
  g_assert_cmpstrv (a->fields, b->fields);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      g_assert_true (a->sides[i] == b->sides[i]);
      g_assert_cmpint (a->deleted[i], ==, b->deleted[i]);
    }
  g_assert_true (a->resolved_data == b->resolved_data);
  g_assert_cmpint (a->client_version, ==, b->client_version);
  g_assert_cmpint (a->server_version, ==, b->server_version);
  assert_same_author (&a->mine, &b->mine);
  assert_same_author (&a->theirs, &b->theirs);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->closed_at, ==, b->closed_at);
}

static void
test_copy_has_all_of_it (void)
{
  g_autoptr (DovetailConflict) conflict = example_conflict ();
  g_autoptr (DovetailConflict) copy = dovetail_conflict_copy (conflict);

  assert_same (conflict, copy);
}

static void
test_copy_is_on_its_own (void)
{
  g_autoptr (DovetailConflict) conflict = example_conflict ();
  g_autoptr (DovetailConflict) untouched = example_conflict ();
  g_autoptr (DovetailConflict) copy = dovetail_conflict_copy (conflict);

  *copy->conflict_id = *copy->entity_id = *copy->resolution = **copy->fields = 'X';
  *copy->mine.client_id = *copy->mine.user_name = *copy->theirs.user_id = 'X';
  copy->open = FALSE;
  g_clear_pointer (&copy->sides[DOVETAIL_SIDE_MINE], json_node_unref);
  g_clear_pointer (&copy->resolved_data, json_node_unref);
  g_assert_cmpstr (conflict->conflict_id, ==, untouched->conflict_id);
  g_assert_cmpstr (conflict->entity_id, ==, untouched->entity_id);
  g_assert_cmpstr (conflict->resolution, ==, untouched->resolution);
  g_assert_cmpstrv (conflict->fields, untouched->fields);
  assert_same_author (&conflict->mine, &untouched->mine);
  assert_same_author (&conflict->theirs, &untouched->theirs);
  g_assert_true (conflict->open);
  g_assert_cmpstr (dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"), ==, "m");
  g_assert_cmpstr (dovetail_data_get_string (conflict->resolved_data, "title"), ==, "r");
}

static void
test_an_empty_one_is_copied_empty (void)
{
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();
  g_autoptr (DovetailConflict) copy = dovetail_conflict_copy (conflict);

  assert_same (conflict, copy);
  g_assert_null (copy->fields);
}

static void
test_references_are_counted (void)
{
  DovetailConflict *conflict = example_conflict ();
  GValue value = G_VALUE_INIT;

  g_assert_true (dovetail_conflict_ref (conflict) == conflict);
  dovetail_conflict_unref (conflict);
  g_value_init (&value, DOVETAIL_TYPE_CONFLICT);
  g_value_take_boxed (&value, conflict);
  g_assert_cmpstr (((DovetailConflict *) g_value_get_boxed (&value))->conflict_id, ==, "c");
  g_value_unset (&value);
}

static void
test_authors (void)
{
  DovetailAuthor from = { g_strdup ("d"), g_strdup ("phone"), g_strdup ("u"), g_strdup ("Anna"), 5 };
  DovetailAuthor to = { g_strdup ("old"), NULL, NULL, NULL, 1 };
  const DovetailAuthor nobody = { 0 };

  dovetail_author_copy (&to, &from);
  assert_same_author (&to, &from);
  dovetail_author_copy (&to, &to);
  assert_same_author (&to, &from);
  dovetail_author_clear (&from);
  assert_same_author (&from, &nobody);
  g_assert_cmpstr (to.user_name, ==, "Anna");
  dovetail_author_clear (&to);
  dovetail_author_clear (&to);
  assert_same_author (&to, &nobody);
}

static void
test_wrong_calls_are_refused (void)
{
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*cause_names*");
  g_assert_null (dovetail_cause_to_string ((DovetailCause) 99));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*conflict != NULL*");
  g_assert_null (dovetail_conflict_copy (NULL));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/conflict/copy-has-all-of-it", test_copy_has_all_of_it);
  g_test_add_func ("/core/conflict/copy-is-on-its-own", test_copy_is_on_its_own);
  g_test_add_func ("/core/conflict/an-empty-one-is-copied-empty", test_an_empty_one_is_copied_empty);
  g_test_add_func ("/core/conflict/references-are-counted", test_references_are_counted);
  g_test_add_func ("/core/conflict/authors", test_authors);
  g_test_add_func ("/core/conflict/wrong-calls-are-refused", test_wrong_calls_are_refused);

  return g_test_run ();
}
