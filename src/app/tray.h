/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* The app in the tray of the desktop, where there is one. Property hosted (boolean): it is shown there now. */
#define DOVETAIL_TYPE_TRAY (dovetail_tray_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTray, dovetail_tray, DOVETAIL, TRAY, GObject)

/* Once the store is open. */
DovetailTray *dovetail_tray_new       (DovetailApplication *application);
gboolean      dovetail_tray_is_hosted (DovetailTray        *self);

G_END_DECLS
