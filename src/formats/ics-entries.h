/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A component of an iCalendar file as it stands there: its unfolded lines. */
typedef struct
{
  guint      line;   /* of its BEGIN, 1-based */
  GPtrArray *lines;  /* char *, from BEGIN to END */
  char      *broken; /* why it cannot be read; NULL: whole */
} DovetailIcsEntry;

typedef struct
{
  GPtrArray *todos; /* DovetailIcsEntry */
  GPtrArray *zones; /* DovetailIcsEntry of each VTIMEZONE */
  char      *name;  /* X-WR-CALNAME, or NULL */
  gboolean   calendar; /* there was a VCALENDAR or a VTODO at all */
} DovetailIcsFile;

DovetailIcsFile *dovetail_ics_file_split       (const char             *text,
                                                gsize                   length);
void             dovetail_ics_file_free        (DovetailIcsFile        *file);
/* The entry as text for libical, with CRLF. Transfer full. */
char            *dovetail_ics_entry_to_text    (const DovetailIcsEntry *entry);
/* Values of the entry's own properties (not those of its alarms) of a name, as written. Transfer container. */
GPtrArray       *dovetail_ics_entry_get_values (const DovetailIcsEntry *entry,
                                                const char             *name);
/* A text value's elements, split at commas and unescaped, appended as char *. */
void             dovetail_ics_split_text       (const char             *value,
                                                GPtrArray              *elements);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailIcsFile, dovetail_ics_file_free)

G_END_DECLS
