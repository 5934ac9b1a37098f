/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a pause ends, and how that is said. */

#include "app/pause.h"

#include "store/system-zone.h"
#include "sync/planner.h"

#define HOUR G_GINT64_CONSTANT (3600000)
#define NOON G_GINT64_CONSTANT (1795176000000) /* 2026-11-20T12:00:00Z, a Friday */

static const struct
{
  const char *says;
  const char *choice;
  gint64 now;
  gint64 until;
  const char *words;
} cases[] = {
  { "an hour", DOVETAIL_PAUSE_HOUR, NOON, NOON + HOUR, "Paused until 13:00" },
  { "an hour past midnight", DOVETAIL_PAUSE_HOUR, NOON + 11 * HOUR + HOUR / 2, NOON + 12 * HOUR + HOUR / 2,
    "Paused until tomorrow 00:30" },
  { "until tomorrow is until its morning", DOVETAIL_PAUSE_TOMORROW, NOON, NOON + 18 * HOUR,
    "Paused until tomorrow 06:00" },
  { "late in the evening as well", DOVETAIL_PAUSE_TOMORROW, NOON + 11 * HOUR, NOON + 18 * HOUR,
    "Paused until tomorrow 06:00" },
  { "until the user goes on", DOVETAIL_PAUSE_FOR_GOOD, NOON, DOVETAIL_PAUSED_FOR_GOOD, "Paused" },
  { "no such choice", "for-ever-and-a-day", NOON, 0, "Paused" },
};

static void
test_pauses (void)
{
  DovetailZone *zone = dovetail_system_zone_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 until = dovetail_pause_end (cases[i].choice, zone, cases[i].now);
      g_autofree char *words = dovetail_pause_words (until, cases[i].now);

      g_test_message ("%s", cases[i].says);
      g_assert_cmpint (until, ==, cases[i].until);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
  dovetail_system_zone_free (zone);
}

/* From another device's command line it may last for days. */
static void
test_days (void)
{
  g_autofree char *words = dovetail_pause_words (NOON + 72 * HOUR, NOON);

  g_assert_cmpstr (words, ==, "Paused until Mon 23 Nov 12:00");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pause/pauses", test_pauses);
  g_test_add_func ("/pause/days", test_days);
  return g_test_run ();
}
