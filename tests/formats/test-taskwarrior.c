/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taskwarrior's JSON: what each attribute becomes, and that an export gives Taskwarrior back what was its
 * own. */
#include "reading.h"

#define UUID "\"uuid\":\"11111111-2222-4333-8444-555555555555\","
#define TASK(members) "[\n{" UUID "\"description\":\"Call\",\"entry\":\"20261101T080000Z\"," members "}\n]\n"

typedef struct
{
  const char *says;
  const char *text;
  const char *field;
  const char *expected; /* JSON; NULL: absent */
} Case;

static const Case cases[] = {
  { "pending is open", TASK ("\"status\":\"pending\""), "status", "\"open\"" },
  { "waiting is open", TASK ("\"status\":\"waiting\",\"wait\":\"20300101T000000Z\""), "status", "\"open\"" },
  { "a started task is in progress", TASK ("\"status\":\"pending\",\"start\":\"20261102T080000Z\""), "status",
    "\"in_progress\"" },
  { "completed is done", TASK ("\"status\":\"completed\",\"end\":\"20261102T080000Z\""), "status",
    "\"done\"" },
  { "at its end", TASK ("\"status\":\"completed\",\"end\":\"20261102T080000Z\""), "completed_at",
    "\"2026-11-02T08:00:00.000Z\"" },
  { "a due time is kept", TASK ("\"status\":\"pending\",\"due\":\"20261224T093000Z\""), "due",
    "\"2026-12-24T09:30:00.000Z\"" },
  { "midnight at home is a date", TASK ("\"status\":\"pending\",\"due\":\"20261223T230000Z\""), "due",
    "\"2026-12-24\"" },
  { "H is high", TASK ("\"status\":\"pending\",\"priority\":\"H\""), "priority", "\"high\"" },
  { "M is medium", TASK ("\"status\":\"pending\",\"priority\":\"M\""), "priority", "\"medium\"" },
  { "L is low", TASK ("\"status\":\"pending\",\"priority\":\"L\""), "priority", "\"low\"" },
  { "tags are tags", TASK ("\"status\":\"pending\",\"tags\":[\"home\",\"x\"]"), "tags", "[\"home\",\"x\"]" },
  { "annotations are notes",
    TASK ("\"status\":\"pending\",\"annotations\":[{\"entry\":\"20261101T080000Z\",\"description\":\"one\"},{"
          "\"entry\":\"20261101T080001Z\",\"description\":\"two\"}]"),
    "notes", "\"one\\ntwo\"" },
  { "a recurring template repeats",
    TASK ("\"status\":\"recurring\",\"recur\":\"weekly\",\"due\":\"20261224T093000Z\""), "recurrence",
    "{\"rrule\":\"FREQ=WEEKLY\",\"series_id\":\"11111111-2222-4333-8444-555555555555\"}" },
  { "one object a line is read as well", "{" UUID "\"description\":\"Call\",\"status\":\"pending\"}\n",
    "title", "\"Call\"" },
};

static void
test_attributes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailImport) import = read_text (DOVETAIL_FORMAT_TASKWARRIOR, cases[i].text);
      JsonNode *value;
      g_autofree char *json = NULL;

      g_test_message ("%s", cases[i].says);
      value = dovetail_data_get (get_task (import, 0)->data, cases[i].field);
      json = value != NULL ? dovetail_json_generate (value, NULL) : NULL;
      g_assert_cmpstr (json, ==, cases[i].expected);
    }
}

static void
test_deleted_is_left_out (void)
{
  g_autoptr (DovetailImport) import
      = read_text (DOVETAIL_FORMAT_TASKWARRIOR, TASK ("\"status\":\"deleted\""));

  g_assert_cmpuint (import->tasks->len, ==, 0);
  g_assert_cmpuint (import->problems->len, ==, 0);
  g_assert_cmpuint (import->deleted, ==, 1);
}

/* Each member is given back as it came. */
static const char *const given_back[] = {
  "\"status\":\"waiting\",\"wait\":\"20300101T000000Z\"",
  "\"status\":\"recurring\",\"recur\":\"weekly\",\"due\":\"20261224T093000Z\",\"mask\":\"-\"",
  "\"status\":\"pending\",\"depends\":[\"22222222-2222-4333-8444-555555555555\"]",
  "\"status\":\"pending\",\"scheduled\":\"20261201T000000Z\",\"until\":\"20271201T000000Z\"",
  "\"status\":\"pending\",\"annotations\":[{\"entry\":\"20261101T080000Z\",\"description\":\"o\\\"ne\\n\"}]",
  "\"status\":\"pending\",\"due\":\"20261223T230000Z\"",
  "\"status\":\"pending\",\"due\":\"20261224T093000Z\"",
  "\"status\":\"pending\",\"estimate\":3.5,\"reviewed\":\"20261101T080000Z\"",
  "\"status\":\"pending\",\"priority\":\"H\",\"tags\":[\"a\",\"b\"],\"project\":\"Home.Garden\"",
  "\"status\":\"completed\",\"end\":\"20261102T080000Z\"",
  "\"status\":\"pending\",\"start\":\"20261102T080000Z\"",
  "\"status\":\"pending\",\"priority\":\"Z\"",
};

static void
assert_members (JsonObject *expected, JsonObject *actual)
{
  g_autoptr (GList) names = json_object_get_members (expected);

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *value = json_object_get_member (actual, name->data);

      g_test_message ("%s", (char *) name->data);
      g_assert_nonnull (value);
      g_assert_true (json_node_equal (value, json_object_get_member (expected, name->data)));
    }
}

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (given_back); i++)
    {
      g_autofree char *text = g_strdup_printf (TASK ("%s"), given_back[i]);
      g_autoptr (DovetailImport) import = read_text (DOVETAIL_FORMAT_TASKWARRIOR, text);
      g_autofree char *written = NULL;
      g_autoptr (JsonNode) before = dovetail_json_parse (text, -1, NULL);
      g_autoptr (JsonNode) after = NULL;

      get_task (import, 0);
      written = write_import (DOVETAIL_FORMAT_TASKWARRIOR, import);
      after = dovetail_json_parse (written, -1, NULL);
      g_assert_nonnull (after);
      assert_members (json_array_get_object_element (json_node_get_array (before), 0),
                      json_array_get_object_element (json_node_get_array (after), 0));
    }
}

static JsonObject *
write_one (JsonNode **keep, const char *json)
{
  g_autoptr (JsonNode) data = dovetail_json_parse (json, -1, NULL);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_unref);
  g_autoptr (GHashTable) lists = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = NULL;

  g_assert_nonnull (data);
  g_ptr_array_add (records, dovetail_record_new (DOVETAIL_ENTITY_TASK, "019d4b4e-0000-7000-8000-000000000001",
                                                 0, NULL, FALSE, data, NOW, NULL, NULL));
  text = dovetail_format_write (DOVETAIL_FORMAT_TASKWARRIOR, records, lists, NOW, NULL);
  *keep = dovetail_json_parse (text, -1, NULL);
  return json_array_get_object_element (json_node_get_array (*keep), 0);
}

static void
test_own_tasks (void)
{
  g_autoptr (JsonNode) keep = NULL;
  JsonObject *task = write_one (
      &keep,
      "{\"title\":\"T\",\"notes\":\"one\\n\\ntwo\",\"due\":\"2026-12-24\",\"status\":\"open\",\"priority\":"
      "\"low\",\"tags\":[\"two words\"]}");
  JsonArray *annotations = json_object_get_array_member (task, "annotations");

  g_assert_cmpstr (json_object_get_string_member (task, "status"), ==, "pending");
  g_assert_cmpstr (json_object_get_string_member (task, "due"), ==, "20261224T000000");
  g_assert_cmpstr (json_object_get_string_member (task, "priority"), ==, "L");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (task, "tags"), 0), ==,
                   "two_words");
  g_assert_cmpuint (json_array_get_length (annotations), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (annotations, 0), "entry"),
                   !=,
                   json_object_get_string_member (json_array_get_object_element (annotations, 1), "entry"));
}

/* A line added to the notes here becomes an annotation; those that were there keep their times. */
static void
test_edited_notes (void)
{
  g_autoptr (JsonNode) keep = NULL;
  JsonObject *task = write_one (&keep, "{\"title\":\"T\",\"notes\":\"old\\nnew\",\"status\":\"done\","
                                       "\"completed_at\":\"2026-11-02T08:00:00.000Z\","
                                       "\"taskwarrior\":{\"status\":\"waiting\",\"annotations\":[{\"entry\":"
                                       "\"20200101T080000Z\",\"description\":\"old\"}]}}");
  JsonArray *annotations = json_object_get_array_member (task, "annotations");

  g_assert_cmpuint (json_array_get_length (annotations), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (annotations, 0), "entry"),
                   ==, "20200101T080000Z");
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (annotations, 1), "description"), ==,
      "new");
  g_assert_cmpstr (json_object_get_string_member (task, "status"), ==, "completed");
  g_assert_cmpstr (json_object_get_string_member (task, "end"), ==, "20261102T080000Z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/taskwarrior/attributes", test_attributes);
  g_test_add_func ("/formats/taskwarrior/deleted-is-left-out", test_deleted_is_left_out);
  g_test_add_func ("/formats/taskwarrior/round-trip", test_round_trip);
  g_test_add_func ("/formats/taskwarrior/own-tasks", test_own_tasks);
  g_test_add_func ("/formats/taskwarrior/edited-notes", test_edited_notes);
  return g_test_run ();
}
