/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Order strings: plain byte order is the order. Either end may be NULL (open). */
char    *dovetail_rank_between  (const char *before,
                                 const char *after);
gboolean dovetail_rank_is_valid (const char *rank);

G_END_DECLS
