/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The disk fails at every single write, sync and truncation of an edit, once or from then on: the edit is
 * either reported as saved and there, or reported as failed and not there, and the store goes on when the
 * disk does. */

#include <sqlite3.h>

#include "lib/probe-vfs.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/query.h"

/* What the probe does at the next operations. */
typedef struct
{
  guint countdown; /* 0: nothing fails */
  gboolean for_good;
  int code;
  guint fired;
} Fault;

static Fault fault;

static int
fail_in_turn (const char *path, ProbeOperation operation, gpointer user_data)
{
  if (fault.countdown == 0 || (fault.countdown > 1 && --fault.countdown > 0))
    return SQLITE_OK;
  if (!fault.for_good)
    fault.countdown = 0;
  fault.fired++;

  return fault.code;
}

static guint
count_tasks (ScratchStore *scratch)
{
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };

  return dovetail_store_count_tasks (scratch->store, &query);
}

static gboolean
add_task (ScratchStore *scratch, GError **error)
{
  g_autoptr (JsonNode) data = scratch_data ("{'title':'a task'}");
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (scratch->store, "task", NULL, data, TRUE, error);

  return replica != NULL;
}

typedef struct
{
  const char *name;
  int code;
  gboolean for_good;
  DovetailError error;
} Case;

static const Case cases[] = {
  { "the disk is full once", SQLITE_FULL, FALSE, DOVETAIL_ERROR_FULL },
  { "the disk is full from then on", SQLITE_FULL, TRUE, DOVETAIL_ERROR_FULL },
  { "a write fails once", SQLITE_IOERR_WRITE, FALSE, DOVETAIL_ERROR_FAILED },
  { "writes fail from then on", SQLITE_IOERR_WRITE, TRUE, DOVETAIL_ERROR_FAILED },
  { "syncing fails once", SQLITE_IOERR_FSYNC, FALSE, DOVETAIL_ERROR_FAILED },
};

/* Returns whether the fault was met at all. */
static gboolean
fail_at (const Case *c, guint turn)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GError) error = NULL;
  guint saved = 0;

  saved += add_task (scratch, NULL);
  fault = (Fault){ turn, c->for_good, c->code, 0 };
  if (add_task (scratch, &error))
    saved++;
  else
    g_assert_error (error, DOVETAIL_ERROR, (int) c->error);
  g_assert_cmpint (error != NULL, ==, fault.fired > 0);
  fault.countdown = 0;
  g_assert_cmpuint (count_tasks (scratch), ==, saved);
  saved += add_task (scratch, NULL);
  scratch_store_reopen (scratch);
  g_assert_cmpuint (count_tasks (scratch), ==, saved);
  g_assert_cmpuint (saved, >=, 2);

  return fault.fired > 0;
}

static void
test_edit (gconstpointer data)
{
  const Case *c = data;
  guint turn = 1;

  while (fail_at (c, turn))
    turn++;
  g_test_message ("%u places", turn - 1);
  g_assert_cmpuint (turn, >, 3);
}

/* Tidying up is no edit: nothing is lost when it fails. */
static void
test_checkpoint (void)
{
  guint turn = 1;
  gboolean fired = TRUE;

  for (; fired; turn++)
    {
      g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);

      g_assert_true (add_task (scratch, NULL));
      fault = (Fault){ turn, FALSE, SQLITE_IOERR_WRITE, 0 };
      dovetail_store_checkpoint (scratch->store, NULL);
      fault.countdown = 0;
      fired = fault.fired > 0;
      scratch_store_reopen (scratch);
      g_assert_cmpuint (count_tasks (scratch), ==, 1);
      g_assert_true (add_task (scratch, NULL));
    }
  g_assert_cmpuint (turn, >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  probe_vfs_install (fail_in_turn, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/faults/edit/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_edit);
    }
  g_test_add_func ("/store/faults/checkpoint", test_checkpoint);

  return g_test_run ();
}
