/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small private file (mode 0600) that is there whole or not at all, and stays after a power cut. */
gboolean dovetail_atomic_file_write (const char   *path,
                                     gconstpointer data,
                                     gsize         length,
                                     gboolean      replace, /* FALSE: DOVETAIL_ERROR_BUSY when there is one already */
                                     GError      **error);

G_END_DECLS
