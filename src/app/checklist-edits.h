/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

/* The checklist of a task: an array of {id, title, done}. Items are named by their id, not by their place, so that an edit meets
 * the item that was meant also when others moved it meanwhile. Each function makes a new array, sealed and transfer full; checklist NULL
 * is an empty one, and what an item holds besides is kept. */

/* The id of an item; one without gets a name from its place. Transfer full. */
char       *dovetail_checklist_item_id    (JsonNode   *item,
                                           guint       place);
const char *dovetail_checklist_item_title (JsonNode   *item);
JsonNode   *dovetail_checklist_add        (JsonNode   *checklist,
                                           const char *id,
                                           const char *title);
/* An item that is gone comes back, at the end: what was typed into it is not lost. */
JsonNode   *dovetail_checklist_set_title  (JsonNode   *checklist,
                                           const char *id,
                                           const char *title);
JsonNode   *dovetail_checklist_set_done   (JsonNode   *checklist,
                                           const char *id,
                                           gboolean    done);
JsonNode   *dovetail_checklist_remove     (JsonNode   *checklist,
                                           const char *id);
/* Up (-1) or down (1). NULL: it cannot go further. */
JsonNode   *dovetail_checklist_move       (JsonNode   *checklist,
                                           const char *id,
                                           int         by);

G_END_DECLS
