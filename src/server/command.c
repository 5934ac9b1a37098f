/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands of dovetail-server share: options, the database, exit status. */

#include "server/command.h"

#include <stdlib.h>

#include "server/ledger-open.h"
#include "server/system.h"

int
dovetail_command_fail (const GError *error)
{
  g_printerr ("dovetail-server: %s\n", error->message);
  return DOVETAIL_EXIT_FAILED;
}

int
dovetail_command_misuse (const char *message)
{
  g_printerr ("dovetail-server: %s\nTry 'dovetail-server --help'.\n", message);
  return DOVETAIL_EXIT_USAGE;
}

static gboolean
show_help (const char *name, const char *value, gpointer context, GError **error)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

  g_print ("%s", help);
  exit (DOVETAIL_EXIT_DONE);
}

/* GLib's own --help would name the program by the command alone. */
static void
add_help (GOptionContext *context)
{
  static const GOptionEntry entries[]
      = { { "help", 'h', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, show_help, "Show this help", NULL },
          { NULL } };
  GOptionGroup *group = g_option_group_new ("help", "", "", context, NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
}

gboolean
dovetail_command_parse (int *argc,
                        char ***argv,
                        const char *usage,
                        const char *summary,
                        const GOptionEntry *entries,
                        int n_arguments,
                        int *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, summary);
  add_help (context);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    *status = dovetail_command_misuse (error->message);
  else if (*argc - 1 != n_arguments)
    {
      g_autofree char *message
          = g_strdup_printf ("this is used as: %s %s", g_get_prgname (), usage == NULL ? "" : usage);

      *status = dovetail_command_misuse (message);
    }
  else
    return TRUE;
  return FALSE;
}

DovetailLedger *
dovetail_command_open_ledger (const char *name, gboolean must_exist, GError **error)
{
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "dovetail-server", "dovetail.db", NULL);

  return dovetail_ledger_open (name == NULL ? usual : name, must_exist, error);
}

static DovetailPolicy
default_policy (void)
{
  DovetailPolicy policy = DOVETAIL_POLICY_LAST_WRITE_WINS;
  const char *name = g_getenv ("DEFAULT_CONFLICT_POLICY");

  if (name != NULL && !dovetail_policy_from_string (name, &policy))
    g_printerr ("dovetail-server: DEFAULT_CONFLICT_POLICY names no policy; last_write_wins is used\n");
  return policy;
}

static gint64
tombstone_days (void)
{
  const char *text = g_getenv ("CLEANUP_TOMBSTONE_DAYS");
  guint64 days = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 36500, &days, NULL))
    g_printerr ("dovetail-server: CLEANUP_TOMBSTONE_DAYS is no number of days; 30 is used\n");
  return (gint64) days;
}

DovetailServer *
dovetail_command_open_server (const char *name, gboolean must_exist, GError **error)
{
  g_autoptr (DovetailLedger) ledger = dovetail_command_open_ledger (name, must_exist, error);
  const DovetailServerOptions options = { .clock = dovetail_server_system_clock (),
                                          .random = dovetail_server_system_random (),
                                          .default_policy = default_policy (),
                                          .tombstone_days = tombstone_days () };

  return ledger == NULL ? NULL : dovetail_server_new (ledger, &options, error);
}
