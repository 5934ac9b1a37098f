/* SPDX-License-Identifier: GPL-3.0-or-later */

/* history: past sync jobs, newest first. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"

#define DEFAULT_LIMIT 20

static void
print_json (DovetailProgram *program, GPtrArray *jobs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jobs->len; i++)
    json_array_add_object_element (
        array, dovetail_describe_job (jobs->pdata[i], dovetail_clock_now (&program->clock)));
  dovetail_output_array (array);
}

static void
print_table (DovetailProgram *program, GPtrArray *jobs)
{
  const char *const headings[] = { _ ("STARTED"), _ ("KIND"),      _ ("STATE"), _ ("PHASE"), _ ("FETCHED"),
                                   _ ("PUSHED"),  _ ("CONFLICTS"), _ ("ERROR"), NULL };
  DovetailTable *table = dovetail_table_new (headings, 7);

  for (guint i = 0; i < jobs->len; i++)
    {
      DovetailJob *job = jobs->pdata[i];
      g_autofree char *started = dovetail_time_for_people (job->started_at, program->zone);
      g_autofree char *fetched = g_strdup_printf ("%" G_GINT64_FORMAT, job->fetched);
      g_autofree char *pushed = g_strdup_printf ("%" G_GINT64_FORMAT, job->pushed);
      g_autofree char *conflicts = g_strdup_printf ("%" G_GINT64_FORMAT, job->conflicts);

      dovetail_table_add_row (table, started, job->kind, job->state, job->phase, fetched, pushed, conflicts,
                              job->error_message != NULL ? job->error_message : job->error_code);
    }
  dovetail_table_finish (table, _ ("No sync has run yet."));
}

DOVETAIL_COMMAND (history)
{
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most this many (20)"), N_ ("N") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) jobs = NULL;

  if (!dovetail_program_parse (program, entries, words, 0, 0, error))
    return FALSE;
  if (limit < 1)
    return dovetail_program_misused (error, _ ("--limit takes a number above 0"));
  if (!dovetail_program_open (program, error)
      || (jobs = dovetail_store_list_jobs (program->store, (guint) limit, error)) == NULL)
    return FALSE;
  if (program->json)
    print_json (program, jobs);
  else
    print_table (program, jobs);
  return TRUE;
}
