/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/schema.h"
#include "core/zone.h"
#include "store/store.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_EDITOR (dovetail_merge_editor_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeEditor, dovetail_merge_editor, DOVETAIL, MERGE_EDITOR, AdwBin)

/* The result of one field, editable in place by what suits the field: a line, a text, a date with its calendar, a choice,
 * tags; other fields are shown in words. store and zone are borrowed for the life of the editor.
 * Signals: "edited" (JsonNode *, NULL: empty), "unclear" (what was typed is no value: nothing is chosen). */
GtkWidget *dovetail_merge_editor_new      (const DovetailField *field, /* NULL: shown in words */
                                           const char          *entity_type,
                                           const char          *name,
                                           DovetailStore       *store,
                                           const DovetailZone  *zone);
/* chosen FALSE: there is no value yet, ask for one. */
void       dovetail_merge_editor_show     (DovetailMergeEditor *self,
                                           JsonNode            *value,
                                           gboolean             chosen);
/* Text in place of the value, for what has none: a deletion. */
void       dovetail_merge_editor_show_words (DovetailMergeEditor *self,
                                           const char          *words);

G_END_DECLS
