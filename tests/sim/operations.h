/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* One random act of the device's user, and what follows from it for the books: what was written must not be lost, what was deleted
 * must not come back. The device may die of it, and is then started again. */
void        operations_perform (Device    *device);
/* The device's user makes this many tasks. */
void        operations_found_library (Device *device,
                                      guint   count);
const char *operations_name    (Operation  operation);
/* The user gives up what the server refused for good, and tries again what another server may take. Returns how many. */
guint       operations_settle_refused (Device *device);
/* The user says what becomes of held records, if there are any. */
void        operations_settle_held    (Device *device);

G_END_DECLS
