/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetail-server user add, list, passwd and disable; family time-zone */

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/error.h"
#include "json/json.h"
#include "server/command.h"
#include "server/ledger-accounts.h"

#define MAX_LINE 2048

static char *database, *family, *role;
/* Whoever hosts the server decides; we only say so. */
#define SHORT_PASSWORD_CHARACTERS 8

static gboolean password_stdin, as_json;

#define DATABASE_ENTRY                                                                                       \
  {                                                                                                          \
    "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the data is: a path, or postgresql://...",      \
        "DATABASE"                                                                                           \
  }
#define PASSWORD_ENTRY                                                                                       \
  {                                                                                                          \
    "password-stdin", 0, 0, G_OPTION_ARG_NONE, &password_stdin, "Read the password from standard input",     \
        NULL                                                                                                 \
  }

static char *
read_line (void)
{
  char line[MAX_LINE];
  char *password;

  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;
  line[strcspn (line, "\r\n")] = '\0';
  password = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return password;
}

/* Typed on the terminal, unseen. */
static char *
ask (void)
{
  struct termios before, silent;
  char *password;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return NULL;
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  g_printerr ("Password: ");
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  password = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  return password;
}

static void
wipe (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

static char *
read_password (GError **error)
{
  char *password = password_stdin ? read_line () : ask ();

  if (password == NULL)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                         "No password was given; type it on a terminal, or use --password-stdin");
  else if (g_utf8_strlen (password, -1) < SHORT_PASSWORD_CHARACTERS)
    g_printerr ("Note: this password is short; a longer one is harder to guess.\n");
  return password;
}

static gboolean
add (const char *name, GError **error)
{
  g_autoptr (DovetailServer) server = NULL;
  char *password = read_password (error);
  gboolean added;

  if (password == NULL)
    return FALSE;
  server = dovetail_command_open_server (database, FALSE, error);
  added = server != NULL
          && dovetail_server_add_user (server, name, family, role == NULL ? "member" : role, password, error);
  wipe (password);
  return added;
}

int
dovetail_command_user_add (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    DATABASE_ENTRY,
    { "family", 0, 0, G_OPTION_ARG_STRING, &family, "The family; made when it is new", "NAME" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &role, "owner, admin, member (default) or viewer", "ROLE" },
    PASSWORD_ENTRY,
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, "NAME --family FAMILY",
                               "Adds a user; makes database and family when they are new.", entries, 1,
                               &status))
    return status;
  if (family == NULL)
    return dovetail_command_misuse ("--family is missing: the family the user belongs to");
  return add (argv[1], &error) ? DOVETAIL_EXIT_DONE : dovetail_command_fail (error);
}

static gboolean
set_password (const char *name, GError **error)
{
  g_autoptr (DovetailServer) server = dovetail_command_open_server (database, TRUE, error);
  char *password = server == NULL ? NULL : read_password (error);
  gboolean done = password != NULL && dovetail_server_set_password (server, name, password, error);

  wipe (password);
  return done;
}

int
dovetail_command_user_passwd (int argc, char **argv)
{
  static const GOptionEntry entries[] = { DATABASE_ENTRY, PASSWORD_ENTRY, { NULL } };
  g_autoptr (GError) error = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, "NAME",
                               "Gives a user a new password; every device has to log in again.", entries, 1,
                               &status))
    return status;
  return set_password (argv[1], &error) ? DOVETAIL_EXIT_DONE : dovetail_command_fail (error);
}

int
dovetail_command_user_disable (int argc, char **argv)
{
  static const GOptionEntry entries[] = { DATABASE_ENTRY, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailServer) server = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, "NAME",
                               "Keeps a user out, at once; a new password lets the user in again.", entries,
                               1, &status))
    return status;
  server = dovetail_command_open_server (database, TRUE, &error);
  if (server == NULL || !dovetail_server_disable_user (server, argv[1], &error))
    return dovetail_command_fail (error);
  return DOVETAIL_EXIT_DONE;
}

static GPtrArray *
read_members (GError **error)
{
  g_autoptr (DovetailLedger) ledger = dovetail_command_open_ledger (database, TRUE, error);
  GPtrArray *members;

  if (ledger == NULL || !dovetail_ledger_begin (ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, error))
    return NULL;
  members = dovetail_member_list (ledger, error);
  dovetail_ledger_rollback (ledger);
  return members;
}

static void
print_table (GPtrArray *members)
{
  g_print ("%-24s %-24s %-8s %s\n", "NAME", "FAMILY", "ROLE", "STATE");
  for (guint i = 0; i < members->len; i++)
    {
      const DovetailMember *member = g_ptr_array_index (members, i);

      g_print ("%-24s %-24s %-8s %s\n", member->name, member->family_name, member->role,
               member->disabled ? "disabled" : "active");
    }
}

static void
print_json (GPtrArray *members)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < members->len; i++)
    {
      const DovetailMember *member = g_ptr_array_index (members, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", member->name);
      json_object_set_string_member (object, "family", member->family_name);
      json_object_set_string_member (object, "role", member->role);
      json_object_set_boolean_member (object, "disabled", member->disabled);
      json_array_add_object_element (array, object);
    }
  json_node_init_array (node, array);
  json_array_unref (array);
  text = dovetail_json_pretty (node);
  g_print ("%s\n", text);
}

int
dovetail_command_user_list (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    DATABASE_ENTRY,
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print JSON", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, NULL, "Lists the users of all families.", entries, 0, &status))
    return status;
  members = read_members (&error);
  if (members == NULL)
    return dovetail_command_fail (error);
  if (as_json)
    print_json (members);
  else
    print_table (members);
  return DOVETAIL_EXIT_DONE;
}

int
dovetail_command_family_time_zone (int argc, char **argv)
{
  static const GOptionEntry entries[] = { DATABASE_ENTRY, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailServer) server = NULL;
  int status;

  if (!dovetail_command_parse (
          &argc, &argv, "FAMILY ZONE",
          "Says by which zone, such as Europe/Berlin, the days of a family's streaks begin.", entries, 2,
          &status))
    return status;
  server = dovetail_command_open_server (database, TRUE, &error);
  if (server == NULL || !dovetail_server_set_time_zone (server, argv[1], argv[2], &error))
    return dovetail_command_fail (error);
  return DOVETAIL_EXIT_DONE;
}
