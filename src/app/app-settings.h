/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the app appears on this desktop. NULL where the schema is not installed: the program runs from the build folder
 * without its environment. Transfer full. */
GSettings *dovetail_app_settings_new (void);

G_END_DECLS
