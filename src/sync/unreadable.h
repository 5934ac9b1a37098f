/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass-private.h"

G_BEGIN_DECLS

/* One record that makes no sense must not hold up the others: it is kept as it came, with the reason. Inside a transaction. */
gboolean dovetail_unreadable_keep_all  (DovetailPass *pass,
                                        GPtrArray    *unreadable, /* DovetailUnreadable */
                                        GError      **error);
/* What an older Dovetail could not read may make sense to this one. In a transaction of its own. */
gboolean dovetail_unreadable_try_again (DovetailPass *pass,
                                        GError      **error);

G_END_DECLS
