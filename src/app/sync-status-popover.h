/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/sync-service.h"

G_BEGIN_DECLS

/* How sync stands, in a few rows: now, last success, next attempt, what waits, the last error; Sync now and Cancel. */
#define DOVETAIL_TYPE_SYNC_STATUS_POPOVER (dovetail_sync_status_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncStatusPopover, dovetail_sync_status_popover, DOVETAIL, SYNC_STATUS_POPOVER, GtkPopover)

void dovetail_sync_status_popover_set_service (DovetailSyncStatusPopover *self,
                                               DovetailSyncService       *service);

G_END_DECLS
