/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Operations on text: what each function does, and what must hold of all of them, tried on seeded random
 * texts. */

#include "core/grapheme.h"
#include "core/text-operation.h"

#include "seed.h"

#include <string.h>

#define ROUNDS 4000
#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define ASTRONAUT "\U0001F469\u200D\U0001F680"
#define FLAG "\U0001F1E9\U0001F1EA"

static GRand *random_source;

/* "=3 +text -2": retain, insert, delete, separated by "|". */
static DovetailTextOperation *
operation_from (const char *script)
{
  g_auto (GStrv) steps = g_strsplit (script, "|", -1);
  DovetailTextOperation *operation = dovetail_text_operation_new ();

  for (guint i = 0; steps[i] != NULL; i++)
    if (*steps[i] == '=')
      dovetail_text_operation_retain (operation, (gsize) g_ascii_strtoull (steps[i] + 1, NULL, 10));
    else if (*steps[i] == '-')
      dovetail_text_operation_delete (operation, (gsize) g_ascii_strtoull (steps[i] + 1, NULL, 10));
    else if (*steps[i] == '+')
      dovetail_text_operation_insert (operation, steps[i] + 1, strlen (steps[i] + 1));

  return operation;
}

static void
test_applying (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *script;
    const char *result; /* NULL: refused */
  } cases[] = {
    { "nothing to the empty text", "", "", "" },
    { "all stays", "abc", "=3", "abc" },
    { "an insertion in the middle", "abc", "=1|+X|=2", "aXbc" },
    { "an insertion at the end", "abc", "=3|+X", "abcX" },
    { "a deletion", "abc", "=1|-1|=1", "ac" },
    { "a replacement", "abc", "=1|-1|+X|=1", "aXc" },
    { "made for a shorter text", "abc", "=2", NULL },
    { "made for a longer text", "abc", "=4", NULL },
    { "an insertion into an accented letter", "e\u0301", "=1|+X|=2", NULL },
    { "an insertion behind an accented letter", "e\u0301", "=3|+X", "e\u0301X" },
    { "the joiner of an emoji deleted", ASTRONAUT, "=4|-3|=4", NULL },
    { "half a line end deleted", "a\r\nb", "=2|-1|=1", NULL },
    { "a whole line end deleted", "a\r\nb", "=1|-2|=1", "ab" },
    { "half a flag deleted", FLAG, "-4|=4", NULL },
    { "half a character deleted", "\u00e9", "-1|=1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailTextOperation) operation = operation_from (cases[i].script);
      g_autofree char *result = dovetail_text_operation_apply (operation, cases[i].text);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (result, ==, cases[i].result);
      if (result != NULL)
        g_assert_cmpuint (strlen (result), ==, dovetail_text_operation_get_result_length (operation));
    }
}

/* However it is put together, one change is one value. */
static void
test_one_form (void)
{
  static const char *const same[][2] = {
    { "=1|=2", "=3" },        { "-1|-2", "-3" },
    { "+a|+b", "+ab" },       { "-2|+a", "+a|-2" },
    { "+a|-2|+b", "+ab|-2" }, { "-1|+a|-1|+b", "+ab|-2" },
    { "=0|-0|+", "" },        { "=1|-1|+x|=1", "=1|+x|-1|=1" },
  };
  static const char *const different[][2] = {
    { "=1", "=2" },
    { "=1", "-1" },
    { "+a", "+b" },
    { "+a|=1", "=1|+a" },
    { "+a|-1", "+a" },
    { "=1|+a", "=1|+ab" },
    { "+ab|=1|+c", "+a|=1|+bc" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same) + G_N_ELEMENTS (different); i++)
    {
      gboolean expected = i < G_N_ELEMENTS (same);
      const char *const *pair = expected ? same[i] : different[i - G_N_ELEMENTS (same)];
      g_autoptr (DovetailTextOperation) a = operation_from (pair[0]);
      g_autoptr (DovetailTextOperation) b = operation_from (pair[1]);

      g_test_message ("%s and %s", pair[0], pair[1]);
      g_assert_cmpint (dovetail_text_operation_equal (a, b), ==, expected);
      if (expected)
        g_assert_cmpuint (dovetail_text_operation_get_base_length (a), ==,
                          dovetail_text_operation_get_base_length (b));
    }
}

static void
test_diff_in_words (void)
{
  static const struct
  {
    const char *base;
    const char *side;
    const char *script;
  } cases[] = {
    { "", "", "" },
    { "same", "same", "=4" },
    { "", "new", "+new" },
    { "old", "", "-3" },
    { "one two", "one three", "=4|+three|-3" },
    { "cafe", "cafe\u0301", "+cafe\u0301|-4" },
    { "a\r\nb", "a\nb", "=1|+\n|-2|=1" },
    { "ok " FAMILY, "ok " ASTRONAUT, "=3|+" ASTRONAUT "|-18" },
    { "\u05E9\u05DC\u05D5\u05DD \u05E2", "\u05E9\u05DC\u05D5\u05DD \u05E2\u05DC", "=9|+\u05E2\u05DC|-2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailTextOperation) diff = dovetail_text_operation_diff (cases[i].base, cases[i].side);
      g_autoptr (DovetailTextOperation) expected = operation_from (cases[i].script);

      g_test_message ("%s", cases[i].script);
      g_assert_true (dovetail_text_operation_equal (diff, expected));
    }
}

static void
test_transforming (void)
{
  static const struct
  {
    const char *name;
    const char *a;
    const char *b;
    const char *a_after_b;
    const char *b_after_a;
  } cases[] = {
    { "insertions at different places", "+A|=2", "=2|+B", "+A|=3", "=3|+B" },
    { "insertions at one place stand in the order of their bytes", "=1|+A", "=1|+B", "=1|+A|=1", "=2|+B" },
    { "the same insertion is made once", "=1|+A|=1", "=1|+A|=1", "=3", "=3" },
    { "one is the beginning of the other: the shorter first", "+A", "+AB", "+A|=2", "=1|+AB" },
    { "a line comes before a word", "+b\n|=1", "+a|=1", "+b\n|=2", "=2|+a|=1" },
    { "what begins a line comes behind a word", "=1|+\na", "=1|+b", "=2|+\na", "=1|+b|=2" },
    { "what begins a line in the Windows way, too", "=1|+\r\na", "=1|+b", "=2|+\r\na", "=1|+b|=3" },
    { "both delete the same", "=1|-1|=1", "=1|-1|=1", "=2", "=2" },
    { "deletions that overlap", "-2|=1", "=1|-2", "-1", "-1" },
    { "an insertion into what the other deletes stays", "=1|+X|=2", "-3", "+X", "-1|=1|-2" },
    { "both replace alike", "+X|-2", "+X|-2", "=1", "=1" },
    { "both replace differently", "+X|-2", "+Y|-2", "+X|=1", "=1|+Y" },
    { "an insertion comes before what stands for the word behind it", "+z|=2", "+a|-2", "+z|=1", "=1|+a|-2" },
    { "the same text, once put there and once in place of another: both", "+a|=2", "+a|-2", "+a|=1",
      "=1|+a|-2" },
    { "nothing and nothing", "", "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint swap = 0; swap < 2; swap++)
      {
        g_autoptr (DovetailTextOperation) a = operation_from (swap ? cases[i].b : cases[i].a);
        g_autoptr (DovetailTextOperation) b = operation_from (swap ? cases[i].a : cases[i].b);
        g_autoptr (DovetailTextOperation) a_expected
            = operation_from (swap ? cases[i].b_after_a : cases[i].a_after_b);
        g_autoptr (DovetailTextOperation) b_expected
            = operation_from (swap ? cases[i].a_after_b : cases[i].b_after_a);
        g_autoptr (DovetailTextOperation) a_after_b = NULL;
        g_autoptr (DovetailTextOperation) b_after_a = NULL;

        g_test_message ("%s%s", cases[i].name, swap ? ", the other way round" : "");
        g_assert_true (dovetail_text_operation_transform (a, b, &a_after_b, &b_after_a));
        g_assert_true (dovetail_text_operation_equal (a_after_b, a_expected));
        g_assert_true (dovetail_text_operation_equal (b_after_a, b_expected));
      }
}

static void
test_unlike_lengths_are_refused (void)
{
  g_autoptr (DovetailTextOperation) two = operation_from ("=2");
  g_autoptr (DovetailTextOperation) three = operation_from ("=2|+x");
  DovetailTextOperation *a = NULL;
  DovetailTextOperation *b = NULL;

  g_assert_null (dovetail_text_operation_compose (three, two));
  g_clear_pointer (&three, dovetail_text_operation_free);
  three = operation_from ("=3");
  g_assert_false (dovetail_text_operation_transform (two, three, &a, &b));
  g_assert_null (a);
  g_assert_null (b);
}

static void
test_too_much_has_no_diff (void)
{
  g_autoptr (GString) base = g_string_new (NULL);
  g_autoptr (GString) side = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_string_append_printf (base, "a%u ", i);
      g_string_append_printf (side, "b%u ", i);
    }
  g_assert_null (dovetail_text_operation_diff (base->str, side->str));
  dovetail_text_operation_free (NULL);
}

static void
test_seams (void)
{
  static const struct
  {
    const char *base;
    const char *script;
    gboolean seamless;
  } cases[] = {
    { "ab", "=1|+x|=1", TRUE },
    { "ab", "=1|+\u0301|=1", FALSE },
    { "\U0001F680", "+\U0001F469\u200D|=4", FALSE },
    { "\U0001F1EA", "+\U0001F1E9|=4", FALSE },
    { "\U0001F1E9x\U0001F1EA", "=4|-1|=4", FALSE },
    { "\r.\n", "=1|-1|=1", FALSE },
    { "\r.\n", "=1|+-|-1|=1", TRUE },
    { "", "+\u0301", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailTextOperation) operation = operation_from (cases[i].script);
      g_autofree char *result = dovetail_text_operation_apply (operation, cases[i].base);

      g_assert_nonnull (result);
      g_assert_cmpint (dovetail_text_operation_is_seamless (operation, result), ==, cases[i].seamless);
    }
}

/* Pieces that like to grow together or to be cut. */
static char *
random_text (void)
{
  static const char *const pieces[] = {
    "a",
    "b",
    "one",
    "two",
    " ",
    " ",
    "\n",
    "\r\n",
    "\r",
    ".",
    ",",
    "\u00e9",
    "e\u0301",
    "\u0301",
    FAMILY,
    ASTRONAUT,
    "\U0001F469",
    "\u200D",
    "\U0001F680",
    FLAG,
    "\U0001F1E9",
    "\u05E9\u05DC\u05D5\u05DD",
    "\u200F",
    "\u202E",
    "\u0645\u0631\u062D\u0628\u0627",
    "\u1112",
    "\u1161",
    "\uD55C",
    "\u0928\u093F",
    "\uFE0F",
    "\u4f60",
    "\u3002",
  };
  GString *text = g_string_new (NULL);

  for (gint32 i = g_rand_int_range (random_source, 0, 14); i > 0; i--)
    g_string_append (text, pieces[g_rand_int_range (random_source, 0, G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

/* A text that has most in common with another: some graphemes left out, some put in. */
static char *
random_edit (const char *base)
{
  GString *text = g_string_new (NULL);

  while (*base != '\0')
    {
      const char *end = dovetail_grapheme_end (base);

      if (g_rand_int_range (random_source, 0, 6) == 0)
        {
          g_autofree char *put_in = random_text ();

          g_string_append (text, put_in);
        }
      if (g_rand_int_range (random_source, 0, 6) != 0)
        g_string_append_len (text, base, end - base);
      base = end;
    }

  return g_string_free (text, FALSE);
}

static char *
apply_twice (const DovetailTextOperation *first, const DovetailTextOperation *second, const char *text)
{
  g_autofree char *between = dovetail_text_operation_apply (first, text);

  g_assert_nonnull (between);

  return dovetail_text_operation_apply (second, between);
}

/* TP1, and that no operation cuts a grapheme of the text it is carried to. */
static void
test_tp1 (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *base = random_text ();
      g_autofree char *mine = random_edit (base);
      g_autofree char *theirs = random_edit (base);
      g_autoptr (DovetailTextOperation) a = dovetail_text_operation_diff (base, mine);
      g_autoptr (DovetailTextOperation) b = dovetail_text_operation_diff (base, theirs);
      g_autoptr (DovetailTextOperation) a_after_b = NULL;
      g_autoptr (DovetailTextOperation) b_after_a = NULL;
      g_autoptr (DovetailTextOperation) a_first = NULL;
      g_autoptr (DovetailTextOperation) b_first = NULL;
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;

      g_assert_true (dovetail_text_operation_transform (a, b, &a_after_b, &b_after_a));
      one = apply_twice (a, b_after_a, base);
      other = apply_twice (b, a_after_b, base);
      g_assert_nonnull (one);
      g_assert_cmpstr (one, ==, other);
      g_assert_true (g_utf8_validate (one, -1, NULL));

      a_first = dovetail_text_operation_compose (a, b_after_a);
      b_first = dovetail_text_operation_compose (b, a_after_b);
      g_assert_true (dovetail_text_operation_equal (a_first, b_first));
    }
}

static void
test_diff_and_apply_go_round (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *base = random_text ();
      g_autofree char *side = i % 2 == 0 ? random_edit (base) : random_text ();
      g_autoptr (DovetailTextOperation) diff = dovetail_text_operation_diff (base, side);
      g_autofree char *result = dovetail_text_operation_apply (diff, base);

      g_assert_cmpstr (result, ==, side);
      g_assert_true (dovetail_text_operation_is_seamless (diff, side));
    }
}

static void
test_compose_is_one_after_the_other (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *texts[4] = { random_text () };
      g_autoptr (DovetailTextOperation) first = NULL;
      g_autoptr (DovetailTextOperation) second = NULL;
      g_autoptr (DovetailTextOperation) third = NULL;
      g_autoptr (DovetailTextOperation) left = NULL;
      g_autoptr (DovetailTextOperation) right = NULL;
      g_autoptr (DovetailTextOperation) left_all = NULL;
      g_autoptr (DovetailTextOperation) right_all = NULL;
      g_autofree char *result = NULL;

      for (guint t = 1; t < 4; t++)
        texts[t] = random_edit (texts[t - 1]);
      first = dovetail_text_operation_diff (texts[0], texts[1]);
      second = dovetail_text_operation_diff (texts[1], texts[2]);
      third = dovetail_text_operation_diff (texts[2], texts[3]);
      left = dovetail_text_operation_compose (first, second);
      right = dovetail_text_operation_compose (second, third);
      left_all = dovetail_text_operation_compose (left, third);
      right_all = dovetail_text_operation_compose (first, right);
      g_assert_true (dovetail_text_operation_equal (left_all, right_all));
      result = dovetail_text_operation_apply (left, texts[0]);
      g_assert_cmpstr (result, ==, texts[2]);
      for (guint t = 0; t < 4; t++)
        g_free (g_steal_pointer (&texts[t]));
    }
}

static void
test_past_itself_nothing_is_left (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *base = random_text ();
      g_autofree char *side = random_edit (base);
      g_autoptr (DovetailTextOperation) a = dovetail_text_operation_diff (base, side);
      g_autoptr (DovetailTextOperation) idle = dovetail_text_operation_diff (base, base);
      g_autoptr (DovetailTextOperation) nothing = dovetail_text_operation_diff (side, side);
      g_autoptr (DovetailTextOperation) once = NULL;
      g_autoptr (DovetailTextOperation) again = NULL;
      g_autoptr (DovetailTextOperation) alone = NULL;
      g_autoptr (DovetailTextOperation) still = NULL;

      dovetail_text_operation_transform (a, a, &once, &again);
      g_assert_true (dovetail_text_operation_equal (once, nothing));
      g_assert_true (dovetail_text_operation_equal (again, nothing));
      dovetail_text_operation_transform (a, idle, &alone, &still);
      g_assert_true (dovetail_text_operation_equal (alone, a));
      g_assert_true (dovetail_text_operation_equal (still, nothing));
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  random_source = seeded_random ();

  g_test_add_func ("/core/text-operation/applying", test_applying);
  g_test_add_func ("/core/text-operation/one-form", test_one_form);
  g_test_add_func ("/core/text-operation/diff-in-words", test_diff_in_words);
  g_test_add_func ("/core/text-operation/transforming", test_transforming);
  g_test_add_func ("/core/text-operation/unlike-lengths-are-refused", test_unlike_lengths_are_refused);
  g_test_add_func ("/core/text-operation/too-much-has-no-diff", test_too_much_has_no_diff);
  g_test_add_func ("/core/text-operation/seams", test_seams);
  g_test_add_func ("/core/text-operation/tp1", test_tp1);
  g_test_add_func ("/core/text-operation/diff-and-apply-go-round", test_diff_and_apply_go_round);
  g_test_add_func ("/core/text-operation/compose-is-one-after-the-other",
                   test_compose_is_one_after_the_other);
  g_test_add_func ("/core/text-operation/past-itself-nothing-is-left", test_past_itself_nothing_is_left);

  result = g_test_run ();
  g_rand_free (random_source);

  return result;
}
