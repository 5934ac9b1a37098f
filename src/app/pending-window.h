/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_PENDING_WINDOW (dovetail_pending_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailPendingWindow, dovetail_pending_window, DOVETAIL, PENDING_WINDOW, AdwWindow)

/* What waits for upload, change by change. One window; a second call brings it to the front. */
void dovetail_pending_window_present (GtkWindow           *parent,
                                      DovetailApplication *application);

G_END_DECLS
