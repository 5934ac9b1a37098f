/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of records that a sync would have taken away. */

#include "app/held-words.h"

#include <string.h>

static void
add (GPtrArray *all,
     DovetailHeldCause cause,
     const char *entity_type,
     const char *title,
     gboolean theirs_deleted)
{
  DovetailHeld *held = g_new0 (DovetailHeld, 1);
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) data = dovetail_data_with_string (empty, "title", title);
  g_autoptr (DovetailRecord) record = dovetail_record_new (
      entity_type, "0197a000-0000-7000-8000-000000000001", 1, NULL, FALSE, data, 1, NULL, NULL);

  held->cause = cause;
  held->replica = dovetail_replica_new (record);
  if (cause != DOVETAIL_HELD_MISSING)
    held->theirs = dovetail_record_with_data (record, data, theirs_deleted, 2);
  g_ptr_array_add (all, held);
}

static void
assert_heading (GPtrArray *all, const char *expected)
{
  g_autofree char *heading = dovetail_held_words_heading (all);

  g_assert_cmpstr (heading, ==, expected);
}

static void
assert_body (GPtrArray *all, const char *expected)
{
  g_autofree char *body = dovetail_held_words_body (all);

  g_assert_nonnull (strstr (body, "Everything is still here"));
  g_assert_nonnull (strstr (body, expected));
}

static void
assert_record (GPtrArray *all, guint index, const char *expected)
{
  g_autofree char *text = dovetail_held_words_record (g_ptr_array_index (all, index));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_deletions (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_held_free);

  add (all, DOVETAIL_HELD_DELETED, DOVETAIL_ENTITY_TASK, "Pay rent", TRUE);
  assert_heading (all, "The server wants to delete 1 task");
  assert_body (all, "Let it go, and it is deleted here as well.");
  add (all, DOVETAIL_HELD_MISSING, DOVETAIL_ENTITY_TASK, "", FALSE);
  assert_heading (all, "The server wants to delete 2 tasks");
  add (all, DOVETAIL_HELD_DELETED, DOVETAIL_ENTITY_LIST, "Home", TRUE);
  assert_heading (all, "The server wants to delete 3 tasks and lists");
  assert_body (all,
               "all 3 are uploaded again for everybody. Let them go, and all 3 are deleted here as well.");
  assert_record (all, 0, "Pay rent (deleted on the server)");
  assert_record (all, 1, "Without a title (not on the server)");
}

static void
test_set_back (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_held_free);

  add (all, DOVETAIL_HELD_MISSING, DOVETAIL_ENTITY_TASK, "Pay rent", FALSE);
  add (all, DOVETAIL_HELD_OTHER, DOVETAIL_ENTITY_TASK, "<b>100%</b>", FALSE);
  assert_heading (all, "The server has an earlier state of 2 tasks");
  assert_body (all, "Let them go, and all 2 become what the server has.");
  assert_record (all, 1, "<b>100%</b> (different on the server)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/held-words/deletions", test_deletions);
  g_test_add_func ("/held-words/set back", test_set_back);
  return g_test_run ();
}
