/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/zone.h"

G_BEGIN_DECLS

/* Chooses when a task is due: in words, from a calendar, with or without a time.
 * Signal "chosen": the user changed it; ask dovetail_due_popover_get_due(). */
#define DOVETAIL_TYPE_DUE_POPOVER (dovetail_due_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailDuePopover, dovetail_due_popover, DOVETAIL, DUE_POPOVER, GtkPopover)

void     dovetail_due_popover_set_zone (DovetailDuePopover  *self,
                                        const DovetailZone  *zone); /* borrowed for good */
void     dovetail_due_popover_set_due  (DovetailDuePopover  *self,
                                        const DovetailCivil *due);  /* NULL: none */
gboolean dovetail_due_popover_get_due  (DovetailDuePopover  *self,
                                        DovetailCivil       *due);  /* FALSE: none */

G_END_DECLS
