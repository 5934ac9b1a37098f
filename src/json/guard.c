/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One scan over JSON text that accepts what RFC 8259 and I-JSON allow and a JsonNode can hold unaltered.
 * It keeps an explicit stack, so deep nesting costs nothing, and remembers of the keys of open objects only
 * where they are and a hash. */

#include "json/guard.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

#define LONGEST_NUMBER 255
#define FEW_KEYS 24 /* up to here comparing all pairs is faster than sorting */

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* behind [ */
  EXPECT_KEY,
  EXPECT_KEY_OR_END, /* behind { */
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING
} Expectation;

typedef struct
{
  gboolean is_object;
  guint first_key; /* index into keys */
} Container;

typedef struct
{
  guint32 hash;
  guint32 offset; /* of the byte behind the opening quote */
} Key;

typedef struct
{
  const char *text;
  gsize length;
  gsize at;
  guint max_depth;
  guint values_left;
  GArray *containers; /* Container: the open ones */
  GArray *keys;       /* Key: of all open objects */
  const char *reason; /* why it is refused; NULL: fine so far */
  gsize place;        /* where */
} Scan;

static gboolean
refuse (Scan *scan, gsize place, const char *reason)
{
  scan->reason = reason;
  scan->place = place;

  return FALSE;
}

/* The byte at the present place, or 0 at the end; a NUL in the text is no part of any token either. */
static char
peek (const Scan *scan)
{
  return scan->at < scan->length ? scan->text[scan->at] : '\0';
}

static gboolean
is_continuation (guchar byte)
{
  return (byte & 0xc0) == 0x80;
}

/* The bytes of the well-formed UTF-8 character (Unicode, table 3-7) that starts here; 0: it is malformed. */
static gsize
utf8_length (const guchar *bytes, gsize left)
{
  guchar lead = bytes[0];
  guchar lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;  /* no overlong forms */
  guchar highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf; /* no surrogates, none above U+10FFFF */
  gsize length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;

  if (length == 0 || left < length || bytes[1] < lowest || bytes[1] > highest)
    return 0;
  for (gsize i = 2; i < length; i++)
    if (!is_continuation (bytes[i]))
      return 0;

  return length;
}

/* The code unit of \uXXXX whose u is at offset; -1: not four hexadecimal digits. */
static int
read_code_unit (const Scan *scan, gsize offset)
{
  int unit = 0;

  if (scan->length - offset < 5 || scan->text[offset] != 'u')
    return -1;
  for (gsize i = 1; i <= 4; i++)
    {
      int digit = g_ascii_xdigit_value (scan->text[offset + i]);

      if (digit < 0)
        return -1;
      unit = unit << 4 | digit;
    }

  return unit;
}

static gboolean
is_high_surrogate (int unit)
{
  return unit >= 0xd800 && unit <= 0xdbff;
}

static gboolean
is_low_surrogate (int unit)
{
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Skips the \uXXXX, or the pair of them, whose backslash is at the present place. */
static gboolean
skip_unicode_escape (Scan *scan)
{
  int unit = read_code_unit (scan, scan->at + 1);

  if (unit < 0)
    return refuse (scan, scan->at, "an escape that is none");
  if (unit == 0)
    return refuse (scan, scan->at, "the character NUL");
  if (is_low_surrogate (unit))
    return refuse (scan, scan->at, "half a surrogate pair");
  if (is_high_surrogate (unit))
    {
      if (scan->length - scan->at < 12 || scan->text[scan->at + 6] != '\\'
          || !is_low_surrogate (read_code_unit (scan, scan->at + 7)))
        return refuse (scan, scan->at, "half a surrogate pair");
      scan->at += 6;
    }
  scan->at += 6;

  return TRUE;
}

static gboolean
skip_escape (Scan *scan)
{
  char escaped = scan->at + 1 < scan->length ? scan->text[scan->at + 1] : '\0';

  if (escaped == 'u')
    return skip_unicode_escape (scan);
  if (escaped == '\0' || strchr ("\"\\/bfnrt", escaped) == NULL)
    return refuse (scan, scan->at, "an escape that is none");
  scan->at += 2;

  return TRUE;
}

/* Skips a string whose opening quote is at the present place. */
static gboolean
skip_string (Scan *scan)
{
  gsize start = scan->at++;

  while (scan->at < scan->length)
    {
      guchar byte = (guchar) scan->text[scan->at];

      if (byte == '"')
        {
          scan->at++;
          return TRUE;
        }
      if (byte < 0x20)
        return refuse (scan, scan->at, "a control character in a string");
      if (byte == '\\')
        {
          if (!skip_escape (scan))
            return FALSE;
        }
      else if (byte < 0x80)
        scan->at++;
      else
        {
          gsize length = utf8_length ((const guchar *) scan->text + scan->at, scan->length - scan->at);

          if (length == 0)
            return refuse (scan, scan->at, "bytes that are not UTF-8");
          scan->at += length;
        }
    }

  return refuse (scan, start, "a string without end");
}

/* Reads a checked string byte by byte as it is without escapes. */
typedef struct
{
  const Scan *scan;
  gsize at;
  char pending[6];
  guint n_pending;
  guint next_pending;
} StringReader;

static void
read_escape (StringReader *reader)
{
  static const char letters[] = "bfnrt";
  static const char meanings[] = "\b\f\n\r\t";
  char escaped = reader->scan->text[reader->at + 1];
  const char *letter = strchr (letters, escaped);

  reader->next_pending = 0;
  if (escaped == 'u')
    {
      gunichar character = (gunichar) read_code_unit (reader->scan, reader->at + 1);

      if (is_high_surrogate ((int) character))
        {
          gunichar low = (gunichar) read_code_unit (reader->scan, reader->at + 7);

          character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
          reader->at += 6;
        }
      reader->n_pending = (guint) g_unichar_to_utf8 (character, reader->pending);
      reader->at += 6;
      return;
    }
  reader->pending[0] = letter == NULL ? escaped : meanings[letter - letters];
  reader->n_pending = 1;
  reader->at += 2;
}

/* The next byte, or -1 at the closing quote. */
static int
read_byte (StringReader *reader)
{
  if (reader->next_pending < reader->n_pending)
    return (guchar) reader->pending[reader->next_pending++];
  if (reader->scan->text[reader->at] == '"')
    return -1;
  if (reader->scan->text[reader->at] != '\\')
    return (guchar) reader->scan->text[reader->at++];
  read_escape (reader);

  return (guchar) reader->pending[reader->next_pending++];
}

/* FNV-1a */
static guint32
hash_key (const Scan *scan, gsize offset)
{
  StringReader reader = { scan, offset };
  guint32 hash = 2166136261u;
  int byte;

  while ((byte = read_byte (&reader)) >= 0)
    hash = (hash ^ (guint32) byte) * 16777619u;

  return hash;
}

/* Orders by hash, then by text: a total order, so that keys made to collide cost no more than others. */
static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Key *first = a;
  const Key *second = b;
  StringReader first_reader = { user_data, first->offset };
  StringReader second_reader = { user_data, second->offset };
  int first_byte, second_byte;

  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;
  do
    {
      first_byte = read_byte (&first_reader);
      second_byte = read_byte (&second_reader);
    }
  while (first_byte == second_byte && first_byte >= 0);

  return first_byte - second_byte;
}

static const Key *
find_repeated_pairwise (Scan *scan, const Key *keys, guint n_keys)
{
  for (guint i = 1; i < n_keys; i++)
    for (guint j = 0; j < i; j++)
      if (keys[i].hash == keys[j].hash && compare_keys (&keys[i], &keys[j], scan) == 0)
        return &keys[i];

  return NULL;
}

static const Key *
find_repeated_sorting (Scan *scan, Key *keys, guint n_keys)
{
  g_qsort_with_data (keys, (int) n_keys, sizeof *keys, compare_keys, scan);
  for (guint i = 1; i < n_keys; i++)
    if (compare_keys (&keys[i], &keys[i - 1], scan) == 0)
      return keys[i].offset > keys[i - 1].offset ? &keys[i] : &keys[i - 1];

  return NULL;
}

static gboolean
close_container (Scan *scan)
{
  Container container = g_array_index (scan->containers, Container, scan->containers->len - 1);
  guint n_keys = scan->keys->len - container.first_key;
  Key *keys = n_keys == 0 ? NULL : &g_array_index (scan->keys, Key, container.first_key);
  const Key *repeated = n_keys <= FEW_KEYS ? find_repeated_pairwise (scan, keys, n_keys)
                                           : find_repeated_sorting (scan, keys, n_keys);

  if (repeated != NULL)
    return refuse (scan, repeated->offset - 1, "a key that its object already has");

  g_array_set_size (scan->keys, container.first_key);
  g_array_set_size (scan->containers, scan->containers->len - 1);
  scan->at++;

  return TRUE;
}

static gboolean
open_container (Scan *scan, gboolean is_object)
{
  Container container = { is_object, scan->keys->len };

  if (scan->containers->len >= scan->max_depth)
    return refuse (scan, scan->at, "too many levels of nesting");
  g_array_append_val (scan->containers, container);
  scan->at++;

  return TRUE;
}

static gsize
skip_digits (Scan *scan)
{
  gsize start = scan->at;

  while (g_ascii_isdigit (peek (scan)))
    scan->at++;

  return scan->at - start;
}

static gboolean
skip_integer_part (Scan *scan)
{
  gsize start = scan->at;
  gboolean leading_zero;

  if (peek (scan) == '-')
    scan->at++;
  leading_zero = peek (scan) == '0';
  switch (skip_digits (scan))
    {
    case 0:
      return refuse (scan, start, "a number without digits");
    case 1:
      return TRUE;
    default:
      return leading_zero ? refuse (scan, start, "a number with a leading zero") : TRUE;
    }
}

static gboolean
check_integer_range (Scan *scan, gsize start)
{
  gboolean negative = scan->text[start] == '-';
  guint64 limit = (guint64) G_MAXINT64 + (negative ? 1 : 0);
  guint64 number = 0;

  for (gsize i = start + (negative ? 1 : 0); i < scan->at; i++)
    {
      guint64 digit = (guint64) (scan->text[i] - '0');

      if (number > (limit - digit) / 10)
        return refuse (scan, start, "an integer that does not fit into 64 bits");
      number = number * 10 + digit;
    }

  return TRUE;
}

static gboolean
check_double_range (Scan *scan, gsize start)
{
  char digits[LONGEST_NUMBER + 1];
  gsize length = scan->at - start;
  gsize mantissa;
  double number;

  if (length > LONGEST_NUMBER)
    return refuse (scan, start, "a number with too many digits");
  memcpy (digits, scan->text + start, length);
  digits[length] = '\0';

  number = g_ascii_strtod (digits, NULL);
  if (!isfinite (number))
    return refuse (scan, start, "a number that is too large");
  mantissa = strcspn (digits, "eE");
  digits[mantissa] = '\0';
  if (number == 0 && strpbrk (digits, "123456789") != NULL)
    return refuse (scan, start, "a number that is too small");

  return TRUE;
}

static gboolean
skip_number (Scan *scan)
{
  gsize start = scan->at;
  gboolean is_integer = TRUE;

  if (!skip_integer_part (scan))
    return FALSE;
  if (peek (scan) == '.')
    {
      is_integer = FALSE;
      scan->at++;
      if (skip_digits (scan) == 0)
        return refuse (scan, start, "a number without digits behind its point");
    }
  if (peek (scan) == 'e' || peek (scan) == 'E')
    {
      is_integer = FALSE;
      scan->at++;
      if (peek (scan) == '+' || peek (scan) == '-')
        scan->at++;
      if (skip_digits (scan) == 0)
        return refuse (scan, start, "a number without digits in its exponent");
    }

  return is_integer ? check_integer_range (scan, start) : check_double_range (scan, start);
}

static gboolean
skip_word (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if (scan->length - scan->at >= length && memcmp (scan->text + scan->at, words[i], length) == 0)
        {
          scan->at += length;
          return TRUE;
        }
    }

  return refuse (scan, scan->at,
                 scan->at < scan->length ? "something that is no value" : "the end of the text");
}

static gboolean
scan_value (Scan *scan, Expectation *expectation)
{
  char first = peek (scan);

  if (scan->values_left-- == 0)
    return refuse (scan, scan->at, "too many values");
  if (first == '{' || first == '[')
    {
      *expectation = first == '{' ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
      return open_container (scan, first == '{');
    }
  *expectation = EXPECT_COMMA_OR_END;
  if (first == '"')
    return skip_string (scan);
  if (first == '-' || g_ascii_isdigit (first))
    return skip_number (scan);

  return skip_word (scan);
}

static void
skip_whitespace (Scan *scan)
{
  while (scan->at < scan->length && scan->text[scan->at] != '\0'
         && strchr (" \t\n\r", scan->text[scan->at]) != NULL)
    scan->at++;
}

static gboolean
scan_key (Scan *scan, Expectation *expectation)
{
  Key key = { 0, (guint32) scan->at + 1 };

  if (peek (scan) != '"')
    return refuse (scan, scan->at, "something that is no key");
  if (!skip_string (scan))
    return FALSE;
  key.hash = hash_key (scan, key.offset);
  g_array_append_val (scan->keys, key);

  skip_whitespace (scan);
  if (peek (scan) != ':')
    return refuse (scan, scan->at, "a key without a colon behind it");
  scan->at++;
  *expectation = EXPECT_VALUE;

  return TRUE;
}

static gboolean
is_open (const Scan *scan, gboolean is_object)
{
  return scan->containers->len > 0
         && g_array_index (scan->containers, Container, scan->containers->len - 1).is_object == is_object;
}

static gboolean
scan_comma_or_end (Scan *scan, Expectation *expectation)
{
  char next = peek (scan);

  if (next == ',')
    {
      *expectation = is_open (scan, TRUE) ? EXPECT_KEY : EXPECT_VALUE;
      scan->at++;
      return TRUE;
    }
  if ((next == '}' && is_open (scan, TRUE)) || (next == ']' && is_open (scan, FALSE)))
    return close_container (scan);

  return refuse (scan, scan->at,
                 scan->at < scan->length ? "a missing comma or bracket" : "the end of the text");
}

/* One token, and what may follow it. */
static gboolean
scan_token (Scan *scan, Expectation *expectation)
{
  gboolean ends_at_once = (*expectation == EXPECT_VALUE_OR_END && peek (scan) == ']')
                          || (*expectation == EXPECT_KEY_OR_END && peek (scan) == '}');

  if (ends_at_once)
    {
      *expectation = EXPECT_COMMA_OR_END;
      return close_container (scan);
    }

  switch (*expectation)
    {
    case EXPECT_VALUE:
    case EXPECT_VALUE_OR_END:
      return scan_value (scan, expectation);
    case EXPECT_KEY:
    case EXPECT_KEY_OR_END:
      return scan_key (scan, expectation);
    case EXPECT_COMMA_OR_END:
      return scan_comma_or_end (scan, expectation);
    case EXPECT_NOTHING:
    default:
      return refuse (scan, scan->at, "more text behind the value");
    }
}

static gboolean
scan_text (Scan *scan)
{
  Expectation expectation = EXPECT_VALUE;

  for (;;)
    {
      skip_whitespace (scan);
      if (expectation == EXPECT_NOTHING && scan->at == scan->length)
        return TRUE;
      if (!scan_token (scan, &expectation))
        return FALSE;
      if (expectation == EXPECT_COMMA_OR_END && scan->containers->len == 0)
        expectation = EXPECT_NOTHING;
    }
}

/**
 * dovetail_json_guard:
 * @text: bytes that are perhaps JSON; need not end in NUL
 * @length: how many
 * @limits: how many bytes, levels and values are accepted
 * @error: return location
 *
 * Accepts RFC 8259 in UTF-8 with exactly one value, no key twice in one object, no NUL character, no half
 * surrogate pair, integers of 64 bits and finite doubles. Takes O(n log n) time and, for the keys of the open
 * objects, memory in proportion to the text.
 *
 * Returns: whether json-glib may see it; else %DOVETAIL_ERROR_INVALID with the place and the reason
 */
gboolean
dovetail_json_guard (const char *text, gsize length, const DovetailJsonLimits *limits, GError **error)
{
  g_autoptr (GArray) containers = g_array_new (FALSE, FALSE, sizeof (Container));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  Scan scan = { .text = text, .length = length, .containers = containers, .keys = keys };

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (limits != NULL && limits->max_bytes < G_MAXUINT32, FALSE);

  scan.max_depth = limits->max_depth;
  scan.values_left = limits->max_values == 0 ? G_MAXUINT : limits->max_values;
  if (length > limits->max_bytes)
    refuse (&scan, limits->max_bytes, "too much text");
  else if (scan_text (&scan))
    return TRUE;

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
               "Not valid JSON at byte %" G_GSIZE_FORMAT ": %s", scan.place, scan.reason);
  return FALSE;
}
