/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/merge.h"

G_BEGIN_DECLS

/* Fields that both sides changed differently and that are decided together: one field, or a leading field and
 * those that follow it (due and due_zone). */
typedef struct
{
  const DovetailMergeSide *sides;
  gboolean                 has_base;
  DovetailMergeKind        kind;     /* of the leading field */
  DovetailFieldMerge     **fields;   /* the leading one first; sides are filled in, outcome and merged are the answer */
  guint                    n_fields;
} DovetailOverlap;

/* Sets outcome, merged and taken of every field. Returns TRUE when "done wins" decided. */
gboolean dovetail_overlap_decide      (DovetailOverlap    *overlap,
                                       DovetailPolicy      policy);
/* The one place where a field's answer is written: merged becomes a side's value. */
void     dovetail_field_merge_take    (DovetailFieldMerge *field,
                                       DovetailSide        side,
                                       DovetailOutcome     outcome);
gboolean dovetail_field_merge_changed (DovetailFieldMerge *field,
                                       DovetailSide        side);

G_END_DECLS
