/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an empty page says. */

#include "app/empty-words.h"

#include <glib/gi18n.h>

static const DovetailEmptyWords words_of_view[] = {
  [DOVETAIL_VIEW_ALL] = { "dovetail-all-symbolic", N_ ("No Tasks Yet"),
                          N_ ("Write the first one above: “pay rent friday 9am #home”") },
  [DOVETAIL_VIEW_INBOX] = { "dovetail-inbox-symbolic", N_ ("Nothing in the Inbox"),
                            N_ ("Write a task above. It stays here until you put it on a list.") },
  [DOVETAIL_VIEW_TODAY] = { "dovetail-today-symbolic", N_ ("Nothing Due Today"),
                            N_ ("Enjoy the day, or add something for today above.") },
  [DOVETAIL_VIEW_SCHEDULED] = { "dovetail-scheduled-symbolic", N_ ("Nothing Scheduled"),
                                N_ ("Give a task a date and it shows up here: “call Anna monday 10am”") },
  [DOVETAIL_VIEW_FLAGGED] = { "dovetail-flag-symbolic", N_ ("Nothing Flagged"),
                              N_ ("Tasks of high priority are shown here. Add “!high” to one.") },
  [DOVETAIL_VIEW_COMPLETED] = { "dovetail-done-symbolic", N_ ("Nothing Completed Yet"),
                                N_ ("Check off a task and you find it again here.") },
  [DOVETAIL_VIEW_LIST]
  = { "dovetail-all-symbolic", N_ ("This List Is Empty"), N_ ("Write its first task above.") },
};

static const DovetailEmptyWords words_of_search
    = { "system-search-symbolic", N_ ("Nothing Found"),
        N_ ("Try another word. Titles, notes and tags are searched, completed tasks too.") };

const DovetailEmptyWords *
dovetail_empty_words_find (DovetailView view, gboolean searching)
{
  g_return_val_if_fail (view < G_N_ELEMENTS (words_of_view), NULL);
  return searching ? &words_of_search : &words_of_view[view];
}
