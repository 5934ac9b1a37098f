/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Values of records in words for people, in the language of the desktop and in local time. All results are transfer full. */

/* "Due", "List": what a field is called. Unknown fields keep their name. */
char *dovetail_words_field      (const char    *entity_type,
                                 const char    *field);
/* The value of a field: "Fri 27 Nov 09:00", "High", "Home". NULL or empty: "none", "no date", "Inbox" and the like.
 * store looks up the names of lists and tasks; NULL shows none. */
char *dovetail_words_value      (DovetailStore *store,
                                 const char    *entity_type,
                                 const char    *field,
                                 JsonNode      *value);
/* A civil date or a date-time as records hold it -> "Fri 27 Nov", "Fri 27 Nov 09:00"; with the year when it is not this one. */
char *dovetail_words_when       (const char    *when,
                                 gint64         now);
/* A moment in ms -> "14:02" today, "yesterday 14:02", "Fri 20 Nov 14:02". */
char *dovetail_words_moment     (gint64         time,
                                 gint64         now);
/* How long ago -> "just now", "2 minutes ago", "3 days ago". */
char *dovetail_words_ago        (gint64         time,
                                 gint64         now);
char *dovetail_words_priority   (const char    *priority); /* "none", "low" ... -> "None", "Low"; NULL: "None" */
char *dovetail_words_status     (const char    *status);   /* "open" ... -> "To do" ... */

G_END_DECLS
