/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Notifies when more needs a decision than the user was told of, unless a window of the app is before the eyes; takes that back once
 * something was decided. Told once, also across restarts. Once the service has been started. */
void     dovetail_decision_notice_watch (DovetailApplication *application,
                                         DovetailSyncService *service);

/* open: how many need a decision now; told: of how many the user knows. */
gboolean dovetail_decision_notice_is_due (guint               open,
                                          guint               told,
                                          gboolean            seen);
/* What it says, transfer full. */
char    *dovetail_decision_notice_title (guint                number);

G_END_DECLS
