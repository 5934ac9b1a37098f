/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/list-catalog.h"

G_BEGIN_DECLS

/* Chooses a list: the Inbox, then all lists, fewer while something is typed.
 * Signal "chosen" (string list_id: NULL is the Inbox; string name). */
#define DOVETAIL_TYPE_MOVE_POPOVER (dovetail_move_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMovePopover, dovetail_move_popover, DOVETAIL, MOVE_POPOVER, GtkPopover)

void dovetail_move_popover_set_lists (DovetailMovePopover *self,
                                      DovetailListCatalog *lists);

G_END_DECLS
