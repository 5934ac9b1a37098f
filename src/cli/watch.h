/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"
#include "sync/sync-service.h"

G_BEGIN_DECLS

/* Keeps syncing until it is interrupted, one line a sync. kind: of the first. */
gboolean dovetail_watch (DovetailProgram   *program,
                         DovetailSyncKind   kind,
                         GError           **error);

/* How it is told in one line that a sync has worked. */
char    *dovetail_sync_summary (const DovetailJob *job);

G_END_DECLS
