/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tells when the computer is about to sleep and when it woke, where a login manager says so on the system bus; elsewhere it
 * never tells anything. */
typedef struct _DovetailSleepWatch DovetailSleepWatch;

/* func runs on the thread's default main context; asleep FALSE: it woke. */
DovetailSleepWatch *dovetail_sleep_watch_new  (void (*func) (gpointer user_data, gboolean asleep),
                                               gpointer user_data);
void                dovetail_sleep_watch_free (DovetailSleepWatch *watch);

G_END_DECLS
