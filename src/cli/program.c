/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands share: their options, and the life of a run. */
#include "cli/program.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "store/system-zone.h"
#include "store/system.h"

void
dovetail_program_init (DovetailProgram *program)
{
  *program = (DovetailProgram){ 0 };
  program->clock = dovetail_system_clock ();
  program->random = dovetail_system_random ();
  program->zone = dovetail_system_zone_new ();
}

void
dovetail_program_clear (DovetailProgram *program)
{
  g_clear_object (&program->store);
  g_clear_pointer (&program->vault, dovetail_vault_free);
  g_clear_pointer (&program->zone, dovetail_system_zone_free);
  g_clear_pointer (&program->profile, g_free);
}

gboolean
dovetail_program_misused (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, text);
  return FALSE;
}

static gboolean
print_version (const char *name, const char *value, gpointer data, GError **error)
{
  g_print ("dovetailctl %s\n", DOVETAIL_VERSION);
  exit (EXIT_SUCCESS);
}

static GOptionContext *
make_context (DovetailProgram *program, const GOptionEntry *entries)
{
  const DovetailCommand *command = program->command;
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, command->usage);
  GOptionContext *context = g_option_context_new (usage);
  const GOptionEntry common[] = {
    { "profile", 0, 0, DOVETAIL_OPTION_TEXT, &program->profile, N_ ("Act on the store of this profile"),
      N_ ("NAME") },
    { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer) print_version,
      N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry json[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &program->json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (command->json)
    g_option_context_add_main_entries (context, json, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (command->summary));
  return context;
}

/* GOption leaves "--" in place where words that look like options follow. */
static void
drop_separator (char **words)
{
  for (guint i = 1; words[i] != NULL; i++)
    if (g_str_equal (words[i], "--"))
      {
        g_free (words[i]);
        for (; words[i] != NULL; i++)
          words[i] = words[i + 1];
        return;
      }
}

gboolean
dovetail_program_parse (
    DovetailProgram *program, const GOptionEntry *entries, char **words, int least, int most, GError **error)
{
  g_autoptr (GOptionContext) context = make_context (program, entries);
  int count;

  for (guint i = 1; words[i] != NULL; i++)
    if (!g_utf8_validate (words[i], -1, NULL))
      return dovetail_program_misused (error, _ ("an argument is not valid UTF-8 text"));
  if (!g_option_context_parse_strv (context, &words, error))
    return FALSE;
  drop_separator (words);
  count = (int) g_strv_length (words) - 1;
  if (count < least || (most >= 0 && count > most))
    return dovetail_program_misused (error,
                                     count < least ? _ ("“%s” needs more: %s") : _ ("“%s” takes less: %s"),
                                     program->command->name, program->command->usage);
  return TRUE;
}
