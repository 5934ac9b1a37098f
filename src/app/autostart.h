/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes the desktop start the app at log-in, or no longer, as the setting "autostart" says: through the portal in a sandbox, with a
 * file in the autostart folder elsewhere. What the desktop says otherwise sets the setting back. */
#define DOVETAIL_TYPE_AUTOSTART (dovetail_autostart_get_type ())
G_DECLARE_FINAL_TYPE (DovetailAutostart, dovetail_autostart, DOVETAIL, AUTOSTART, GObject)

/* NULL where settings cannot be kept. */
DovetailAutostart *dovetail_autostart_new (GApplication *application);

G_END_DECLS
