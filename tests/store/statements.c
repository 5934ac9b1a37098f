/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A statement is prepared once, whatever values it is run with: preparing takes longer than running. */

#include <sqlite3.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/store-private.h"

#define TASKS 20

static gboolean
count_replica (DovetailReplica *replica, gpointer user_data)
{
  ++*(guint *) user_data;
  return TRUE;
}

static void
use (ScratchStore *scratch, guint round)
{
  g_autofree char *task = g_strdup_printf ("10000000-0000-4000-8000-%012u", round);
  g_autofree char *list = g_strdup_printf ("20000000-0000-4000-8000-%012u", round);
  g_autofree char *inside = g_strdup_printf ("{'title':'one','list_id':'%s'}", list);
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;

  scratch_create (scratch, DOVETAIL_ENTITY_LIST, list, "{'name':'list'}");
  scratch_create (scratch, DOVETAIL_ENTITY_TASK, task, inside);
  scratch_update (scratch, DOVETAIL_ENTITY_TASK, task, "{'priority':'high'}");
  dovetail_store_foreach (scratch->store, DOVETAIL_ENTITY_TASK, count_replica, &count, &error);
  dovetail_store_foreach (scratch->store, DOVETAIL_ENTITY_LIST, count_replica, &count, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 2 * (round + 1));
  pending = dovetail_store_list_pending (scratch->store, 0, &error);
  g_assert_no_error (error);
}

static void
test_prepared_once (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  guint used = 0;

  for (guint round = 0; round < TASKS; round++)
    use (scratch, round);
  for (sqlite3_stmt *statement = sqlite3_next_stmt (scratch->store->database, NULL); statement != NULL;
       statement = sqlite3_next_stmt (scratch->store->database, statement))
    {
      used++;
      if (sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_REPREPARE, FALSE) > 0)
        g_error ("prepared again: %s", sqlite3_sql (statement));
    }
  g_assert_cmpuint (used, >, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/statements/prepared-once", test_prepared_once);
  return g_test_run ();
}
