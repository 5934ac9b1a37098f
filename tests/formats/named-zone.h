/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* A time zone of the system's tz database as core computes with it. name NULL: the user's own. NULL: no such
 * zone. */
DovetailZone *dovetail_named_zone_new (const char *name);
void dovetail_named_zone_free (DovetailZone *zone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailZone, dovetail_named_zone_free)

G_END_DECLS
