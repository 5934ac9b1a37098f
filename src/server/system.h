/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clock.h"
#include "core/random.h"

G_BEGIN_DECLS

/* The machine's own time and randomness. */
DovetailClock  dovetail_server_system_clock  (void);
DovetailRandom dovetail_server_system_random (void);

G_END_DECLS
