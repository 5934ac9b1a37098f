/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_COLUMNS (dovetail_merge_columns_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeColumns, dovetail_merge_columns, DOVETAIL, MERGE_COLUMNS, GtkWidget)

/* Lays its children side by side in columns of one width; below the property threshold (pixels) one under the other.
 * With threshold 0 the children keep their natural widths, the last one at the end, as long as they all fit. */
GtkWidget *dovetail_merge_columns_new    (int                   threshold);
void       dovetail_merge_columns_append (DovetailMergeColumns *self,
                                          GtkWidget            *child);

G_END_DECLS
