/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recurrence rules in words. */

#include "app/recurrence-words.h"

typedef struct
{
  const char *rule, *words;
} Case;

static const Case cases[] = {
  { NULL, "Never" },
  { "", "Never" },
  { "FREQ=DAILY", "every day" },
  { "FREQ=DAILY;INTERVAL=3", "every 3 days" },
  { "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every workday" },
  { "FREQ=WEEKLY", "every week" },
  { "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks" },
  { "FREQ=WEEKLY;BYDAY=MO", "every Monday" },
  { "FREQ=WEEKLY;BYDAY=MO,TH", "every week on Monday and Thursday" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "every 2 weeks on Monday, Wednesday and Friday" },
  { "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every workday" },
  { "FREQ=WEEKLY;BYDAY=SA,SU", "every weekend" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU", "every 2 weeks on Saturday and Sunday" },
  { "FREQ=MONTHLY", "every month" },
  { "FREQ=MONTHLY;INTERVAL=3", "every 3 months" },
  { "FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1 and day 15" },
  { "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day" },
  { "FREQ=MONTHLY;BYMONTHDAY=-3", "every month on day 3 from the end" },
  { "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday" },
  { "FREQ=MONTHLY;BYDAY=-2FR", "every month on the last Friday but one" },
  { "FREQ=MONTHLY;BYDAY=1MO,2MO,3MO,4MO,5MO",
    "every month on the first Monday, the second Monday, the third Monday, the fourth Monday and the fifth "
    "Monday" },
  { "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last workday" },
  { "FREQ=YEARLY", "every year" },
  { "FREQ=YEARLY;BYMONTH=3,9", "every year in March and September" },
  { "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "every year on the first Sunday in November" },
  { "FREQ=DAILY;COUNT=3", "every day, 3 times" },
  { "FREQ=DAILY;COUNT=1", "every day, once" },
  { "FREQ=WEEKLY;BYDAY=MO;UNTIL=20271231T235959Z", "every Monday until 31 Dec 2027" },
  /* no words for these: shown as they are */
  { "FREQ=HOURLY", "FREQ=HOURLY" },
  { "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13" },
  { "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYDAY=20MO" },
  { "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1" },
  { "FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1", "FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1" },
  { "FREQ=YEARLY;BYMONTH=1;BYSETPOS=1", "FREQ=YEARLY;BYMONTH=1;BYSETPOS=1" },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = dovetail_words_recurrence (cases[i].rule);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/recurrence-words", test_words);
  return g_test_run ();
}
