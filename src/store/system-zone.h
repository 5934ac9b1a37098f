/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* The zone this computer is set to, for programs; tests bring their own. */
DovetailZone *dovetail_system_zone_new       (void);
/* Of a date that says in which zone it is meant; NULL: UTC. */
DovetailZone *dovetail_system_zone_new_named (const char   *name);
void          dovetail_system_zone_free      (DovetailZone *zone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailZone, dovetail_system_zone_free)

G_END_DECLS
