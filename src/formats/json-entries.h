/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "formats/reader.h"

G_BEGIN_DECLS

/* One object of a file of JSON objects: an array, or one after the other. The entry is borrowed for the call. */
typedef void (*DovetailJsonEntryFunc) (DovetailIntake *reader,
                                       guint           line,
                                       JsonObject     *entry);

/* Calls func for each object; what cannot be parsed becomes a problem. FALSE: there is no object at all. */
gboolean dovetail_json_entries_read (DovetailIntake        *reader,
                                     const char            *text,
                                     gsize                  length,
                                     DovetailJsonEntryFunc  func,
                                     GError               **error);

G_END_DECLS
