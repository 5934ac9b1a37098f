/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* Everything the server had at or below the device's token is on the device: stored, waiting, held. At any time, in the middle of a
 * sync and of a full walk too. */
void positions_check (Device *device);

G_END_DECLS
