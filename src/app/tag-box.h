/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The tags of a task as chips that can be removed, and an entry for more. Signal "edited": ask dovetail_tag_box_get_tags(). */
#define DOVETAIL_TYPE_TAG_BOX (dovetail_tag_box_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTagBox, dovetail_tag_box, DOVETAIL, TAG_BOX, GtkWidget)

void                dovetail_tag_box_set_tags (DovetailTagBox     *self,
                                               const char * const *tags);
const char * const *dovetail_tag_box_get_tags (DovetailTagBox     *self);

G_END_DECLS
