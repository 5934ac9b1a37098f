/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What becomes of text that is being typed when the record changes under it. field: "title" or "notes" of a task; started: what the
 * field held when typing began; current: what it holds now. Notes get both sides, woven together or one after the other; a title
 * has room for one, the typed one, and *replaced says that somebody else's is overwritten (it stays in the history). Transfer
 * full; NULL: nothing is to be saved. */
char *dovetail_typed_text_fit (const char *field,
                               const char *started,
                               const char *typed,
                               const char *current,
                               gboolean   *replaced);

G_END_DECLS
