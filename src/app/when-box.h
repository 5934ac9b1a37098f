/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* When a task is due, when to be reminded of it, and how often it comes.
 * Signal "edited" (JsonNode): a merge patch of what was chosen. */
#define DOVETAIL_TYPE_WHEN_BOX (dovetail_when_box_get_type ())
G_DECLARE_FINAL_TYPE (DovetailWhenBox, dovetail_when_box, DOVETAIL, WHEN_BOX, GtkWidget)

void dovetail_when_box_set_application (DovetailWhenBox     *self,
                                        DovetailApplication *application);
/* The data of a task; what is open to be chosen in is left alone. */
void dovetail_when_box_show_task       (DovetailWhenBox     *self,
                                        JsonNode            *data);

G_END_DECLS
