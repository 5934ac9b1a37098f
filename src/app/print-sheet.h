/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* What is printed: a title and entries below it, parted into pages line by line, so that a long text goes on over the page. Texts are
 * literal, never markup. Needs no display. */
typedef struct _DovetailPrintSheet DovetailPrintSheet;

typedef enum
{
  DOVETAIL_PRINT_TEXT,    /* words alone */
  DOVETAIL_PRINT_HEADING, /* of what follows */
  DOVETAIL_PRINT_OPEN,    /* behind an empty box */
  DOVETAIL_PRINT_DONE     /* behind a checked one, struck through */
} DovetailPrintKind;

DovetailPrintSheet *dovetail_print_sheet_new    (const char         *title);
void                dovetail_print_sheet_free   (DovetailPrintSheet *self);
/* facts: small words below, or NULL. */
void                dovetail_print_sheet_add    (DovetailPrintSheet *self,
                                                 DovetailPrintKind   kind,
                                                 guint               indent,
                                                 const char         *text,
                                                 const char         *facts);
/* What is on it, as plain text: a line an entry. Transfer full. */
char               *dovetail_print_sheet_describe (DovetailPrintSheet *self);
/* Parts it into pages of this size, in points. How many there are: at least one. */
guint               dovetail_print_sheet_layout (DovetailPrintSheet *self,
                                                 PangoContext       *context,
                                                 double              width,
                                                 double              height);
/* page from 0. */
void                dovetail_print_sheet_draw   (DovetailPrintSheet *self,
                                                 cairo_t            *cairo,
                                                 guint               page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPrintSheet, dovetail_print_sheet_free)

G_END_DECLS
