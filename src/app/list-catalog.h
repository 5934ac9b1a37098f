/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The user's lists as they are now: a GListModel of DovetailListItem, in order. */
#define DOVETAIL_TYPE_LIST_ITEM (dovetail_list_item_get_type ())
G_DECLARE_FINAL_TYPE (DovetailListItem, dovetail_list_item, DOVETAIL, LIST_ITEM, GObject)

const char       *dovetail_list_item_get_id     (DovetailListItem *self);
const char       *dovetail_list_item_get_name   (DovetailListItem *self); /* never empty */
const char       *dovetail_list_item_get_colour (DovetailListItem *self); /* "#3584e4" */
/* Its own name, colour or place is not uploaded yet, or waits for a decision; no signal tells when that changes. */
gboolean          dovetail_list_item_is_waiting (DovetailListItem *self);

#define DOVETAIL_TYPE_LIST_CATALOG (dovetail_list_catalog_get_type ())
G_DECLARE_FINAL_TYPE (DovetailListCatalog, dovetail_list_catalog, DOVETAIL, LIST_CATALOG, GObject)

DovetailListCatalog *dovetail_list_catalog_new          (DovetailStore       *store);
void                 dovetail_list_catalog_refresh      (DovetailListCatalog *self);
/* Borrowed; NULL when there is no such list. */
DovetailListItem    *dovetail_list_catalog_find         (DovetailListCatalog *self,
                                                         const char          *list_id);
DovetailListItem    *dovetail_list_catalog_find_by_name (DovetailListCatalog *self,
                                                         const char          *name); /* case ignored */
/* The colour the next new list gets. */
const char          *dovetail_list_catalog_next_colour  (DovetailListCatalog *self);
gboolean             dovetail_colour_is_valid           (const char          *colour);

G_END_DECLS
