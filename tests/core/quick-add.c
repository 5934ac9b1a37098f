/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type, and what is made of it. It is Friday, 20 November 2026, noon, unless a case says
 * otherwise. */

#include "core/quick-add.h"
#include "core/timestamp.h"

#define NOON "2026-11-20T12:00:00.000Z"
#define MINUTE G_GINT64_CONSTANT (60000)

static gint64
civil_to_ms (const DovetailCivil *civil)
{
  return dovetail_civil_to_days (civil->year, civil->month, civil->day) * 1440 * MINUTE
         + MAX (civil->hour, 0) * 60 * MINUTE + civil->minute * MINUTE;
}

static void
ms_to_civil (gint64 time, DovetailCivil *civil)
{
  gint64 minutes = time / MINUTE;

  dovetail_civil_from_days (minutes / 1440, civil);
  civil->hour = (int) (minutes / 60 % 24);
  civil->minute = (int) (minutes % 60);
}

static gint64
universal_to_utc (gpointer user_data, const DovetailCivil *civil)
{
  return civil_to_ms (civil);
}

static void
universal_from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  ms_to_civil (time, civil);
}

static const DovetailZone universal = { universal_to_utc, universal_from_utc, "Etc/UTC" };

/* One hour ahead, two from the last Sunday of March to that of October 2026. */
static gint64
summer_offset (gint64 time)
{
  gint64 begin = 0, end = 0;

  dovetail_timestamp_parse ("2026-03-29T01:00:00.000Z", &begin);
  dovetail_timestamp_parse ("2026-10-25T01:00:00.000Z", &end);

  return (time >= begin && time < end ? 120 : 60) * MINUTE;
}

static gint64
summer_to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 local = civil_to_ms (civil);
  gint64 as_summer = local - 120 * MINUTE;

  return summer_offset (as_summer) == 120 * MINUTE ? as_summer : local - 60 * MINUTE;
}

static void
summer_from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  ms_to_civil (time + summer_offset (time), civil);
}

static const DovetailZone summer = { summer_to_utc, summer_from_utc, "Europe/Berlin" };

typedef struct
{
  const char *line;
  const char *title;
  const char *due;
  const char *rrule;
  const char *tags; /* joined by a comma */
  const char *list_name;
  const char *priority;
} Case;

static const Case cases[] = {
  /* nothing to understand */
  { "buy milk", "buy milk" },
  { "  buy   milk ", "buy milk" },
  { "", "" },
  { "   ", "" },
  { "call 5 people at work", "call 5 people at work" },
  { "look at 9 photos", "look at 9 photos" },
  { "buy sun cream", "buy sun cream" },
  { "sat down with Bob", "sat down with Bob" },
  { "mail a@b.example about C:\\dir", "mail a@b.example about C:\\dir" },
  { "meet @ the gate", "meet @ the gate" },
  { "fix #12", "fix #12" },
  { "may I march on", "may I march on" },
  { "wow! great", "wow! great" },
  { "ratio 3:1", "ratio 3:1" },
  { "in summer", "in summer" },
  { "every one of them", "every one of them" },
  { "31 nov party", "31 nov party" },
  { "2026-02-30 party", "2026-02-30 party" },
  { "25:00 and 13pm and 0am", "25:00 and 13pm and 0am" },

  /* all at once */
  { "pay rent tomorrow 9am #home @Family !high every month", "pay rent", "2026-11-21T09:00:00.000Z",
    "FREQ=MONTHLY", "home", "Family", "high" },
  { "@Family #home !high every month 9am tomorrow pay rent", "pay rent", "2026-11-21T09:00:00.000Z",
    "FREQ=MONTHLY", "home", "Family", "high" },

  /* days */
  { "a today", "a", "2026-11-20" },
  { "a tomorrow", "a", "2026-11-21" },
  { "Tomorrow, buy milk", "buy milk", "2026-11-21" },
  { "a tonight", "a", "2026-11-20T20:00:00.000Z" },
  { "a tonight at 8", "a", "2026-11-20T20:00:00.000Z" },
  { "a tonight 9:30pm", "a", "2026-11-20T21:30:00.000Z" },
  { "a monday", "a", "2026-11-23" },
  { "a friday", "a", "2026-11-27" },
  { "a SATURDAY", "a", "2026-11-21" },
  { "a fri", "a", "2026-11-27" },
  { "a next fri", "a", "2026-11-27" },
  { "a this sun", "a", "2026-11-22" },
  { "a on sun with Bob", "a with Bob", "2026-11-22" },
  { "wed #x a", "a", "2026-11-25", .tags = "x" },
  { "a by friday", "a", "2026-11-27" },
  { "a due on monday", "a", "2026-11-23" },
  { "a next week", "a", "2026-11-23" },
  { "a next month", "a", "2026-12-01" },
  { "a 2027-03-10", "a", "2027-03-10" },
  { "a 27 nov", "a", "2026-11-27" },
  { "a nov 27", "a", "2026-11-27" },
  { "a 27th November", "a", "2026-11-27" },
  { "a 20 nov", "a", "2026-11-20" },
  { "a 19 nov", "a", "2027-11-19" },
  { "a 1 sept 2031", "a", "2031-09-01" },
  { "a feb 29", "a", "2028-02-29" },
  { "a 29 feb 2027", "a 29 feb 2027" },
  { "a in 3 days", "a", "2026-11-23" },
  { "a in 1 day", "a", "2026-11-21" },
  { "a in a week", "a", "2026-11-27" },
  { "a in 2 weeks", "a", "2026-12-04" },
  { "a in 3 months", "a", "2027-02-20" },
  { "a in 1 year", "a", "2027-11-20" },
  { "a in 9999 years", "a in 9999 years" },

  /* times */
  { "a 1pm", "a", "2026-11-20T13:00:00.000Z" },
  { "a 9am", "a", "2026-11-21T09:00:00.000Z" },
  { "a 9 pm", "a", "2026-11-20T21:00:00.000Z" },
  { "a 12am", "a", "2026-11-21T00:00:00.000Z" },
  { "a 12:15pm", "a", "2026-11-20T12:15:00.000Z" },
  { "a 14:30", "a", "2026-11-20T14:30:00.000Z" },
  { "a 09:05", "a", "2026-11-21T09:05:00.000Z" },
  { "a at 9", "a", "2026-11-21T09:00:00.000Z" },
  { "a at 17 #x", "a", "2026-11-20T17:00:00.000Z", .tags = "x" },
  { "a at noon", "a", "2026-11-21T12:00:00.000Z" },
  { "a 27 nov 14:30", "a", "2026-11-27T14:30:00.000Z" },
  { "a 14:30 27 nov", "a", "2026-11-27T14:30:00.000Z" },
  { "a today 9am", "a", "2026-11-20T09:00:00.000Z" },
  { "a in 2 hours", "a", "2026-11-20T14:00:00.000Z" },
  { "a in 45 minutes", "a", "2026-11-20T12:45:00.000Z" },

  /* repetition */
  { "a every day", "a", "2026-11-20", "FREQ=DAILY" },
  { "a every other day", "a", "2026-11-20", "FREQ=DAILY;INTERVAL=2" },
  { "a every 2 weeks", "a", "2026-11-20", "FREQ=WEEKLY;INTERVAL=2" },
  { "a every year 24 dec", "a", "2026-12-24", "FREQ=YEARLY" },
  { "a every monday", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO" },
  { "a every friday", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=FR" },
  { "a every friday 9am", "a", "2026-11-27T09:00:00.000Z", "FREQ=WEEKLY;BYDAY=FR" },
  { "a every other tue", "a", "2026-11-24", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" },
  { "a every wed, mon and fri", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
  { "a every mon,thu", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO,TH" },
  { "a every weekday", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
  { "a every day 8am", "a", "2026-11-21T08:00:00.000Z", "FREQ=DAILY" },
  { "a every 0 days", "a every 0 days" },

  /* marks */
  { "a #home #Work", "a", .tags = "home,Work" },
  { "a #home #home", "a", .tags = "home" },
  { "a #home, b", "a b", .tags = "home" },
  { "a #\"two words\"", "a", .tags = "two words" },
  { "a #\xc3\xa9t\xc3\xa9", "a", .tags = "\xc3\xa9t\xc3\xa9" },
  { "a @\"Big list\" b", "a b", .list_name = "Big list" },
  { "a @One @Two", "a @Two", .list_name = "One" },
  { "a @\"never closed", "a closed", .list_name = "\"never" },
  { "a !", "a", .priority = "low" },
  { "a !!", "a", .priority = "medium" },
  { "a !!!", "a", .priority = "high" },
  { "a !Low", "a", .priority = "low" },
  { "a !2", "a", .priority = "medium" },
  { "a !high !low", "a !low", .priority = "high" },
  { "a !important", "a !important" },

  /* what is meant literally */
  { "read \"tomorrow never dies\" tomorrow", "read \"tomorrow never dies\"", "2026-11-21" },
  { "\\tomorrow is \\#1", "tomorrow is #1" },
  { "wave \\o/ today", "wave o/", "2026-11-20" },
  { "a \\!high \\@home", "a !high @home" },
  { "\"every day\"", "\"every day\"" },

  /* the first counts, a second stays */
  { "today or tomorrow", "or tomorrow", "2026-11-20" },
  { "a 9am 10am", "a 10am", "2026-11-21T09:00:00.000Z" },

  /* nothing is left for a title */
  { "tomorrow", "tomorrow", "2026-11-21" },
  { " #home ", "#home", .tags = "home" },
};

static void
check_case_in (const Case *expected,
               gint64 now,
               const DovetailZone *zone,
               const DovetailQuickAddLanguage *language)
{
  g_autoptr (DovetailQuickAdd) result = dovetail_quick_add_parse (expected->line, now, zone, language);
  g_autofree char *tags = g_strjoinv (",", result->tags);
  gboolean has_time = expected->due != NULL && strchr (expected->due, 'T') != NULL;

  g_test_message ("%s", expected->line);
  g_assert_cmpstr (result->title, ==, expected->title);
  g_assert_cmpstr (result->due, ==, expected->due);
  g_assert_cmpstr (result->due_zone, ==, has_time ? zone->name : NULL);
  g_assert_cmpstr (result->rrule, ==, expected->rrule);
  g_assert_cmpstr (tags, ==, expected->tags == NULL ? "" : expected->tags);
  g_assert_cmpstr (result->list_name, ==, expected->list_name);
  g_assert_cmpstr (result->priority, ==, expected->priority);
}

static void
check_case (const Case *expected, gint64 now, const DovetailZone *zone)
{
  check_case_in (expected, now, zone, NULL);
}

static gint64
time_of (const char *text)
{
  gint64 time = 0;

  g_assert_true (dovetail_timestamp_parse (text, &time));

  return time;
}

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (&cases[i], time_of (NOON), &universal);
}

/* Noon is said as it is typed: on Friday, 20 November 2026. */
static const Case german_cases[] = {
  { "Milch kaufen", "Milch kaufen" },
  { "Miete zahlen morgen 9 Uhr #heim @Familie !high jeden Monat", "Miete zahlen", "2026-11-21T09:00:00.000Z",
    "FREQ=MONTHLY", "heim", "Familie", "high" },
  { "Miete zahlen Freitag 9 Uhr #heim !hoch jeden Monat", "Miete zahlen", "2026-11-27T09:00:00.000Z",
    "FREQ=MONTHLY", "heim", .priority = "high" },
  { "a Fr 18:00", "a", "2026-11-27T18:00:00.000Z" },
  { "a alle 3 Tage", "a", "2026-11-20", "FREQ=DAILY;INTERVAL=3" },
  { "a !mittel", "a", .priority = "medium" },
  { "a heute", "a", "2026-11-20" },
  { "a Übermorgen", "a", "2026-11-22" },
  { "a heute Abend", "a", "2026-11-20T20:00:00.000Z" },
  { "a heute abend um 9", "a", "2026-11-20T21:00:00.000Z" },
  { "a am Montag", "a", "2026-11-23" },
  { "a bis Mittwoch", "a", "2026-11-25" },
  { "a am So", "a", "2026-11-22" },
  { "a nächsten Freitag", "a", "2026-11-27" },
  { "a nächste Woche", "a", "2026-11-23" },
  { "a nächsten Monat", "a", "2026-12-01" },
  { "a 27. November", "a", "2026-11-27" },
  { "a 1. März", "a", "2027-03-01" },
  { "a 27.11.", "a", "2026-11-27" },
  { "a am 3.1., b", "a b", "2027-01-03" },
  { "a 24.12.2027", "a", "2027-12-24" },
  { "a in drei Tagen", "a", "2026-11-23" },
  { "a in einer Woche", "a", "2026-11-27" },
  { "a in 2 Monaten", "a", "2027-01-20" },
  { "a in 2 Stunden", "a", "2026-11-20T14:00:00.000Z" },
  { "a um 17 Uhr", "a", "2026-11-20T17:00:00.000Z" },
  { "a 14.30 Uhr", "a", "2026-11-20T14:30:00.000Z" },
  { "a 14:30 Uhr morgen", "a", "2026-11-21T14:30:00.000Z" },
  { "a um 9", "a", "2026-11-21T09:00:00.000Z" },
  { "a täglich", "a", "2026-11-20", "FREQ=DAILY" },
  { "a jeden zweiten Tag", "a", "2026-11-20", "FREQ=DAILY;INTERVAL=2" },
  { "a alle 2 Wochen", "a", "2026-11-20", "FREQ=WEEKLY;INTERVAL=2" },
  { "a jeden Mo, Mi und Fr", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
  { "a jeden Mo und Do", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO,TH" },
  { "a jeden mo,do", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO,TH" },
  { "a werktags", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
  /* English goes on being understood */
  { "a tomorrow 9am", "a", "2026-11-21T09:00:00.000Z" },
  { "a 9 am", "a", "2026-11-21T09:00:00.000Z" },
  { "a every monday", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO" },
  /* what only looks like a date */
  { "a @\"Groß, #klein und mo,do mehr\" b", "a b", .list_name = "Groß, #klein und mo,do mehr" },
  { "Version 2.10 testen", "Version 2.10 testen" },
  { "Joggen am Morgen", "Joggen am Morgen" },
  { "einfach so", "einfach so" },
  { "what to do", "what to do" },
  { "um die Ecke gehen", "um die Ecke gehen" },
  { "alle Fenster putzen", "alle Fenster putzen" },
  { "Bob am Apparat", "Bob am Apparat" },
  { "31.11. Feier", "31.11. Feier" },
  { "99 Uhr", "99 Uhr" },
  { "heute oder übermorgen", "oder übermorgen", "2026-11-20" },
  { "\"heute Abend\" lesen", "\"heute Abend\" lesen" },
  { "heute Abend", "heute Abend", "2026-11-20T20:00:00.000Z" },
};

static const Case arabic_cases[] = {
  { "اشتر الحليب", "اشتر الحليب" },
  { "ادفع الإيجار غدا الساعة 9 كل شهر", "ادفع الإيجار", "2026-11-21T09:00:00.000Z", "FREQ=MONTHLY" },
  { "ادفع الإيجار يوم الجمعة الساعة 9 #بيت !عالية كل شهر", "ادفع الإيجار", "2026-11-27T09:00:00.000Z",
    "FREQ=MONTHLY", "بيت", .priority = "high" },
  { "a الجمعة 18:00", "a", "2026-11-27T18:00:00.000Z" },
  { "a كل 3 أيام", "a", "2026-11-20", "FREQ=DAILY;INTERVAL=3" },
  { "a اليوم", "a", "2026-11-20" },
  { "a بعد غد", "a", "2026-11-22" },
  { "a يوم الاثنين", "a", "2026-11-23" },
  { "a الأسبوع القادم", "a", "2026-11-23" },
  { "a بعد 3 أيام", "a", "2026-11-23" },
  { "a بعد أسبوعين", "a", "2026-12-04" },
  { "a 27 نوفمبر", "a", "2026-11-27" },
  { "a الساعة 9 مساءً", "a", "2026-11-20T21:00:00.000Z" },
  { "a كل يوم", "a", "2026-11-20", "FREQ=DAILY" },
  { "a كل 2 أسابيع", "a", "2026-11-20", "FREQ=WEEKLY;INTERVAL=2" },
  { "a كل يوم جمعة", "a", "2026-11-20", "FREQ=WEEKLY;BYDAY=FR" },
  { "a كل الاثنين والخميس", "a", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO,TH" },
  { "كل الناس", "كل الناس" },
};

static const DovetailQuickAddLanguage *
find_language (const char *first, const char *second)
{
  const char *const names[] = { first, second, NULL };

  return dovetail_quick_add_find_language (names);
}

static void
test_languages (void)
{
  const DovetailQuickAddLanguage *german = find_language ("de_AT.UTF-8", "C");
  const DovetailQuickAddLanguage *arabic = find_language ("ar", "C");

  g_assert_nonnull (german);
  g_assert_nonnull (arabic);
  for (gsize i = 0; i < G_N_ELEMENTS (german_cases); i++)
    check_case_in (&german_cases[i], time_of (NOON), &universal, german);
  for (gsize i = 0; i < G_N_ELEMENTS (arabic_cases); i++)
    check_case_in (&arabic_cases[i], time_of (NOON), &universal, arabic);

  g_test_message ("the first that is known, and English before any");
  g_assert_true (find_language ("fr_FR", "de") == german);
  g_assert_null (find_language ("en_GB.UTF-8", "de"));
  g_assert_null (find_language ("C", "de"));
  g_assert_null (find_language ("fr_FR", "C"));
}

static void
test_german_alone (void)
{
  static const char *const repeats[][2] = {
    { "alle 2 Wochen", "FREQ=WEEKLY;INTERVAL=2" },
    { "Mo und Do", "FREQ=WEEKLY;BYDAY=MO,TH" },
    { "monatlich", "FREQ=MONTHLY" },
    { "oft", NULL },
  };
  const DovetailQuickAddLanguage *german = find_language ("de", NULL);
  g_autofree char *due = NULL;
  g_autofree char *zone = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (repeats); i++)
    {
      g_autofree char *rule = dovetail_quick_add_parse_repeat (repeats[i][0], german);

      g_test_message ("%s", repeats[i][0]);
      g_assert_cmpstr (rule, ==, repeats[i][1]);
    }
  g_assert_true (
      dovetail_quick_add_parse_when ("Montag 9 Uhr", time_of (NOON), &universal, german, &due, &zone));
  g_assert_cmpstr (due, ==, "2026-11-23T09:00:00.000Z");
}

static void
test_month_ends (void)
{
  static const Case from_31_january[] = {
    { "a in 1 month", "a", "2027-02-28" },  { "a in 2 months", "a", "2027-03-31" },
    { "a in 3 months", "a", "2027-04-30" }, { "a in 13 months", "a", "2028-02-29" },
    { "a next month", "a", "2027-02-01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (from_31_january); i++)
    check_case (&from_31_january[i], time_of ("2027-01-31T10:00:00.000Z"), &universal);
}

/* It is already the 21st there while it is the 20th in UTC. */
static void
test_today_is_local (void)
{
  static const Case late[] = {
    { "a today", "a", "2026-11-21" },
    { "a tomorrow 0:30", "a", "2026-11-21T23:30:00.000Z" },
    { "a 00:45", "a", "2026-11-20T23:45:00.000Z" },
    { "a 00:15", "a", "2026-11-21T23:15:00.000Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (late); i++)
    check_case (&late[i], time_of ("2026-11-20T23:30:00.000Z"), &summer);
}

static void
test_summer_time (void)
{
  static const Case spring[] = {
    { "a tomorrow 9am", "a", "2026-03-29T07:00:00.000Z" },
    { "a today 9am", "a", "2026-03-28T08:00:00.000Z" },
    { "a tomorrow 2:30", "a", "2026-03-29T01:30:00.000Z" },
  };
  static const Case autumn[] = {
    { "a tomorrow 2:30", "a", "2026-10-25T00:30:00.000Z" },
    { "a tomorrow 9am", "a", "2026-10-25T08:00:00.000Z" },
    { "a in 24 hours", "a", "2026-10-25T06:00:00.000Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (spring); i++)
    check_case (&spring[i], time_of ("2026-03-28T06:00:00.000Z"), &summer);
  for (gsize i = 0; i < G_N_ELEMENTS (autumn); i++)
    check_case (&autumn[i], time_of ("2026-10-24T06:00:00.000Z"), &summer);
}

static void
test_evening_that_has_begun (void)
{
  static const Case evening[] = {
    { "a tonight", "a", "2026-11-20" },
    { "a tonight 11pm", "a", "2026-11-20T23:00:00.000Z" },
    { "a 9pm", "a", "2026-11-21T21:00:00.000Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (evening); i++)
    check_case (&evening[i], time_of ("2026-11-20T21:10:00.000Z"), &universal);
}

static void
test_when_alone (void)
{
  static const struct
  {
    const char *text;
    const char *due; /* NULL: not understood */
    const char *zone;
  } whens[] = {
    { "tomorrow 9am", "2026-11-21T09:00:00.000Z", "Etc/UTC" },
    { "fri", "2026-11-27", NULL },
    { "2027-03-10", "2027-03-10", NULL },
    { "2027-03-10T09:00:00+01:00", "2027-03-10T08:00:00.000Z", "Etc/UTC" },
    { "27 nov 14:30", "2026-11-27T14:30:00.000Z", "Etc/UTC" },
    { " Next Fri ", "2026-11-27", NULL },
    { "at 9", "2026-11-21T09:00:00.000Z", "Etc/UTC" },
    { "", NULL, NULL },
    { "soon", NULL, NULL },
    { "tomorrow maybe", NULL, NULL },
    { "today tomorrow", NULL, NULL },
    { "every day", NULL, NULL },
    { "\"today\"", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (whens); i++)
    {
      g_autofree char *due = NULL;
      g_autofree char *zone = NULL;
      gboolean understood
          = dovetail_quick_add_parse_when (whens[i].text, time_of (NOON), &universal, NULL, &due, &zone);

      g_test_message ("%s", whens[i].text);
      g_assert_cmpint (understood, ==, whens[i].due != NULL);
      g_assert_cmpstr (due, ==, whens[i].due);
      g_assert_cmpstr (zone, ==, whens[i].zone);
    }
}

/* Anything may be pasted into the entry; nothing of it is lost or breaks. */
static void
test_random_lines (void)
{
  static const char *const pieces[] = { "a",    "tomorrow", "every", "at",   "9", "\"",   "\\",
                                        "#",    "@",        "!",     "in",   "3", "days", "nov",
                                        "27",   "and",      "mon",   "\xff", ",", "\t",   "\xf0\x9f\x98\x80",
                                        "next", "9999999",  "12:99" };
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      g_autoptr (DovetailQuickAdd) result = NULL;

      for (gint32 j = g_rand_int_range (random, 0, 12); j > 0; j--)
        {
          g_string_append (line, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
          if (g_rand_boolean (random))
            g_string_append_c (line, ' ');
        }
      result = dovetail_quick_add_parse (line->str, time_of (NOON), &summer, NULL);
      g_assert_true (g_utf8_validate (result->title, -1, NULL));
      g_strstrip (line->str);
      g_assert_cmpint (*result->title == '\0', ==, *line->str == '\0');
    }
}

static void
test_long_line (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (DovetailQuickAdd) result = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (line, "at 9 \"in ");
  result = dovetail_quick_add_parse (line->str, time_of (NOON), &universal, NULL);
  g_assert_nonnull (result);
}

static void
test_repeat (void)
{
  static const char *const repeats[][2] = {
    { "every day", "FREQ=DAILY" },
    { "day", "FREQ=DAILY" },
    { " Every 2 Weeks ", "FREQ=WEEKLY;INTERVAL=2" },
    { "other month", "FREQ=MONTHLY;INTERVAL=2" },
    { "every mon and thu", "FREQ=WEEKLY;BYDAY=MO,TH" },
    { "weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
    { "every day at noon", NULL },
    { "every", NULL },
    { "often", NULL },
    { "\xff", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (repeats); i++)
    {
      g_autofree char *rule = dovetail_quick_add_parse_repeat (repeats[i][0], NULL);

      g_test_message ("%s", repeats[i][0]);
      g_assert_cmpstr (rule, ==, repeats[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/quick-add/lines", test_lines);
  g_test_add_func ("/core/quick-add/languages", test_languages);
  g_test_add_func ("/core/quick-add/german-alone", test_german_alone);
  g_test_add_func ("/core/quick-add/month-ends", test_month_ends);
  g_test_add_func ("/core/quick-add/today-is-local", test_today_is_local);
  g_test_add_func ("/core/quick-add/summer-time", test_summer_time);
  g_test_add_func ("/core/quick-add/evening-that-has-begun", test_evening_that_has_begun);
  g_test_add_func ("/core/quick-add/when-alone", test_when_alone);
  g_test_add_func ("/core/quick-add/random-lines", test_random_lines);
  g_test_add_func ("/core/quick-add/long-line", test_long_line);

  g_test_add_func ("/core/quick-add/repeat", test_repeat);
  return g_test_run ();
}
