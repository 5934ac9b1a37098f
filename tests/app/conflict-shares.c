/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the conflict analytics. */

#include "app/conflict-shares.h"

static DovetailMetrics *
metrics_new (gint64 conflicts)
{
  DovetailMetrics *metrics = g_new0 (DovetailMetrics, 1);

  metrics->days = g_array_new (FALSE, FALSE, sizeof (DovetailMetricsDay));
  metrics->conflicts = conflicts;
  for (guint i = 0; i < DOVETAIL_N_CONFLICTS_BY; i++)
    metrics->conflicts_by[i] = g_ptr_array_new ();
  return metrics;
}

static void
count (DovetailMetrics *metrics, DovetailConflictsBy by, const char *key, const char *label, gint64 number)
{
  DovetailMetricsShare *share = g_new0 (DovetailMetricsShare, 1);

  share->key = g_strdup (key);
  share->label = g_strdup (label);
  share->count = number;
  g_ptr_array_add (metrics->conflicts_by[by], share);
}

static void
clear (DovetailMetrics *metrics)
{
  for (guint by = 0; by < DOVETAIL_N_CONFLICTS_BY; by++)
    for (guint i = 0; i < metrics->conflicts_by[by]->len; i++)
      {
        DovetailMetricsShare *share = metrics->conflicts_by[by]->pdata[i];

        g_free (share->key);
        g_free (share->label);
        g_free (share);
      }
  dovetail_metrics_free (metrics);
}

static void
assert_row (GPtrArray *rows, guint index, const char *label, const char *words)
{
  const DovetailConflictShare *share = g_ptr_array_index (rows, index);

  g_assert_cmpstr (share->label, ==, label);
  g_assert_cmpstr (share->words, ==, words);
}

static void
test_fields (void)
{
  DovetailMetrics *metrics = metrics_new (20);
  g_autoptr (GPtrArray) rows = NULL;

  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "due", NULL, 12);
  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "", NULL, 5);
  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "title", NULL, 2);
  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "notes", NULL, 1);
  rows = dovetail_conflict_shares_list (metrics, DOVETAIL_CONFLICTS_BY_FIELD, NULL, 2);
  g_assert_cmpuint (rows->len, ==, 3);
  assert_row (rows, 0, "Due", "12 of 20 conflicts, 60%");
  assert_row (rows, 1, "The whole task", "5 of 20 conflicts, 25%");
  assert_row (rows, 2, "All others", "3 of 20 conflicts, 15%");
  clear (metrics);
}

/* A conflict counts for each of its fields: the rest is never more than all. */
static void
test_rest (void)
{
  DovetailMetrics *metrics = metrics_new (2);
  g_autoptr (GPtrArray) rows = NULL;

  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "due", NULL, 2);
  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "notes", NULL, 2);
  count (metrics, DOVETAIL_CONFLICTS_BY_FIELD, "title", NULL, 2);
  rows = dovetail_conflict_shares_list (metrics, DOVETAIL_CONFLICTS_BY_FIELD, NULL, 1);
  assert_row (rows, 1, "All others", "2 of 2 conflicts, 100%");
  clear (metrics);
}

static void
test_policies_and_devices (void)
{
  DovetailMetrics *metrics = metrics_new (3);
  g_autoptr (GPtrArray) policies = NULL;
  g_autoptr (GPtrArray) devices = NULL;

  count (metrics, DOVETAIL_CONFLICTS_BY_POLICY, "last_write_wins", NULL, 2);
  count (metrics, DOVETAIL_CONFLICTS_BY_POLICY, "of_tomorrow", NULL, 1);
  count (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, "own", "laptop", 1);
  count (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, "other", "phone", 1);
  count (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, "", NULL, 1);
  policies = dovetail_conflict_shares_list (metrics, DOVETAIL_CONFLICTS_BY_POLICY, "own", 8);
  devices = dovetail_conflict_shares_list (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, "own", 8);
  assert_row (policies, 0, "Take the newest", "2 of 3 conflicts, 67%");
  assert_row (policies, 1, "of_tomorrow", "1 of 3 conflicts, 33%");
  assert_row (devices, 0, "This device (laptop)", "1 of 3 conflicts, 33%");
  assert_row (devices, 1, "phone", "1 of 3 conflicts, 33%");
  assert_row (devices, 2, "A device without a name", "1 of 3 conflicts, 33%");
  clear (metrics);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conflict-shares/fields", test_fields);
  g_test_add_func ("/conflict-shares/rest", test_rest);
  g_test_add_func ("/conflict-shares/policies and devices", test_policies_and_devices);
  return g_test_run ();
}
