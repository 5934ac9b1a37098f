/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The open window of a type, or NULL: a second one of these would only confuse. */
GtkWindow *dovetail_secondary_window_find    (GtkApplication *application,
                                              GType           type);
/* Presents a window no larger than the one it belongs to, unless that is large enough. */
void       dovetail_secondary_window_present (GtkWindow      *window);

G_END_DECLS
