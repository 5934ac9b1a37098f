/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "app/bulk-edit.h"

G_BEGIN_DECLS

/* What can be done to the selected tasks, below their list. Completing, deleting and the priority are actions ("tasks.…") of the
 * list; signals: "edit" (const DovetailBulkEdit *: do this), "tags-wanted" (tell dovetail_bulk_bar_set_tags()),
 * "closed" (what was opened from it went away). */
#define DOVETAIL_TYPE_BULK_BAR (dovetail_bulk_bar_get_type ())
G_DECLARE_FINAL_TYPE (DovetailBulkBar, dovetail_bulk_bar, DOVETAIL, BULK_BAR, GtkWidget)

typedef enum
{
  DOVETAIL_BULK_MENU_MOVE,
  DOVETAIL_BULK_MENU_DUE,
  DOVETAIL_BULK_MENU_PRIORITY,
  DOVETAIL_BULK_MENU_TAGS,
  DOVETAIL_N_BULK_MENUS
} DovetailBulkMenu;

void dovetail_bulk_bar_set_application (DovetailBulkBar     *self,
                                        DovetailApplication *application);
void dovetail_bulk_bar_set_count       (DovetailBulkBar     *self,
                                        guint                selected);
void dovetail_bulk_bar_set_tags        (DovetailBulkBar     *self,
                                        const char * const  *tags);
/* Something is being done: the bar waits. */
void dovetail_bulk_bar_set_busy        (DovetailBulkBar     *self,
                                        gboolean             busy);
void dovetail_bulk_bar_open            (DovetailBulkBar     *self,
                                        DovetailBulkMenu     menu);

G_END_DECLS
