/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* The checklist of a task, all by keyboard: Return in the last entry adds an item, in an item it goes on to the next; Alt+Up and
 * Alt+Down move it, Ctrl+Return checks it, Ctrl+Delete removes it, and so does Backspace in an empty one. */
#define DOVETAIL_TYPE_CHECKLIST_BOX (dovetail_checklist_box_get_type ())
G_DECLARE_FINAL_TYPE (DovetailChecklistBox, dovetail_checklist_box, DOVETAIL, CHECKLIST_BOX, GtkWidget)

void     dovetail_checklist_box_show  (DovetailChecklistBox *self,
                                       DovetailApplication  *application,
                                       DovetailRecord       *task);
/* Saves what was typed. FALSE: it could not be; it stays and is saved with the next flush. */
gboolean dovetail_checklist_box_flush (DovetailChecklistBox *self,
                                       GError              **error);

G_END_DECLS
