/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives screen readers the names that widgets of the toolkit leave out, up to GTK 4.10. */

/* The four arrows of a calendar. */
void dovetail_name_calendar     (GtkWidget *calendar);
/* The button in a password row that shows the password: the only one in there. */
void dovetail_name_password_row (GtkWidget *row);
/* The button that looks for a shortcut. */
void dovetail_name_shortcuts    (GtkWidget *window);

G_END_DECLS
