/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* The faults stop, and every device syncs until nothing waits; fails when that takes too long. */
void invariants_come_to_rest (Family *family);
/* What must hold then. */
void invariants_check        (Family *family);

G_END_DECLS
