/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each entity type accepts, at and beyond its limits. */

#include "core/error.h"
#include "core/schema.h"
#include "json/json.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *type;
  gboolean whole;
  const char *data;
  const char *field; /* the one that is refused; NULL: accepted */
} Case;

static const Case cases[] = {
  { "the smallest task", "task", TRUE, "{'title':'a'}", NULL },
  { "a task with everything", "task", TRUE,
    "{'title':'a','notes':'n','status':'open','list_id':'2ed6657d-e927-568b-95e1-2665a8aea6a2',"
    "'parent_id':'2ed6657d-e927-568b-95e1-2665a8aea6a2','position':'V','due':'2027-03-10','start':'2027-03-"
    "09T08:00:00Z',"
    "'due_zone':'Europe/Paris','completed_at':'2026-11-20T12:00:00.000Z','priority':'high','tags':['a'],"
    "'assignees':['u'],'points':-5,'recurrence':{'rrule':'FREQ=DAILY'},'reminders':['2027-03-10T08:00:00."
    "000Z'],"
    "'checklist':[{'id':'1','text':'x'},{'id':'2'}]}",
    NULL },
  { "a patch need not have a title", "task", FALSE, "{'points':1}", NULL },
  { "a patch removes what is optional", "task", FALSE, "{'notes':null,'due':null,'tags':null}", NULL },
  { "an empty patch", "task", FALSE, "{}", NULL },
  { "unknown fields pass", "task", TRUE, "{'title':'a','future':{'x':[1,null]}}", NULL },
  { "an unknown type passes", "gadget", TRUE, "{'title':5}", NULL },
  { "a list", "list", TRUE, "{'name':'a','colour':'#ff0000','icon':'home','position':'V'}", NULL },
  { "an event", "event", TRUE,
    "{'title':'a','start':'2027-01-01','end':'2027-01-02T00:00:00Z','attendees':['b']}", NULL },
  { "a ledger entry", "points_ledger", TRUE, "{'user_id':'u','delta':-3}", NULL },

  { "a task without title", "task", TRUE, "{'notes':'a'}", "title" },
  { "a patch that removes the title", "task", FALSE, "{'title':null}", "title" },
  { "a whole record whose title is null", "task", TRUE, "{'title':null}", "title" },
  { "a title that is a number", "task", TRUE, "{'title':1}", "title" },
  { "notes that are an array", "task", FALSE, "{'notes':[]}", "notes" },
  { "an unknown status", "task", FALSE, "{'status':'finished'}", "status" },
  { "a status in capitals", "task", FALSE, "{'status':'DONE'}", "status" },
  { "a status that is true", "task", FALSE, "{'status':true}", "status" },
  { "an unknown priority", "task", FALSE, "{'priority':'urgent'}", "priority" },
  { "a list id that is no UUID", "task", FALSE, "{'list_id':'inbox'}", "list_id" },
  { "a parent id in capitals", "task", FALSE, "{'parent_id':'2ED6657D-E927-568B-95E1-2665A8AEA6A2'}",
    "parent_id" },
  { "a due date that does not exist", "task", FALSE, "{'due':'2027-02-30'}", "due" },
  { "a due time with an offset", "task", FALSE, "{'due':'2027-02-03T10:00:00+01:00'}", "due" },
  { "a due that is a number", "task", FALSE, "{'due':1700000000}", "due" },
  { "a completion that is only a date", "task", FALSE, "{'completed_at':'2027-02-03'}", "completed_at" },
  { "points that are a fraction", "task", FALSE, "{'points':1.5}", "points" },
  { "points that are text", "task", FALSE, "{'points':'5'}", "points" },
  { "tags that are text", "task", FALSE, "{'tags':'a'}", "tags" },
  { "a tag that is a number", "task", FALSE, "{'tags':['a',1]}", "tags" },
  { "a tag that is null", "task", FALSE, "{'tags':[null]}", "tags" },
  { "a recurrence that is text", "task", FALSE, "{'recurrence':'FREQ=DAILY'}", "recurrence" },
  { "a checklist of texts", "task", FALSE, "{'checklist':['a']}", "checklist" },
  { "a checklist item without id", "task", FALSE, "{'checklist':[{'text':'a'}]}", "checklist" },
  { "a checklist item with an empty id", "task", FALSE, "{'checklist':[{'id':''}]}", "checklist" },
  { "two checklist items of one id", "task", FALSE, "{'checklist':[{'id':'a'},{'id':'a'}]}", "checklist" },
  { "a list without name", "list", TRUE, "{}", "name" },
  { "a badge without code", "badge", TRUE, "{}", "code" },
  { "a streak that is text", "user_streak", TRUE, "{'current_streak':'1','longest_streak':1}",
    "current_streak" },
};

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse (json, -1, &error);

  g_assert_no_error (error);

  return node;
}

static void
assert_validation (const char *type, JsonNode *data, gboolean whole, const char *refused)
{
  g_autoptr (GError) error = NULL;
  gboolean valid = dovetail_schema_validate (dovetail_schema_find (type), data, whole, &error);
  g_autofree char *quoted = g_strdup_printf ("“%s”", refused);

  g_assert_cmpint (valid, ==, refused == NULL);
  if (valid)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, quoted));
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = parse (cases[i].data);

      g_test_message ("%s", cases[i].name);
      assert_validation (cases[i].type, data, cases[i].whole, cases[i].field);
    }
}

static char *
repeat (const char *text, guint count)
{
  GString *result = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append (result, text);

  return g_string_free (result, FALSE);
}

static void
assert_text_limit (const char *field, const char *character, guint longest)
{
  g_autofree char *fits = repeat (character, longest);
  g_autofree char *too_long = repeat (character, longest + 1);
  g_autoptr (JsonNode) good = dovetail_data_with_string (NULL, field, fits);
  g_autoptr (JsonNode) bad = dovetail_data_with_string (NULL, field, too_long);

  assert_validation ("task", good, FALSE, NULL);
  assert_validation ("task", bad, FALSE, field);
}

static void
test_text_limits (void)
{
  assert_text_limit ("title", "x", DOVETAIL_MAX_TITLE_CHARACTERS);
  assert_text_limit ("title", "\xf0\x9f\x98\x80", DOVETAIL_MAX_TITLE_CHARACTERS);
  assert_text_limit ("notes", "x", DOVETAIL_MAX_NOTES_BYTES);
  assert_text_limit ("notes", "\xc3\xa9", DOVETAIL_MAX_NOTES_BYTES / 2);
}

static JsonNode *
numbered_set (const char *field, guint count)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;
  g_autoptr (JsonNode) value = NULL;

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *element = g_strdup_printf ("%u", i);

      g_strv_builder_add (builder, element);
    }
  strings = g_strv_builder_end (builder);
  value = dovetail_value_strings ((const char *const *) strings);

  return dovetail_data_with (NULL, field, value);
}

static void
assert_set_limit (const char *field, guint most)
{
  g_autoptr (JsonNode) good = numbered_set (field, most);
  g_autoptr (JsonNode) bad = numbered_set (field, most + 1);

  assert_validation ("task", good, FALSE, NULL);
  assert_validation ("task", bad, FALSE, field);
}

static void
test_set_limits (void)
{
  g_autofree char *long_tag = repeat ("x", 201);
  g_autoptr (JsonNode) tags = dovetail_value_strings ((const char *const[]){ long_tag, NULL });
  g_autoptr (JsonNode) data = dovetail_data_with (NULL, "tags", tags);

  assert_set_limit ("tags", DOVETAIL_MAX_TAGS);
  assert_set_limit ("assignees", 200);
  assert_set_limit ("reminders", 200);
  assert_validation ("task", data, FALSE, "tags");
}

static void
test_types (void)
{
  static const char *const server_only[] = { "points_ledger", "user_streak", "badge" };
  static const char *const members[] = { "task", "list", "event" };

  for (gsize i = 0; i < G_N_ELEMENTS (server_only); i++)
    g_assert_true (dovetail_schema_find (server_only[i])->server_only);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_false (dovetail_schema_find (members[i])->server_only);
  g_assert_true (dovetail_schema_find ("event")->last_write_wins);
  g_assert_false (dovetail_schema_find ("task")->last_write_wins);
  g_assert_null (dovetail_schema_find ("gadget"));
  g_assert_null (dovetail_schema_find (NULL));
}

static void
test_followers_have_leaders (void)
{
  const DovetailSchema *task = dovetail_schema_find ("task");

  for (gsize i = 0; i < task->n_fields; i++)
    if (task->fields[i].merge == DOVETAIL_MERGE_FOLLOWS)
      g_assert_nonnull (dovetail_schema_find_field (task, task->fields[i].follows));
  g_assert_cmpstr (dovetail_schema_find_field (task, "due_zone")->follows, ==, "due");
  g_assert_cmpstr (dovetail_schema_find_field (task, "completed_at")->follows, ==, "status");
  g_assert_null (dovetail_schema_find_field (task, "colour"));
  g_assert_null (dovetail_schema_find_field (NULL, "title"));
}

static void
test_data_must_be_an_object (void)
{
  g_autoptr (JsonNode) array = parse ("[]");

  g_assert_false (dovetail_schema_validate (dovetail_schema_find ("task"), array, FALSE, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/schema/cases", test_cases);
  g_test_add_func ("/core/schema/text-limits", test_text_limits);
  g_test_add_func ("/core/schema/set-limits", test_set_limits);
  g_test_add_func ("/core/schema/types", test_types);
  g_test_add_func ("/core/schema/followers-have-leaders", test_followers_have_leaders);
  g_test_add_func ("/core/schema/data-must-be-an-object", test_data_must_be_an_object);

  return g_test_run ();
}
