/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where one character ends for a reader: extended grapheme clusters of UAX #29, revision of Unicode 15.0. The
 * tables are our own, not GLib's, so that every replica cuts a text at the same places whatever it runs on.
 */

#include "core/grapheme-private.h"

#define HANGUL_FIRST 0xac00
#define HANGUL_LAST 0xd7a3
#define HANGUL_TRAILS 28

static guint32
find_kind (const DovetailCharacterRange *ranges, gsize length, gunichar character)
{
  gsize low = 0;

  while (low < length)
    {
      gsize middle = low + (length - low) / 2;

      if (character > ranges[middle].last)
        low = middle + 1;
      else if (character < ranges[middle].first)
        length = middle;
      else
        return ranges[middle].kind;
    }

  return 0;
}

static DovetailBreak
break_of_ascii (gunichar character)
{
  if (character == '\r')
    return DOVETAIL_BREAK_CR;
  if (character == '\n')
    return DOVETAIL_BREAK_LF;

  return character < 0x20 || character == 0x7f ? DOVETAIL_BREAK_CONTROL : DOVETAIL_BREAK_OTHER;
}

static DovetailBreak
break_of (gunichar character)
{
  if (character < 0x80)
    return break_of_ascii (character);
  if (character >= HANGUL_FIRST && character <= HANGUL_LAST)
    return (character - HANGUL_FIRST) % HANGUL_TRAILS == 0 ? DOVETAIL_BREAK_HANGUL_LV
                                                           : DOVETAIL_BREAK_HANGUL_LVT;

  return (DovetailBreak) find_kind (dovetail_break_ranges, dovetail_break_ranges_length, character);
}

/* What the rules look back on. */
typedef struct
{
  DovetailBreak last;
  gboolean pictograph; /* a pictograph and nothing but extensions since, the last one perhaps a joiner */
  gboolean half_flag;  /* an odd number of regional indicators */
} Cluster;

static gboolean
is_control (DovetailBreak kind)
{
  return kind == DOVETAIL_BREAK_CR || kind == DOVETAIL_BREAK_LF || kind == DOVETAIL_BREAK_CONTROL;
}

/* GB6 to GB8: a syllable written in its parts. */
static gboolean
continues_syllable (DovetailBreak last, DovetailBreak next)
{
  switch (last)
    {
    case DOVETAIL_BREAK_HANGUL_L:
      return next == DOVETAIL_BREAK_HANGUL_L || next == DOVETAIL_BREAK_HANGUL_V
             || next == DOVETAIL_BREAK_HANGUL_LV || next == DOVETAIL_BREAK_HANGUL_LVT;
    case DOVETAIL_BREAK_HANGUL_LV:
    case DOVETAIL_BREAK_HANGUL_V:
      return next == DOVETAIL_BREAK_HANGUL_V || next == DOVETAIL_BREAK_HANGUL_T;
    case DOVETAIL_BREAK_HANGUL_LVT:
    case DOVETAIL_BREAK_HANGUL_T:
      return next == DOVETAIL_BREAK_HANGUL_T;
    default:
      return FALSE;
    }
}

/* GB3 to GB13 in their order. */
static gboolean
continues (const Cluster *cluster, DovetailBreak next)
{
  if (cluster->last == DOVETAIL_BREAK_CR && next == DOVETAIL_BREAK_LF)
    return TRUE;
  if (is_control (cluster->last) || is_control (next))
    return FALSE;
  if (next == DOVETAIL_BREAK_EXTEND || next == DOVETAIL_BREAK_ZWJ || next == DOVETAIL_BREAK_SPACING_MARK
      || cluster->last == DOVETAIL_BREAK_PREPEND)
    return TRUE;
  if (next == DOVETAIL_BREAK_PICTOGRAPHIC)
    return cluster->last == DOVETAIL_BREAK_ZWJ && cluster->pictograph;
  if (next == DOVETAIL_BREAK_REGIONAL_INDICATOR)
    return cluster->half_flag;

  return continues_syllable (cluster->last, next);
}

static void
advance (Cluster *cluster, DovetailBreak next)
{
  if (next == DOVETAIL_BREAK_PICTOGRAPHIC)
    cluster->pictograph = TRUE;
  else if (next != DOVETAIL_BREAK_EXTEND && next != DOVETAIL_BREAK_ZWJ)
    cluster->pictograph = FALSE;
  cluster->half_flag = next == DOVETAIL_BREAK_REGIONAL_INDICATOR && !cluster->half_flag;
  cluster->last = next;
}

/**
 * dovetail_grapheme_end:
 * @text: valid UTF-8 that starts at a boundary; not empty
 *
 * Returns: where the first grapheme of @text ends: at least one character further
 */
const char *
dovetail_grapheme_end (const char *text)
{
  Cluster cluster = { 0 };

  g_return_val_if_fail (text != NULL && *text != '\0', text);

  advance (&cluster, break_of (g_utf8_get_char (text)));
  for (text = g_utf8_next_char (text); *text != '\0'; text = g_utf8_next_char (text))
    {
      DovetailBreak next = break_of (g_utf8_get_char (text));

      if (!continues (&cluster, next))
        break;
      advance (&cluster, next);
    }

  return text;
}

/**
 * dovetail_grapheme_is_boundary:
 * @text: valid UTF-8
 * @offset: bytes from its start, at most its length
 *
 * Returns: whether a grapheme starts, or the text ends, at @offset
 */
gboolean
dovetail_grapheme_is_boundary (const char *text, gsize offset)
{
  const char *place = text + offset;

  while (text < place)
    text = dovetail_grapheme_end (text);

  return text == place;
}

/**
 * dovetail_separator_of:
 * @character: a character
 *
 * Returns: what it is between words
 */
DovetailSeparator
dovetail_separator_of (gunichar character)
{
  if (character < 0x80)
    {
      if (g_ascii_isspace ((char) character) || character == '\v')
        return DOVETAIL_SEPARATOR_SPACE;

      return g_ascii_ispunct ((char) character) ? DOVETAIL_SEPARATOR_PUNCTUATION : DOVETAIL_SEPARATOR_NONE;
    }

  return (DovetailSeparator) find_kind (dovetail_separator_ranges, dovetail_separator_ranges_length,
                                        character);
}
