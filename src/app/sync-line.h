/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/sync-service.h"

G_BEGIN_DECLS

/* The foot of the sidebar: how sync stands, in one line; a click opens the sync status. */
#define DOVETAIL_TYPE_SYNC_LINE (dovetail_sync_line_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncLine, dovetail_sync_line, DOVETAIL, SYNC_LINE, GtkWidget)

void dovetail_sync_line_set_service (DovetailSyncLine    *self,
                                     DovetailSyncService *service);

G_END_DECLS
