/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stand-ins: equal for equal, different for different, and nothing of the original in them. */

#include "core/disguise.h"

#include <string.h>

#include "core/rank.h"
#include "core/text-merge.h"
#include "core/uuid.h"
#include "core/data.h"

#define UUID "0197a000-0000-7000-8000-000000000001"

static DovetailDisguise *
make (guint8 first)
{
  guint8 key[DOVETAIL_DISGUISE_KEY_BYTES] = { first };

  return dovetail_disguise_new (key);
}

/* Texts, and what of them is still there. */
static const struct
{
  const char *what;
  const char *text;
  const char *pattern; /* w: a word; the rest is itself */
} texts[] = {
  { "nothing", "", "" },
  { "one word", "secret", "w" },
  { "a sentence", "Call Bob, now!", "w w, w!" },
  { "lines and blanks stay", "a\n\n  b\tc\n", "w\n\n  w\tw\n" },
  { "a list with boxes", "- [ ] milk\n- [x] eggs", "- [ ] w\n- [w] w" },
  { "digits are words", "12 34", "w w" },
  { "letters of any script are words", "Přílišné Москва 東京", "w w w" },
  { "emoji are words", "👨‍👩‍👧 🎉", "w w" },
};

static char *
pattern_of (const char *text)
{
  GString *pattern = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (!g_ascii_isalpha (*text))
      g_string_append_c (pattern, *text);
    else if (pattern->len == 0 || pattern->str[pattern->len - 1] != 'w')
      g_string_append_c (pattern, 'w');
  return g_string_free (pattern, FALSE);
}

static void
test_texts (void)
{
  g_autoptr (DovetailDisguise) disguise = make (1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *hidden = dovetail_disguise_text (disguise, "here", texts[i].text);
      g_autofree char *pattern = pattern_of (hidden);

      g_test_message ("%s", texts[i].what);
      g_assert_cmpstr (pattern, ==, texts[i].pattern);
    }
}

static void
test_equality (void)
{
  g_autoptr (DovetailDisguise) disguise = make (1);
  g_autoptr (DovetailDisguise) other = make (2);
  g_autofree char *one = dovetail_disguise_text (disguise, "task/notes", "bob");
  g_autofree char *again = dovetail_disguise_text (disguise, "task/notes", "bob");
  g_autofree char *elsewhere = dovetail_disguise_text (disguise, "other/notes", "bob");
  g_autofree char *capital = dovetail_disguise_text (disguise, "task/notes", "Bob");
  g_autofree char *other_key = dovetail_disguise_text (other, "task/notes", "bob");

  g_assert_cmpstr (one, ==, again);
  g_test_message ("the same word in another record has nothing to do with it");
  g_assert_cmpstr (one, !=, elsewhere);
  g_assert_cmpstr (one, !=, capital);
  g_assert_cmpstr (one, !=, other_key);
}

/* However many short words there are, no two get the same stand-in. */
static void
test_no_two_alike (void)
{
  g_autoptr (DovetailDisguise) disguise = make (3);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *word = g_strdup_printf ("%x", i);

      g_assert_true (g_hash_table_add (seen, dovetail_disguise_text (disguise, "here", word)));
    }
}

static void
test_lengths (void)
{
  static const struct
  {
    const char *word;
    gsize length;
  } cases[] = {
    { "a", 4 }, { "four", 4 }, { "eleven", 7 }, { "remembering", 12 }, { "incomprehensibilities", 20 }
  };
  g_autoptr (DovetailDisguise) disguise = make (4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hidden = dovetail_disguise_text (disguise, "here", cases[i].word);

      g_assert_cmpuint (strlen (hidden), ==, cases[i].length);
      g_assert_cmpstr (hidden, !=, cases[i].word);
    }
}

static void
test_ids (void)
{
  g_autoptr (DovetailDisguise) disguise = make (5);
  g_autofree char *uuid = dovetail_disguise_id (disguise, UUID);
  g_autofree char *name = dovetail_disguise_id (disguise, "anna");
  g_autofree char *again = dovetail_disguise_id (disguise, "anna");
  g_autofree char *other = dovetail_disguise_id (disguise, "ben");

  g_assert_cmpstr (uuid, ==, UUID);
  g_assert_true (dovetail_uuid_is_valid (name));
  g_assert_cmpstr (name, ==, again);
  g_assert_cmpstr (name, !=, other);
}

static void
test_dates (void)
{
  g_autoptr (DovetailDisguise) disguise = make (6);
  g_autofree char *monday = dovetail_disguise_date (disguise, "2027-03-08");
  g_autofree char *sunday = dovetail_disguise_date (disguise, "2027-03-14");
  g_autofree char *noon = dovetail_disguise_date (disguise, "2027-03-08T12:00:00.000Z");
  GDate first, last;

  g_assert_cmpstr (monday, !=, "2027-03-08");
  g_date_set_parse (&first, monday);
  g_date_set_parse (&last, sunday);
  g_test_message ("what lies six days apart does so still");
  g_assert_cmpint (g_date_days_between (&first, &last), ==, 6);
  g_assert_true (g_str_has_prefix (noon, monday));
  g_assert_true (g_str_has_suffix (noon, "T12:00:00.000Z"));
  g_test_message ("what is no date in its usual form is text");
  g_assert_null (dovetail_disguise_date (disguise, "tomorrow"));
  g_assert_null (dovetail_disguise_date (disguise, "2027-03-08T12:00:00Z"));
  g_assert_null (dovetail_disguise_date (disguise, "2027-02-30"));
}

static void
test_numbers (void)
{
  g_autoptr (DovetailDisguise) disguise = make (7);
  gint64 one = dovetail_disguise_number (disguise, "here", 5551234);

  g_assert_cmpint (one, !=, 5551234);
  g_assert_cmpint (one, ==, dovetail_disguise_number (disguise, "here", 5551234.0));
  g_assert_cmpint (one, !=, dovetail_disguise_number (disguise, "here", 5551235));
}

static void
test_ranks (void)
{
  static const char *const ranks[] = { "V", "V0z", "W", "secretlist", "z", "~ no rank" };
  g_autoptr (DovetailDisguise) disguise = make (8);
  g_autofree char *last = NULL;

  for (guint i = G_N_ELEMENTS (ranks); i > 0; i--)
    dovetail_disguise_learn (disguise, ranks[i - 1]);
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      char *rank = dovetail_disguise_rank (disguise, ranks[i]);

      g_assert_true (dovetail_rank_is_valid (rank));
      g_assert_null (strstr (rank, "secret"));
      if (last != NULL)
        g_assert_cmpstr (last, <, rank);
      g_free (last);
      last = rank;
    }
}

/* Notes of three sides, and whether they fit together. */
static const struct
{
  const char *what;
  const char *base, *mine, *theirs;
} merges[] = {
  { "different lines", "one\ntwo\nthree", "one!\ntwo\nthree", "one\ntwo\nthree four" },
  { "the same word", "call bob", "call anna", "call carol" },
  { "the same change", "call bob", "call anna", "call anna" },
  { "both add at the end", "milk\n", "milk\neggs\n", "milk\nbread\n" },
  { "one goes on with what the other wrote", "milk\n", "milk\neggs\n", "milk\neggs and bread\n" },
  { "one takes a line away", "a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n" },
  { "both edit a line", "buy two apples", "buy three apples", "buy two pears" },
};

static gboolean
fits (DovetailDisguise *disguise, guint i)
{
  const char *sides[] = { merges[i].base, merges[i].mine, merges[i].theirs };
  JsonNode *nodes[3];
  g_autoptr (JsonNode) merged = NULL;
  gboolean fit;

  for (guint side = 0; side < 3; side++)
    {
      g_autofree char *text = disguise != NULL ? dovetail_disguise_text (disguise, "x/notes", sides[side])
                                               : g_strdup (sides[side]);

      nodes[side] = dovetail_value_string (text);
    }
  fit = dovetail_text_merge (nodes[0], nodes[1], nodes[2], &merged);
  for (guint side = 0; side < 3; side++)
    json_node_unref (nodes[side]);
  return fit;
}

static void
test_merges (void)
{
  g_autoptr (DovetailDisguise) disguise = make (9);

  for (guint i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_test_message ("%s", merges[i].what);
      g_assert_true (fits (NULL, i) == fits (disguise, i));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disguise/texts", test_texts);
  g_test_add_func ("/disguise/equality", test_equality);
  g_test_add_func ("/disguise/no-two-alike", test_no_two_alike);
  g_test_add_func ("/disguise/lengths", test_lengths);
  g_test_add_func ("/disguise/ids", test_ids);
  g_test_add_func ("/disguise/dates", test_dates);
  g_test_add_func ("/disguise/numbers", test_numbers);
  g_test_add_func ("/disguise/ranks", test_ranks);
  g_test_add_func ("/disguise/merges", test_merges);
  return g_test_run ();
}
