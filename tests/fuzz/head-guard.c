/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any head: a request line "VERSION TARGET", then one "NAME:VALUE" a line. What passes says the length of its
 * body in one way only, and names every field with a token. */

#include "server/head-guard.h"

#include "target.h"

#include <string.h>

typedef struct
{
  guint lengths, encodings, hosts, ranges;
  gboolean only_tokens, only_numbers, only_chunked;
  guint64 length;
} Oracle;

/* Written apart from the guard's own way on purpose. */
static gboolean
is_token (const char *name)
{
  return *name != '\0'
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~")
                == strlen (name);
}

static void
oracle_see (Oracle *oracle, const char *name, const char *value)
{
  oracle->only_tokens &= is_token (name);
  oracle->hosts += g_ascii_strcasecmp (name, "host") == 0;
  oracle->ranges += g_ascii_strcasecmp (name, "range") == 0;
  if (g_ascii_strcasecmp (name, "content-length") == 0)
    {
      oracle->lengths++;
      oracle->only_numbers
          &= strspn (value, "0123456789") == strlen (value)
             && g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &oracle->length, NULL);
    }
  if (g_ascii_strcasecmp (name, "transfer-encoding") == 0)
    {
      oracle->encodings++;
      oracle->only_chunked &= g_ascii_strcasecmp (value, "chunked") == 0;
    }
}

static void
oracle_check (const Oracle *oracle, const DovetailHeadGuard *guard)
{
  g_assert_true (oracle->only_tokens && oracle->only_numbers && oracle->only_chunked);
  g_assert_cmpuint (oracle->lengths + oracle->encodings, <=, 1);
  g_assert_cmpuint (oracle->hosts, <=, 1);
  g_assert_cmpuint (oracle->ranges, ==, 0);
  g_assert_cmpuint (oracle->length, ==, guard->content_length);
}

static void
see (DovetailHeadGuard *guard, Oracle *oracle, char *line)
{
  char *colon = strchr (line, ':');

  if (colon != NULL)
    *colon = '\0';
  dovetail_head_guard_see (guard, line, colon == NULL ? NULL : colon + 1);
  oracle_see (oracle, line, colon == NULL ? "" : colon + 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  DovetailHeadGuard guard = { 0 };
  Oracle oracle = { .only_tokens = TRUE, .only_numbers = TRUE, .only_chunked = TRUE };
  char *target = lines[0] == NULL ? NULL : strchr (lines[0], ' ');

  if (target == NULL)
    return 0;
  *target = '\0';
  for (guint i = 1; lines[i] != NULL; i++)
    see (&guard, &oracle, lines[i]);
  if (dovetail_head_guard_judge (&guard, lines[0], target + 1) == NULL)
    oracle_check (&oracle, &guard);

  return 0;
}
