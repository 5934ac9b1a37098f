/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clock.h"
#include "core/random.h"

G_BEGIN_DECLS

/* The real clock and the real randomness, for programs; tests bring their own. */
DovetailClock  dovetail_system_clock  (void);
DovetailRandom dovetail_system_random (void);

G_END_DECLS
