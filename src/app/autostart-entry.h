/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file that makes a desktop start the app when its user logs in. profile NULL: the default one. Transfer full. */
char    *dovetail_autostart_entry_new   (const char *program,
                                         const char *profile);
/* What a desktop makes of a file: those with a switch of their own mark it instead of removing it. text NULL: there is none. */
gboolean dovetail_autostart_entry_is_on (const char *text);

G_END_DECLS
