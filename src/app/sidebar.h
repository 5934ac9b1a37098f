/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "store/query.h"

G_BEGIN_DECLS

/* The places tasks are found in, with counts, and the sync line at the foot.
 * Signals: "selected" (int view, string list_id or NULL, string title, boolean by_hand), "dropped" (int view, string list_id
 * or NULL, string title, GArray of row ids: put these tasks there). */
#define DOVETAIL_TYPE_SIDEBAR (dovetail_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSidebar, dovetail_sidebar, DOVETAIL, SIDEBAR, GtkWidget)

/* Once the store is open. */
void dovetail_sidebar_set_application (DovetailSidebar     *self,
                                       DovetailApplication *application);
/* Counts and lists anew. */
void dovetail_sidebar_refresh         (DovetailSidebar     *self);
void dovetail_sidebar_select          (DovetailSidebar     *self,
                                       DovetailView         view,
                                       const char          *list_id); /* NULL: no list */
/* Whether it stands alone, and so carries the window's buttons. */
void dovetail_sidebar_set_folded      (DovetailSidebar     *self,
                                       gboolean             folded);

G_END_DECLS
