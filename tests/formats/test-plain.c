/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plain formats: CSV, todo.txt and Dovetail's own JSON; and how a file's format is recognised. */
#include "reading.h"

typedef struct
{
  const char *says;
  DovetailFormat format;
  const char *text;
  const char *field;
  const char *expected; /* JSON; NULL: absent */
} Case;

static const Case cases[] = {
  { "a plain CSV row", DOVETAIL_FORMAT_CSV, "title,notes\nBuy milk,fresh\n", "notes", "\"fresh\"" },
  { "a quoted cell with a comma, a quote and a line break", DOVETAIL_FORMAT_CSV,
    "title,notes\r\n\"a \"\"b\"\", c\",\"d\ne\"\r\n", "title", "\"a \\\"b\\\", c\"" },
  { "columns in any order", DOVETAIL_FORMAT_CSV, "status,title\ndone,x\n", "status", "\"done\"" },
  { "tags by comma may hold spaces", DOVETAIL_FORMAT_CSV, "title,tags\nx,\"big shop,home\"\n", "tags",
    "[\"big shop\",\"home\"]" },
  { "tags by spaces", DOVETAIL_FORMAT_CSV, "title,tags\nx,shop home\n", "tags", "[\"shop\",\"home\"]" },
  { "a date", DOVETAIL_FORMAT_CSV, "title,due\nx,2026-12-24\n", "due", "\"2026-12-24\"" },
  { "a moment", DOVETAIL_FORMAT_CSV, "title,due\nx,2026-12-24T10:00:00Z\n", "due",
    "\"2026-12-24T10:00:00.000Z\"" },
  { "a priority", DOVETAIL_FORMAT_CSV, "title,priority\nx,High\n", "priority", "\"high\"" },
  { "a todo.txt line", DOVETAIL_FORMAT_TODOTXT, "(A) 2026-11-01 Call +Family mum @phone due:2026-12-24\n",
    "title", "\"Call mum\"" },
  { "its context", DOVETAIL_FORMAT_TODOTXT, "(A) Call +Family mum @phone due:2026-12-24\n", "tags",
    "[\"phone\"]" },
  { "its priority", DOVETAIL_FORMAT_TODOTXT, "(A) Call\n", "priority", "\"high\"" },
  { "its due date", DOVETAIL_FORMAT_TODOTXT, "Call due:2026-12-24\n", "due", "\"2026-12-24\"" },
  { "a done line", DOVETAIL_FORMAT_TODOTXT, "x 2026-11-02 2026-11-01 Call\n", "completed_at",
    "\"2026-11-02T00:00:00.000Z\"" },
  { "a colon in a word is no key", DOVETAIL_FORMAT_TODOTXT, "see https://example.org due:soon\n", "title",
    "\"see https://example.org due:soon\"" },
};

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailImport) import = read_text (cases[i].format, cases[i].text);
      JsonNode *value;
      g_autofree char *json = NULL;

      g_test_message ("%s", cases[i].says);
      value = dovetail_data_get (get_task (import, 0)->data, cases[i].field);
      json = value != NULL ? dovetail_json_generate (value, NULL) : NULL;
      g_assert_cmpstr (json, ==, cases[i].expected);
    }
}

static void
test_csv_problems (void)
{
  g_autoptr (DovetailImport) import
      = read_text (DOVETAIL_FORMAT_CSV, "title,due,priority,status\nok,,,\nx,someday maybe,,\nx,,urgent,\n"
                                        "x,,,lost\n,,,\n\"open\nlast,,,\n");
  static const guint lines[] = { 3, 4, 5, 6, 7 };

  print_problems (import);
  g_assert_cmpuint (import->tasks->len, ==, 2);
  g_assert_cmpuint (import->problems->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < import->problems->len; i++)
    g_assert_cmpuint (((DovetailImportProblem *) import->problems->pdata[i])->line, ==, lines[i]);
}

static void
test_csv_without_header (void)
{
  g_autoptr (DovetailImport) import = read_text (DOVETAIL_FORMAT_CSV, "Buy milk,fresh\n");

  g_assert_null (import);
}

/* Equal entries are two tasks, and a second import of the file gives the same ids. */
static void
test_equal_entries (void)
{
  static const struct
  {
    DovetailFormat format;
    const char *text;
  } files[] = { { DOVETAIL_FORMAT_CSV, "title\nx\nx\n" }, { DOVETAIL_FORMAT_TODOTXT, "x y\nx y\n" } };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (DovetailImport) first = read_text (files[i].format, files[i].text);
      g_autoptr (DovetailImport) second = read_text (files[i].format, files[i].text);

      g_assert_cmpstr (get_task (first, 0)->entity_id, !=, get_task (first, 1)->entity_id);
      assert_same_tasks (first, second);
    }
}

static void
test_own_json_keeps_everything (void)
{
  static const char text[] = "[\n{\"entity_type\":\"task\",\"entity_id\":\"11111111-2222-4333-8444-"
                             "555555555555\",\"list\":\"Home\",\"data\":{\"title\":\"a\","
                             "\"checklist\":[{\"id\":\"1\",\"text\":\"b\",\"done\":true}],\"points\":5,\"of_"
                             "tomorrow\":{\"x\":[1,2.5,null]}}}\n]\n";
  g_autoptr (DovetailImport) first = read_text (DOVETAIL_FORMAT_JSON, text);
  g_autofree char *written = NULL;

  get_task (first, 0);
  written = write_import (DOVETAIL_FORMAT_JSON, first);
  {
    g_autoptr (DovetailImport) second = read_text (DOVETAIL_FORMAT_JSON, written);

    assert_same_tasks (first, second);
  }
}

static void
test_plain_round_trip (void)
{
  static const struct
  {
    DovetailFormat format;
    const char *text;
  } files[] = {
    { DOVETAIL_FORMAT_CSV, "title,notes,due,priority,tags,status,list\r\n\"a, "
                           "\"\"b\"\"\",\"n\nm\",2026-12-24,high,\"two words,\",open,Home\r\n" },
    { DOVETAIL_FORMAT_TODOTXT, "(A) Call mum +Family @phone due:2026-12-24\nx 2026-11-02 Done +Family\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (DovetailImport) import = read_text (files[i].format, files[i].text);
      g_autofree char *written = NULL;

      get_task (import, 0);
      written = write_import (files[i].format, import);
      g_assert_cmpstr (written, ==, files[i].text);
    }
}

static void
test_guess (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    int expected; /* -1: none */
  } files[] = {
    { "a.ics", "", DOVETAIL_FORMAT_ICS },
    { NULL, "BEGIN:VCALENDAR\n", DOVETAIL_FORMAT_ICS },
    { "a.json", "[{\"uuid\":\"x\",\"description\":\"y\"}]", DOVETAIL_FORMAT_TASKWARRIOR },
    { "a.json", "[{\"entity_type\":\"task\"}]", DOVETAIL_FORMAT_JSON },
    { "a.txt", "Call mum", DOVETAIL_FORMAT_TODOTXT },
    { "a.CSV", "x", DOVETAIL_FORMAT_CSV },
    { "a.bin",
      "\x7f"
      "ELF",
      -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      DovetailFormat format;
      gboolean known = dovetail_format_guess (files[i].name, files[i].text, &format);

      g_assert_cmpint (known ? (int) format : -1, ==, files[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/plain/fields", test_fields);
  g_test_add_func ("/formats/plain/csv-problems", test_csv_problems);
  g_test_add_func ("/formats/plain/csv-without-header", test_csv_without_header);
  g_test_add_func ("/formats/plain/equal-entries", test_equal_entries);
  g_test_add_func ("/formats/plain/own-json", test_own_json_keeps_everything);
  g_test_add_func ("/formats/plain/round-trip", test_plain_round_trip);
  g_test_add_func ("/formats/plain/guess", test_guess);
  return g_test_run ();
}
