/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_QUICK_ADD_WINDOW (dovetail_quick_add_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailQuickAddWindow, dovetail_quick_add_window, DOVETAIL, QUICK_ADD_WINDOW, AdwWindow)

/* A line to type a task in, from anywhere on the desktop: needs no other window. One; a second call brings it to the front. */
void dovetail_quick_add_window_present (DovetailApplication *application);

G_END_DECLS
