/* SPDX-License-Identifier: GPL-3.0-or-later */

/* doctor: looks at all that syncing depends on, one line each; repairs, when asked to, what cannot do harm.
 */
#include "cli/doctor.h"

#include <glib/gi18n.h>

#include "account/profile.h"
#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/table.h"

static void
finding_free (DovetailFinding *finding)
{
  g_free (finding->message);
  g_free (finding->remedy);
  g_free (finding);
}

static DovetailFinding *
add_finding (DovetailDoctor *doctor, const char *check, DovetailFindingState state, char *message)
{
  DovetailFinding *finding = g_new0 (DovetailFinding, 1);

  finding->check = check;
  finding->state = state;
  finding->message = message;
  g_ptr_array_add (doctor->findings, finding);
  return finding;
}

void
dovetail_doctor_say (DovetailDoctor *doctor,
                     const char *check,
                     DovetailFindingState state,
                     const char *remedy,
                     const char *format,
                     ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_finding (doctor, check, state, g_strdup_vprintf (format, arguments))->remedy = g_strdup (remedy);
  va_end (arguments);
}

void
dovetail_doctor_fixed (DovetailDoctor *doctor, const char *check, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_finding (doctor, check, DOVETAIL_FINDING_OK, g_strdup_vprintf (format, arguments))->fixed = TRUE;
  va_end (arguments);
}

static const char *
name_state (const DovetailFinding *finding)
{
  static const char *const names[] = { "ok", "warning", "problem" };

  return names[finding->state];
}

static void
print_json (GPtrArray *findings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      const DovetailFinding *finding = findings->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "check", finding->check);
      json_object_set_string_member (object, "state", name_state (finding));
      json_object_set_string_member (object, "message", finding->message);
      dovetail_object_set_text (object, "remedy", finding->remedy);
      json_object_set_boolean_member (object, "fixed", finding->fixed);
      json_array_add_object_element (array, object);
    }
  dovetail_output_array (array);
}

static void
print_text (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const DovetailFinding *finding = findings->pdata[i];
      g_autofree char *message = dovetail_text_for_terminal (finding->message);
      g_autofree char *remedy = finding->remedy != NULL ? dovetail_text_for_terminal (finding->remedy) : NULL;

      g_print ("%-8s %-8s %s%s%s\n", finding->fixed ? _ ("fixed") : name_state (finding), finding->check,
               message, remedy != NULL ? ". " : "", remedy != NULL ? remedy : "");
    }
}

static guint
count_problems (GPtrArray *findings)
{
  guint problems = 0;

  for (guint i = 0; i < findings->len; i++)
    problems += ((const DovetailFinding *) findings->pdata[i])->state == DOVETAIL_FINDING_PROBLEM;
  return problems;
}

static void
examine (DovetailDoctor *doctor)
{
  dovetail_doctor_check_files (doctor);
  dovetail_doctor_check_disk (doctor);
  dovetail_doctor_check_key (doctor);
  if (doctor->program->store == NULL)
    return;
  dovetail_doctor_check_store (doctor);
  dovetail_doctor_check_jobs (doctor);
  dovetail_doctor_check_account (doctor);
  dovetail_doctor_check_server (doctor);
}

static gboolean
report (DovetailProgram *program, GPtrArray *findings, GError **error)
{
  guint problems = count_problems (findings);

  if (program->json)
    print_json (findings);
  else
    print_text (findings);
  if (problems == 0)
    return TRUE;
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
               ngettext ("%u problem was found; what to do stands beside it",
                         "%u problems were found; what to do stands beside them", problems),
               problems);
  return FALSE;
}

DOVETAIL_COMMAND (doctor)
{
  DovetailDoctor doctor = { .program = program };
  const GOptionEntry entries[] = {
    { "fix", 0, 0, G_OPTION_ARG_NONE, &doctor.fix, N_ ("Repair what can be repaired without losing anything"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *directory = NULL;
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);

  if (!dovetail_program_parse (program, entries, words, 0, 0, error)
      || (directory = dovetail_profile_get_directory (program->profile, error)) == NULL)
    return FALSE;
  doctor.directory = directory;
  doctor.findings = findings;
  examine (&doctor);
  return report (program, findings, error);
}
