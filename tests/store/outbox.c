/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An outbox with very much in it: the next batch costs what it holds, not what waits behind it. */

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

static void
test_very_much_waits (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  DovetailOutboxSummary summary;
  Cost few, many;

  import (scratch, 0, FEW);
  cost_of_batch (scratch); /* prepares the statements */
  few = cost_of_batch (scratch);
  for (guint i = FEW; i < MANY; i += 9900)
    import (scratch, i, i + 9900);
  g_assert_true (dovetail_store_summarize_outbox (scratch->store, &summary, NULL));
  g_assert_cmpuint (summary.waiting, ==, MANY);
  cost_of_batch (scratch);
  many = cost_of_batch (scratch);
  g_test_message ("a batch of %d: %u steps and %zu KiB with %d waiting, %u steps and %zu KiB with %d", BATCH,
                  few.steps, few.memory / 1024, FEW, many.steps, many.memory / 1024, MANY);
  g_assert_cmpuint (many.steps, <=, few.steps + few.steps / 20);
  g_assert_cmpuint (many.memory, <=, few.memory + few.memory / 5 + 256 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox/100,000 edits wait", test_very_much_waits);

  return g_test_run ();
}
