/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counts failures by key within a sliding window. Any thread may call. */
typedef struct _DovetailRateLimit DovetailRateLimit;

DovetailRateLimit *dovetail_rate_limit_new     (guint              max_failures,
                                                gint64             window);   /* ms */
void               dovetail_rate_limit_free    (DovetailRateLimit *limit);
/* How long the key has to wait, ms; 0: it may try. */
gint64             dovetail_rate_limit_wait    (DovetailRateLimit *limit,
                                                const char        *key,
                                                gint64             now);
void               dovetail_rate_limit_failed  (DovetailRateLimit *limit,
                                                const char        *key,
                                                gint64             now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRateLimit, dovetail_rate_limit_free)

G_END_DECLS
