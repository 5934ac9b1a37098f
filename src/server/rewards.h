/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/writer.h"

G_BEGIN_DECLS

/* The records that only the server writes: points, streaks, badges. Every version that is stored passes the first
 * of these; the second follows once in each request, before it is committed. */
gboolean dovetail_rewards_note   (DovetailWriter            *writer,
                                  const DovetailStored      *before, /* NULL: a new record */
                                  const DovetailStored      *after,
                                  const DovetailAuthorship  *act,
                                  GError                   **error);
gboolean dovetail_rewards_settle (DovetailWriter            *writer,
                                  GError                   **error);

G_END_DECLS
