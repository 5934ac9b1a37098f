/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keys of a list of tasks, for the actions "tasks.…" of what is around it. */
void dovetail_task_shortcuts_add (GtkWidget *list_view);

G_END_DECLS
