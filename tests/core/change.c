/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes and their results: names on the wire, and copies that are whole and on their own. */

#include "core/change.h"
#include "json/json.h"

static void
test_names (void)
{
  static const char *const operations[] = { "create", "update", "delete", "leave" };
  static const char *const statuses[] = { "applied", "merged", "conflict", "rejected" };

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      DovetailOperation operation;
      DovetailResultStatus status;

      g_assert_cmpstr (dovetail_operation_to_string (i), ==, operations[i]);
      g_assert_true (dovetail_operation_from_string (operations[i], &operation));
      g_assert_cmpint (operation, ==, i);
      g_assert_cmpstr (dovetail_result_status_to_string (i), ==, statuses[i]);
      g_assert_true (dovetail_result_status_from_string (statuses[i], &status));
      g_assert_cmpint (status, ==, i);
    }
}

static void
test_unknown_names_are_refused (void)
{
  static const char *const others[] = { NULL, "", "Create", "createx", "applied " };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      DovetailOperation operation = DOVETAIL_OPERATION_LEAVE;
      DovetailResultStatus status = DOVETAIL_RESULT_REJECTED;

      g_assert_false (dovetail_operation_from_string (others[i], &operation));
      g_assert_cmpint (operation, ==, DOVETAIL_OPERATION_LEAVE);
      g_assert_false (dovetail_result_status_from_string (others[i], &status));
      g_assert_cmpint (status, ==, DOVETAIL_RESULT_REJECTED);
    }
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*operation_names*");
  g_assert_null (dovetail_operation_to_string ((DovetailOperation) 4));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*status_names*");
  g_assert_null (dovetail_result_status_to_string ((DovetailResultStatus) 4));
  g_test_assert_expected_messages ();
}

static DovetailChange *
example_change (void)
{
  DovetailChange *change = dovetail_change_alloc ();

  change->mutation_id = g_strdup ("m");
  change->entity_type = g_intern_string ("task");
  change->entity_id = g_strdup ("t");
  change->operation = DOVETAIL_OPERATION_UPDATE;
  change->data = dovetail_json_parse ("{\"title\":\"b\"}", -1, NULL);
  change->base = dovetail_json_parse ("{\"title\":\"a\"}", -1, NULL);
  change->version = 3;
  change->etag = g_strdup ("e");
  change->timestamp = 9;
  change->field_times = dovetail_json_parse ("{\"title\":8}", -1, NULL);
  change->invalid = g_strdup ("why");

  return change;
}

static void
assert_same_change (const DovetailChange *a, const DovetailChange *b)
{
  g_assert_cmpstr (a->mutation_id, ==, b->mutation_id);
  g_assert_true (a->entity_type == b->entity_type);
  g_assert_cmpstr (a->entity_id, ==, b->entity_id);
  g_assert_cmpint (a->operation, ==, b->operation);
  g_assert_true (a->data == b->data);
  g_assert_true (a->base == b->base);
  g_assert_cmpint (a->version, ==, b->version);
  g_assert_cmpstr (a->etag, ==, b->etag);
  g_assert_cmpint (a->timestamp, ==, b->timestamp);
  g_assert_true (a->field_times == b->field_times);
  g_assert_cmpstr (a->invalid, ==, b->invalid);
}

static void
test_change_copy (void)
{
  DovetailChange *change = example_change ();
  g_autoptr (DovetailChange) copy = dovetail_change_copy (change);
  g_autoptr (DovetailChange) empty = dovetail_change_alloc ();
  g_autoptr (DovetailChange) empty_copy = dovetail_change_copy (empty);

  assert_same_change (change, copy);
  assert_same_change (empty, empty_copy);
  *change->mutation_id = *change->entity_id = *change->etag = *change->invalid = 'X';
  dovetail_change_free (change);
  g_assert_cmpstr (copy->mutation_id, ==, "m");
  g_assert_cmpstr (copy->entity_id, ==, "t");
  g_assert_cmpstr (copy->etag, ==, "e");
  g_assert_cmpstr (copy->invalid, ==, "why");
  g_assert_cmpstr (dovetail_data_get_string (copy->data, "title"), ==, "b");
  g_assert_cmpstr (dovetail_data_get_string (copy->base, "title"), ==, "a");
  g_assert_cmpint (dovetail_data_get_int (copy->field_times, "title", 0), ==, 8);
}

static void
assert_same_result (const DovetailChangeResult *a, const DovetailChangeResult *b)
{
  g_assert_cmpstr (a->mutation_id, ==, b->mutation_id);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->version, ==, b->version);
  g_assert_cmpstr (a->etag, ==, b->etag);
  g_assert_cmpint (a->deleted, ==, b->deleted);
  g_assert_true (a->data == b->data);
  g_assert_true (a->conflict == b->conflict);
  g_assert_cmpstr (a->error_code, ==, b->error_code);
  g_assert_cmpstr (a->error_detail, ==, b->error_detail);
}

static void
test_result_copy (void)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();
  g_autoptr (DovetailChangeResult) copy = NULL;
  g_autoptr (DovetailChangeResult) empty = dovetail_change_result_alloc ();
  g_autoptr (DovetailChangeResult) empty_copy = dovetail_change_result_copy (empty);

  result->mutation_id = g_strdup ("m");
  result->status = DOVETAIL_RESULT_CONFLICT;
  result->version = 4;
  result->etag = g_strdup ("e");
  result->deleted = TRUE;
  result->data = dovetail_json_parse ("{\"title\":\"a\"}", -1, NULL);
  result->conflict = dovetail_conflict_alloc ();
  result->conflict->conflict_id = g_strdup ("c");
  result->error_code = g_strdup ("code");
  result->error_detail = g_strdup ("detail");
  copy = dovetail_change_result_copy (result);
  assert_same_result (result, copy);
  assert_same_result (empty, empty_copy);
  *result->mutation_id = *result->etag = *result->error_code = *result->error_detail = 'X';
  dovetail_change_result_free (result);
  g_assert_cmpstr (copy->mutation_id, ==, "m");
  g_assert_cmpstr (copy->etag, ==, "e");
  g_assert_cmpstr (copy->error_code, ==, "code");
  g_assert_cmpstr (copy->error_detail, ==, "detail");
  g_assert_cmpstr (copy->conflict->conflict_id, ==, "c");
  g_assert_cmpstr (dovetail_data_get_string (copy->data, "title"), ==, "a");
}

static void
test_a_delta_keeps_its_record (void)
{
  DovetailRecord *record = dovetail_record_new ("task", "t", 1, "e", FALSE, NULL, 0, NULL, NULL);
  g_autoptr (DovetailDelta) delta = dovetail_delta_new (DOVETAIL_OPERATION_LEAVE, record);

  dovetail_record_unref (record);
  g_assert_cmpint (delta->operation, ==, DOVETAIL_OPERATION_LEAVE);
  g_assert_cmpstr (delta->record->entity_id, ==, "t");
}

static void
test_nothing_is_freed_for_nothing (void)
{
  dovetail_change_free (NULL);
  dovetail_change_result_free (NULL);
  dovetail_delta_free (NULL);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*change != NULL*");
  g_assert_null (dovetail_change_copy (NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*result != NULL*");
  g_assert_null (dovetail_change_result_copy (NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*record != NULL*");
  g_assert_null (dovetail_delta_new (DOVETAIL_OPERATION_CREATE, NULL));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/change/names", test_names);
  g_test_add_func ("/core/change/unknown-names-are-refused", test_unknown_names_are_refused);
  g_test_add_func ("/core/change/change-copy", test_change_copy);
  g_test_add_func ("/core/change/result-copy", test_result_copy);
  g_test_add_func ("/core/change/a-delta-keeps-its-record", test_a_delta_keeps_its_record);
  g_test_add_func ("/core/change/nothing-is-freed-for-nothing", test_nothing_is_freed_for_nothing);

  return g_test_run ();
}
