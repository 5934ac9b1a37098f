/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* A task that is not done, and a number that is another once the task is: so that whoever read all of them reads again only
 * what changed. */
typedef struct
{
  gint64  row_id;
  guint64 mark;
} DovetailTaskMark;

/* DovetailTaskMark each, by row id. No payload is opened. */
GArray *dovetail_store_list_task_marks (DovetailStore *self,
                                        GError       **error);

G_END_DECLS
