/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a reminder rings, and what it is called. */

#include "app/reminder.h"
#include "app/reminder-words.h"
#include "core/timestamp.h"

#define HOUR (60 * 60 * 1000)
#define DAY (24 * HOUR)

/* Two hours east of Greenwich until the clocks go back at three in the morning of 25 October 2026, then one.
 */
#define CHANGE G_GINT64_CONSTANT (1792890000000) /* 2026-10-25T01:00:00Z */

static gint64
offset_at (gint64 time)
{
  return time < CHANGE ? 2 * HOUR : HOUR;
}

static gint64
to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 days = dovetail_civil_to_days (civil->year, civil->month, civil->day);
  gint64 local = days * DAY + MAX (civil->hour, 0) * (gint64) HOUR + civil->minute * 60000;

  return local - offset_at (local - 2 * HOUR);
}

static void
from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 local = time + offset_at (time);

  dovetail_civil_from_days (local / DAY, civil);
  civil->hour = (int) (local % DAY / HOUR);
  civil->minute = (int) (local % HOUR / 60000);
}

static const DovetailZone zone = { to_utc, from_utc, "Test/East", NULL };

static const struct
{
  const char *what;
  const char *due;
  const char *reminder;
  const char *moment; /* NULL: it cannot be told */
} cases[] = {
  { "at the due time", "2026-11-27T08:00:00.000Z", "PT0S", "2026-11-27T08:00:00.000Z" },
  { "minutes before", "2026-11-27T08:00:00.000Z", "-PT15M", "2026-11-27T07:45:00.000Z" },
  { "seconds of the due time stay", "2026-11-27T08:00:30.500Z", "-P1D", "2026-11-26T08:00:30.500Z" },
  { "after it", "2026-11-27T08:00:00.000Z", "PT1H30M", "2026-11-27T09:30:00.000Z" },
  { "a plus says the same", "2026-11-27T08:00:00.000Z", "+PT1H", "2026-11-27T09:00:00.000Z" },
  { "a week before", "2026-11-27T08:00:00.000Z", "-P1W", "2026-11-20T08:00:00.000Z" },
  { "days and hours", "2026-11-27T08:00:00.000Z", "-P1DT2H", "2026-11-26T06:00:00.000Z" },
  { "a day of the calendar before, over the change of the clocks", "2026-10-25T08:00:00.000Z", "-P1D",
    "2026-10-24T07:00:00.000Z" },
  { "twenty-four hours before, over the change of the clocks", "2026-10-25T08:00:00.000Z", "-PT24H",
    "2026-10-24T08:00:00.000Z" },
  { "nine on the day", "2026-11-27", "PT9H", "2026-11-27T08:00:00.000Z" },
  { "nine is nine on the day of the change too", "2026-10-25", "PT9H", "2026-10-25T08:00:00.000Z" },
  { "six in the evening before", "2026-11-27", "-PT6H", "2026-11-26T17:00:00.000Z" },
  { "the morning a week before", "2026-11-27", "-P6DT15H", "2026-11-20T08:00:00.000Z" },
  { "a moment", "2026-11-27", "2026-11-01T10:00:00.000Z", "2026-11-01T10:00:00.000Z" },
  { "a moment, nothing being due", NULL, "2026-11-01T10:00:00.000Z", "2026-11-01T10:00:00.000Z" },
  { "a day alone is its morning", NULL, "2026-11-27", "2026-11-27T08:00:00.000Z" },
  { "before what is not due", NULL, "-PT15M", NULL },
  { "nothing", "2026-11-27", "", NULL },
  { "a letter", "2026-11-27", "P", NULL },
  { "no unit", "2026-11-27", "-PT15", NULL },
  { "no number", "2026-11-27", "-PTM", NULL },
  { "a unit in the wrong place", "2026-11-27", "-P15H", NULL },
  { "units in the wrong order", "2026-11-27", "-PT5M1H", NULL },
  { "a unit twice", "2026-11-27", "-PT5M5M", NULL },
  { "months, which no reminder has", "2026-11-27", "-P1M", NULL },
  { "more than there is time", "2026-11-27", "-PT99999999999999999999S", NULL },
  { "words", "2026-11-27", "tomorrow", NULL },
};

static JsonNode *
data_with_due (const char *due)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();

  return dovetail_data_with_string (empty, "due", due);
}

static void
test_moment (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = data_with_due (cases[i].due);
      g_autofree char *text = NULL;
      gint64 moment;

      if (dovetail_reminder_moment (data, cases[i].reminder, &zone, &moment))
        text = dovetail_timestamp_format (moment);
      if (g_strcmp0 (text, cases[i].moment) != 0)
        g_error ("%s: %s, expected %s", cases[i].what, text, cases[i].moment);
    }
}

static void
test_moments (void)
{
  static const char *const reminders[] = { "-PT1H", "nonsense", "2026-11-01T10:00:00.000Z", NULL };
  g_autoptr (JsonNode) due = data_with_due ("2026-11-27T08:00:00.000Z");
  g_autoptr (JsonNode) value = dovetail_value_strings (reminders);
  g_autoptr (JsonNode) data = dovetail_data_with (due, "reminders", value);
  g_autoptr (GArray) moments = dovetail_reminder_moments (data, &zone);
  g_autoptr (GArray) none = dovetail_reminder_moments (due, &zone);

  g_assert_cmpuint (moments->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_words (void)
{
  static const struct
  {
    const char *reminder;
    gboolean all_day;
    const char *words;
  } words[] = {
    { "PT0S", FALSE, "When it is due" },           { "-PT1M", FALSE, "1 minute before" },
    { "-PT90M", FALSE, "90 minutes before" },      { "-PT1H", FALSE, "1 hour before" },
    { "-PT48H", FALSE, "2 days before" },          { "-P14D", FALSE, "2 weeks before" },
    { "PT10M", FALSE, "10 minutes after" },        { "PT9H", TRUE, "On the day at 09:00" },
    { "-PT6H", TRUE, "1 day before at 18:00" },    { "-P6DT15H", TRUE, "7 days before at 09:00" },
    { "P1DT8H30M", TRUE, "1 day after at 08:30" }, { "2026-11-27", TRUE, "Fri 27 Nov" },
    { "something else", TRUE, "something else" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *text = dovetail_reminder_describe (words[i].reminder, words[i].all_day, CHANGE);

      g_assert_cmpstr (text, ==, words[i].words);
    }
}

/* All that is offered can be told and has a name of its own. */
static void
test_choices (void)
{
  for (int all_day = 0; all_day <= 1; all_day++)
    {
      g_autoptr (JsonNode) data = data_with_due (all_day ? "2026-11-27" : "2026-11-27T08:00:00.000Z");
      const char *const *choices = dovetail_reminder_choices (all_day);
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (gsize i = 0; choices[i] != NULL; i++)
        {
          gint64 moment;

          g_assert_true (dovetail_reminder_moment (data, choices[i], &zone, &moment));
          g_assert_true (g_hash_table_add (seen, dovetail_reminder_describe (choices[i], all_day, CHANGE)));
        }
    }
}

static void
test_body (void)
{
  static const struct
  {
    const char *due;
    gint64 late;
    const char *words;
  } bodies[] = {
    { "2026-10-25T09:00:00.000Z", 0, "Due: Today 10:00" },
    { "2026-10-26", 60 * 1000, "Due: Tomorrow" },
    { NULL, 0, "Reminder" },
    { NULL, 3 * DAY, "Reminder for Thu 22 Oct 08:00" },
    { "2026-10-25", 3 * DAY, "Due: Today (reminder for Thu 22 Oct 08:00)" },
  };
  gint64 now = CHANGE + 7 * HOUR; /* 08:00 in Greenwich, where the words are said */

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (JsonNode) data = data_with_due (bodies[i].due);
      g_autofree char *words = dovetail_reminder_words_body (data, now - bodies[i].late, now, &zone);

      g_assert_cmpstr (words, ==, bodies[i].words);
    }
}

static void
test_summary (void)
{
  static const char *const few[] = { "a", "b", "c", "d", "e", "f", NULL };
  static const char *const many[] = { "a", "b", "c", "d", "e", "f", "g", NULL };
  g_autofree char *title = dovetail_reminder_words_summary_title (7);
  g_autofree char *all = dovetail_reminder_words_summary_body (few);
  g_autofree char *first = dovetail_reminder_words_summary_body (many);

  g_assert_cmpstr (title, ==, "7 reminders");
  g_assert_cmpstr (all, ==, "a\nb\nc\nd\ne\nf");
  g_assert_cmpstr (first, ==, "a\nb\nc\nd\ne\nand 2 more");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminder/moment", test_moment);
  g_test_add_func ("/reminder/moments", test_moments);
  g_test_add_func ("/reminder/words", test_words);
  g_test_add_func ("/reminder/choices", test_choices);
  g_test_add_func ("/reminder/body", test_body);
  g_test_add_func ("/reminder/summary", test_summary);
  return g_test_run ();
}
