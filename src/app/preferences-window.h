/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Account, policy and interval. */
#define DOVETAIL_TYPE_PREFERENCES_WINDOW (dovetail_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailPreferencesWindow, dovetail_preferences_window, DOVETAIL, PREFERENCES_WINDOW, AdwPreferencesWindow)

void dovetail_preferences_window_present (GtkWindow           *parent,
                                          DovetailApplication *application);

G_END_DECLS
