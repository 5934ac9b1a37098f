/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* Chooses when to be reminded of a task: distances from its due date, and moments said in words or taken from a calendar.
 * Signal "chosen": get_reminders has what was chosen. */
#define DOVETAIL_TYPE_REMINDER_POPOVER (dovetail_reminder_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailReminderPopover, dovetail_reminder_popover, DOVETAIL, REMINDER_POPOVER, GtkPopover)

void               dovetail_reminder_popover_set_zone      (DovetailReminderPopover *self,
                                                            const DovetailZone      *zone);
/* What a task has, and what fits its due date. */
void               dovetail_reminder_popover_show_task     (DovetailReminderPopover *self,
                                                            JsonNode                *data);
const char *const *dovetail_reminder_popover_get_reminders (DovetailReminderPopover *self);

G_END_DECLS
