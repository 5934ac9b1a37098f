/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one act makes of each of several tasks, what dropping them on a place means, and how it is said. */

#include "app/bulk-edit.h"

#include "json/json.h"

static gint64
utc_to_utc (gpointer user_data, const DovetailCivil *civil)
{
  return dovetail_civil_to_days (civil->year, civil->month, civil->day) * G_GINT64_CONSTANT (86400000)
         + MAX (civil->hour, 0) * 3600000 + civil->minute * 60000;
}

static void
utc_from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  dovetail_civil_from_days (time / 86400000, civil);
  civil->hour = (time % 86400000) / 3600000;
  civil->minute = (time % 3600000) / 60000;
}

static const DovetailZone zone = { utc_to_utc, utc_from_utc, "UTC", NULL };

/* Single quotes for double ones. */
static JsonNode *
read_data (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  return node;
}

typedef struct
{
  const char *says;
  DovetailBulkKind kind;
  const char *text;
  const char *data;
  const char *patch; /* NULL: the task stays as it is */
} Case;

static const Case cases[] = {
  { "completing an open task", DOVETAIL_BULK_COMPLETE, NULL, "{'status':'open'}", "{'status':'done'}" },
  { "completing one that is under way", DOVETAIL_BULK_COMPLETE, NULL, "{'status':'in_progress'}",
    "{'status':'done'}" },
  { "completing what is done changes nothing", DOVETAIL_BULK_COMPLETE, NULL, "{'status':'done'}", NULL },
  { "a cancelled task is over, too", DOVETAIL_BULK_COMPLETE, NULL, "{'status':'cancelled'}", NULL },
  { "opening again what is done", DOVETAIL_BULK_REOPEN, NULL, "{'status':'done'}", "{'status':'open'}" },
  { "opening again what is open changes nothing", DOVETAIL_BULK_REOPEN, NULL, "{'status':'open'}", NULL },
  { "moving to a list", DOVETAIL_BULK_MOVE, "a", "{'list_id':'b'}", "{'list_id':'a'}" },
  { "moving to the list it is in changes nothing", DOVETAIL_BULK_MOVE, "a", "{'list_id':'a'}", NULL },
  { "moving to the Inbox", DOVETAIL_BULK_MOVE, NULL, "{'list_id':'b'}", "{'list_id':null}" },
  { "the Inbox is no list", DOVETAIL_BULK_MOVE, NULL, "{'title':'x'}", NULL },
  { "a priority", DOVETAIL_BULK_PRIORITY, "high", "{'priority':'low'}", "{'priority':'high'}" },
  { "no priority is none", DOVETAIL_BULK_PRIORITY, "none", "{'title':'x'}", NULL },
  { "a first tag", DOVETAIL_BULK_ADD_TAG, "home", "{'title':'x'}", "{'tags':['home']}" },
  { "another tag comes last", DOVETAIL_BULK_ADD_TAG, "home", "{'tags':['a']}", "{'tags':['a','home']}" },
  { "a tag that is there in other letters", DOVETAIL_BULK_ADD_TAG, "HOME", "{'tags':['Home']}", NULL },
  { "the last tag leaves none", DOVETAIL_BULK_REMOVE_TAG, "home", "{'tags':['Home']}", "{'tags':null}" },
  { "the other tags stay", DOVETAIL_BULK_REMOVE_TAG, "b", "{'tags':['a','b','c']}", "{'tags':['a','c']}" },
  { "a tag that is not there", DOVETAIL_BULK_REMOVE_TAG, "b", "{'tags':['a']}", NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (DovetailBulkEdit) edit = dovetail_bulk_edit_new (test->kind, test->text, NULL);
  g_autoptr (JsonNode) task = read_data (test->data);
  g_autoptr (JsonNode) patch = dovetail_bulk_edit_patch (edit, task);
  g_autofree char *text = NULL;

  g_assert_true ((patch == NULL) == (test->patch == NULL));
  if (patch == NULL)
    return;
  text = dovetail_json_generate (patch, NULL);
  g_assert_cmpstr (g_strdelimit (text, "\"", '\''), ==, test->patch);
}

static void
test_due (void)
{
  DovetailCivil day = { 2027, 3, 10, -1, 0 };
  g_autoptr (DovetailBulkEdit) dated = dovetail_bulk_edit_new_due (&day, &zone);
  g_autoptr (DovetailBulkEdit) undated = dovetail_bulk_edit_new_due (NULL, &zone);
  g_autoptr (JsonNode) task = read_data ("{'due':'2027-01-01'}");
  g_autoptr (JsonNode) patch = dovetail_bulk_edit_patch (dated, task);
  g_autoptr (JsonNode) removing = dovetail_bulk_edit_patch (undated, task);

  g_assert_cmpstr (dovetail_data_get_string (patch, "due"), ==, "2027-03-10");
  g_assert_true (json_object_get_null_member (json_node_get_object (removing), "due"));
}

static void
test_places (void)
{
  static const struct
  {
    DovetailView view;
    const char *list_id;
    int kind; /* -1: nothing */
    const char *text;
  } places[] = {
    { DOVETAIL_VIEW_INBOX, NULL, DOVETAIL_BULK_MOVE, NULL },
    { DOVETAIL_VIEW_LIST, "a", DOVETAIL_BULK_MOVE, "a" },
    { DOVETAIL_VIEW_TODAY, NULL, DOVETAIL_BULK_DUE, NULL },
    { DOVETAIL_VIEW_FLAGGED, NULL, DOVETAIL_BULK_PRIORITY, "high" },
    { DOVETAIL_VIEW_COMPLETED, NULL, DOVETAIL_BULK_COMPLETE, NULL },
    { DOVETAIL_VIEW_SCHEDULED, NULL, -1, NULL },
    { DOVETAIL_VIEW_ALL, NULL, -1, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (DovetailBulkEdit) edit
          = dovetail_bulk_edit_for_place (places[i].view, places[i].list_id, "Home", &zone);

      g_assert_cmpint (edit == NULL ? -1 : (int) edit->kind, ==, places[i].kind);
      if (edit != NULL)
        g_assert_cmpstr (edit->text, ==, places[i].text);
      if (places[i].view == DOVETAIL_VIEW_TODAY)
        g_assert_cmpstr (edit->name, ==, "Today");
    }
}

static void
test_words (void)
{
  static const struct
  {
    DovetailBulkKind kind;
    const char *text;
    const char *name;
    guint count;
    const char *words;
  } said[] = {
    { DOVETAIL_BULK_COMPLETE, NULL, NULL, 1, "1 task completed" },
    { DOVETAIL_BULK_COMPLETE, NULL, NULL, 3, "3 tasks completed" },
    { DOVETAIL_BULK_REOPEN, NULL, NULL, 2, "2 tasks opened again" },
    { DOVETAIL_BULK_DELETE, NULL, NULL, 2, "2 tasks deleted" },
    { DOVETAIL_BULK_MOVE, "a", "Home", 2, "2 tasks moved to “Home”" },
    { DOVETAIL_BULK_DUE, NULL, "Tomorrow", 2, "2 tasks are due: Tomorrow" },
    { DOVETAIL_BULK_DUE, NULL, NULL, 1, "1 task has no date now" },
    { DOVETAIL_BULK_PRIORITY, "high", NULL, 4, "Priority of 4 tasks changed" },
    { DOVETAIL_BULK_ADD_TAG, "home", NULL, 2, "2 tasks tagged “home”" },
    { DOVETAIL_BULK_REMOVE_TAG, "home", NULL, 1, "1 task without the tag “home” now" },
    { DOVETAIL_BULK_COMPLETE, NULL, NULL, 0, "Nothing had to be changed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autoptr (DovetailBulkEdit) edit = dovetail_bulk_edit_new (said[i].kind, said[i].text, said[i].name);
      g_autofree char *words = dovetail_bulk_edit_describe (edit, said[i].count);

      g_assert_cmpstr (words, ==, said[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bulk-edit/%s", cases[i].says);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/bulk-edit/a date or none", test_due);
  g_test_add_func ("/bulk-edit/dropped on a place", test_places);
  g_test_add_func ("/bulk-edit/in words", test_words);
  return g_test_run ();
}
