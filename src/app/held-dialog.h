/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* Asks what is to become of what a sync held: keep and upload again, let go, or later. */
void dovetail_held_dialog_show (DovetailWindow *window);

G_END_DECLS
