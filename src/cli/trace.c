/* SPDX-License-Identifier: GPL-3.0-or-later */

/* trace export, trace replay: what the last syncs decided, without what people wrote; and the same again. */
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/when.h"
#include "core/error.h"
#include "sync/trace-export.h"
#include "sync/trace-replay.h"

/* Far beyond what an export can be. */
#define MAX_FILE_BYTES (256 * 1024 * 1024)

static gboolean
export_trace (DovetailProgram *program, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  DovetailTraceCounts counts;
  gsize length;

  if (!dovetail_program_open (program, error))
    return FALSE;
  text = dovetail_trace_export (program->store, &program->random, &counts, &length, error);
  if (text == NULL
      || !g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  if (program->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "file", path);
      json_object_set_int_member (object, "jobs", counts.jobs);
      json_object_set_int_member (object, "skipped", counts.skipped);
      json_object_set_int_member (object, "bytes", (gint64) length);
      dovetail_output_object (object);
    }
  else
    g_print (ngettext ("%u sync written to %s, with other words in place of yours\n",
                       "%u syncs written to %s, with other words in place of yours\n", counts.jobs),
             counts.jobs, path);
  if (counts.skipped > 0)
    g_printerr (ngettext ("%u sync is left out: another version of Dovetail wrote it down\n",
                          "%u syncs are left out: another version of Dovetail wrote them down\n",
                          counts.skipped),
                counts.skipped);
  return TRUE;
}

static JsonObject *
describe_step (const DovetailReplayStep *step)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "about", step->subject);
  json_object_set_boolean_member (object, "same", step->same);
  dovetail_object_set_text (object, "recorded", step->recorded);
  dovetail_object_set_text (object, "replayed", step->replayed);
  return object;
}

static JsonObject *
describe_job (const DovetailReplayJob *job)
{
  JsonObject *object = json_object_new ();
  JsonArray *steps = json_array_new ();

  for (guint i = 0; i < job->steps->len; i++)
    json_array_add_object_element (steps, describe_step (g_ptr_array_index (job->steps, i)));
  dovetail_object_set_text (object, "job_id", job->job_id);
  dovetail_object_set_time (object, "started_at", job->started_at);
  dovetail_object_set_text (object, "kind", job->kind);
  dovetail_object_set_text (object, "state", job->state);
  json_object_set_boolean_member (object, "too_large", job->too_large);
  json_object_set_int_member (object, "differences", job->differences);
  json_object_set_array_member (object, "decisions", steps);
  return object;
}

static void
print_json (GPtrArray *jobs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < jobs->len; i++)
    json_array_add_object_element (array, describe_job (g_ptr_array_index (jobs, i)));
  dovetail_output_array (array);
}

/* A trace is written by others: nothing in it moves the cursor of a terminal. */
static char *
one_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      g_string_append_unichar (line, g_unichar_isprint (character) ? character : '?');
    }
  return g_string_free (line, FALSE);
}

static void
print_step (const DovetailReplayStep *step)
{
  g_autofree char *subject = one_line (step->subject);
  g_autofree char *recorded = one_line (step->recorded != NULL ? step->recorded : _ ("nothing"));
  g_autofree char *replayed = one_line (step->replayed != NULL ? step->replayed : _ ("nothing"));

  if (step->same)
    g_print (_ ("  same     %s: %s\n"), subject, recorded);
  else
    g_print (_ ("  differs  %s: then %s; now %s\n"), subject, recorded, replayed);
}

static void
print_job (DovetailProgram *program, guint number, const DovetailReplayJob *job)
{
  g_autofree char *started = dovetail_time_for_people (job->started_at, program->zone);
  g_autofree char *kind = one_line (job->kind != NULL ? job->kind : "");
  g_autofree char *state = one_line (job->state != NULL ? job->state : "");

  g_print (_ ("Sync %u of %s: %s, %s\n"), number, started, kind, state);
  if (job->too_large)
    g_print (_ ("  It moved too much to be kept\n"));
  for (guint i = 0; i < job->steps->len; i++)
    print_step (g_ptr_array_index (job->steps, i));
}

static guint
count (GPtrArray *jobs, gboolean differences)
{
  guint number = 0;

  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailReplayJob *job = g_ptr_array_index (jobs, i);

      number += differences ? job->differences : job->steps->len;
    }
  return number;
}

static void
print_lines (DovetailProgram *program, GPtrArray *jobs)
{
  guint all = count (jobs, FALSE);

  for (guint i = 0; i < jobs->len; i++)
    print_job (program, i + 1, g_ptr_array_index (jobs, i));
  g_print (ngettext ("%u decision, %u differ\n", "%u decisions, %u differ\n", all), all, count (jobs, TRUE));
}

static char *
read_file (const char *path, gsize *length, GError **error)
{
  GStatBuf status;
  char *text = NULL;

  if (g_stat (path, &status) == 0 && status.st_size > MAX_FILE_BYTES)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("%s is too large to be a trace"), path);
  else
    g_file_get_contents (path, &text, length, error);
  return text;
}

/* Opens no store and asks no server: what is replayed lies in the file. */
static gboolean
replay_trace (DovetailProgram *program, const char *path, GError **error)
{
  gsize length;
  g_autofree char *text = read_file (path, &length, error);
  g_autoptr (GPtrArray) jobs = text != NULL ? dovetail_trace_replay (text, length, error) : NULL;

  if (jobs == NULL)
    return FALSE;
  if (program->json)
    print_json (jobs);
  else
    print_lines (program, jobs);
  if (count (jobs, TRUE) == 0)
    return TRUE;
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
               _ ("This Dovetail decides otherwise than the trace says"));
  return FALSE;
}

DOVETAIL_COMMAND (trace)
{
  if (!dovetail_program_parse (program, NULL, words, 2, 2, error))
    return FALSE;
  if (g_str_equal (words[1], "export"))
    return export_trace (program, words[2], error);
  if (g_str_equal (words[1], "replay"))
    return replay_trace (program, words[2], error);
  return dovetail_program_misused (error, _ ("“trace” takes export or replay and a file"));
}
