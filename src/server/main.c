/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetail-server: finds the command. */

#include <locale.h>
#include <sodium.h>
#include <sys/stat.h>

#include "server/command.h"

static const struct
{
  const char *name;
  const char *second; /* or NULL */
  DovetailCommandFunc func;
  const char *summary;
} commands[] = {
  { "serve", NULL, dovetail_command_serve, "serve the families of a database" },
  { "user", "add", dovetail_command_user_add, "add a user; makes database and family when they are new" },
  { "user", "list", dovetail_command_user_list, "list the users" },
  { "user", "passwd", dovetail_command_user_passwd, "give a user a new password" },
  { "user", "disable", dovetail_command_user_disable, "keep a user out" },
  { "family", "time-zone", dovetail_command_family_time_zone, "say when the days of a family begin" },
  { "key", "rotate", dovetail_command_key_rotate, "sign with a fresh key" },
  { "cleanup", NULL, dovetail_command_cleanup, "remove old tombstones" },
  { "backup", NULL, dovetail_command_backup, "copy the database while the server goes on" },
  { "check", NULL, dovetail_command_check, "look for damage in the database" },
};

static void
print_help (void)
{
  g_print (
      "Usage: dovetail-server COMMAND [OPTION...]\n\nThe server that Dovetail syncs with.\n\nCommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strjoin (commands[i].second == NULL ? "" : " ", commands[i].name,
                                         commands[i].second == NULL ? "" : commands[i].second, NULL);

      g_print ("  %-17s %s\n", name, commands[i].summary);
    }
  g_print ("\nEvery command takes --help and --database PATH.\n");
}

static int
run (int argc, char **argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      int words = commands[i].second == NULL ? 1 : 2;

      if (argc > words && g_str_equal (argv[1], commands[i].name)
          && (words == 1 || g_str_equal (argv[2], commands[i].second)))
        {
          g_autofree char *program
              = g_strjoin (" ", "dovetail-server", commands[i].name, commands[i].second, NULL);

          g_set_prgname (program);
          return commands[i].func (argc - words, argv + words);
        }
    }
  return dovetail_command_misuse ("there is no such command");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* What the server writes is nobody else's business. */
  umask (0077);
  if (sodium_init () < 0)
    {
      g_printerr ("dovetail-server: libsodium cannot start\n");
      return DOVETAIL_EXIT_FAILED;
    }

  if (argc < 2)
    return dovetail_command_misuse ("a command is missing");
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("dovetail-server %s\n", DOVETAIL_VERSION);
      return DOVETAIL_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help ();
      return DOVETAIL_EXIT_DONE;
    }
  return run (argc, argv);
}
