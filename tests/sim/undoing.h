/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* Acts of OperationFunc's kind. Up to three actions of the device's user are undone, the newest first, whatever came by a sync in
 * between. */
gboolean undoing_undo (Device  *device,
                       GError **error);
/* What was undone last is done again. */
gboolean undoing_redo (Device  *device,
                       GError **error);

G_END_DECLS
