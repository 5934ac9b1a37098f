/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The command line as actions. */

#include "app/commands.h"

#include <glib/gi18n.h>

void
dovetail_commands_add_options (DovetailCommands *commands, GApplication *application)
{
  const GOptionEntry options[]
      = { { "version", 0, 0, G_OPTION_ARG_NONE, &commands->version, N_ ("Show the version and exit"), NULL },
          { "sync", 0, 0, G_OPTION_ARG_NONE, &commands->sync, N_ ("Sync now"), NULL },
          { "quick-add", 0, 0, G_OPTION_ARG_NONE, &commands->quick_add,
            N_ ("Add the task described by TEXT, or let it be typed"), NULL },
          { "show-conflicts", 0, 0, G_OPTION_ARG_NONE, &commands->show_conflicts,
            N_ ("Show what needs your decision"), NULL },
          { "background", 0, 0, G_OPTION_ARG_NONE, &commands->background, N_ ("Start without a window"),
            NULL },
          { "quit", 0, 0, G_OPTION_ARG_NONE, &commands->quit, N_ ("Quit the running Dovetail"), NULL },
          { "profile", 0, 0, G_OPTION_ARG_STRING, &commands->profile, N_ ("Use the tasks of another profile"),
            N_ ("NAME") },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &commands->words, NULL, N_ ("[TEXT]") },
          { NULL } };

  g_application_add_main_option_entries (application, options);
}

gboolean
dovetail_commands_any (DovetailCommands *commands)
{
  return commands->sync || commands->quick_add || commands->show_conflicts;
}

gboolean
dovetail_commands_are_quiet (DovetailCommands *commands)
{
  /* a task is typed into a window of its own */
  return commands->background || (commands->quick_add && commands->words == NULL);
}

gboolean
dovetail_commands_take_quiet (DovetailCommands *commands)
{
  gboolean quiet = !commands->shown && dovetail_commands_are_quiet (commands);

  commands->shown = TRUE;
  return quiet;
}

void
dovetail_commands_run (DovetailCommands *commands, GActionGroup *actions)
{
  if (commands->sync)
    g_action_group_activate_action (actions, "sync", NULL);
  if (commands->quick_add && commands->words != NULL)
    {
      g_autofree char *line = g_strjoinv (" ", commands->words);

      g_action_group_activate_action (actions, "add-task", g_variant_new_string (line));
    }
  else if (commands->quick_add)
    g_action_group_activate_action (actions, "quick-add", NULL);
  if (commands->show_conflicts)
    g_action_group_activate_action (actions, "conflicts", NULL);
}

void
dovetail_commands_clear (DovetailCommands *commands)
{
  g_clear_pointer (&commands->profile, g_free);
  g_clear_pointer (&commands->words, g_strfreev);
}
