/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetail-server key rotate, cleanup, backup and check */

#include "core/uuid.h"
#include "server/command.h"
#include "server/system.h"

static char *database;
static int older_than_days = -1;

#define DATABASE_ENTRY                                                                                       \
  {                                                                                                          \
    "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the data is: a path, or postgresql://...",      \
        "DATABASE"                                                                                           \
  }

static const GOptionEntry database_only[] = { DATABASE_ENTRY, { NULL } };

int
dovetail_command_key_rotate (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailServer) server = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, NULL, "Signs access tokens with a fresh key from now on.",
                               database_only, 0, &status))
    return status;
  server = dovetail_command_open_server (database, TRUE, &error);
  if (server == NULL || !dovetail_server_rotate_key (server, &error))
    return dovetail_command_fail (error);
  return DOVETAIL_EXIT_DONE;
}

int
dovetail_command_cleanup (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    DATABASE_ENTRY,
    { "older-than-days", 0, 0, G_OPTION_ARG_INT, &older_than_days, "Default: CLEANUP_TOMBSTONE_DAYS, or 30",
      "DAYS" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailServer) server = NULL;
  gint64 removed;
  int status;

  if (!dovetail_command_parse (
          &argc, &argv, NULL,
          "Removes what only remembers old deletions. Devices that have not synced since then\n"
          "will sync in full.",
          entries, 0, &status))
    return status;
  server = dovetail_command_open_server (database, TRUE, &error);
  if (server == NULL || !dovetail_server_clean_up (server, older_than_days, &removed, &error))
    return dovetail_command_fail (error);
  g_print ("%" G_GINT64_FORMAT " tombstones removed\n", removed);
  return DOVETAIL_EXIT_DONE;
}

int
dovetail_command_backup (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = NULL;
  g_autofree char *epoch = NULL;
  const DovetailRandom random = dovetail_server_system_random ();
  int status;

  if (!dovetail_command_parse (
          &argc, &argv, "FILE",
          "Copies the database while the server goes on. Devices notice when the copy is served\n"
          "instead, and compare before they delete anything.",
          database_only, 1, &status))
    return status;
  epoch = dovetail_uuid_new_v4 (&random);
  ledger = dovetail_command_open_ledger (database, TRUE, &error);
  if (ledger == NULL || !dovetail_ledger_backup (ledger, argv[1], epoch, &error))
    return dovetail_command_fail (error);
  return DOVETAIL_EXIT_DONE;
}

int
dovetail_command_check (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = NULL;
  int status;

  if (!dovetail_command_parse (&argc, &argv, NULL, "Looks for damage in the database.", database_only, 0,
                               &status))
    return status;
  ledger = dovetail_command_open_ledger (database, TRUE, &error);
  if (ledger == NULL || !dovetail_ledger_check (ledger, &error))
    return dovetail_command_fail (error);
  g_print ("the database is sound\n");
  return DOVETAIL_EXIT_DONE;
}
