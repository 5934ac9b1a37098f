/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/query.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_SIDEBAR_VIEW,      /* shows a view */
  DOVETAIL_SIDEBAR_CONFLICTS, /* what needs a decision */
  DOVETAIL_SIDEBAR_NEW_LIST
} DovetailSidebarKind;

#define DOVETAIL_TYPE_SIDEBAR_ROW (dovetail_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSidebarRow, dovetail_sidebar_row, DOVETAIL, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget           *dovetail_sidebar_row_new         (DovetailSidebarKind  kind,
                                                       DovetailView         view,
                                                       const char          *title,
                                                       const char          *icon_name);
GtkWidget           *dovetail_sidebar_row_new_list    (const char          *list_id,
                                                       const char          *name,
                                                       const char          *colour);
DovetailSidebarKind  dovetail_sidebar_row_get_kind    (DovetailSidebarRow  *self);
DovetailView         dovetail_sidebar_row_get_view    (DovetailSidebarRow  *self);
const char          *dovetail_sidebar_row_get_list_id (DovetailSidebarRow  *self); /* NULL: no list */
const char          *dovetail_sidebar_row_get_title   (DovetailSidebarRow  *self);
void                 dovetail_sidebar_row_set_count   (DovetailSidebarRow  *self,
                                                       guint                count); /* 0 is not shown */
/* A mark that the list itself has changes which are not uploaded. */
void                 dovetail_sidebar_row_set_waiting (DovetailSidebarRow *self,
                                                       gboolean            waiting);

G_END_DECLS
