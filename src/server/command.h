/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/server.h"

G_BEGIN_DECLS

/* What every command of the program shares. */
#define DOVETAIL_EXIT_DONE   0
#define DOVETAIL_EXIT_FAILED 1
#define DOVETAIL_EXIT_USAGE  2

/* argv[0] is the command's name. The exit status. */
typedef int (*DovetailCommandFunc) (int    argc,
                                    char **argv);

int dovetail_command_serve       (int argc, char **argv);
int dovetail_command_user_add    (int argc, char **argv);
int dovetail_command_user_list   (int argc, char **argv);
int dovetail_command_user_passwd (int argc, char **argv);
int dovetail_command_user_disable (int argc, char **argv);
int dovetail_command_family_time_zone (int argc, char **argv);
int dovetail_command_key_rotate  (int argc, char **argv);
int dovetail_command_cleanup     (int argc, char **argv);
int dovetail_command_backup      (int argc, char **argv);
int dovetail_command_check       (int argc, char **argv);

/* Parses the options of a command; FALSE: *status says how the program ends. n_arguments: what stays besides
 * options, named in usage (NULL: nothing does). */
gboolean        dovetail_command_parse (int             *argc,
                                        char          ***argv,
                                        const char      *usage,
                                        const char      *summary,
                                        const GOptionEntry *entries,
                                        int              n_arguments,
                                        int             *status);
/* One line on stderr; the exit status of a failure. */
int             dovetail_command_fail  (const GError    *error);
int             dovetail_command_misuse (const char     *message);
/* The database a command works on; name NULL: the default one. must_exist: none is made. */
DovetailLedger *dovetail_command_open_ledger (const char  *name,
                                              gboolean     must_exist,
                                              GError     **error);
DovetailServer *dovetail_command_open_server (const char  *name,
                                              gboolean     must_exist,
                                              GError     **error);

G_END_DECLS
