/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_DIALOG (dovetail_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeDialog, dovetail_merge_dialog, DOVETAIL, MERGE_DIALOG, AdwWindow)

/* Opens the dialog that decides one conflict, or brings it to the front. A conflict that was decided meanwhile is said in
 * a toast on parent. parent may be NULL. */
void dovetail_merge_dialog_present (GtkWindow           *parent,
                                    DovetailApplication *application,
                                    const char          *conflict_id);

G_END_DECLS
