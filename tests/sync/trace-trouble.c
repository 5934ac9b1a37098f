/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The disk fails while traces are written, exported and replayed, at one statement after the other: who asked
 * hears of it, a sync is not held up by it, nothing is left behind, and afterwards all is as it would have
 * been. */

#include <glib/gstdio.h>
#include <string.h>

#include "lib/statement-trap.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "sync/trace-export.h"
#include "sync/trace-replay.h"
#include "sync/two-stores.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define LIST "0197a000-0000-7000-8000-0000000000aa"
/* Every statement takes a minute; a prime, so that all kinds of them have their turn. */
#define STRIDE 7u

static void
edit_both (TwoStores *two, const char *on_phone, const char *on_laptop)
{
  scratch_update (two->phone, DOVETAIL_ENTITY_TASK, ID, on_phone);
  scratch_update (two->laptop, DOVETAIL_ENTITY_TASK, ID, on_laptop);
  two_stores_sync (two, two->phone);
  two_stores_sync (two, two->laptop);
}

static void
answer_first_conflict (TwoStores *two)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (two->laptop->store, TRUE, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  dovetail_store_resolve_conflict (two->laptop->store,
                                   ((DovetailConflict *) g_ptr_array_index (conflicts, 0))->conflict_id,
                                   DOVETAIL_RESOLUTION_CLIENT_WINS, NULL, &error);
  g_assert_no_error (error);
}

/* A conflict that was answered, an edit, a record of another type, a list that is not synced any more. */
static void
live (TwoStores *two)
{
  char *none[] = { NULL };
  g_autoptr (GError) error = NULL;

  scratch_create (two->laptop, DOVETAIL_ENTITY_LIST, LIST, "{'name':'house'}");
  scratch_create (two->laptop, DOVETAIL_ENTITY_TASK, ID, "{'title':'one','notes':'call bob'}");
  two_stores_sync (two, two->laptop);
  two_stores_sync (two, two->phone);
  edit_both (two, "{'notes':'call anna','title':'two'}", "{'notes':'call carol'}");
  answer_first_conflict (two);
  scratch_create (two->laptop, DOVETAIL_ENTITY_TASK, NULL, "{'title':'three','list_id':'" LIST "'}");
  two_stores_sync (two, two->laptop);
  dovetail_store_set_filter (two->laptop->store, none, NULL, &error);
  g_assert_no_error (error);
  two_stores_sync (two, two->laptop);
}

static char *
export_trace (TwoStores *two, GError **error)
{
  gsize length;
  DovetailTraceCounts counts;

  return dovetail_trace_export (two->laptop->store, dovetail_store_get_random (two->laptop->store), &counts,
                                &length, error);
}

static guint
count_differences (GPtrArray *jobs)
{
  guint differences = 0;

  for (guint i = 0; i < jobs->len; i++)
    differences += ((DovetailReplayJob *) g_ptr_array_index (jobs, i))->differences;
  return differences;
}

static guint
count_folders (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint number = 0;

  while (g_dir_read_name (folder) != NULL)
    number++;
  return number;
}

static void
test_replay (TwoStores *two, gconstpointer data)
{
  const char *room = g_getenv ("TMPDIR");
  const guint folders = count_folders (room);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  GLogLevelFlags fatal;
  guint statements, refused = 0, seen_otherwise = 0;

  live (two);
  text = export_trace (two, &error);
  g_assert_no_error (error);
  statement_trap_set (room, NULL, 1, 0);
  whole = dovetail_trace_replay (text, strlen (text), &error);
  statements = statement_trap_clear ();
  g_assert_no_error (error);
  g_assert_cmpuint (count_differences (whole), ==, 0);
  g_assert_cmpuint (statements, >, 200);
  /* A pass whose end cannot be written down warns of it. */
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint number = 1; number <= statements; number += STRIDE)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GPtrArray) jobs = NULL;

      statement_trap_set (room, NULL, number, 1);
      jobs = dovetail_trace_replay (text, strlen (text), &failure);
      statement_trap_clear ();
      g_assert_true ((jobs == NULL) == (failure != NULL));
      refused += jobs == NULL;
      seen_otherwise += jobs != NULL && count_differences (jobs) > 0;
      g_assert_cmpuint (count_folders (room), ==, folders);
    }
  g_log_set_always_fatal (fatal);
  g_test_message ("of %u statements, every %uth: %u end the replay, %u change it", statements, STRIDE,
                  refused, seen_otherwise);
  g_assert_cmpuint (refused, >, 10);
  g_assert_cmpuint (refused + seen_otherwise, >, statements / STRIDE / 2);
}

/* Each statement that puts the store of a replay into the state the sync found. */
static void
test_not_filled (TwoStores *two, gconstpointer data)
{
  const char *room = g_getenv ("TMPDIR");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  GLogLevelFlags fatal;
  guint settings;

  scratch_create (two->laptop, DOVETAIL_ENTITY_TASK, ID, "{'title':'one'}");
  two_stores_sync (two, two->laptop);
  text = export_trace (two, &error);
  g_assert_no_error (error);
  statement_trap_set (room, "INTO setting", 1, 0);
  whole = dovetail_trace_replay (text, strlen (text), &error);
  settings = statement_trap_clear ();
  g_assert_no_error (error);
  g_assert_cmpuint (settings, >, 5);
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint number = 1; number <= settings; number++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GPtrArray) jobs = NULL;

      statement_trap_set (room, "INTO setting", number, 1);
      jobs = dovetail_trace_replay (text, strlen (text), &failure);
      g_assert_cmpuint (statement_trap_clear (), >=, number);
      g_assert_true ((jobs == NULL) == (failure != NULL));
      g_assert_true (jobs == NULL || count_differences (jobs) > 0);
    }
  g_log_set_always_fatal (fatal);
}

static void
test_export (TwoStores *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  live (two);
  statement_trap_set (two->laptop->directory, NULL, 1, 1);
  g_assert_null (export_trace (two, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  statement_trap_clear ();
  text = export_trace (two, &error);
  g_assert_no_error (error);
  g_assert_nonnull (text);
}

/* No room for the folder of a replay. */
static void
test_no_room (TwoStores *two, gconstpointer data)
{
  const char *room = g_getenv ("TMPDIR");
  g_autofree char *away = g_strconcat (room, ".away", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  live (two);
  text = export_trace (two, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (room, away), ==, 0);
  g_assert_null (dovetail_trace_replay (text, strlen (text), &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "cannot be replayed"));
  g_assert_cmpint (g_rename (away, room), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *room = g_mkdtemp (g_strdup ("/tmp/dovetail-test-XXXXXX"));
  int status;

  /* Scratch stores of replays go into a folder of their own, so that what is left behind is seen. Not made by
   * g_dir_make_tmp(): GLib looks at TMPDIR only once. */
  g_setenv ("TMPDIR", room, TRUE);
  g_test_init (&argc, &argv, NULL);
  statement_trap_prepare ();
  g_test_add ("/trace-trouble/replay", TwoStores, NULL, two_stores_set_up, test_replay, two_stores_tear_down);
  g_test_add ("/trace-trouble/not-filled", TwoStores, NULL, two_stores_set_up, test_not_filled,
              two_stores_tear_down);
  g_test_add ("/trace-trouble/export", TwoStores, NULL, two_stores_set_up, test_export, two_stores_tear_down);
  g_test_add ("/trace-trouble/no-room", TwoStores, NULL, two_stores_set_up, test_no_room,
              two_stores_tear_down);
  status = g_test_run ();
  g_rmdir (room);
  return status;
}
