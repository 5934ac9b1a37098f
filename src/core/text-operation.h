/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A change of a text as steps from its start to its end: retain, insert, delete. Lengths are bytes of UTF-8; an operation
 * made by diff, and what transform makes of such, touches whole graphemes only. Where something is replaced the insertion
 * stands before the deletion, so that equal changes are equal operations. */
typedef struct _DovetailTextOperation DovetailTextOperation;

DovetailTextOperation *dovetail_text_operation_new               (void); /* of the empty text */
void                   dovetail_text_operation_free              (DovetailTextOperation       *operation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailTextOperation, dovetail_text_operation_free)

/* Building, from the start to the end; a length of 0 adds nothing. */
void                   dovetail_text_operation_retain            (DovetailTextOperation       *operation,
                                                                  gsize                        length);
void                   dovetail_text_operation_insert            (DovetailTextOperation       *operation,
                                                                  const char                  *text,
                                                                  gsize                        length);
void                   dovetail_text_operation_delete            (DovetailTextOperation       *operation,
                                                                  gsize                        length);

gsize                  dovetail_text_operation_get_base_length   (const DovetailTextOperation *operation);
gsize                  dovetail_text_operation_get_result_length (const DovetailTextOperation *operation);
gboolean               dovetail_text_operation_equal             (const DovetailTextOperation *a,
                                                                  const DovetailTextOperation *b);

/* In words; NULL: too much differs to be computed in time. */
DovetailTextOperation *dovetail_text_operation_diff              (const char                  *base,
                                                                  const char                  *side);
/* NULL: it is made for another text, or would cut a grapheme of this one. */
char                  *dovetail_text_operation_apply             (const DovetailTextOperation *operation,
                                                                  const char                  *text);
/* Whether all seams between its pieces in the text it made are boundaries of graphemes: nothing grew together. */
gboolean               dovetail_text_operation_is_seamless       (const DovetailTextOperation *operation,
                                                                  const char                  *result);
/* One after the other as one; NULL: the second is not made for the result of the first. */
DovetailTextOperation *dovetail_text_operation_compose           (const DovetailTextOperation *first,
                                                                  const DovetailTextOperation *second);
/* Two of one text: compose (a, b_after_a) and compose (b, a_after_b) give the same text. FALSE: not of one text. */
gboolean               dovetail_text_operation_transform         (const DovetailTextOperation *a,
                                                                  const DovetailTextOperation *b,
                                                                  DovetailTextOperation      **a_after_b,
                                                                  DovetailTextOperation      **b_after_a);
/* The order in which two different insertions at one place stand, on every replica. */
int                    dovetail_text_insertion_compare           (const char                  *a,
                                                                  gsize                        a_length,
                                                                  const char                  *b,
                                                                  gsize                        b_length);

G_END_DECLS
