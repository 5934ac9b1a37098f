/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The item between open and completed tasks, and the row that shows it: "Completed (12)", folded or not. */
#define DOVETAIL_TYPE_COMPLETED_FOLD (dovetail_completed_fold_get_type ())
G_DECLARE_FINAL_TYPE (DovetailCompletedFold, dovetail_completed_fold, DOVETAIL, COMPLETED_FOLD, GObject)

/* Properties: "count" (uint) and "expanded" (boolean), both readable and writable. */
DovetailCompletedFold *dovetail_completed_fold_new          (void);
gboolean               dovetail_completed_fold_get_expanded (DovetailCompletedFold *self);
GtkWidget             *dovetail_completed_fold_create_row   (DovetailCompletedFold *self);

G_END_DECLS
