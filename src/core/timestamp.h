/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times are gint64 milliseconds since 1970-01-01T00:00:00Z; on the wire RFC 3339 UTC with milliseconds. */
char    *dovetail_timestamp_format (gint64       time);
gboolean dovetail_timestamp_parse  (const char  *text,
                                    gint64      *time);
/* A civil date such as 2027-03-10, which no time zone shifts. */
gboolean dovetail_date_is_valid    (const char  *text);

G_END_DECLS
