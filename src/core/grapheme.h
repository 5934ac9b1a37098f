/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_SEPARATOR_NONE, /* part of a word */
  DOVETAIL_SEPARATOR_SPACE,
  DOVETAIL_SEPARATOR_PUNCTUATION
} DovetailSeparator;

const char       *dovetail_grapheme_end         (const char *text); /* of the character at text, as a reader sees it */
gboolean          dovetail_grapheme_is_boundary (const char *text,
                                                 gsize       offset); /* bytes; takes time in proportion to it */
DovetailSeparator dovetail_separator_of         (gunichar    character);

G_END_DECLS
