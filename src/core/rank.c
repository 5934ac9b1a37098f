/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Order strings between which there is always room: fractions in base 62, so that a moved row changes
 * nothing but itself. A rank never ends in the lowest digit, for below "V0" and above "V" nothing would fit.
 */

#include "core/rank.h"

#include <string.h>

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#define BASE 62
#define LOWEST '0'
#define HIGHEST 'z'

static int
digit_value (char digit)
{
  const char *found = digit == '\0' ? NULL : strchr (digits, digit);

  return found == NULL ? 0 : (int) (found - digits);
}

static void
cut_trailing_lowest (GString *rank)
{
  while (rank->len > 0 && rank->str[rank->len - 1] == LOWEST)
    g_string_truncate (rank, rank->len - 1);
}

/* An open end is counted, not halved: k times the extreme digit announces a counter of k + 1 digits, so the
 * length grows with the logarithm of the number of rows. Returns the prefix and that counter of rank. */
static GString *
read_counter (const char *rank, char extreme, gsize *prefix)
{
  gsize k = strspn (rank, (char[]){ extreme, '\0' });
  GString *counter = g_string_new_len (rank, (gssize) MIN (strlen (rank), 2 * k + 1));

  while (counter->len < 2 * k + 1)
    g_string_append_c (counter, LOWEST);
  *prefix = k;

  return counter;
}

static char *
rank_after (const char *before)
{
  gsize prefix;
  g_autoptr (GString) rank = read_counter (before, HIGHEST, &prefix);
  gsize i = rank->len - 1;

  while (i > prefix && rank->str[i] == HIGHEST)
    rank->str[i--] = LOWEST;
  rank->str[i] = digits[digit_value (rank->str[i]) + 1];
  if (rank->str[prefix] == HIGHEST)
    {
      g_string_truncate (rank, prefix + 1);
      for (gsize j = 0; j <= prefix; j++)
        g_string_append_c (rank, LOWEST);
      g_string_append_c (rank, digits[1]);
    }
  cut_trailing_lowest (rank);

  return g_strdup (rank->str);
}

static char *
rank_before (const char *after)
{
  gsize prefix;
  g_autoptr (GString) rank = read_counter (after, LOWEST, &prefix);
  gsize i = rank->len - 1;

  while (i > prefix && rank->str[i] == LOWEST)
    rank->str[i--] = HIGHEST;
  rank->str[i] = digits[digit_value (rank->str[i]) - 1];
  if (rank->str[prefix] == LOWEST)
    {
      g_string_truncate (rank, prefix + 1);
      for (gsize j = 0; j <= prefix + 1; j++)
        g_string_append_c (rank, HIGHEST);
    }
  cut_trailing_lowest (rank);

  return g_strdup (rank->str);
}

/* Appends to rank, which is a prefix of both, the shortest digits that lie between. */
static void
append_between (GString *rank, const char *before, const char *after)
{
  gboolean bounded = TRUE; /* below after; no longer once a lower digit was appended */

  for (;;)
    {
      int low = *before == '\0' ? 0 : digit_value (*before++);
      int high = bounded ? digit_value (*after++) : BASE;

      if (high - low > 1)
        {
          g_string_append_c (rank, digits[(low + high) / 2]);
          return;
        }
      g_string_append_c (rank, digits[low]);
      if (high > low)
        bounded = FALSE;
    }
}

/**
 * dovetail_rank_between:
 * @before: (nullable): the rank it shall follow; %NULL or no rank: the open start
 * @after: (nullable): the rank it shall precede; %NULL, no rank, or not after @before: the open end
 *
 * Returns: (transfer full): a rank that sorts after @before and before @after
 */
char *
dovetail_rank_between (const char *before, const char *after)
{
  g_autoptr (GString) rank = NULL;
  gboolean has_before = dovetail_rank_is_valid (before);
  gboolean has_after = dovetail_rank_is_valid (after);

  if (has_before && has_after && strcmp (before, after) >= 0)
    has_after = FALSE;
  if (!has_before && !has_after)
    return g_strndup (&digits[BASE / 2], 1);
  if (!has_after)
    return rank_after (before);
  if (!has_before)
    return rank_before (after);

  rank = g_string_new (NULL);
  append_between (rank, before, after);

  return g_strdup (rank->str);
}

/**
 * dovetail_rank_is_valid:
 * @rank: (nullable): perhaps a rank
 *
 * Returns: whether @rank is made of letters and digits only and does not end in the lowest digit
 */
gboolean
dovetail_rank_is_valid (const char *rank)
{
  gsize length = rank == NULL ? 0 : strspn (rank, digits);

  return length > 0 && rank[length] == '\0' && rank[length - 1] != LOWEST;
}
