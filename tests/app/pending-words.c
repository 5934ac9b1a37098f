/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for upload, in words: what changed, what hindered it, what to do, and all of it as text. */

#include "app/pending-words.h"

#include <string.h>

#include "lib/scratch-store.h"
#include "store/outbox.h"

#define TASK "0197a000-0000-7000-8000-000000000001"

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
assert_change (ScratchStore *scratch, const char *expected)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, DOVETAIL_ENTITY_TASK, TASK);

  assert_text (dovetail_pending_words_change (scratch->store, replica), expected);
}

static void
test_changes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);

  scratch_create (scratch, DOVETAIL_ENTITY_TASK, TASK, "{'title':'Pay rent'}");
  assert_change (scratch, "New task");
  scratch_put_synced (scratch, DOVETAIL_ENTITY_TASK, TASK, 1, "{'title':'Pay rent','priority':'low'}", FALSE);
  scratch_update (scratch, DOVETAIL_ENTITY_TASK, TASK, "{'title':'Pay the rent','priority':'high'}");
  assert_change (scratch, "Title: Pay rent → Pay the rent\nPriority: Low → High");
}

/* Every refusal of the server has a reason and says what to do; what it adds is kept. */
static void
test_refusals (void)
{
  static const char *const codes[]
      = { "invalid_field", "forbidden_entity", "forbidden", "mutation_reused", "rolled_back", "too_large" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *error = dovetail_pending_words_error (codes[i], NULL);
      g_autofree char *advice = dovetail_pending_words_advice (codes[i]);

      g_test_message ("%s", codes[i]);
      g_assert_null (strchr (error, '_'));
      g_assert_true (g_str_has_suffix (advice, "."));
    }
  assert_text (dovetail_pending_words_error ("too_large", "notes"),
               "It is larger than the server takes: notes");
  assert_text (dovetail_pending_words_error ("of_tomorrow", NULL), "The server did not accept it");
  assert_text (dovetail_pending_words_advice ("of_tomorrow"), "Change it, try again, or discard it.");
  g_assert_null (dovetail_pending_words_error (NULL, NULL));
}

static void
test_details (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  scratch_create (scratch, DOVETAIL_ENTITY_TASK, TASK, "{'title':'Pay rent'}");
  replica = scratch_get (scratch, DOVETAIL_ENTITY_TASK, TASK);
  replica->pending->state = DOVETAIL_PENDING_QUARANTINED;
  replica->pending->tries = 3;
  replica->pending->error_code = g_strdup ("forbidden");
  text = dovetail_pending_words_details (scratch->store, replica, scratch->now);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "Pay rent");
  g_assert_cmpstr (lines[1], ==, "New task");
  g_assert_cmpstr (lines[2], ==, "Your account may read here, but not write");
  g_assert_cmpstr (lines[3], ==, "Ask the owner of the family for the right to write, then try again.");
  g_assert_true (g_str_has_prefix (lines[4], "Waiting since "));
  g_assert_true (g_str_has_suffix (lines[4], "tried 3 times"));
  g_assert_cmpstr (lines[5], ==, "task " TASK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pending-words/changes", test_changes);
  g_test_add_func ("/pending-words/refusals", test_refusals);
  g_test_add_func ("/pending-words/details", test_details);
  return g_test_run ();
}
