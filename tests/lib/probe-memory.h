/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asked before each of SQLite's allocations; TRUE: there is no memory for it. */
typedef gboolean (*ProbeMemoryFunc) (gpointer user_data);

/* For the rest of the process; before SQLite is used for the first time. */
void probe_memory_install (ProbeMemoryFunc func,
                           gpointer        user_data);

G_END_DECLS
