/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Reminds of tasks by notifications with Done and Snooze, as long as the process lives. */
#define DOVETAIL_TYPE_REMINDER_WATCH (dovetail_reminder_watch_get_type ())
G_DECLARE_FINAL_TYPE (DovetailReminderWatch, dovetail_reminder_watch, DOVETAIL, REMINDER_WATCH, GObject)

/* The store is open; installs the actions its notifications name: complete-task (s), snooze-task ((si): id, minutes). The
 * application keeps it alive. */
void dovetail_reminder_watch_start (DovetailApplication *application);

G_END_DECLS
