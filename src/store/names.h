/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* What a device or a person is called, by its id; NULL when nothing has told it yet. Transfer full. */
char    *dovetail_store_get_name   (DovetailStore *self,
                                    const char    *id);
/* Inside a transaction. id or name NULL: nothing is learned. */
gboolean dovetail_store_learn_name (DovetailStore *self,
                                    const char    *id,
                                    const char    *name,
                                    GError       **error);

G_END_DECLS
