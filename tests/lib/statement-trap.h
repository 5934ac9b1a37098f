/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lets SQLite fail at a statement, as when a disk or a lock is in trouble. Counts, and lets fail, those whose SQL has certain
 * words in it, of every database below a folder that is opened after statement_trap_prepare(). For one thread. */
void  statement_trap_prepare (void);
/* words: NULL: any; from the number-th on (from 1), `times` of them fail; 0: none, they are only counted. */
void  statement_trap_set     (const char *directory,
                              const char *words,
                              guint       number,
                              guint       times);
/* How many there were since. */
guint statement_trap_clear   (void);

G_END_DECLS
