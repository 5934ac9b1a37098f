/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Work on the store that may take longer than a frame: on a worker, with a connection of its own. */
typedef gboolean (*DovetailStoreFunc) (DovetailStore *store,
                                       gpointer       data,
                                       GError       **error);

/* source: whose work it is; kept alive until done is called, in the main context. destroy frees the data after that. */
void     dovetail_store_task_run      (gpointer            source,
                                       DovetailStore      *store,
                                       DovetailStoreFunc   func,
                                       gpointer            data,
                                       GDestroyNotify      destroy,
                                       GAsyncReadyCallback done,
                                       gpointer            user_data);
gpointer dovetail_store_task_get_data (GAsyncResult       *result); /* borrowed */
gboolean dovetail_store_task_finish   (GAsyncResult       *result,
                                       GError            **error);

G_END_DECLS
