/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The round mark of a list in its colour. */
#define DOVETAIL_TYPE_COLOUR_DOT (dovetail_colour_dot_get_type ())
G_DECLARE_FINAL_TYPE (DovetailColourDot, dovetail_colour_dot, DOVETAIL, COLOUR_DOT, GtkWidget)

GtkWidget *dovetail_colour_dot_new        (const char        *colour);
void       dovetail_colour_dot_set_colour (DovetailColourDot *self,
                                           const char        *colour); /* "#3584e4" */

G_END_DECLS
