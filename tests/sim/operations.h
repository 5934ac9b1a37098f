/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* One random act of the device's user, and what follows from it for the books: what was written must not be lost, what was deleted
 * must not come back. The device may die of it, and is then started again. */
void        operations_perform (Device    *device);
const char *operations_name    (Operation  operation);
/* The user gives up what the server refused for good. Returns how many. */
guint       operations_discard_refused (Device *device);

G_END_DECLS
