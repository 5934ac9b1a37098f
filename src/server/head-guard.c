/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Refuses heads that two readers could understand differently (request smuggling, RFC 9112 section 6.3
 * and 5.1), and what clients of ours never send. */

#include "server/head-guard.h"

#include <string.h>

static gboolean
is_token (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  return *text != '\0';
}

/* Digits only: strtoull() would take signs, blanks and prefixes. */
static gboolean
read_length (const char *text, guint64 *length)
{
  *length = 0;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p) || *length > G_MAXUINT64 / 16)
        return FALSE;
      *length = *length * 10 + (guint64) (*p - '0');
    }
  return *text != '\0';
}

/**
 * dovetail_head_guard_see:
 * @guard: all zero before the first field
 * @name: of a field
 * @value: (nullable): its value
 *
 * Takes note of one field of the head.
 */
void
dovetail_head_guard_see (DovetailHeadGuard *guard, const char *name, const char *value)
{
  const char *text = value == NULL ? "" : value;

  if (!is_token (name))
    guard->malformed = TRUE;
  else if (g_ascii_strcasecmp (name, "Host") == 0)
    guard->n_hosts++;
  else if (g_ascii_strcasecmp (name, "Range") == 0)
    guard->has_range = TRUE;
  else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    {
      guard->n_content_lengths++;
      guard->malformed |= !read_length (text, &guard->content_length);
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    {
      guard->n_transfer_encodings++;
      guard->malformed |= g_ascii_strcasecmp (text, "chunked") != 0;
    }
}

/**
 * dovetail_head_guard_judge:
 * @guard: after all fields were seen
 * @version: "HTTP/1.1"
 * @target: of the request line
 *
 * Returns: (nullable): what is wrong, for the answer; %NULL when nothing is
 */
const char *
dovetail_head_guard_judge (const DovetailHeadGuard *guard, const char *version, const char *target)
{
  gboolean modern = g_strcmp0 (version, "HTTP/1.1") == 0;

  if (!modern && g_strcmp0 (version, "HTTP/1.0") != 0)
    return "The HTTP version is not one that this server speaks";
  if (target == NULL || target[0] != '/')
    return "The request target is not a path";
  if (guard->malformed)
    return "A header field is malformed";
  if (guard->n_hosts > 1 || (modern && guard->n_hosts == 0))
    return "A request has one Host field";
  if (guard->n_content_lengths > 1 || guard->n_transfer_encodings > 1
      || (guard->n_content_lengths > 0 && guard->n_transfer_encodings > 0))
    return "The length of the body is said twice";
  if (!modern && guard->n_transfer_encodings > 0)
    return "HTTP/1.0 has no transfer encodings";
  if (guard->has_range)
    return "Ranges are not served";
  return NULL;
}
