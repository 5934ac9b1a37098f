/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Notifies when nothing was synced for a day, three days, a week; and takes that back once something was. */
void  dovetail_silence_notice_watch (DovetailApplication *application,
                                     DovetailSyncService *service);

/* What it says, transfer full. since and now in ms; error NULL: none. */
char *dovetail_silence_notice_title (gint64               since,
                                     gint64               now);
char *dovetail_silence_notice_body  (guint                pending,
                                     gboolean             paused,
                                     const char          *error);

G_END_DECLS
