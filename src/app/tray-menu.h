/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tray-words.h"

G_BEGIN_DECLS

/* The menu of the tray, at DOVETAIL_TRAY_MENU_PATH of the session bus; what is chosen becomes an action of the application.
 * Signal "about-to-show": somebody is going to read it. */
#define DOVETAIL_TYPE_TRAY_MENU (dovetail_tray_menu_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTrayMenu, dovetail_tray_menu, DOVETAIL, TRAY_MENU, GObject)

DovetailTrayMenu *dovetail_tray_menu_new    (GActionGroup            *actions);
void              dovetail_tray_menu_update (DovetailTrayMenu        *self,
                                             const DovetailTrayFacts *facts);

G_END_DECLS
