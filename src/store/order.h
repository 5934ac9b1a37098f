/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Where tasks stand and what stands beneath them, from the indexes alone. */
char *dovetail_store_last_position  (DovetailStore *self,
                                     const char    *entity_type,
                                     const char    *list_id); /* of a task; NULL: the Inbox */
char *dovetail_store_read_position  (DovetailStore *self,
                                     gint64         row_id);
/* How many subtasks it has, and how many of them are done or cancelled. */
guint dovetail_store_count_children (DovetailStore *self,
                                     const char    *parent_id,
                                     guint         *done);

G_END_DECLS
