/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass-private.h"

G_BEGIN_DECLS

/* In the transaction that takes next in place of before; next may be NULL, and then there is nothing to keep. */
gboolean dovetail_pass_keep_passed_over (DovetailPass    *pass,
                                         DovetailReplica *before,
                                         DovetailReplica *next,
                                         GError         **error);

G_END_DECLS
