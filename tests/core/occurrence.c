/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes when a task that repeats is over. It is Friday, 20 November 2026; the zone is two hours ahead
 * until the end of November and one hour from then on. */

#include "core/occurrence.h"
#include "core/timestamp.h"
#include "core/uuid.h"
#include "json/json.h"

#include <string.h>

#define NOON G_GINT64_CONSTANT (1795176000000) /* 2026-11-20T12:00:00Z */
#define MINUTE G_GINT64_CONSTANT (60000)
#define SERIES "01890000-0000-7000-8000-000000000001"

static gint64
offset_before (gint64 local)
{
  return (local < NOON + 11 * 1440 * MINUTE ? 120 : 60) * MINUTE;
}

static gint64
to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 local = dovetail_civil_to_days (civil->year, civil->month, civil->day) * 1440 * MINUTE
                 + civil->hour * 60 * MINUTE + civil->minute * MINUTE;

  return local - offset_before (local);
}

static void
from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 minutes = (time + offset_before (time)) / MINUTE;

  dovetail_civil_from_days (minutes / 1440, civil);
  civil->hour = (int) (minutes / 60 % 24);
  civil->minute = (int) (minutes % 60);
}

static const DovetailZone zone = { to_utc, from_utc, "Europe/Test" };

/* Apostrophes stand for quotation marks; $ for the series. */
static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (text, "$", -1);
  g_autofree char *quoted = g_strdelimit (g_strjoinv (SERIES, parts), "'", '"');
  g_autoptr (JsonNode) data = dovetail_json_parse_object (quoted, -1, &error);

  g_assert_no_error (error);

  return dovetail_data_take_object (json_object_ref (json_node_get_object (data)));
}

static void
assert_data (JsonNode *data, const char *expected)
{
  g_autoptr (JsonNode) wanted = parse (expected);
  g_autofree char *is = dovetail_json_generate (data, NULL);

  g_test_message ("is %s", is);
  g_assert_true (dovetail_data_equal (data, wanted));
}

static void
test_next (void)
{
  static const struct
  {
    const char *what, *data, *day, *expected;
  } cases[] = {
    { "a date moves on, and all else of it stays",
      "{'title':'rent','status':'done','completed_at':'2026-11-20T12:00:00.000Z','due':'2026-11-20',"
      "'tags':['home'],'points':5,'recurrence':{'rrule':'FREQ=MONTHLY','series_id':'$','date':'2026-11-20'}}",
      "2026-12-20",
      "{'title':'rent','status':'open','due':'2026-12-20','tags':['home'],'points':5,"
      "'recurrence':{'rrule':'FREQ=MONTHLY','series_id':'$','date':'2026-12-20'}}" },
    { "one that was moved comes again where the rule has it",
      "{'status':'done','due':'2026-11-24','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$',"
      "'date':'2026-11-20'}}",
      "2026-11-27",
      "{'status':'open','due':'2026-11-27','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$',"
      "'date':'2026-11-27'}}" },
    { "nine o'clock stays nine o'clock when the clocks change",
      "{'status':'done','due':'2026-11-20T07:00:00.000Z','due_zone':'Europe/Test',"
      "'recurrence':{'rrule':'FREQ=WEEKLY;INTERVAL=2','series_id':'$','date':'2026-11-20'}}",
      "2026-12-04",
      "{'status':'open','due':'2026-12-04T08:00:00.000Z','due_zone':'Europe/Test',"
      "'recurrence':{'rrule':'FREQ=WEEKLY;INTERVAL=2','series_id':'$','date':'2026-12-04'}}" },
    { "the day is that of the zone, not that of UTC",
      "{'status':'done','due':'2026-11-20T22:30:00.000Z','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}",
      "2026-11-22",
      "{'status':'open','due':'2026-11-21T22:30:00.000Z',"
      "'recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-22'}}" },
    { "a start keeps its distance",
      "{'status':'cancelled','start':'2026-11-18','due':'2026-11-20',"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-27",
      "{'status':'open','start':'2026-11-25','due':'2026-11-27',"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-27'}}" },
    { "a start alone is the day",
      "{'status':'done','start':'2026-11-18','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$'}}",
      "2026-11-25",
      "{'status':'open','start':'2026-11-25','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$',"
      "'date':'2026-11-25'}}" },
    { "without any date it counts from the day it was done",
      "{'status':'done','recurrence':{'rrule':'FREQ=DAILY;INTERVAL=2','series_id':'$'}}", "2026-11-22",
      "{'status':'open','recurrence':{'rrule':'FREQ=DAILY;INTERVAL=2','series_id':'$',"
      "'date':'2026-11-22'}}" },
    { "reminders at a time move, those before the task do so by themselves",
      "{'status':'done','due':'2026-11-20','reminders':['2026-11-19T18:00:00.000Z','-PT15M'],"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-27",
      "{'status':'open','due':'2026-11-27','reminders':['2026-11-26T18:00:00.000Z','-PT15M'],"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-27'}}" },
    { "the checklist begins again",
      "{'status':'done','due':'2026-11-20','checklist':[{'id':'a','title':'x','done':true},"
      "{'id':'b','title':'y'},{'id':'c','done':false}],"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-27",
      "{'status':'open','due':'2026-11-27','checklist':[{'id':'a','title':'x','done':false},"
      "{'id':'b','title':'y'},{'id':'c','done':false}],"
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-27'}}" },
    { "one less of those that are left, and what a newer version wrote",
      "{'status':'done','due':'2026-11-20','colour':'red',"
      "'recurrence':{'rrule':'FREQ=DAILY;COUNT=3','series_id':'$','date':'2026-11-20','skip':1}}",
      "2026-11-21",
      "{'status':'open','due':'2026-11-21','colour':'red',"
      "'recurrence':{'rrule':'FREQ=DAILY;COUNT=2','series_id':'$','date':'2026-11-21','skip':1}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = parse (cases[i].data);
      g_autofree char *expected_id = dovetail_uuid_new_v5 (SERIES, cases[i].day);
      g_autofree char *id = NULL;
      g_autoptr (JsonNode) next = dovetail_occurrence_next (data, NOON, &zone, &id);

      g_test_message ("%s", cases[i].what);
      g_assert_nonnull (next);
      g_assert_cmpstr (id, ==, expected_id);
      assert_data (next, cases[i].expected);
    }
}

static void
test_no_next (void)
{
  static const char *const cases[][2] = {
    { "it does not repeat", "{'due':'2026-11-20'}" },
    { "it was the last", "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=DAILY;COUNT=1','series_id':'$'}}" },
    { "it has no series", "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=DAILY'}}" },
    { "its series is no id", "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=DAILY','series_id':'x'}}" },
    { "it has no rule", "{'due':'2026-11-20','recurrence':{'series_id':'$'}}" },
    { "its rule is no text", "{'due':'2026-11-20','recurrence':{'rrule':7,'series_id':'$'}}" },
    { "its rule is not understood",
      "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=HOURLY','series_id':'$'}}" },
    { "recurrence is no object", "{'due':'2026-11-20','recurrence':'FREQ=DAILY'}" },
    { "the calendar ends", "{'due':'9999-12-31','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = parse (cases[i][1]);
      g_autofree char *id = NULL;

      g_test_message ("%s", cases[i][0]);
      g_assert_null (dovetail_occurrence_next (data, NOON, &zone, &id));
      g_assert_null (id);
    }
}

/* The day that a series knows of itself. */
static void
test_anchor (void)
{
  static const struct
  {
    const char *what, *before, *data, *date;
  } cases[] = {
    { "a new one begins on its date", NULL,
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}", "2026-11-27" },
    { "or on its start", NULL, "{'start':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}",
      "2026-11-27" },
    { "or today", NULL, "{'recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}", "2026-11-20" },
    { "what somebody gave stays", NULL,
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-20" },
    { "what is no date does not", NULL,
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'soon'}}",
      "2026-11-27" },
    { "moving it does not move the series",
      "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-20" },
    { "nor when the day had not been noted yet",
      "{'due':'2026-11-20','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$'}}", "2026-11-20" },
    { "another rule begins where the task is",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=WEEKLY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-27" },
    { "a first date is where it begins",
      "{'recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "2026-11-27" },
    { "losing its date does not lose its day",
      "{'due':'2026-11-27','recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}",
      "{'recurrence':{'rrule':'FREQ=DAILY','series_id':'$','date':'2026-11-20'}}", "2026-11-20" },
    { "what does not repeat has none", NULL, "{'due':'2026-11-27'}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) before = cases[i].before == NULL ? NULL : parse (cases[i].before);
      g_autoptr (JsonNode) data = parse (cases[i].data);
      g_autoptr (JsonNode) anchored = dovetail_occurrence_anchor (before, data, NOON, &zone);
      JsonNode *recurrence = dovetail_data_get (anchored, "recurrence");

      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (recurrence == NULL ? NULL : dovetail_data_get_string (recurrence, "date"), ==,
                       cases[i].date);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/occurrence/next", test_next);
  g_test_add_func ("/core/occurrence/no-next", test_no_next);
  g_test_add_func ("/core/occurrence/anchor", test_anchor);
  return g_test_run ();
}
