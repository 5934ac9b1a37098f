/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values of records in words. */
#include "app/value-words.h"
#include "core/timestamp.h"
#include "json/json.h"

static gint64
moment (const char *text)
{
  gint64 time;

  g_assert_true (dovetail_timestamp_parse (text, &time));
  return time;
}

typedef struct
{
  const char *name;
  const char *field;
  const char *record; /* holds the field, or not */
  const char *words;
} Case;

static const Case cases[] = {
  { "a priority", "priority", "{\"priority\":\"high\"}", "High" },
  { "no priority", "priority", "{}", "None" },
  { "a status", "status", "{\"status\":\"in_progress\"}", "In progress" },
  { "no status is to do", "status", "{}", "To do" },
  { "no date", "due", "{}", "No date" },
  { "tags", "tags", "{\"tags\":[\"home\",\"money\"]}", "home, money" },
  { "no tags", "tags", "{\"tags\":[]}", "none" },
  { "no list is the inbox", "list_id", "{}", "Inbox" },
  { "a list nobody knows", "list_id", "{\"list_id\":\"x\"}", "a list that is not here" },
  { "reminders", "reminders", "{\"reminders\":[\"-PT15M\",\"PT0S\",\"PT9H\"]}",
    "15 minutes before, When it is due, On the day at 09:00" },
  { "a number", "points", "{\"points\":5}", "5" },
  { "a checklist", "checklist",
    "{\"checklist\":[{\"id\":\"a\",\"title\":\"cake\",\"done\":true},{\"id\":\"b\",\"title\":\"tea\"}]}",
    "☑ cake\n☐ tea" },
  { "every month", "recurrence", "{\"recurrence\":{\"rrule\":\"FREQ=MONTHLY\"}}", "every month" },
  { "every two weeks", "recurrence", "{\"recurrence\":{\"rrule\":\"FREQ=WEEKLY;INTERVAL=2\"}}",
    "every 2 weeks" },
  { "no recurrence", "recurrence", "{}", "Never" },
  { "a field of a later version", "mood", "{\"mood\":true}", "yes" },
};

static void
test_value (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) record = dovetail_json_parse_object (c->record, -1, &error);
  g_autofree char *words = NULL;

  g_assert_no_error (error);
  words = dovetail_words_value (NULL, "task", c->field, dovetail_data_get (record, c->field));
  g_assert_cmpstr (words, ==, c->words);
}

static void
test_when (void)
{
  gint64 now = moment ("2026-11-20T12:00:00.000Z");
  g_autofree char *day = dovetail_words_when ("2026-11-27", now);
  g_autofree char *other_year = dovetail_words_when ("2027-03-10", now);
  g_autofree char *with_time = dovetail_words_when ("2026-11-27T09:00:00.000Z", now);
  g_autofree char *nonsense = dovetail_words_when ("soon", now);

  g_assert_cmpstr (day, ==, "Fri 27 Nov");
  g_assert_cmpstr (other_year, ==, "Wed 10 Mar 2027");
  g_assert_cmpstr (with_time, ==, "Fri 27 Nov 09:00");
  g_assert_cmpstr (nonsense, ==, "soon");
}

static void
test_moment (void)
{
  gint64 now = moment ("2026-11-20T12:00:00.000Z");
  g_autofree char *today = dovetail_words_moment (moment ("2026-11-20T09:05:00.000Z"), now);
  g_autofree char *yesterday = dovetail_words_moment (moment ("2026-11-19T23:59:00.000Z"), now);
  g_autofree char *before = dovetail_words_moment (moment ("2026-11-18T08:00:00.000Z"), now);

  g_assert_cmpstr (today, ==, "09:05");
  g_assert_cmpstr (yesterday, ==, "yesterday 23:59");
  g_assert_cmpstr (before, ==, "Wed 18 Nov 08:00");
}

static void
test_ago (void)
{
  g_autofree char *just_now = dovetail_words_ago (1000, 30000);
  g_autofree char *one = dovetail_words_ago (0, 60 * 1000);
  g_autofree char *hours = dovetail_words_ago (0, 2 * 3600 * 1000);
  g_autofree char *days = dovetail_words_ago (0, G_GINT64_CONSTANT (3) * 86400 * 1000);

  g_assert_cmpstr (just_now, ==, "just now");
  g_assert_cmpstr (one, ==, "1 minute ago");
  g_assert_cmpstr (hours, ==, "2 hours ago");
  g_assert_cmpstr (days, ==, "3 days ago");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/value-words/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_value);
    }
  g_test_add_func ("/app/value-words/dates", test_when);
  g_test_add_func ("/app/value-words/moments", test_moment);
  g_test_add_func ("/app/value-words/how long ago", test_ago);
  return g_test_run ();
}
