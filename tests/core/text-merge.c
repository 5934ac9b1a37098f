/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes edited on both sides: what fits together, what does not, and that nothing is lost or cut in two. */

#include "core/text-diff.h"
#include "core/text-merge.h"

#include "lib/processor-time.h"
#include "seed.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *base; /* NULL: absent */
  const char *mine;
  const char *theirs;
  const char *merged; /* NULL: does not fit; "-": absent */
} Case;

static const Case cases[] = {
  { "different lines", "one\ntwo\nthree", "ONE\ntwo\nthree", "one\ntwo\nTHREE", "ONE\ntwo\nTHREE" },
  { "neighbouring lines", "one\ntwo", "ONE\ntwo", "one\nTWO", "ONE\nTWO" },
  { "the same line, an unchanged word between", "call Bob at noon", "call Anna at noon",
    "call Bob at midnight", "call Anna at midnight" },
  { "neighbouring words: a mixture would read as neither meant", "red house", "blue house", "red barn",
    NULL },
  { "the same word", "red house", "blue house", "green house", NULL },
  { "the same word, changed alike", "red house", "blue house", "blue house", "blue house" },
  { "the same change and another one a word further", "red house now", "blue house then", "blue house now",
    "blue house then" },
  { "a repeated word put before a word that changes, and another one by the other", "x x y", "x x x z",
    "x x w y", NULL },
  { "a repeated word put before a word that changes, and something far off", "x x y\n\nend", "x x x z\n\nend",
    "x x y\n\nEND", "x x x z\n\nEND" },
  { "the same change first, and then a line that both changed differently", "a\nb\nc", "A\nb\nx", "A\nb\ny",
    NULL },
  { "the same change, and one of theirs behind a comma", "a,b", "x,b", "x,y", "x,y" },
  { "the same change, and one of mine behind a comma", "a,b", "x,y", "x,b", "x,y" },
  { "words that a hash takes for one another", "Ez\nb", "FY\nb", "Ez\nc", "FY\nc" },
  { "lines that end in other ways",
    "a\xc2\x85"
    "b\xe2\x80\xa9"
    "c",
    "A\xc2\x85"
    "b\xe2\x80\xa9"
    "c",
    "a\xc2\x85"
    "b\xe2\x80\xa9"
    "C",
    "A\xc2\x85"
    "b\xe2\x80\xa9"
    "C" },
  { "the same change and another one elsewhere", "a\nb\nc", "A\nb\nc", "A\nb\nC", "A\nb\nC" },
  { "one side rewrote the sentence, the other a word of it", "the quick brown fox jumps",
    "a slow red snail crawls", "the quick brown fox leaps", NULL },
  { "a rewritten sentence is one change, not words between blanks", "one two three four",
    "eins zwei drei vier", "one two THREE four", NULL },
  { "mine added a line at the end, theirs changed the first", "one\n", "one\ntwo\n", "ONE\n", "ONE\ntwo\n" },
  { "both added lines at the end", "one\n", "one\nmilk\n", "one\neggs\n", "one\neggs\nmilk\n" },
  { "both added lines at the end, where the text ends without newline", "one", "one\nmilk", "one\neggs",
    "one\neggs\nmilk" },
  { "a word added to a line, and a line after it", "one", "one more", "one\ntwo", "one more\ntwo" },
  { "a word added to a line, and a line after it, in the middle", "one\nend", "one more\nend",
    "one\ntwo\nend", "one more\ntwo\nend" },
  { "a line added before a line that got a new first word", "one", "zero\none", "my one", "zero\nmy one" },
  { "both added words at one place", "buy", "buy milk", "buy eggs", "buy eggs milk" },
  { "both began the notes", NULL, "milk", "eggs", "eggs\nmilk" },
  { "both began the notes alike", NULL, "milk", "milk", "milk" },
  { "one went on where the other stopped: both would say it twice", "buy", "buy milk", "buy milk and eggs",
    NULL },
  { "one emptied the notes, the other changed them", "one two", NULL, "one three", NULL },
  { "both emptied them", "one", NULL, "", "-" },
  { "one deleted a line, the other another", "a\nb\nc\nd\n", "b\nc\nd\n", "a\nb\nc\n", "b\nc\n" },
  { "one deleted a line that the other changed", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", NULL },
  { "one deleted what surrounds the other's insertion", "a b c d", "a d", "a b x c d", NULL },
  { "both deleted the same line", "a\nb\nc\n", "a\nc\n", "a\nc\n", "a\nc\n" },
  { "accents and emoji stay whole", "caf\xc3\xa9 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80 x\nend",
    "caf\xc3\xa9 \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x9a\x80 x\nend",
    "caf\xc3\xa9 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80 x\nEND",
    "caf\xc3\xa9 \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x9a\x80 x\nEND" },
  { "an emoji changed on both sides is one word", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x9a\x80", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8c\xbe", NULL },
  { "Chinese sentences are apart, their insides are not",
    "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82\xe5\x86\x8d\xe8\xa7\x81",
    "\xe4\xbd\xa0\xe4\xbb\xac\xe5\xa5\xbd\xe3\x80\x82\xe5\x86\x8d\xe8\xa7\x81",
    "\xe4\xbd\xa0\xe5\xa5\xbd\xe5\x90\x97\xe3\x80\x82\xe5\x86\x8d\xe8\xa7\x81", NULL },
  { "Windows line ends", "a\r\nb\r\n", "A\r\nb\r\n", "a\r\nB\r\n", "A\r\nB\r\n" },
  { "blank lines", "a\n\nb", "a\n\n\nb", "a\n\nB", "a\n\n\nB" },
  { "a line inserted before a line that was changed", "one\ntwo\n", "one\nnew\ntwo\n", "one\nTWO\n",
    "one\nnew\nTWO\n" },
  { "a line inserted behind a line that was deleted", "one\ntwo\n", "one\nnew\ntwo\n", "two\n",
    "new\ntwo\n" },
  { "a word inserted before a word that was changed", "one\n", "my one\n", "ONE\n", NULL },
  { "a flag would grow out of two halves", "\U0001F1E9 x y z \U0001F1EA", "\U0001F1E9x y z \U0001F1EA",
    "\U0001F1E9 x y z\U0001F1EA", "\U0001F1E9x y z\U0001F1EA" },
  { "half a flag put before each side of a blank that goes", "\n", "\U0001F1E9\n", "\U0001F1EA\n",
    "\U0001F1E9 \U0001F1EA\n" },
  { "an accent would join what the other wrote", NULL, "x ", "\u0301y", NULL },
  { "an accent alone on a line, and words put in front of the line", "a\n\u0301 b c", "a\nx\n\u0301 b c",
    "a\n\u0301 b d", "a\nx\n\u0301 b d" },
  { "one took the line away that kept a joiner and a rocket apart", "w\u200D\nx\n\U0001F680 y z\n",
    "w\u200D\n\U0001F680 y z\n", "w\u200D\nx\n\U0001F680 y q\n", "w\u200D\n\U0001F680 y q\n" },
  { "the line went away that kept an accent from a letter", "e x\n.", "e.", "e x\n\u0301.", NULL },
  { "the line went away that kept a word from a letter", "e x\n.", "e.", "e x\nz.", "ez." },
  { "lines of other kinds are lines", "a\u2028b\u2029c\rd", "A\u2028b\u2029C\rd", "a\u2028B\u2029c\rD",
    "A\u2028B\u2029C\rD" },
  { "right-to-left lines", "\u05E9\u05DC\u05D5\u05DD\n\u05E2\u05D5\u05DC\u05DD",
    "\u05E9\u05DC\u05D5\u05DE\n\u05E2\u05D5\u05DC\u05DD",
    "\u05E9\u05DC\u05D5\u05DD\n\u05E2\u05D5\u05DC\u05DE",
    "\u05E9\u05DC\u05D5\u05DE\n\u05E2\u05D5\u05DC\u05DE" },
  { "a check mark in a list", "- [ ] milk\n- [ ] eggs\n", "- [x] milk\n- [ ] eggs\n",
    "- [ ] milk\n- [x] eggs\n", "- [x] milk\n- [x] eggs\n" },
};

static JsonNode *
value_of (const char *text)
{
  return text == NULL ? NULL : dovetail_value_string (text);
}

static void
check_merge (const Case *expected, const char *mine_text, const char *theirs_text)
{
  g_autoptr (JsonNode) base = value_of (expected->base);
  g_autoptr (JsonNode) mine = value_of (mine_text);
  g_autoptr (JsonNode) theirs = value_of (theirs_text);
  g_autoptr (JsonNode) merged = NULL;
  gboolean fits = dovetail_text_merge (base, mine, theirs, &merged);

  if (fits && expected->merged == NULL)
    g_test_message ("merged as: %s", merged == NULL ? "(absent)" : json_node_get_string (merged));
  g_assert_cmpint (fits, ==, expected->merged != NULL);
  if (fits)
    g_assert_cmpstr (merged == NULL ? "-" : json_node_get_string (merged), ==, expected->merged);
}

/* Each case from both sides. */
static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      check_merge (&cases[i], cases[i].mine, cases[i].theirs);
      check_merge (&cases[i], cases[i].theirs, cases[i].mine);
    }
}

static void
test_what_is_no_text_does_not_fit (void)
{
  static const char *const texts[] = { "a", "b", "c", NULL };

  for (guint odd = 0; odd < 3; odd++)
    {
      JsonNode *values[3];
      g_autoptr (JsonNode) merged = NULL;

      for (guint i = 0; i < 3; i++)
        values[i] = i == odd ? dovetail_value_strings (texts) : dovetail_value_string (texts[i]);
      g_assert_false (dovetail_text_merge (values[0], values[1], values[2], &merged));
      g_assert_null (merged);
      for (guint i = 0; i < 3; i++)
        json_node_unref (values[i]);
    }
}

/* No limit of the protocol lets such a text in, but nothing else would bound the time. */
static void
test_too_long_does_not_fit (void)
{
  g_autofree char *longest = g_strnfill (256 * 1024, 'a');
  g_autofree char *too_long = g_strconcat (longest, "a", NULL);
  g_autofree char *with_line = g_strconcat (longest + 2, "\nb", NULL);
  g_autoptr (JsonNode) base = dovetail_value_string (longest + 2);
  g_autoptr (JsonNode) fits = dovetail_value_string (with_line);
  g_autoptr (JsonNode) other = dovetail_value_string ("\nc");
  g_autoptr (JsonNode) over = dovetail_value_string (too_long);
  g_autoptr (JsonNode) merged = NULL;

  g_assert_true (dovetail_text_merge (base, fits, base, &merged));
  g_clear_pointer (&merged, json_node_unref);
  g_assert_false (dovetail_text_merge (base, fits, over, &merged));
  g_assert_false (dovetail_text_merge (base, over, base, &merged));
  g_assert_false (dovetail_text_merge (over, other, other, &merged));
}

/* An absent text and an empty one are different when nobody removed the notes. */
static void
test_empty_or_absent (void)
{
  g_autoptr (JsonNode) word = dovetail_value_string ("a");
  g_autoptr (JsonNode) empty = dovetail_value_string ("");
  g_autoptr (JsonNode) merged = NULL;

  g_assert_true (dovetail_text_merge (word, empty, empty, &merged));
  g_assert_cmpstr (json_node_get_string (merged), ==, "");
  g_clear_pointer (&merged, json_node_unref);
  g_assert_true (dovetail_text_merge (word, empty, NULL, &merged));
  g_assert_null (merged);
  g_assert_true (dovetail_text_merge (word, NULL, empty, &merged));
  g_assert_null (merged);
  g_assert_true (dovetail_text_merge (NULL, word, NULL, &merged));
  g_assert_cmpstr (json_node_get_string (merged), ==, "a");
}

static void
test_other_values_do_not_fit (void)
{
  g_autoptr (JsonNode) text = dovetail_value_string ("a");
  g_autoptr (JsonNode) number = dovetail_value_int (1);
  g_autoptr (JsonNode) other = dovetail_value_string ("b");
  g_autoptr (JsonNode) merged = NULL;

  g_assert_false (dovetail_text_merge (text, number, other, &merged));
  g_assert_null (merged);
}

static char *
random_text (GRand *random, gint32 most)
{
  static const char *const words[]
      = { "a", "b", "c", " ", "\n", ".", "\xc3\xa9", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80" };
  GString *text = g_string_new (NULL);

  for (gint32 i = g_rand_int_range (random, 0, most); i > 0; i--)
    g_string_append (text, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);

  return g_string_free (text, FALSE);
}

/* Rebuilds the side from the base and its hunks. */
static void
assert_diff_is_right (GArray *base, GArray *side, GArray *hunks)
{
  guint b = 0, s = 0;

  for (guint i = 0; i <= hunks->len; i++)
    {
      DovetailHunk end = { base->len, base->len, side->len, side->len };
      DovetailHunk hunk = i < hunks->len ? g_array_index (hunks, DovetailHunk, i) : end;

      g_assert_cmpuint (hunk.base_start - b, ==, hunk.side_start - s);
      for (; b < hunk.base_start; b++, s++)
        g_assert_cmpuint (g_array_index (base, DovetailToken, b).id, ==,
                          g_array_index (side, DovetailToken, s).id);
      b = hunk.base_end;
      s = hunk.side_end;
    }
}

static guint
count_changes (GArray *hunks)
{
  guint changes = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      DovetailHunk *hunk = &g_array_index (hunks, DovetailHunk, i);

      changes += hunk->base_end - hunk->base_start + hunk->side_end - hunk->side_start;
    }

  return changes;
}

/* The length of the shortest edit, by the book: dynamic programming. */
static guint
shortest_edit (GArray *base, GArray *side)
{
  g_autofree guint *row = g_new (guint, side->len + 1);

  for (guint j = 0; j <= side->len; j++)
    row[j] = j;
  for (guint i = 1; i <= base->len; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= side->len; j++)
        {
          guint above = row[j];

          row[j]
              = g_array_index (base, DovetailToken, i - 1).id == g_array_index (side, DovetailToken, j - 1).id
                    ? diagonal
                    : MIN (row[j - 1], above) + 1;
          diagonal = above;
        }
    }

  return row[side->len];
}

static void
test_diff_is_shortest (void)
{
  g_autoptr (GRand) random = seeded_random ();

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *base_text = random_text (random, 30);
      g_autofree char *side_text = random_text (random, 30);
      g_autoptr (GHashTable) table = dovetail_token_table_new ();
      g_autoptr (GArray) base = dovetail_text_split (base_text, table);
      g_autoptr (GArray) side = dovetail_text_split (side_text, table);
      g_autoptr (GArray) hunks = dovetail_text_diff (base, side);

      assert_diff_is_right (base, side, hunks);
      g_assert_cmpuint (count_changes (hunks), ==, shortest_edit (base, side));
    }
}

static void
test_random_merges (void)
{
  g_autoptr (GRand) random = seeded_random ();
  guint fitted = 0;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *begin = random_text (random, 8);
      g_autofree char *end = random_text (random, 8);
      g_autofree char *my_begin = random_text (random, 8);
      g_autofree char *their_end = random_text (random, 8);
      g_autofree char *base_text = g_strconcat (begin, "\nmiddle of it\n", end, NULL);
      g_autofree char *my_text = g_strconcat (my_begin, "\nmiddle of it\n", end, NULL);
      g_autofree char *their_text = g_strconcat (begin, "\nmiddle of it\n", their_end, NULL);
      g_autofree char *both_text = g_strconcat (my_begin, "\nmiddle of it\n", their_end, NULL);
      g_autoptr (JsonNode) base = dovetail_value_string (base_text);
      g_autoptr (JsonNode) mine = dovetail_value_string (my_text);
      g_autoptr (JsonNode) theirs = dovetail_value_string (their_text);
      g_autoptr (JsonNode) merged = NULL;

      g_assert_true (dovetail_text_merge (base, mine, theirs, &merged));
      g_assert_cmpstr (json_node_get_string (merged), ==, both_text);
      fitted++;
    }
  g_assert_cmpuint (fitted, ==, 5000);
}

static char *
numbered_words (guint count, const char *word)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%u%c", word, i, i % 7 == 0 ? '\n' : ' ');

  return g_string_free (text, FALSE);
}

static void
test_large_texts_are_bounded (void)
{
  g_autofree char *base_text = numbered_words (8000, "a");
  g_autofree char *other_text = numbered_words (8000, "b");
  g_autofree char *longer_text = g_strconcat (base_text, other_text, NULL);
  g_autofree char *changed_text = g_strconcat ("x", base_text, NULL);
  g_autofree char *expected = g_strconcat ("x", base_text, other_text, NULL);
  g_autoptr (JsonNode) base = dovetail_value_string (base_text);
  g_autoptr (JsonNode) other = dovetail_value_string (other_text);
  g_autoptr (JsonNode) longer = dovetail_value_string (longer_text);
  g_autoptr (JsonNode) changed = dovetail_value_string (changed_text);
  g_autoptr (JsonNode) merged = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_false (dovetail_text_merge (base, other, changed, &merged));
  g_assert_false (dovetail_text_merge (base, changed, other, &merged));
  g_assert_true (dovetail_text_merge (base, longer, changed, &merged));
  g_assert_cmpstr (json_node_get_string (merged), ==, expected);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 5.0);
}

/* Texts of the largest size, each hard in its own way. */
typedef enum
{
  BLANK_LINES,
  ONE_WORD,
  ONE_LINE,
  RANDOM_WORDS,
  RANDOM_BYTES,
  COMBINING_MARKS,
  FLAGS,
  CHINESE,
  ALTERNATING,
  FEW_WORDS,
  N_SHAPES
} Shape;

static const char *const shape_names[N_SHAPES]
    = { "blank lines",     "one word", "one line", "random words", "random bytes",
        "combining marks", "flags",    "Chinese",  "alternating",  "random among few words" };

static void
append_piece (GString *text, Shape shape, GRand *random)
{
  static const char *const few[] = { "a", "b", " ", "\n" };

  switch (shape)
    {
    case ONE_WORD:
      g_string_append_c (text, 'a');
      break;
    case ONE_LINE:
      g_string_append_printf (text, "w%u ", (guint) g_rand_int_range (random, 0, 500));
      break;
    case RANDOM_WORDS:
      g_string_append_printf (text, "%x%c", g_rand_int (random), "  .\n"[g_rand_int_range (random, 0, 4)]);
      break;
    case RANDOM_BYTES:
      g_string_append_c (text, (char) g_rand_int_range (random, 1, 128));
      break;
    case COMBINING_MARKS:
      g_string_append (text, "\u0301");
      break;
    case FLAGS:
      g_string_append (text, "\U0001F1E9");
      break;
    case CHINESE:
      g_string_append_unichar (text, (gunichar) g_rand_int_range (random, 0x4e00, 0x9fa5));
      if (g_rand_int_range (random, 0, 10) == 0)
        g_string_append (text, "\u3002");
      break;
    case ALTERNATING:
      g_string_append (text, "a\n");
      break;
    case FEW_WORDS:
      g_string_append (text, few[g_rand_int_range (random, 0, G_N_ELEMENTS (few))]);
      break;
    case BLANK_LINES:
    case N_SHAPES:
    default:
      g_string_append_c (text, '\n');
      break;
    }
}

/* @wounds places, spread over the text, at which a word stands that the others do not have. */
static JsonNode *
large_text (Shape shape, GRand *random, gsize size, guint wounds, const char *word)
{
  g_autoptr (GString) text = g_string_sized_new (size + 8);
  gsize next = 0;

  while (text->len < size)
    {
      if (wounds > 0 && text->len >= next)
        {
          g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, word, next);
          next += size / wounds;
        }
      append_piece (text, shape, random);
    }

  return dovetail_value_string (text->str);
}

static double
time_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (JsonNode) merged = NULL;
      double start = processor_time ();

      dovetail_text_merge (base, mine, theirs, &merged);
      best = MIN (best, processor_time () - start);
    }

  return best;
}

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
#  define LIMIT 0.050
#else
#  define LIMIT 1.0
#endif

static void
test_time_is_bounded (void)
{
  static const guint wounds[] = { 0, 1, 20, 400, 3000 };
  g_autoptr (GRand) random = seeded_random ();

  for (guint shape = 0; shape < N_SHAPES; shape++)
    {
      double worst = 0;

      for (guint w = 0; w < G_N_ELEMENTS (wounds); w++)
        {
          gsize largest = 64 * 1024 - 8;
          g_autoptr (JsonNode) base = large_text (shape, random, largest, wounds[w], "base");
          g_autoptr (JsonNode) mine = large_text (shape, random, largest * 9 / 10, wounds[w], "mine");
          g_autoptr (JsonNode) theirs = large_text (shape, random, largest * 8 / 10, wounds[w], "theirs");

          worst = MAX (worst, time_merge (base, mine, theirs));
        }
      g_test_message ("%s: at most %.1f ms", shape_names[shape], worst * 1000);
      g_assert_cmpfloat (worst, <, LIMIT);
    }
}

/* A long note with a few edits on both sides is merged, however uniform it is. */
static void
test_long_notes_merge (void)
{
  static const Shape shapes[] = { BLANK_LINES, ONE_LINE, RANDOM_WORDS, CHINESE, ALTERNATING, FEW_WORDS };
  g_autoptr (GRand) random = seeded_random ();

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (JsonNode) middle = large_text (shapes[i], random, 60 * 1024, 0, NULL);
      const char *text = json_node_get_string (middle);
      g_autofree char *base_text = g_strconcat ("start\n\n", text, "\n\nend", NULL);
      g_autofree char *mine_text = g_strconcat ("Start\n\n", text, "\n\nend", NULL);
      g_autofree char *theirs_text = g_strconcat ("start\n\n", text, "\n\nEnd.", NULL);
      g_autofree char *both_text = g_strconcat ("Start\n\n", text, "\n\nEnd.", NULL);
      g_autoptr (JsonNode) base = dovetail_value_string (base_text);
      g_autoptr (JsonNode) mine = dovetail_value_string (mine_text);
      g_autoptr (JsonNode) theirs = dovetail_value_string (theirs_text);
      g_autoptr (JsonNode) merged = NULL;

      g_test_message ("%s", shape_names[shapes[i]]);
      g_assert_true (dovetail_text_merge (base, mine, theirs, &merged));
      g_assert_cmpstr (json_node_get_string (merged), ==, both_text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/text-merge/cases", test_cases);
  g_test_add_func ("/core/text-merge/other-values-do-not-fit", test_other_values_do_not_fit);
  g_test_add_func ("/core/text-merge/what-is-no-text-does-not-fit", test_what_is_no_text_does_not_fit);
  g_test_add_func ("/core/text-merge/too-long-does-not-fit", test_too_long_does_not_fit);
  g_test_add_func ("/core/text-merge/empty-or-absent", test_empty_or_absent);
  g_test_add_func ("/core/text-merge/diff-is-shortest", test_diff_is_shortest);
  g_test_add_func ("/core/text-merge/random-merges", test_random_merges);
  g_test_add_func ("/core/text-merge/large-texts-are-bounded", test_large_texts_are_bounded);

  g_test_add_func ("/core/text-merge/time-is-bounded", test_time_is_bounded);
  g_test_add_func ("/core/text-merge/long-notes-merge", test_long_notes_merge);

  return g_test_run ();
}
