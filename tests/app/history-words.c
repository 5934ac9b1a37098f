/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The history of a task in words. */

#include "app/history-words.h"
#include "json/json.h"

#define NOW G_GINT64_CONSTANT (1795176000000) /* 2026-11-20T12:00:00Z */

static const struct
{
  const char *what;
  DovetailRecordChange change;
  const char *words;
} authors[] = {
  { "made here", { .device_id = (char *) "laptop" }, "You, on this computer, 12:00" },
  { "made here before there was an account", { 0 }, "You, on this computer, 12:00" },
  { "made by me elsewhere",
    { .device_id = (char *) "phone",
      .device_name = (char *) "phone",
      .user_id = (char *) "me",
      .synced = TRUE },
    "You, on phone, 12:00" },
  { "made here and met again",
    { .device_id = (char *) "laptop", .user_id = (char *) "me", .synced = TRUE },
    "You, on this computer, 12:00" },
  { "made by another person",
    { .device_id = (char *) "p",
      .device_name = (char *) "phone",
      .user_id = (char *) "a",
      .user_name = (char *) "Anna",
      .synced = TRUE },
    "Anna (phone), 12:00" },
  { "by another whose device has no name",
    { .device_id = (char *) "p", .user_id = (char *) "a", .user_name = (char *) "Anna", .synced = TRUE },
    "Anna, 12:00" },
  { "by somebody nobody named",
    { .device_id = (char *) "p", .user_id = (char *) "a", .synced = TRUE },
    "Someone else, 12:00" },
  { "on a device, by somebody nobody named",
    { .device_id = (char *) "p", .device_name = (char *) "phone", .synced = TRUE },
    "Someone, on phone, 12:00" },
  { "of several, by the server", { .synced = TRUE }, "Several changes, fitted together, 12:00" },
};

static void
test_author (void)
{
  const DovetailConflictReader reader = { (char *) "laptop", (char *) "me", NOW };

  for (gsize i = 0; i < G_N_ELEMENTS (authors); i++)
    {
      DovetailRecordChange change = authors[i].change;
      g_autofree char *words = NULL;

      change.time = NOW;
      words = dovetail_history_words_author (&reader, &change);
      if (g_strcmp0 (words, authors[i].words) != 0)
        g_error ("%s: “%s”, expected “%s”", authors[i].what, words, authors[i].words);
    }
}

#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

static const struct
{
  const char *what;
  const char *operation;
  const char *fields;
  const char *words;
  const char *whole; /* NULL: the same, for nothing is shortened */
} changes[] = {
  { "it began", "create", "{}", "Created", NULL },
  { "it was deleted", "delete", "{}", "Deleted", NULL },
  { "it was deleted with an edit", "delete", "{'priority':{'old':null,'new':'high'}}",
    "Deleted\nPriority: None → High", NULL },
  { "the day", "update", "{'due':{'old':'2026-11-25','new':'2026-11-27'}}", "Due: Wed 25 Nov → Fri 27 Nov",
    NULL },
  { "a zone follows the time, fields come in one order", "update",
    "{'due_zone':{'old':null,'new':'Europe/"
    "Berlin'},'tags':{'old':[],'new':['home']},'title':{'old':'a','new':'b'}}",
    "Title: a → b\nTags: none → home", NULL },
  { "its place alone", "update", "{'position':{'old':'a','new':'b'}}", "Moved in the list", NULL },
  { "its place with more", "update", "{'position':{'old':'a','new':'b'},'points':{'old':1,'new':2}}",
    "Points: 1 → 2", NULL },
  { "a long value", "update", "{'notes':{'old':null,'new':'" LONG "'}}",
    "Notes: none → 012345678901234567890123456789012345678901234567…", "Notes: none → " LONG },
  { "a value of which only the beginning is kept", "update",
    "{'notes':{'old':null,'new':'" LONG "','cut':true}}",
    "Notes: none → 012345678901234567890123456789012345678901234567…",
    "Notes: none → " LONG "… (only the beginning is kept)" },
  { "a checklist", "update",
    "{'checklist':{'old':[{'title':'a','done':true}],'new':[{'title':'a'},{'title':'b'}]}}",
    "Checklist: ☑ a → ☐ a ☐ b", NULL },
  { "a field of a later version", "update", "{'mood':{'old':null,'new':'good'}}", "mood: none → good", NULL },
};

static void
test_change (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) text = g_string_new (changes[i].fields);
      g_autoptr (JsonNode) fields = NULL;
      DovetailRecordChange change = { .operation = (char *) changes[i].operation };
      gboolean shortened, ignored;
      g_autofree char *words = NULL;
      g_autofree char *whole = NULL;

      g_string_replace (text, "'", "\"", 0);
      fields = dovetail_json_parse_object (text->str, -1, NULL);
      change.fields = fields;
      words = dovetail_history_words_change (NULL, &change, FALSE, &shortened);
      whole = dovetail_history_words_change (NULL, &change, TRUE, &ignored);
      if (g_strcmp0 (words, changes[i].words) != 0 || shortened != (changes[i].whole != NULL)
          || (shortened && g_strcmp0 (whole, changes[i].whole) != 0))
        g_error ("%s: “%s”, whole “%s”", changes[i].what, words, whole);
    }
}

/* Whole, a list of things stands on lines of its own. */
static void
test_lines (void)
{
  g_autoptr (JsonNode) fields = dovetail_json_parse_object (
      "{\"checklist\":{\"old\":[],\"new\":[{\"title\":\"a\"},{\"title\":\"b\"}]}}", -1, NULL);
  const DovetailRecordChange change = { .operation = (char *) "update", .fields = fields };
  gboolean shortened;
  g_autofree char *whole = dovetail_history_words_change (NULL, &change, TRUE, &shortened);

  g_assert_cmpstr (whole, ==, "Checklist:\nnone\n→\n☐ a\n☐ b");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-words/author", test_author);
  g_test_add_func ("/history-words/change", test_change);
  g_test_add_func ("/history-words/lines", test_lines);
  return g_test_run ();
}
