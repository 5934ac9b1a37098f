/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows with aligned columns for people. Text is shown as it is, but nothing in it can steer the terminal. */
typedef struct _DovetailTable DovetailTable;

/* headings: NULL-terminated; flexible: the column that gives way when the terminal is narrow. */
DovetailTable *dovetail_table_new     (const char * const *headings,
                                       guint               flexible);
/* As many cells as headings; NULL is empty. */
void           dovetail_table_add_row (DovetailTable      *table,
                                       ...);
/* Prints and frees; empty_text stands for a table without rows. */
void           dovetail_table_finish  (DovetailTable      *table,
                                       const char         *empty_text);
/* Transfer full: control characters and direction overrides taken out. */
char          *dovetail_text_for_terminal (const char     *text);

G_END_DECLS
