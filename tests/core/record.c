/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records are values: what goes in comes out, references are counted, a change makes another one. */

#include "core/record.h"
#include "json/json.h"

static void
test_new_record_holds_what_it_was_given (void)
{
  g_autofree char *id = g_strdup ("8d0f7a52-6e55-4a0e-9f2d-000000000001");
  g_autofree char *type = g_strdup (DOVETAIL_ENTITY_TASK);
  g_autoptr (JsonNode) data = dovetail_json_parse ("{\"title\":\"a\"}", -1, NULL);
  g_autoptr (DovetailRecord) record
      = dovetail_record_new (type, id, 4, "\"4-x\"", TRUE, data, 99, "user", "device");

  *id = 'X';
  *type = 'X';
  g_assert_cmpstr (record->entity_id, ==, "8d0f7a52-6e55-4a0e-9f2d-000000000001");
  g_assert_true (record->entity_type == g_intern_string (DOVETAIL_ENTITY_TASK));
  g_assert_cmpint (record->version, ==, 4);
  g_assert_cmpstr (record->etag, ==, "\"4-x\"");
  g_assert_true (record->deleted);
  g_assert_true (record->data == data);
  g_assert_true (json_node_is_immutable (data));
  g_assert_cmpint (record->timestamp, ==, 99);
  g_assert_cmpstr (record->modified_by, ==, "user");
  g_assert_cmpstr (record->client_id, ==, "device");
  g_assert_cmpint (record->schema_version, ==, 1);
}

static void
test_without_data_it_has_no_fields (void)
{
  g_autoptr (DovetailRecord) record = dovetail_record_new ("task", "1", 0, NULL, FALSE, NULL, 0, NULL, NULL);

  g_assert_nonnull (record->data);
  g_assert_true (dovetail_data_is_empty (record->data));
  g_assert_null (record->etag);
  g_assert_cmpstr (dovetail_record_get_title (record), ==, "");
  g_assert_false (dovetail_record_is_done (record));
}

static void
test_a_change_makes_another_record (void)
{
  g_autoptr (JsonNode) before = dovetail_json_parse ("{\"title\":\"a\"}", -1, NULL);
  g_autoptr (JsonNode) after = dovetail_json_parse ("{\"title\":\"b\"}", -1, NULL);
  g_autoptr (DovetailRecord) record = dovetail_record_new ("task", "1", 7, "e", FALSE, before, 1, "u", "d");
  g_autoptr (DovetailRecord) changed = NULL;

  record->schema_version = 3;
  changed = dovetail_record_with_data (record, after, TRUE, 2);
  g_assert_cmpstr (dovetail_record_get_title (record), ==, "a");
  g_assert_false (record->deleted);
  g_assert_cmpstr (dovetail_record_get_title (changed), ==, "b");
  g_assert_true (changed->deleted);
  g_assert_cmpint (changed->timestamp, ==, 2);
  g_assert_cmpstr (changed->entity_id, ==, "1");
  g_assert_cmpint (changed->version, ==, 7);
  g_assert_cmpstr (changed->etag, ==, "e");
  g_assert_cmpstr (changed->modified_by, ==, "u");
  g_assert_cmpstr (changed->client_id, ==, "d");
  g_assert_cmpint (changed->schema_version, ==, 3);
}

static void
test_what_a_person_calls_it (void)
{
  static const struct
  {
    const char *data;
    const char *title;
    gboolean done;
  } cases[] = {
    { "{\"title\":\"a\",\"name\":\"b\"}", "a", FALSE },
    { "{\"name\":\"b\"}", "b", FALSE },
    { "{\"title\":1,\"name\":\"b\"}", "b", FALSE },
    { "{\"title\":1}", "", FALSE },
    { "{\"status\":\"done\"}", "", TRUE },
    { "{\"status\":\"open\"}", "", FALSE },
    { "{\"status\":true}", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = dovetail_json_parse (cases[i].data, -1, NULL);
      g_autoptr (DovetailRecord) record
          = dovetail_record_new ("task", "1", 0, NULL, FALSE, data, 0, NULL, NULL);

      g_assert_cmpstr (dovetail_record_get_title (record), ==, cases[i].title);
      g_assert_cmpint (dovetail_record_is_done (record), ==, cases[i].done);
    }
}

/* The data lives exactly as long as the last reference, also through GValue. */
static void
test_references_are_counted (void)
{
  JsonNode *data = dovetail_json_parse ("{\"title\":\"a\"}", -1, NULL);
  JsonObject *object = json_object_ref (json_node_get_object (data));
  DovetailRecord *record = dovetail_record_new ("task", "1", 0, NULL, FALSE, data, 0, NULL, NULL);
  GValue value = G_VALUE_INIT;

  json_node_unref (data);
  g_assert_true (dovetail_record_ref (record) == record);
  dovetail_record_unref (record);
  g_value_init (&value, DOVETAIL_TYPE_RECORD);
  g_value_set_boxed (&value, record);
  g_assert_true (g_value_get_boxed (&value) == record);
  dovetail_record_unref (record);
  g_assert_cmpstr (dovetail_record_get_title (g_value_get_boxed (&value)), ==, "a");
  g_value_unset (&value);
  json_object_unref (object);
}

static void
test_wrong_calls_are_refused (void)
{
  g_autoptr (JsonNode) number = dovetail_value_int (1);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*entity_type != NULL*");
  g_assert_null (dovetail_record_new (NULL, "1", 0, NULL, FALSE, NULL, 0, NULL, NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*entity_id != NULL*");
  g_assert_null (dovetail_record_new ("task", NULL, 0, NULL, FALSE, NULL, 0, NULL, NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*JSON_NODE_HOLDS_OBJECT*");
  g_assert_null (dovetail_record_new ("task", "1", 0, NULL, FALSE, number, 0, NULL, NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*record != NULL*");
  g_assert_null (dovetail_record_ref (NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*record != NULL*");
  dovetail_record_unref (NULL);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/record/new-record-holds-what-it-was-given",
                   test_new_record_holds_what_it_was_given);
  g_test_add_func ("/core/record/without-data-it-has-no-fields", test_without_data_it_has_no_fields);
  g_test_add_func ("/core/record/a-change-makes-another-record", test_a_change_makes_another_record);
  g_test_add_func ("/core/record/what-a-person-calls-it", test_what_a_person_calls_it);
  g_test_add_func ("/core/record/references-are-counted", test_references_are_counted);
  g_test_add_func ("/core/record/wrong-calls-are-refused", test_wrong_calls_are_refused);

  return g_test_run ();
}
