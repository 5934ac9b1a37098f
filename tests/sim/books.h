/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* What a device shows: id -> data, of what is not deleted. */
GHashTable *books_look   (Device     *device);
/* The ids of that which are of this type, in order. */
GPtrArray  *books_ids    (Device     *device,
                          const char *entity_type);
/* Whether it shows this record. */
gboolean    books_show   (Device     *device,
                          const char *entity_type,
                          const char *entity_id);
/* What an act of the device's user did, told by what it shows before and after: words that came must not be lost from now on, words
 * that went were given up, and so with what was deleted and brought back. */
void        books_keep   (Family     *family,
                          GHashTable *before,
                          GHashTable *after);
/* One text took the place of the other, in view; NULL: none. */
void        books_write  (Family     *family,
                          const char *before,
                          const char *after);
/* One state took the place of the other, seen by a user. */
void        books_replace (Family     *family,
                           JsonNode   *before,
                           JsonNode   *after);
/* The server was set back: what no device shows and the backup does not have is lost by the administrator's act; what the backup
 * has comes back. */
void        books_set_back (Family    *family);
/* Nobody knows whether the act happened: nothing is held against what may have come of it. */
void        books_leave_open (Family     *family,
                              GHashTable *before);
/* The words in a text, of eight capital letters; each once. */
GHashTable *books_words  (const char *text);
/* A word never used before, between marks: ~ABCDEFGH~. */
char       *books_new_word (Family   *family);

G_END_DECLS
