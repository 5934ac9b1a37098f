/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/merge-session.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Shows in a row the record as it will be after Apply. */
void dovetail_merge_preview_show (AdwActionRow         *row,
                                  GtkImage             *check,
                                  DovetailMergeSession *session,
                                  DovetailStore        *store);

G_END_DECLS
