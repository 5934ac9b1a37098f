/* SPDX-License-Identifier: GPL-3.0-or-later */

/* iCalendar: what each property becomes, what is refused, and that writing gives back what was read. */
#include "reading.h"

#define CALENDAR(lines)                                                                                          \
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:task-1\r\nSUMMARY:Call\r\n" lines                    \
  "END:VTODO\r\nEND:VCALENDAR\r\n"

typedef struct
{
  const char *says;
  const char *lines;
  const char *field;
  const char *expected; /* JSON; NULL: absent */
} Case;

static const Case cases[] = {
  { "an escaped text is unescaped", "DESCRIPTION:one\\, two\\; three\\nfour\r\n", "notes",
    "\"one, two; three\\nfour\"" },
  { "a folded line is one line", "DESCRIPTION:fol\r\n ded\r\n", "notes", "\"folded\"" },
  { "a date stays a date", "DUE;VALUE=DATE:20261224\r\n", "due", "\"2026-12-24\"" },
  { "a date without VALUE is a date too", "DUE:20261224\r\n", "due", "\"2026-12-24\"" },
  { "a UTC time is kept", "DUE:20261224T100000Z\r\n", "due", "\"2026-12-24T10:00:00.000Z\"" },
  { "a UTC time has no zone", "DUE:20261224T100000Z\r\n", "due_zone", NULL },
  { "a zoned time becomes UTC", "DUE;TZID=America/Chicago:20261224T100000\r\n", "due",
    "\"2026-12-24T16:00:00.000Z\"" },
  { "and keeps its zone", "DUE;TZID=America/Chicago:20261224T100000\r\n", "due_zone", "\"America/Chicago\"" },
  { "a zone in a path is found", "DUE;TZID=/mozilla.org/2005/Asia/Tokyo:20261224T100000\r\n", "due_zone",
    "\"Asia/Tokyo\"" },
  { "a floating time is at home", "DUE:20261224T100000\r\n", "due", "\"2026-12-24T09:00:00.000Z\"" },
  { "a start is kept", "DTSTART;VALUE=DATE:20261220\r\n", "start", "\"2026-12-20\"" },
  { "a duration makes a due date", "DTSTART:20261220T080000Z\r\nDURATION:PT90M\r\n", "due",
    "\"2026-12-20T09:30:00.000Z\"" },
  { "no status is open", "", "status", "\"open\"" },
  { "in process", "STATUS:IN-PROCESS\r\n", "status", "\"in_progress\"" },
  { "cancelled", "STATUS:CANCELLED\r\n", "status", "\"cancelled\"" },
  { "completed", "STATUS:COMPLETED\r\nCOMPLETED:20261101T120000Z\r\n", "status", "\"done\"" },
  { "and when", "STATUS:COMPLETED\r\nCOMPLETED:20261101T120000Z\r\n", "completed_at",
    "\"2026-11-01T12:00:00.000Z\"" },
  { "a COMPLETED alone means done", "COMPLETED:20261101T120000Z\r\n", "status", "\"done\"" },
  { "100 percent means done", "PERCENT-COMPLETE:100\r\n", "status", "\"done\"" },
  { "half way is in progress", "PERCENT-COMPLETE:50\r\n", "status", "\"in_progress\"" },
  { "done without a time takes the last change", "STATUS:COMPLETED\r\nLAST-MODIFIED:20261102T000000Z\r\n",
    "completed_at", "\"2026-11-02T00:00:00.000Z\"" },
  { "priority 1 is high", "PRIORITY:1\r\n", "priority", "\"high\"" },
  { "priority 4 is high", "PRIORITY:4\r\n", "priority", "\"high\"" },
  { "priority 5 is medium", "PRIORITY:5\r\n", "priority", "\"medium\"" },
  { "priority 6 is low", "PRIORITY:6\r\n", "priority", "\"low\"" },
  { "priority 9 is low", "PRIORITY:9\r\n", "priority", "\"low\"" },
  { "priority 0 is none", "PRIORITY:0\r\n", "priority", "\"none\"" },
  { "categories are tags, escaped commas stay", "CATEGORIES:home,a\\,b\r\nCATEGORIES:work\r\n", "tags",
    "[\"home\",\"a,b\",\"work\"]" },
  { "a category twice is one tag", "CATEGORIES:home,home\r\n", "tags", "[\"home\"]" },
  { "a parent is mapped like a UID", "RELATED-TO:838bdba9-f511-4dc7-8686-aaad8728e9bd\r\n", "parent_id",
    "\"838bdba9-f511-4dc7-8686-aaad8728e9bd\"" },
  { "a sibling is no parent", "RELATED-TO;RELTYPE=SIBLING:838bdba9-f511-4dc7-8686-aaad8728e9bd\r\n",
    "parent_id", NULL },
  { "the foreign UID is kept", "", "ical_uid", "\"task-1\"" },
  { "an alarm before",
    "DUE:20261224T100000Z\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n", "reminders",
    "[\"-PT1H\"]" },
  { "an alarm at a moment", "BEGIN:VALARM\r\nTRIGGER;VALUE=DATE-TIME:20261224T090000Z\r\nEND:VALARM\r\n",
    "reminders", "[\"2026-12-24T09:00:00.000Z\"]" },
  { "an alarm before the start, when the due date is another",
    "DTSTART:20261220T080000Z\r\nDUE:20261224T100000Z\r\nBEGIN:VALARM\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n",
    "reminders", "[\"2026-12-20T07:00:00.000Z\"]" },
  { "the summary of an alarm is not the task's",
    "BEGIN:VALARM\r\nTRIGGER:-PT1H\r\nSUMMARY:No\r\nDESCRIPTION:No\r\nEND:VALARM\r\n", "notes", NULL },
  { "an unknown broken property does no harm", "PERCENT_COMPLETE:100\r\nLAST-MOD:xx\r\n", "title",
    "\"Call\"" },
  { "an empty date is no date", "DUE:\r\n", "due", NULL },
};

static void
test_properties (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (CALENDAR ("%s"), cases[i].lines);
      g_autoptr (DovetailImport) import = read_text (DOVETAIL_FORMAT_ICS, text);
      JsonNode *value;
      g_autofree char *json = NULL;

      g_test_message ("%s", cases[i].says);
      value = dovetail_data_get (get_task (import, 0)->data, cases[i].field);
      json = value != NULL ? dovetail_json_generate (value, NULL) : NULL;
      g_assert_cmpstr (json, ==, cases[i].expected);
    }
}

static void
test_ids (void)
{
  g_autoptr (DovetailImport) import = read_text (
      DOVETAIL_FORMAT_ICS,
      "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:CB8609CD-8345-46CF-8295-4FDA84050CDB\nSUMMARY:a\nEND:VTODO\n"
      "BEGIN:VTODO\nUID:x@y\nSUMMARY:b\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:c\nEND:VTODO\nEND:VCALENDAR\n");
  g_autofree char *written = write_import (DOVETAIL_FORMAT_ICS, import);

  g_assert_cmpstr (get_task (import, 0)->entity_id, ==, "cb8609cd-8345-46cf-8295-4fda84050cdb");
  g_assert_cmpstr (get_task (import, 1)->entity_id, !=, get_task (import, 2)->entity_id);
  g_assert_nonnull (strstr (written, "UID:CB8609CD-8345-46CF-8295-4FDA84050CDB\r\n"));
  g_assert_nonnull (strstr (written, "UID:x@y\r\n"));
}

static const Case problems[] = {
  { "a month that does not exist", "DUE:20261324T100000Z\r\n", "its DUE is no date or time there is", NULL },
  { "a day that does not exist", "DUE;VALUE=DATE:20260230\r\n", "its DUE is no date or time there is", NULL },
  { "a date that is words", "DUE:tomorrow\r\n", "its DUE cannot be read", NULL },
  { "a rule that is none", "RRULE:FREQ=SOMETIMES\r\n", "its RRULE cannot be read", NULL },
  { "a zone nobody knows", "DUE;TZID=Middle Earth:20261224T100000\r\n",
    "its DUE names a time zone that is not known", NULL },
};

static void
test_problems (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autofree char *text = g_strdup_printf (CALENDAR ("%s"), problems[i].lines);
      g_autoptr (DovetailImport) import = read_text (DOVETAIL_FORMAT_ICS, text);
      DovetailImportProblem *problem;

      g_test_message ("%s", problems[i].says);
      g_assert_cmpuint (import->tasks->len, ==, 0);
      g_assert_cmpuint (import->problems->len, ==, 1);
      problem = import->problems->pdata[0];
      g_assert_cmpuint (problem->line, ==, 3);
      g_assert_cmpstr (problem->reason, ==, problems[i].field);
    }
}

/* A broken entry between two whole ones: both are read, the third is named by its line. */
static void
test_neighbours (void)
{
  g_autoptr (DovetailImport) import = read_text (
      DOVETAIL_FORMAT_ICS,
      "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:a\nSUMMARY:a\nEND:VTODO\nBEGIN:VTODO\nUID:b\n"
      "BEGIN:VTODO\nUID:c\nSUMMARY:c\nEND:VTODO\nBEGIN:VTODO\nUID:d\nEND:VTODO\nEND:VCALENDAR\n");
  DovetailImportProblem *problem;

  g_assert_cmpuint (import->tasks->len, ==, 2);
  g_assert_cmpuint (import->problems->len, ==, 2);
  problem = import->problems->pdata[0];
  g_assert_cmpuint (problem->line, ==, 6);
  g_assert_cmpstr (problem->reason, ==, "the entry has no end");
  problem = import->problems->pdata[1];
  g_assert_cmpuint (problem->line, ==, 12);
  g_assert_cmpstr (problem->reason, ==, "it has no title");
}

/* A zone that only the file itself describes. */
static void
test_own_zone (void)
{
  g_autoptr (DovetailImport) import = read_text (
      DOVETAIL_FORMAT_ICS,
      "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:a\nSUMMARY:a\nDUE;TZID=Our Ship:20261224T100000\nEND:VTODO\n"
      "BEGIN:VTIMEZONE\nTZID:Our Ship\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0330\n"
      "TZOFFSETTO:+0330\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n");

  g_assert_cmpstr (dovetail_data_get_string (get_task (import, 0)->data, "due"), ==,
                   "2026-12-24T06:30:00.000Z");
}

static void
test_round_trip (void)
{
  static const char text[]
      = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Family\\, home\r\nBEGIN:VTODO\r\nUID:one\r\nSUMMARY:Käse \\; kaufen "
        "🧀 und noch sehr viel mehr "
        "Wörter\\, damit die Zeile gefaltet werden "
        "muss\r\nDESCRIPTION:a\\nb\\\\c\r\nDTSTART;TZID=Europe/Paris:20261220T080000\r\n"
        "DUE;TZID=Europe/"
        "Paris:20261224T100000\r\nPRIORITY:5\r\nCATEGORIES:x\\,y,z\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\n"
        "BEGIN:VALARM\r\nTRIGGER;RELATED=END:-PT15M\r\nEND:VALARM\r\nEND:VTODO\r\nBEGIN:VTODO\r\nUID:"
        "two\r\nSUMMARY:b\r\n"
        "RELATED-TO:one\r\nDUE;VALUE=DATE:20261224\r\nSTATUS:COMPLETED\r\nCOMPLETED:20261118T090000Z\r\nEND:"
        "VTODO\r\nEND:VCALENDAR\r\n";
  g_autoptr (DovetailImport) first = read_text (DOVETAIL_FORMAT_ICS, text);
  g_autofree char *written = write_import (DOVETAIL_FORMAT_ICS, first);
  g_autoptr (DovetailImport) second = read_text (DOVETAIL_FORMAT_ICS, written);
  g_auto (GStrv) lines = g_strsplit (written, "\r\n", -1);

  get_task (first, 1);
  assert_same_tasks (first, second);
  g_assert_cmpstr (get_task (first, 0)->list_name, ==, "Family, home");
  g_assert_cmpstr (dovetail_data_get_string (get_task (first, 1)->data, "parent_id"), ==,
                   get_task (first, 0)->entity_id);
  g_assert_nonnull (strstr (written, "DUE;TZID=Europe/Paris:20261224T100000\r\n"));
  g_assert_nonnull (strstr (written, "BEGIN:VTIMEZONE\r\n"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
}

/* Files of real clients, where they are at hand (DOVETAIL_VTODO_DIR names a folder). */
static void
test_real_files (void)
{
  const char *folder = g_getenv ("DOVETAIL_VTODO_DIR");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  if (dir == NULL)
    {
      g_test_skip ("DOVETAIL_VTODO_DIR names no folder");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *json = NULL;
      gsize length;
      g_autoptr (DovetailImport) import = NULL;

      if (!g_str_has_suffix (name, ".ics"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      import = read_bytes (DOVETAIL_FORMAT_ICS, text, length);
      json = dovetail_json_generate (get_task (import, 0)->data, NULL);
      g_test_message ("%s: %s", name, json);
      g_assert_cmpuint (import->problems->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/ics/properties", test_properties);
  g_test_add_func ("/formats/ics/ids", test_ids);
  g_test_add_func ("/formats/ics/problems", test_problems);
  g_test_add_func ("/formats/ics/neighbours", test_neighbours);
  g_test_add_func ("/formats/ics/own-zone", test_own_zone);
  g_test_add_func ("/formats/ics/round-trip", test_round_trip);
  g_test_add_func ("/formats/ics/real-files", test_real_files);
  return g_test_run ();
}
