/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Every 2 weeks on Mon, Thu" for an RRULE of RFC 5545; "Repeats" for one this cannot say. Transfer full. */
char *dovetail_recurrence_words (const char *rrule);

G_END_DECLS
