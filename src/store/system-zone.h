/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* The zone this computer is set to, for programs; tests bring their own. */
DovetailZone *dovetail_system_zone_new  (void);
void          dovetail_system_zone_free (DovetailZone *zone);

G_END_DECLS
