/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds a tag to several tasks, or takes one from them. Signals: "add" (string), "remove" (string). */
#define DOVETAIL_TYPE_TAG_POPOVER (dovetail_tag_popover_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTagPopover, dovetail_tag_popover, DOVETAIL, TAG_POPOVER, GtkPopover)

/* Those that some of the tasks have. */
void dovetail_tag_popover_set_tags (DovetailTagPopover *self,
                                    const char * const *tags);

G_END_DECLS
