/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/replica.h"

G_BEGIN_DECLS

/* Where the changes of a task are: saved here, uploaded, refused. Transfer full. */
char *dovetail_task_status_words (const DovetailReplica *replica,
                                  gboolean               signed_out);

G_END_DECLS
