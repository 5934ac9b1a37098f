/* SPDX-License-Identifier: GPL-3.0-or-later */

/* metrics: how syncing went, by day: durations, bytes, requests, changes, conflict and error rate. */
#include "store/metrics.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "store/jobs.h"

#define DEFAULT_DAYS 30

static char *
percent (double rate)
{
  return g_strdup_printf ("%.1f %%", 100 * rate);
}

static void
add_row (DovetailTable *table, const char *name, const DovetailMetricsSums *sums)
{
  g_autofree char *syncs = g_strdup_printf ("%" G_GINT64_FORMAT, sums->jobs);
  g_autofree char *failed = g_strdup_printf ("%" G_GINT64_FORMAT, sums->failed);
  g_autofree char *durations
      = g_strdup_printf ("%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT, sums->duration_p50, sums->duration_p95);
  g_autofree char *up = g_strdup_printf ("%" G_GINT64_FORMAT, sums->changes_up);
  g_autofree char *down = g_strdup_printf ("%" G_GINT64_FORMAT, sums->changes_down);
  g_autofree char *bytes_up = g_format_size ((guint64) sums->bytes_up);
  g_autofree char *bytes_down = g_format_size ((guint64) sums->bytes_down);
  g_autofree char *conflicts = percent (sums->conflict_rate);
  g_autofree char *errors = percent (sums->error_rate);

  dovetail_table_add_row (table, name, syncs, failed, durations, up, down, bytes_up, bytes_down, conflicts,
                          errors);
}

static void
print_days (const DovetailMetrics *metrics)
{
  const char *const headings[]
      = { _ ("DAY"),  _ ("SYNCS"),    _ ("FAILED"),    _ ("MS P50 / P95"), _ ("UP"), _ ("DOWN"),
          _ ("SENT"), _ ("RECEIVED"), _ ("CONFLICTS"), _ ("ERRORS"),       NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  for (guint i = 0; i < metrics->days->len; i++)
    {
      const DovetailMetricsDay *day = &g_array_index (metrics->days, DovetailMetricsDay, i);
      g_autofree char *name = dovetail_describe_day (day);

      if (day->sums.jobs > 0)
        add_row (table, name, &day->sums);
    }
  if (metrics->total.jobs > 0)
    add_row (table, _ ("all"), &metrics->total);
  dovetail_table_finish (table, _ ("No sync has run in these days."));
}

static void
print_conflicts (const DovetailMetrics *metrics)
{
  static const char *const titles[]
      = { N_ ("by type"), N_ ("by field"), N_ ("by policy"), N_ ("by cause"), N_ ("by device") };

  if (metrics->conflicts == 0)
    return;
  g_print (ngettext ("\n%u conflict\n", "\n%u conflicts\n", (gulong) metrics->conflicts),
           (guint) metrics->conflicts);
  for (guint by = 0; by < DOVETAIL_N_CONFLICTS_BY; by++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint i = 0; i < metrics->conflicts_by[by]->len; i++)
        {
          const DovetailMetricsShare *share = metrics->conflicts_by[by]->pdata[i];
          g_autofree char *name
              = dovetail_text_for_terminal (share->label != NULL ? share->label : share->key);

          g_string_append_printf (line, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", name, share->count);
        }
      g_print ("  %-10s %s\n", _ (titles[by]), line->str);
    }
}

DOVETAIL_COMMAND (metrics)
{
  int days = DEFAULT_DAYS;
  const GOptionEntry entries[] = {
    { "days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("This many days, up to today (30)"), N_ ("N") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DovetailMetrics) metrics = NULL;

  if (!dovetail_program_parse (program, entries, words, 0, 0, error))
    return FALSE;
  if (days < 1 || days > DOVETAIL_JOBS_KEPT_DAYS)
    return dovetail_program_misused (error, _ ("--days takes a number from 1 to %d"),
                                     DOVETAIL_JOBS_KEPT_DAYS);
  if (!dovetail_program_open (program, error)
      || (metrics = dovetail_store_read_metrics (program->store, program->zone, (guint) days, error)) == NULL)
    return FALSE;
  if (program->json)
    dovetail_output_object (dovetail_describe_metrics (metrics));
  else
    {
      print_days (metrics);
      print_conflicts (metrics);
    }
  return TRUE;
}
