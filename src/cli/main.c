/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetailctl: finds the command, runs it, says what went wrong. Exit 0 done, 1 failed, 2 wrong usage. */
#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/running-app.h"

enum
{
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_MISUSED
};

static void
print_help (void)
{
  g_print (_ ("Usage:\n  dovetailctl [--profile NAME] COMMAND …\n\nTasks that sync with a server, from the "
              "command line.\n\nCommands:\n"));
  for (const DovetailCommand *command = dovetail_commands; command->name != NULL; command++)
    g_print ("  %-10s  %s\n", command->name, _ (command->summary));
  g_print (_ (
      "\nOptions:\n  --profile NAME  Act on the store of this profile\n  --version       Print the version\n"
      "  --help          Print this help; dovetailctl COMMAND --help says more about a command\n\n"
      "Environment:\n  DOVETAIL_PROFILE, DOVETAIL_DATA_DIR (where the store lies), DOVETAIL_KEY_FILE (a key "
      "file in place of\n"
      "  the keyring; made when it is missing)\n"));
}

static int
report (const DovetailProgram *program, const GError *error)
{
  g_autofree char *line = g_strdelimit (g_strdup (error->message), "\r\n", ' ');

  g_printerr ("dovetailctl: %s\n", line);
  if (error->domain != G_OPTION_ERROR)
    return EXIT_FAILED;
  if (program->command != NULL)
    g_printerr (_ ("Try: dovetailctl %s --help\n"), program->command->name);
  else
    g_printerr (_ ("Try: dovetailctl --help\n"));
  return EXIT_MISUSED;
}

static gboolean
find_command (DovetailProgram *program, const char *name, GError **error)
{
  for (const DovetailCommand *command = dovetail_commands; command->name != NULL; command++)
    if (g_str_equal (command->name, name))
      {
        program->command = command;
        return TRUE;
      }
  return dovetail_program_misused (error, _ ("there is no command “%s”"), name);
}

/* The options in front of the command. Returns how many words they take; -1: nothing is left to do. */
static int
read_globals (DovetailProgram *program, char **words)
{
  int at = 1;

  for (; words[at] != NULL && words[at][0] == '-'; at++)
    {
      if (g_str_equal (words[at], "--help") || g_str_equal (words[at], "-h"))
        print_help ();
      else if (g_str_equal (words[at], "--version"))
        g_print ("dovetailctl %s\n", DOVETAIL_VERSION);
      else if (g_str_has_prefix (words[at], "--profile="))
        {
          g_free (program->profile);
          program->profile = g_strdup (words[at] + strlen ("--profile="));
          continue;
        }
      else if (g_str_equal (words[at], "--profile") && words[at + 1] != NULL)
        {
          g_free (program->profile);
          program->profile = g_strdup (words[++at]);
          continue;
        }
      else
        return at;
      return -1;
    }
  return at;
}

static gboolean
run (DovetailProgram *program, char **words, GError **error)
{
  gboolean done;

  if (words[0] == NULL)
    return dovetail_program_misused (error, _ ("a command is missing"));
  if (g_str_equal (words[0], "--profile"))
    return dovetail_program_misused (error, _ ("--profile needs a name"));
  if (words[0][0] == '-')
    return dovetail_program_misused (error, _ ("there is no option “%s”"), words[0]);
  if (!find_command (program, words[0], error))
    return FALSE;
  done = program->command->run (program, words, error);
  if (program->changed && program->store != NULL)
    dovetail_running_app_tell_changed (program->profile);
  return done;
}

/* The words behind the options of the program, as parsing wants them: owned, and shrinking in place. */
static int
run_words (char **all)
{
  DovetailProgram program;
  g_autoptr (GError) error = NULL;
  int first;
  int status = EXIT_DONE;

  dovetail_program_init (&program);
  first = read_globals (&program, all);
  if (first >= 0)
    {
      g_auto (GStrv) words = g_strdupv (all + first);

      if (!run (&program, words, &error))
        status = report (&program, error);
    }
  dovetail_program_clear (&program);
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  g_printerr (_ ("dovetailctl: the output could not be written: %s\n"), g_strerror (errno));
  return EXIT_FAILED;
}

/* Text goes out as it is: GLib would write ? for what the locale lacks, and JSON is UTF-8 whatever the
 * locale. */
static void
print_out (const char *text)
{
  fputs (text, stdout);
}

static void
print_err (const char *text)
{
  fflush (stdout);
  fputs (text, stderr);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) all = NULL;
  /* translations of a build that is not installed */
  const char *locales = g_getenv ("DOVETAIL_LOCALE_DIRECTORY");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : DOVETAIL_LOCALE_DIRECTORY);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("dovetailctl");
  g_set_print_handler (print_out);
  g_set_printerr_handler (print_err);
  signal (SIGPIPE, SIG_DFL);
  all = g_strdupv (argv);
  return run_words (all);
}
