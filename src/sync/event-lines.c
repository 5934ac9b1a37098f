/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line format of server-sent events (WHATWG HTML, "Interpreting an event stream"), as far as it matters
 * here: fields `event` and `data`, comments, three kinds of line ends. */

#include "sync/event-lines.h"

#include <string.h>

/* The value behind "name:" or "name: "; NULL: another field. */
static const char *
value_of (const char *line, const char *name)
{
  gsize length = strlen (name);

  if (strncmp (line, name, length) != 0 || (line[length] != ':' && line[length] != '\0'))
    return NULL;
  line += length;
  if (*line == ':')
    line++;
  return *line == ' ' ? line + 1 : line;
}

/* An event counts only with a data line, even an empty one. */
static guint
end_event (DovetailEventLines *lines)
{
  guint n_events = lines->is_changed && lines->has_data ? 1 : 0;

  lines->is_changed = lines->has_data = FALSE;
  return n_events;
}

static guint
end_line (DovetailEventLines *lines)
{
  gboolean overlong = lines->overlong;
  gsize length = lines->length;
  const char *event;

  lines->line[length] = '\0';
  lines->length = 0;
  lines->overlong = FALSE;
  if (overlong)
    return 0;
  if (length == 0)
    return end_event (lines);
  event = value_of (lines->line, "event");
  if (event != NULL)
    lines->is_changed = g_str_equal (event, "changed");
  if (value_of (lines->line, "data") != NULL)
    lines->has_data = TRUE;
  return 0;
}

static guint
feed_byte (DovetailEventLines *lines, char byte)
{
  gboolean joined = lines->after_return && byte == '\n';

  lines->after_return = byte == '\r';
  if (joined)
    return 0;
  if (byte == '\n' || byte == '\r')
    return end_line (lines);
  if (lines->length < DOVETAIL_EVENT_LINE_BYTES)
    lines->line[lines->length++] = byte;
  else
    lines->overlong = TRUE;
  return 0;
}

/**
 * dovetail_event_lines_feed:
 * @lines: what was read so far
 * @bytes: what came
 * @length: how much
 *
 * Returns: how many events `changed` these bytes completed
 */
guint
dovetail_event_lines_feed (DovetailEventLines *lines, const char *bytes, gsize length)
{
  guint n_events = 0;

  for (gsize i = 0; i < length; i++)
    n_events += feed_byte (lines, bytes[i]);
  return n_events;
}
