/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Amounts in words for people. All results are transfer full. */

/* "120 ms", "1.4 s", "2 min 5 s", "1 h 3 min" */
char *dovetail_words_duration (gint64 milliseconds);
/* "0%", "4.2%", "12%"; what is more than nothing is never said to be nothing. */
char *dovetail_words_percent  (double rate);
/* "12 up, 3 down": changes. */
char *dovetail_words_up_and_down (gint64 up,
                                  gint64 down);

G_END_DECLS
