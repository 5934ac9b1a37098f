/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* Bytes [start, end) of a text. */
typedef struct
{
  guint start;
  guint end;
} DovetailTextRange;

/* The words of to that from does not have, as DovetailTextRange in order; neighbours are one range. Bounded: texts
 * of too many different words come out as one range over all that differs. */
GArray        *dovetail_word_diff            (const char *from,
                                              const char *to);
/* The same as marks for a label: tinted and underlined, so that it is not told by colour alone. */
PangoAttrList *dovetail_word_diff_attributes (const char *from,
                                              const char *to);

G_END_DECLS
