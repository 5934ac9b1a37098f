/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* Whose engine and server are watched; NULL: nobody's. */
void witness_watch (Family *family);

G_END_DECLS
