/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

/* One choice for many conflicts. What is NULL does not matter; dry_run: only says what would be done. */
typedef struct
{
  const char *strategy; /* client_wins or server_wins */
  const char *cause;
  const char *list;     /* id or name; "inbox": those in no list */
  const char *like;     /* id of a conflict: those similar to it */
  gboolean    dry_run;
} DovetailResolveAll;

gboolean dovetail_resolve_all (DovetailProgram          *program,
                               const DovetailResolveAll *choice,
                               GError                  **error);

G_END_DECLS
