/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One local edit, fsync included, on libraries of different sizes; beside it the floor: one plain SQLite
 * transaction that updates a row of the same size, without sealing, base, outbox and journals.
 *
 * Usage: bench-edit [EDITS [RECORDS...]]. Edits and floor take turns, so that both see the same disk. */

#include <stdlib.h>
#include <time.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/store-private.h"

#define RUNS 5
#define DEFAULT_EDITS 400
#define SERIES 3 /* an edit, its processor time, the floor */

typedef struct
{
  ScratchStore *scratch;
  GPtrArray *ids;
  sqlite3 *plain; /* another database, beside the store's */
  sqlite3_stmt *update;
  guint random;
} Bench;

/* About 450 bytes of JSON: a title of 40, notes of 200, two tags. */
static JsonNode *
make_task (guint number)
{
  g_autofree char *notes = g_strnfill (200, 'n');
  g_autofree char *text = g_strdup_printf (
      "{'title':'%040u','status':'open','notes':'%s','tags':['home','garden'],'priority':'none',"
      "'position':'%08x','due':'2026-12-%02u','list_id':'0197f000-0000-7000-8000-00000000000a'}",
      number, notes, number, 1 + number % 28);

  return scratch_data (text);
}

static void
fill_store (Bench *bench, guint records)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (bench->scratch->store, NULL);

  for (guint i = 0; i < records; i++)
    {
      char *id = dovetail_store_new_uuid (bench->scratch->store);
      g_autoptr (JsonNode) data = make_task (i);
      g_autoptr (DovetailRecord) record
          = dovetail_record_new ("task", id, 1, "\"1-aa\"", FALSE, data, bench->scratch->now, "u", "d");
      g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

      bench->scratch->now++;
      g_assert_true (dovetail_store_put_replica (bench->scratch->store, replica, NULL));
      g_ptr_array_add (bench->ids, id);
    }
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  g_assert_true (dovetail_store_checkpoint (bench->scratch->store, NULL));
}

static void
run_sql (sqlite3 *database, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
fill_plain (Bench *bench, guint records)
{
  g_autofree char *path = g_build_filename (bench->scratch->directory, "plain.db", NULL);
  g_autofree char *loop
      = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
                         " INSERT INTO task SELECT i, randomblob (450) FROM n",
                         records);

  g_assert_cmpint (sqlite3_open (path, &bench->plain), ==, SQLITE_OK);
  run_sql (bench->plain,
           "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
           "CREATE TABLE task (id INTEGER PRIMARY KEY, data BLOB)");
  run_sql (bench->plain, loop);
  run_sql (bench->plain, "PRAGMA wal_checkpoint (TRUNCATE)");
  sqlite3_prepare_v2 (bench->plain, "UPDATE task SET data = randomblob (450) WHERE id = ?1", -1,
                      &bench->update, NULL);
}

static guint
next_index (Bench *bench)
{
  bench->random = bench->random * 1664525 + 1013904223;

  return (bench->random >> 8) % bench->ids->len;
}

/* Of this thread, µs: what an edit costs when nobody else wants the processor and the disk. */
static gint64
processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return time.tv_sec * G_GINT64_CONSTANT (1000000) + time.tv_nsec / 1000;
}

static gint64
time_edit (Bench *bench, guint number, gint64 *processor)
{
  const char *id = g_ptr_array_index (bench->ids, next_index (bench));
  g_autofree char *text = g_strdup_printf ("{'title':'%040u'}", number);
  g_autoptr (JsonNode) patch = scratch_data (text);
  gint64 start;
  gint64 taken;
  DovetailReplica *replica;

  bench->scratch->now += 1000;
  *processor = processor_time ();
  start = g_get_monotonic_time ();
  replica = dovetail_store_update (bench->scratch->store, "task", id, patch, NULL);
  taken = g_get_monotonic_time () - start;
  *processor = processor_time () - *processor;
  g_assert_nonnull (replica);
  dovetail_replica_free (replica);

  return taken;
}

static gint64
time_plain (Bench *bench)
{
  gint64 start = g_get_monotonic_time ();

  run_sql (bench->plain, "BEGIN IMMEDIATE");
  sqlite3_bind_int (bench->update, 1, (int) next_index (bench) + 1);
  g_assert_cmpint (sqlite3_step (bench->update), ==, SQLITE_DONE);
  sqlite3_reset (bench->update);
  run_sql (bench->plain, "COMMIT");

  return g_get_monotonic_time () - start;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return difference < 0 ? -1 : difference > 0;
}

static gint64
at_percent (GArray *times, guint percent)
{
  return g_array_index (times, gint64, MIN (times->len - 1, times->len * percent / 100));
}

/* Medians of the runs with the least and the most. */
static void
print_row (const char *name, guint records, GArray *p50, GArray *p99)
{
  g_array_sort (p50, compare);
  g_array_sort (p99, compare);
  g_print ("%-6s %7u records   p50 %6.3f ms (%.3f-%.3f)   p99 %6.3f ms (%.3f-%.3f)\n", name, records,
           at_percent (p50, 50) / 1000.0, at_percent (p50, 0) / 1000.0, at_percent (p50, 100) / 1000.0,
           at_percent (p99, 50) / 1000.0, at_percent (p99, 0) / 1000.0, at_percent (p99, 100) / 1000.0);
}

static void
run (Bench *bench, guint edits, GArray *p50[SERIES], GArray *p99[SERIES])
{
  GArray *times[SERIES];

  for (guint i = 0; i < SERIES; i++)
    times[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < edits; i++)
    {
      gint64 taken[SERIES];

      taken[0] = time_edit (bench, i, &taken[1]);
      taken[2] = time_plain (bench);
      for (guint j = 0; j < SERIES; j++)
        g_array_append_val (times[j], taken[j]);
    }
  for (guint i = 0; i < SERIES; i++)
    {
      gint64 middle, high;

      g_array_sort (times[i], compare);
      middle = at_percent (times[i], 50);
      high = at_percent (times[i], 99);
      g_array_append_val (p50[i], middle);
      g_array_append_val (p99[i], high);
      g_array_unref (times[i]);
    }
}

static void
measure (guint edits, guint records)
{
  Bench bench = { .scratch = scratch_store_new (TRUE), .random = 20261120 };
  GArray *p50[SERIES], *p99[SERIES];
  static const char *const names[] = { "edit", "  cpu", "floor" };

  bench.ids = g_ptr_array_new_with_free_func (g_free);
  fill_store (&bench, records);
  fill_plain (&bench, records);
  for (guint i = 0; i < SERIES; i++)
    {
      p50[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
      p99[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  for (guint i = 0; i < RUNS; i++)
    run (&bench, edits, p50, p99);
  for (guint i = 0; i < SERIES; i++)
    {
      print_row (names[i], records, p50[i], p99[i]);
      g_array_unref (p50[i]);
      g_array_unref (p99[i]);
    }
  sqlite3_finalize (bench.update);
  sqlite3_close (bench.plain);
  g_ptr_array_unref (bench.ids);
  scratch_store_free (bench.scratch);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 1000, 10000, 100000 };
  guint edits = argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_EDITS;

  g_print ("%d runs of %u edits each, on %s\n", RUNS, edits, g_get_tmp_dir ());
  if (argc > 2)
    for (int i = 2; i < argc; i++)
      measure (edits, (guint) atoi (argv[i]));
  else
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      measure (edits, sizes[i]);

  return EXIT_SUCCESS;
}
