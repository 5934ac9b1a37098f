/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Reads which open tasks have reminders, off the main thread: at first all of them, then only those that changed. */
typedef struct _DovetailReminderScan DovetailReminderScan;

typedef struct
{
  char    *task_id;
  GArray  *moments; /* gint64; empty: nothing to remind of, or the task is not open any more */
  gboolean arrived; /* others made its newest change */
} DovetailReminderChange;

void                  dovetail_reminder_change_free (DovetailReminderChange *change);

DovetailReminderScan *dovetail_reminder_scan_new    (DovetailStore          *store);
void                  dovetail_reminder_scan_free   (DovetailReminderScan   *self);
/* What changed since the time before, DovetailReminderChange each; only tasks that have or had reminders. NULL: the store could
 * not be read; the next time finds the same. For a worker thread, one at a time. */
GPtrArray            *dovetail_reminder_scan_run    (DovetailReminderScan   *self,
                                                     GError                **error);

G_END_DECLS
