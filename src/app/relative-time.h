/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "just now", "2 minutes ago", "in 5 minutes", "3 days ago"; times in ms. Transfer full. */
char *dovetail_relative_time (gint64 time,
                              gint64 now);

G_END_DECLS
