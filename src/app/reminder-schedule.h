/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which reminders ring when: decisions over a clock that is passed in. It holds the open tasks that have reminders.
 *
 * Each moment rings once on a device. What says so is one time, up to which every moment was dealt with; it is kept over
 * restarts, so that what came due while nothing ran rings at the next start.
 * A snooze belongs to this device: it is kept with that time and never uploaded, for a reminder is part of the task, which
 * others share, and who wants to be left alone for ten minutes does not speak for them. */
typedef struct _DovetailReminderSchedule DovetailReminderSchedule;

typedef struct
{
  char  *task_id;
  gint64 moment;  /* the newest that came due, ms */
  gboolean snoozed; /* it rang before, and was to ring again */
} DovetailDueReminder;

void                      dovetail_due_reminder_free            (DovetailDueReminder      *due);

/* shown_until: up to when every moment was dealt with, ms; 0: nothing ever was, and nothing before now counts as missed. */
DovetailReminderSchedule *dovetail_reminder_schedule_new        (gint64                    shown_until,
                                                                 gint64                    now);
void                      dovetail_reminder_schedule_free       (DovetailReminderSchedule *self);
/* An open task as it is now; n_moments 0: nothing to remind of. arrived: others changed it, so that a moment which is new
 * and has just passed still rings; what is set in the past by hand does not. */
void                      dovetail_reminder_schedule_put        (DovetailReminderSchedule *self,
                                                                 const char               *task_id,
                                                                 const gint64             *moments,
                                                                 gsize                     n_moments,
                                                                 gboolean                  arrived,
                                                                 gint64                    now);
/* Done, deleted or gone: it does not ring, snoozed or not. */
void                      dovetail_reminder_schedule_remove     (DovetailReminderSchedule *self,
                                                                 const char               *task_id);
void                      dovetail_reminder_schedule_snooze     (DovetailReminderSchedule *self,
                                                                 const char               *task_id,
                                                                 gint64                    until);
/* What rings now, each task once; DovetailDueReminder each, the oldest moment first. It does not ring again. */
GPtrArray                *dovetail_reminder_schedule_take_due   (DovetailReminderSchedule *self,
                                                                 gint64                    now);
/* When something rings next, ms; it may have passed. G_MAXINT64: nothing will. */
gint64                    dovetail_reminder_schedule_next       (DovetailReminderSchedule *self);
/* What to keep over a restart: the time, and the snoozes as text; transfer full. */
gint64                    dovetail_reminder_schedule_get_shown_until (DovetailReminderSchedule *self);
char                     *dovetail_reminder_schedule_save_snoozes (DovetailReminderSchedule *self);
/* Before the tasks are put; of tasks that are not put until forget_strangers, they go. */
void                      dovetail_reminder_schedule_load_snoozes (DovetailReminderSchedule *self,
                                                                   const char               *text);
void                      dovetail_reminder_schedule_forget_strangers (DovetailReminderSchedule *self);
/* Whether what is to be kept changed since this was asked last. */
gboolean                  dovetail_reminder_schedule_take_unsaved (DovetailReminderSchedule *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailReminderSchedule, dovetail_reminder_schedule_free)

G_END_DECLS
