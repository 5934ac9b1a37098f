/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

/* One function a command; one file a group of commands. */
#define DOVETAIL_COMMAND(name) gboolean dovetail_command_##name (DovetailProgram *program, char **words, GError **error)

DOVETAIL_COMMAND (account);
DOVETAIL_COMMAND (add);
DOVETAIL_COMMAND (list);
DOVETAIL_COMMAND (show);
DOVETAIL_COMMAND (edit);
DOVETAIL_COMMAND (done);
DOVETAIL_COMMAND (reopen);
DOVETAIL_COMMAND (delete);
DOVETAIL_COMMAND (restore);
DOVETAIL_COMMAND (undo);
DOVETAIL_COMMAND (lists);
DOVETAIL_COMMAND (sync);
DOVETAIL_COMMAND (pending);
DOVETAIL_COMMAND (status);
DOVETAIL_COMMAND (history);
DOVETAIL_COMMAND (metrics);
DOVETAIL_COMMAND (conflicts);
DOVETAIL_COMMAND (resolve);
DOVETAIL_COMMAND (unresolve);
DOVETAIL_COMMAND (policy);
DOVETAIL_COMMAND (import);
DOVETAIL_COMMAND (export);
DOVETAIL_COMMAND (doctor);
DOVETAIL_COMMAND (trace);

G_END_DECLS
