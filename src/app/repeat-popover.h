/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/zone.h"

G_BEGIN_DECLS

/* Chooses how often a task comes: in words, or from what fits its date.
 * Signal "chosen" (const char *rule): the user chose it; NULL: never. */
#define DOVETAIL_TYPE_REPEAT_POPOVER (dovetail_repeat_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailRepeatPopover, dovetail_repeat_popover, DOVETAIL, REPEAT_POPOVER, GtkPopover)

/* rule: NULL: never. day: when the task is due, or today. */
void dovetail_repeat_popover_show_rule (DovetailRepeatPopover *self,
                                        const char            *rule,
                                        const DovetailCivil   *day);

G_END_DECLS
