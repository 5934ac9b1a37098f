/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tray.h"

G_BEGIN_DECLS

/* Going on without a window, and coming back when there would be no other way to reach the app. */
#define DOVETAIL_TYPE_BACKGROUND (dovetail_background_get_type ())
G_DECLARE_FINAL_TYPE (DovetailBackground, dovetail_background, DOVETAIL, BACKGROUND, GObject)

DovetailBackground *dovetail_background_new   (DovetailApplication *application,
                                               DovetailTray        *tray);
/* The window is being closed, and all that was typed in it is saved. TRUE: it was hidden instead, and must stay. */
gboolean            dovetail_background_close (DovetailBackground  *self,
                                               GtkWindow           *window);

G_END_DECLS
