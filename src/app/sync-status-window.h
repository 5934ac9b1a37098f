/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_SYNC_STATUS_WINDOW (dovetail_sync_status_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncStatusWindow, dovetail_sync_status_window, DOVETAIL, SYNC_STATUS_WINDOW, AdwWindow)

/* How sync stands, how it went day by day, past syncs, and where conflicts come from. One window; a second call brings it to the
 * front. */
void dovetail_sync_status_window_present (GtkWindow           *parent,
                                          DovetailApplication *application);

G_END_DECLS
