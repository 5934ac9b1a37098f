/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recurrence rules against libical, which knows all of RFC 5545: random rules, made of what Dovetail
 * understands, must fall on the same days. DOVETAIL_TEST_SEED replays. */

#include "core/recurrence.h"
#include "core/zone.h"

#include <libical/ical.h>

#define N_RULES 1000
#define N_DAYS 12

static void
append_weekdays (GString *rule, GRand *rand, gboolean ordinals)
{
  static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
  guint n = (guint) g_rand_int_range (rand, 1, 4);

  g_string_append (rule, ";BYDAY=");
  for (guint i = 0; i < n; i++)
    {
      int nth = ordinals && g_rand_boolean (rand) ? g_rand_int_range (rand, -2, 5) : 0;

      if (nth != 0)
        g_string_append_printf (rule, "%d", nth);
      g_string_append_printf (rule, "%s%s", names[(g_rand_int_range (rand, 0, 2) + 2 * (int) i) % 7],
                              i + 1 < n ? "," : "");
    }
}

static char *
make_rule (GRand *rand)
{
  static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
  DovetailFrequency frequency = (DovetailFrequency) g_rand_int_range (rand, 0, 4);
  GString *rule = g_string_new (NULL);
  gboolean by_weekday = g_rand_int_range (rand, 0, 2) == 0;

  g_string_printf (rule, "FREQ=%s", names[frequency]);
  if (g_rand_boolean (rand))
    g_string_append_printf (rule, ";INTERVAL=%d", g_rand_int_range (rand, 1, 5));
  if (frequency == DOVETAIL_FREQUENCY_YEARLY || g_rand_int_range (rand, 0, 4) == 0)
    g_string_append_printf (rule, ";BYMONTH=%d", g_rand_int_range (rand, 1, 13));
  if (by_weekday)
    append_weekdays (rule, rand, frequency >= DOVETAIL_FREQUENCY_MONTHLY);
  else if (frequency >= DOVETAIL_FREQUENCY_MONTHLY && g_rand_boolean (rand))
    g_string_append_printf (rule, ";BYMONTHDAY=%d", g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 29)
                                                                         : g_rand_int_range (rand, -28, 0));

  return g_string_free (rule, FALSE);
}

/* The days behind the first, as libical counts them. */
static GArray *
ask_libical (const char *rule, gint64 first)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (gint64));
  DovetailCivil civil;
  struct icaltimetype start = { .is_date = 1 };
  icalrecur_iterator *iterator;

  dovetail_civil_from_days (first, &civil);
  start.year = civil.year;
  start.month = civil.month;
  start.day = civil.day;
  start.is_date = 1;
  iterator = icalrecur_iterator_new (icalrecurrencetype_from_string (rule), start);
  if (iterator == NULL) /* the 31st of June alone */
    return days;
  while (days->len < N_DAYS)
    {
      struct icaltimetype next = icalrecur_iterator_next (iterator);
      gint64 day;

      if (icaltime_is_null_time (next))
        break;
      day = dovetail_civil_to_days (next.year, next.month, next.day);
      if (day > first)
        g_array_append_val (days, day);
    }
  icalrecur_iterator_free (iterator);

  return days;
}

/* A day the rule itself gives: there both begin alike. */
static gboolean
find_first (const char *rule, gint64 from, gint64 *first)
{
  g_autoptr (GArray) days = ask_libical (rule, from);

  if (days->len == 0)
    return FALSE;
  *first = g_array_index (days, gint64, 0);

  return TRUE;
}

static void
compare (const char *rule, gint64 first)
{
  g_autoptr (GArray) expected = ask_libical (rule, first);
  g_autoptr (GError) error = NULL;
  DovetailRecurrence recurrence;
  gint64 day = first;

  g_assert_true (dovetail_recurrence_parse (rule, &recurrence, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < expected->len; i++)
    {
      DovetailCivil is, wanted;
      gboolean goes_on = dovetail_recurrence_next (&recurrence, day, &day);

      dovetail_civil_from_days (day, &is);
      dovetail_civil_from_days (g_array_index (expected, gint64, i), &wanted);
      if (!goes_on || day != g_array_index (expected, gint64, i))
        g_error ("%s, number %u: %04d-%02d-%02d where libical has %04d-%02d-%02d", rule, i + 1, is.year,
                 is.month, is.day, wanted.year, wanted.month, wanted.day);
    }
}

static void
test_like_libical (void)
{
  const char *chosen = g_getenv ("DOVETAIL_TEST_SEED");
  guint32 seed = chosen != NULL ? (guint32) g_ascii_strtoull (chosen, NULL, 10) : g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint compared = 0;

  g_test_message ("DOVETAIL_TEST_SEED=%u", seed);
  for (guint i = 0; i < N_RULES; i++)
    {
      g_autofree char *rule = make_rule (rand);
      gint64 from = dovetail_civil_to_days (2020 + g_rand_int_range (rand, 0, 12), 1, 1)
                    + g_rand_int_range (rand, 0, 365);
      gint64 first;

      if (!find_first (rule, from, &first))
        continue;
      compare (rule, first);
      compared++;
    }
  g_assert_cmpuint (compared, >, N_RULES / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/recurrence/like-libical", test_like_libical);
  return g_test_run ();
}
