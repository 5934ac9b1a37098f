/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An outbox with very much in it: the next batch costs what it holds, not what waits behind it, and to say how much
 * waits costs as much as with little. */

#include "store/outbox.h"

#include <malloc.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/store-private.h"

#define BATCH 500
#define FEW 1000
#define MANY 100000

static void
import (ScratchStore *scratch, guint from, guint end)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  g_autoptr (JsonNode) data = scratch_data ("{'title':'imported','position':'a'}");
  g_autoptr (GError) error = NULL;

  for (guint i = from; i < end; i++)
    {
      g_autofree char *id = g_strdup_printf ("0197a000-0000-7000-8000-%012u", i);

      g_ptr_array_add (drafts, dovetail_draft_new ("task", id, data));
    }
  g_assert_true (dovetail_store_import (scratch->store, drafts, NULL, NULL, &error));
  g_assert_no_error (error);
}

typedef struct
{
  guint steps;  /* of SQLite's machine */
  gsize memory; /* that the batch holds, bytes */
} Cost;

static int
count_step (gpointer steps)
{
  (*(guint *) steps)++;
  return 0;
}

static Cost
cost_of_batch (ScratchStore *scratch)
{
  Cost cost = { 0, 0 };
  gsize before = mallinfo2 ().uordblks;
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GError) error = NULL;

  sqlite3_progress_handler (scratch->store->database, 1, count_step, &cost.steps);
  batch = dovetail_store_list_outbox (scratch->store, FALSE, BATCH, &error);
  sqlite3_progress_handler (scratch->store->database, 0, NULL, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->len, ==, BATCH);
  cost.memory = mallinfo2 ().uordblks - before;

  return cost;
}

/* Steps of SQLite's machine. */
static guint
cost_of_summary (ScratchStore *scratch, guint waiting)
{
  DovetailOutboxSummary summary;
  guint steps = 0;

  sqlite3_progress_handler (scratch->store->database, 1, count_step, &steps);
  g_assert_true (dovetail_store_summarize_outbox (scratch->store, &summary, NULL));
  sqlite3_progress_handler (scratch->store->database, 0, NULL, NULL);
  g_assert_cmpuint (summary.waiting, ==, waiting);
  return steps;
}

static void
test_very_much_waits (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  guint summary_of_few, summary_of_many;
  Cost few, many;

  import (scratch, 0, FEW);
  cost_of_batch (scratch); /* prepares the statements */
  few = cost_of_batch (scratch);
  cost_of_summary (scratch, FEW);
  summary_of_few = cost_of_summary (scratch, FEW);
  for (guint i = FEW; i < MANY; i += 9900)
    import (scratch, i, i + 9900);
  cost_of_summary (scratch, MANY);
  summary_of_many = cost_of_summary (scratch, MANY);
  g_assert_cmpuint (summary_of_many, <=, summary_of_few);
  cost_of_batch (scratch);
  many = cost_of_batch (scratch);
  g_test_message ("a batch of %d: %u steps and %zu KiB with %d waiting, %u steps and %zu KiB with %d", BATCH,
                  few.steps, few.memory / 1024, FEW, many.steps, many.memory / 1024, MANY);
  g_assert_cmpuint (many.steps, <=, few.steps + few.steps / 20);
  g_assert_cmpuint (many.memory, <=, few.memory + few.memory / 5 + 256 * 1024);
}

/* As if each had been pushed, refused, or edited at its own time. */
static const struct
{
  const char *rows; /* state, urgency, since */
  guint waiting, quarantined;
  gint64 oldest;
} mixtures[] = {
  { "SELECT 0, 0, 50", 1, 0, 50 },
  { "SELECT 0, 3, 40 UNION ALL SELECT 0, 0, 50", 2, 0, 40 },
  { "SELECT 0, 0, 50 UNION ALL SELECT 0, 3, 60 UNION ALL SELECT 1, 5, 30", 3, 0, 30 },
  { "SELECT 2, 0, 10 UNION ALL SELECT 1, 2, 70 UNION ALL SELECT 1, 1, 80", 2, 1, 70 },
  { "SELECT 2, 0, 10 UNION ALL SELECT 2, 1, 20", 0, 2, 0 },
  { "SELECT 0, 0, 0 WHERE 0", 0, 0, 0 },
};

static void
test_summary (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mixtures); i++)
    {
      g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
      g_autofree char *sql = g_strconcat ("DELETE FROM outbox; INSERT INTO outbox (record, state, urgency, since,"
                                          " edited_at, by_hand, tries, data) SELECT row_number () OVER (), *,"
                                          " 0, 0, 0, x'' FROM (",
                                          mixtures[i].rows, ")", NULL);
      DovetailOutboxSummary summary;

      import (scratch, 0, 3);
      g_assert_cmpint (sqlite3_exec (scratch->store->database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_true (dovetail_store_summarize_outbox (scratch->store, &summary, NULL));
      g_assert_cmpuint (summary.waiting, ==, mixtures[i].waiting);
      g_assert_cmpuint (summary.quarantined, ==, mixtures[i].quarantined);
      g_assert_cmpint (summary.oldest, ==, mixtures[i].oldest);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox/summary", test_summary);
  g_test_add_func ("/outbox/100,000 edits wait", test_very_much_waits);

  return g_test_run ();
}
