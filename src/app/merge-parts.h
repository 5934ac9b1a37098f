/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/merge-session.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_MERGE_PARTS (dovetail_merge_parts_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeParts, dovetail_merge_parts, DOVETAIL, MERGE_PARTS, AdwBin)

/* The places where the two sides of a text differ, each to be taken from either. NULL: there are not several. */
GtkWidget *dovetail_merge_parts_new     (DovetailMergeSession *session,
                                         const char           *name);
void       dovetail_merge_parts_refresh (DovetailMergeParts   *self);

G_END_DECLS
