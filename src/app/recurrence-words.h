/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often a task comes, in words: "FREQ=MONTHLY;BYDAY=-1FR" -> "every month on the last Friday". What cannot be said in
 * words is shown as it is written; NULL or empty: "Never". Transfer full. */
char *dovetail_words_recurrence (const char *rrule);

G_END_DECLS
