/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* A full walk lists what the server has; what it did not list, up to its very end, is gone there. The marks survive a crash,
 * so a walk goes on where it stopped. All inside a transaction. */
gboolean dovetail_store_walk_begin (DovetailStore *self,        /* forgets the marks of an earlier walk */
                                    GError       **error);
gboolean dovetail_store_walk_mark  (DovetailStore *self,        /* with the page; a record not stored is not an error */
                                    const char    *entity_type,
                                    const char    *entity_id,
                                    GError       **error);
/* How many records would be swept (not seen, nothing pending, known to the server, not deleted), and how many there are. */
gboolean dovetail_store_walk_count (DovetailStore *self,
                                    guint         *unseen,
                                    guint         *total,
                                    GError       **error);
/* Those that were not seen and are edited: transfer full, element-type DovetailReplica. */
GPtrArray *
         dovetail_store_walk_list_edited (DovetailStore *self,
                                          GError       **error);
/* Forgets the records that were not seen and have nothing pending, and the marks. Only after the last page. */
gboolean dovetail_store_walk_sweep (DovetailStore *self,
                                    GError       **error);
/* What the server was said to have otherwise, and did not list: transfer full, element-type DovetailHeld. Before the
 * sweep. */
GPtrArray *
         dovetail_store_walk_list_held (DovetailStore *self,
                                        GError       **error);
/* In place of the sweep: holds what was not seen for the user. foreign: the walk was through another history. */
gboolean dovetail_store_walk_hold  (DovetailStore *self,
                                    gboolean       foreign,
                                    GError       **error);
gboolean dovetail_store_walk_has_seen (DovetailStore *self,
                                       const char    *entity_type,
                                       const char    *entity_id);

G_END_DECLS
