/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DOVETAIL_EVENT_LINE_BYTES 256

/* Reads text/event-stream piece by piece, in constant memory; all it looks for are events `changed`. Zero it before use. */
typedef struct
{
  char     line[DOVETAIL_EVENT_LINE_BYTES + 1];
  gsize    length;
  gboolean overlong;     /* what came of this line so far is more than any line of ours: it says nothing */
  gboolean after_return; /* a line feed now belongs to the carriage return before */
  gboolean is_changed;   /* the event that is being read */
  gboolean has_data;
} DovetailEventLines;

/* How many events `changed` were completed by these bytes. */
guint dovetail_event_lines_feed (DovetailEventLines *lines,
                                 const char         *bytes,
                                 gsize               length);

G_END_DECLS
