/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three tasks as people make them: the bytes are not text but choices. The first byte chooses the policy,
 * then each pair of bytes is an edit of the base until a zero, then of mine, then of theirs, which both begin
 * as the base. What three good tasks are merged to is a good task, and what one side alone did is all there
 * is. */

#include "core/merge.h"

#include "core/schema.h"
#include "json/json.h"
#include "merge-checks.h"
#include "target.h"

typedef struct
{
  const uint8_t *bytes;
  size_t left;
} Choices;

static guint
choose (Choices *choices)
{
  if (choices->left == 0)
    return 0;
  choices->left--;
  return *choices->bytes++;
}

/* Each field with values that are good in it, as JSON; an empty text removes the field. */
static const struct
{
  const char *field;
  const char *values[8];
} texts[] = {
  { "title",
    { "'a'", "'b'", "'a b'", "'\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80'", "'\xd7\x90'", "' '", "'c'",
      "'A'" } },
  { "status", { "", "'open'", "'in_progress'", "'done'", "'cancelled'", "'done'", "'open'", "'done'" } },
  { "completed_at", { "", "'2026-11-20T12:00:00.000Z'", "'2026-11-21T12:00:00.000Z'", "", "", "", "", "" } },
  { "due", { "", "'2027-03-10'", "'2027-03-11'", "'2027-03-10T09:00:00.000Z'", "", "'2024-02-29'", "", "" } },
  { "due_zone", { "", "'Europe/Berlin'", "'Asia/Tokyo'", "", "", "", "", "" } },
  { "priority", { "", "'none'", "'low'", "'medium'", "'high'", "", "", "" } },
  { "points", { "", "0", "1", "-1", "9223372036854775807", "5", "", "" } },
  { "position", { "", "'a'", "'b'", "'am'", "", "", "", "" } },
  { "list_id",
    { "", "'11111111-2222-4333-8444-555555555555'", "'11111111-2222-4333-8444-666666666666'", "", "", "", "",
      "" } },
  { "recurrence",
    { "", "{'rrule':'FREQ=DAILY'}", "{'rrule':'FREQ=WEEKLY','series_id':'s'}", "{'series_id':'s'}", "{}", "",
      "", "" } },
  { "tags", { "", "[]", "['a']", "['b']", "['a','b']", "['b','a']", "['a','b','c']", "['c']" } },
  { "reminders", { "", "['-PT1H']", "['-PT2H']", "['-PT1H','-PT2H']", "[]", "", "", "" } },
  { "checklist",
    { "", "[]", "[{'id':'1','text':'a'}]", "[{'id':'2','text':'b'}]",
      "[{'id':'1','text':'a'},{'id':'2','text':'b'}]", "[{'id':'2','text':'b'},{'id':'1','text':'c'}]",
      "[{'id':'3'},{'id':'1','text':'a'},{'id':'2','done':true}]", "[{'id':'1','text':'d','done':true}]" } },
  { "said_by_a_newer_client",
    { "", "1", "[[1],[2]]", "{'a':{'b':1}}", "{'a':{'c':2}}", "true", "null", "'x'" } },
};

static const char *const words[] = { "a",
                                     "b ",
                                     " ",
                                     "\n",
                                     "one\n",
                                     "two words ",
                                     "\xf0\x9f\x98\x80",
                                     "\xd7\x90",
                                     "e\xcc\x81",
                                     "\r\n",
                                     "a b c\n",
                                     "\xf0\x9f\x87\xa9",
                                     "\xf0\x9f\x87\xaa",
                                     "\xe2\x80\x8d",
                                     "x",
                                     "\n\n" };

static JsonNode *
set_text (JsonNode *data, guint field, guint value)
{
  g_autofree char *text = g_strdelimit (g_strdup (texts[field].values[value]), "'", '"');
  g_autoptr (JsonNode) node = *text == '\0' ? NULL : dovetail_json_parse (text, -1, NULL);

  g_assert_true (*text == '\0' || node != NULL);
  if (node == NULL && g_str_equal (texts[field].field, "title"))
    return json_node_ref (data);
  return dovetail_data_with (data, texts[field].field, node);
}

/* Inserts a word into the notes, or takes some characters out. */
static JsonNode *
edit_notes (JsonNode *data, guint place, guint what)
{
  const char *before = dovetail_data_get_string (data, "notes");
  glong length = g_utf8_strlen (before == NULL ? "" : before, -1);
  glong at = length == 0 ? 0 : (glong) place % (length + 1);
  glong until = what & 0x10 ? MIN (length, at + (glong) (what & 0xf) + 1) : at;
  g_autofree char *head = before == NULL ? NULL : g_utf8_substring (before, 0, at);
  g_autofree char *tail = before == NULL ? NULL : g_utf8_substring (before, until, length);
  g_autofree char *notes
      = g_strconcat (head == NULL ? "" : head, what & 0x10 ? "" : words[what & 0xf], tail, NULL);

  return dovetail_data_with_string (data, "notes", notes);
}

static JsonNode *
edit (JsonNode *data, guint what, Choices *choices)
{
  guint value = choose (choices);

  if (what % 2 == 0)
    return edit_notes (data, value, what >> 1);
  return set_text (data, (what >> 1) % G_N_ELEMENTS (texts), value % G_N_ELEMENTS (texts[0].values));
}

static JsonNode *
edit_all (JsonNode *start, Choices *choices)
{
  JsonNode *data = json_node_ref (start);
  guint what;

  for (guint n_edits = 0; n_edits < 64 && (what = choose (choices)) != 0; n_edits++)
    {
      JsonNode *edited = edit (data, what, choices);

      json_node_unref (data);
      data = edited;
    }
  return data;
}

static void
check_good (JsonNode *data)
{
  g_autoptr (GError) error = NULL;

  dovetail_schema_validate (dovetail_schema_find ("task"), data, TRUE, &error);
  g_assert_no_error (error);
}

/* Where only one side did something, that is the result. */
static void
check_alone (const DovetailMergeSide sides[DOVETAIL_N_SIDES], DovetailPolicy policy)
{
  const DovetailMergeSide alone[DOVETAIL_N_SIDES]
      = { sides[DOVETAIL_SIDE_BASE], sides[DOVETAIL_SIDE_MINE], sides[DOVETAIL_SIDE_BASE] };
  g_autoptr (DovetailMerge) merge = dovetail_merge (dovetail_schema_find ("task"), alone, policy);

  g_assert_cmpuint (merge->n_conflicts + merge->n_decided, ==, 0);
  g_assert_true (dovetail_value_equal (merge->merged, sides[DOVETAIL_SIDE_MINE].data));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Choices choices = { data, size };
  guint first = choose (&choices);
  DovetailPolicy policy = (DovetailPolicy) ((first & 7) % DOVETAIL_N_POLICIES);
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) start = dovetail_data_with_string (empty, "title", "a");
  g_autoptr (JsonNode) base = edit_all (start, &choices);
  g_autoptr (JsonNode) mine = edit_all (base, &choices);
  g_autoptr (JsonNode) theirs = edit_all (base, &choices);
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = {
    [DOVETAIL_SIDE_BASE] = { .data = base, .client_id = "b" },
    [DOVETAIL_SIDE_MINE] = { .data = mine, .client_id = "a", .timestamp = first & 8 ? 1 : 0 },
    [DOVETAIL_SIDE_THEIRS] = { .data = theirs, .client_id = "b", .timestamp = first & 16 ? 1 : 0 },
  };
  g_autoptr (DovetailMerge) merge = dovetail_merge (dovetail_schema_find ("task"), sides, policy);

  check_good (mine);
  check_good (theirs);
  check_good (merge->merged);
  check_alone (sides, policy);
  merge_checks_run (sides, policy);

  return 0;
}
