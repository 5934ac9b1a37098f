/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* Says above the tasks that a sync held something, until the user decides. */
#define DOVETAIL_TYPE_HELD_BANNER (dovetail_held_banner_get_type ())
G_DECLARE_FINAL_TYPE (DovetailHeldBanner, dovetail_held_banner, DOVETAIL, HELD_BANNER, AdwBin)

void dovetail_held_banner_set_application (DovetailHeldBanner  *self,
                                           DovetailApplication *application);

G_END_DECLS
