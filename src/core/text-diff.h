/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_TOKEN_WORD,   /* letters, digits, symbols, emoji */
  DOVETAIL_TOKEN_SPACE,  /* blanks but no newline */
  DOVETAIL_TOKEN_MARK,   /* one punctuation character */
  DOVETAIL_TOKEN_NEWLINE /* one, CRLF included */
} DovetailTokenKind;

/* Whole graphemes always. */
typedef struct
{
  guint             id;     /* equal tokens of one table have equal ids */
  DovetailTokenKind kind;
  const char       *start;  /* in the text that was split */
  gsize             length; /* bytes */
} DovetailToken;

/* Tokens [base_start, base_end) of the base became [side_start, side_end) of a side. */
typedef struct
{
  guint base_start;
  guint base_end;
  guint side_start;
  guint side_end;
} DovetailHunk;

/* table: token -> id, shared by the texts to be compared; the texts must outlive it. */
GHashTable *dovetail_token_table_new   (void);
GArray     *dovetail_text_split        (const char *text,
                                        GHashTable *table);  /* DovetailToken; transfer full */
/* The bytes from one token up to another. */
gsize       dovetail_tokens_length     (GArray     *tokens,
                                        guint       start,
                                        guint       end);
/* The changes in order, none adjacent to another; NULL: there are too many to compute. */
GArray     *dovetail_text_diff         (GArray     *base,
                                        GArray     *side);   /* DovetailHunk; transfer full */
/* All between the equal beginning and the equal end as one change; none when all is equal. */
GArray     *dovetail_text_diff_coarse  (GArray     *base,
                                        GArray     *side);   /* DovetailHunk; transfer full */

G_END_DECLS
