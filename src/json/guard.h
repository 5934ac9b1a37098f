/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Looks at JSON text before json-glib does, which overflows the stack on deep nesting and silently alters
 * data: depth, UTF-8, duplicate keys, number range, one root, size. One pass, builds nothing. */
typedef struct
{
  gsize max_bytes;
  guint max_depth;
  guint max_values; /* a few bytes of text become hundreds in memory; 0: any number */
} DovetailJsonLimits;

gboolean dovetail_json_guard (const char               *text,
                              gsize                     length,
                              const DovetailJsonLimits *limits,
                              GError                  **error);

G_END_DECLS
