/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/merge-session.h"
#include "store/store.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_FITTED (dovetail_merge_fitted_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeFitted, dovetail_merge_fitted, DOVETAIL, MERGE_FITTED, AdwExpanderRow)

/* The fields that fit together, folded into one quiet row; each can be overridden. store is borrowed. */
GtkWidget *dovetail_merge_fitted_new     (DovetailMergeSession *session,
                                          DovetailStore        *store);
void       dovetail_merge_fitted_refresh (DovetailMergeFitted  *self);

G_END_DECLS
