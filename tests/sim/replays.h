/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Exports the trace of a device's last syncs and replays it. Returns how many decisions there are, and adds to
 * *differences how many are others then, which are told; DOVETAIL_TRACE_FILE names a file that gets a trace with such. */
guint replays_check (DovetailStore *store,
                     const char    *who,
                     guint64        seed,
                     guint         *differences);

G_END_DECLS
