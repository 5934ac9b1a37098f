/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Due dates in words, and back into a record. */

#include "app/due.h"

/* Two hours east of Greenwich, all year. */
#define OFFSET (2 * 60 * 60 * 1000)
#define DAY (24 * 60 * 60 * 1000)

static gint64
fixed_to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 days = dovetail_civil_to_days (civil->year, civil->month, civil->day);

  return days * DAY + MAX (civil->hour, 0) * 3600000 + civil->minute * 60000 - OFFSET;
}

static void
fixed_from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 local = time + OFFSET;

  dovetail_civil_from_days (local / DAY, civil);
  civil->hour = (local % DAY) / 3600000;
  civil->minute = (local % 3600000) / 60000;
}

static const DovetailZone zone = { fixed_to_utc, fixed_from_utc, "Test/East", NULL };

/* Friday, 20 November 2026, 14:30 */
static const DovetailCivil now = { 2026, 11, 20, 14, 30 };

static const struct
{
  const char *due;
  const char *words;
  DovetailUrgency urgency;
} cases[] = {
  { "2026-11-20", "Today", DOVETAIL_URGENCY_TODAY },
  { "2026-11-20T13:00:00.000Z", "Today 15:00", DOVETAIL_URGENCY_TODAY },
  { "2026-11-20T12:00:00.000Z", "Today 14:00", DOVETAIL_URGENCY_OVERDUE },
  { "2026-11-20T23:00:00.000Z", "Tomorrow 01:00", DOVETAIL_URGENCY_LATER },
  { "2026-11-21", "Tomorrow", DOVETAIL_URGENCY_LATER },
  { "2026-11-19", "Yesterday", DOVETAIL_URGENCY_OVERDUE },
  { "2026-11-23", "Monday", DOVETAIL_URGENCY_LATER },
  { "2026-11-27", "27 Nov", DOVETAIL_URGENCY_LATER },
  { "2026-11-02", "2 Nov", DOVETAIL_URGENCY_OVERDUE },
  { "2027-03-10", "10 Mar 2027", DOVETAIL_URGENCY_LATER },
};

static JsonNode *
data_with_due (const char *due)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();

  return dovetail_data_with_string (empty, "due", due);
}

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) data = data_with_due (cases[i].due);
      g_autofree char *words = NULL;
      DovetailCivil due;

      g_assert_true (dovetail_due_read (data, &zone, &due));
      words = dovetail_due_describe (&due, &now);
      g_assert_cmpstr (words, ==, cases[i].words);
      g_assert_cmpint (dovetail_due_urgency (&due, &now), ==, cases[i].urgency);
    }
}

static void
test_no_date (void)
{
  static const char *const wrong[] = { "", "soon", "2026-13-01", "2026-11-20T25:00:00.000Z" };
  g_autoptr (JsonNode) none = dovetail_data_empty ();
  DovetailCivil due;

  g_assert_false (dovetail_due_read (none, &zone, &due));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonNode) data = data_with_due (wrong[i]);

      g_assert_false (dovetail_due_read (data, &zone, &due));
    }
}

static void
test_patch (void)
{
  const DovetailCivil date = { 2026, 11, 27, -1, 0 };
  const DovetailCivil moment = { 2026, 11, 27, 9, 0 };
  g_autoptr (JsonNode) of_date = dovetail_due_to_patch (&date, &zone);
  g_autoptr (JsonNode) of_moment = dovetail_due_to_patch (&moment, &zone);
  g_autoptr (JsonNode) of_none = dovetail_due_to_patch (NULL, &zone);

  g_assert_cmpstr (dovetail_data_get_string (of_date, "due"), ==, "2026-11-27");
  g_assert_true (json_object_get_null_member (json_node_get_object (of_date), "due_zone"));
  g_assert_cmpstr (dovetail_data_get_string (of_moment, "due"), ==, "2026-11-27T07:00:00.000Z");
  g_assert_cmpstr (dovetail_data_get_string (of_moment, "due_zone"), ==, "Test/East");
  g_assert_true (json_object_get_null_member (json_node_get_object (of_none), "due"));
  g_assert_true (json_object_get_null_member (json_node_get_object (of_none), "due_zone"));
}

static void
test_tomorrow (void)
{
  const DovetailCivil last_day = { 2026, 12, 31, 23, 59 };
  const DovetailCivil new_year = { 2027, 1, 1, 0, 0 };

  g_assert_cmpint (dovetail_civil_tomorrow (&last_day, &zone), ==, fixed_to_utc (NULL, &new_year));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/due/words", test_words);
  g_test_add_func ("/due/no-date", test_no_date);
  g_test_add_func ("/due/patch", test_patch);
  g_test_add_func ("/due/tomorrow", test_tomorrow);
  return g_test_run ();
}
