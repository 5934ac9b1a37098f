/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of commands, in the order in which the help shows them. */
#include "cli/commands.h"

#include <glib/gi18n.h>

const DovetailCommand dovetail_commands[] = {
  { "account", "login URL --user NAME | logout | show", N_ ("Connect this device to a server"), TRUE,
    dovetail_command_account },
  { "add", "TEXT…", N_ ("Add a task: \"pay rent tomorrow 9am #home !high every month\""), FALSE,
    dovetail_command_add },
  { "list", "", N_ ("List tasks that are not done"), TRUE, dovetail_command_list },
  { "show", "ID", N_ ("Show one task"), TRUE, dovetail_command_show },
  { "edit", "ID", N_ ("Change a task"), FALSE, dovetail_command_edit },
  { "done", "ID…", N_ ("Complete tasks"), FALSE, dovetail_command_done },
  { "reopen", "ID…", N_ ("Open completed tasks again"), FALSE, dovetail_command_reopen },
  { "delete", "ID…", N_ ("Delete tasks"), FALSE, dovetail_command_delete },
  { "restore", "ID", N_ ("Bring a deleted task back"), FALSE, dovetail_command_restore },
  { "undo", "", N_ ("Take back what was done last on this device; again: what was done before it"), FALSE,
    dovetail_command_undo },
  { "lists", "[add NAME | rename ID NAME | delete ID | sync [LIST…]]", N_ ("Show or change the lists"), TRUE,
    dovetail_command_lists },
  { "sync", "", N_ ("Sync with the server now"), TRUE, dovetail_command_sync },
  { "pending", "[discard ID | retry ID]", N_ ("Show the changes that wait to be uploaded"), TRUE,
    dovetail_command_pending },
  { "status", "", N_ ("Show how syncing is going"), TRUE, dovetail_command_status },
  { "history", "", N_ ("Show past syncs"), TRUE, dovetail_command_history },
  { "metrics", "", N_ ("Show how syncing went, by day"), TRUE, dovetail_command_metrics },
  { "conflicts", "[history | restore CONFLICT_ID]", N_ ("Show the conflicts that wait for an answer"), TRUE,
    dovetail_command_conflicts },
  { "resolve", "CONFLICT_ID | --all", N_ ("Answer a conflict"), FALSE, dovetail_command_resolve },
  { "unresolve", "CONFLICT_ID", N_ ("Open an answered conflict again"), FALSE, dovetail_command_unresolve },
  { "policy", "[NAME]", N_ ("Show or set what happens when both sides changed the same field"), TRUE,
    dovetail_command_policy },
  { "import", "FILE", N_ ("Take in tasks from a file"), TRUE, dovetail_command_import },
  { "export", "[FILE]", N_ ("Write the tasks to a file"), FALSE, dovetail_command_export },
  { "trace", "export FILE | replay FILE",
    N_ ("Write down what syncs decided, without private text, or replay it"), TRUE, dovetail_command_trace },
  { "doctor", "", N_ ("Look at all that syncing depends on, and say what is wrong"), TRUE,
    dovetail_command_doctor },
  { NULL, NULL, NULL, FALSE, NULL },
};
