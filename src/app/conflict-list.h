/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_CONFLICT_LIST (dovetail_conflict_list_get_type ())
G_DECLARE_FINAL_TYPE (DovetailConflictList, dovetail_conflict_list, DOVETAIL, CONFLICT_LIST, AdwWindow)

/* What needs a decision, and the history of what was decided. One window; a second call brings it to the front. */
void dovetail_conflict_list_present (GtkWindow           *parent,
                                     DovetailApplication *application);

G_END_DECLS
