/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/grapheme.h"

G_BEGIN_DECLS

/* Grapheme_Cluster_Break of UAX #29, and Extended_Pictographic. */
typedef enum
{
  DOVETAIL_BREAK_OTHER,
  DOVETAIL_BREAK_CR,
  DOVETAIL_BREAK_LF,
  DOVETAIL_BREAK_CONTROL,
  DOVETAIL_BREAK_EXTEND,
  DOVETAIL_BREAK_ZWJ,
  DOVETAIL_BREAK_REGIONAL_INDICATOR,
  DOVETAIL_BREAK_PREPEND,
  DOVETAIL_BREAK_SPACING_MARK,
  DOVETAIL_BREAK_HANGUL_L,
  DOVETAIL_BREAK_HANGUL_V,
  DOVETAIL_BREAK_HANGUL_T,
  DOVETAIL_BREAK_HANGUL_LV,
  DOVETAIL_BREAK_HANGUL_LVT,
  DOVETAIL_BREAK_PICTOGRAPHIC
} DovetailBreak;

typedef struct
{
  guint32 first;
  guint32 last;
  guint32 kind; /* DovetailBreak or DovetailSeparator, as the table says */
} DovetailCharacterRange;

extern const DovetailCharacterRange dovetail_break_ranges[];
extern const gsize                  dovetail_break_ranges_length;
extern const DovetailCharacterRange dovetail_separator_ranges[];
extern const gsize                  dovetail_separator_ranges_length;

G_END_DECLS
