/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* What a device shows: id -> data, of what is not deleted. */
GHashTable *books_look   (Device     *device);
/* What an act of the device's user did, told by what it shows before and after: words that came must not be lost from now on, words
 * that went were given up, and so with what was deleted and brought back. */
void        books_keep   (Family     *family,
                          GHashTable *before,
                          GHashTable *after);
/* What a side of a conflict says was seen by a user who decided to let it go. */
void        books_give_up (Family     *family,
                           JsonNode   *side); /* may be NULL */
/* Nobody knows whether the act happened: nothing is held against what may have come of it. */
void        books_leave_open (Family     *family,
                              GHashTable *before);
/* The words in a text, of eight capital letters; each once. */
GHashTable *books_words  (const char *text);
/* A word never used before, between marks: ~ABCDEFGH~. */
char       *books_new_word (Family   *family);

G_END_DECLS
