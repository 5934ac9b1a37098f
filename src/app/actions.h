/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Every command of the app as a GAction: menus, shortcuts, tray, command line and D-Bus share them. */
void dovetail_actions_install      (DovetailApplication *application);
/* Those that need tasks, once they are open. */
void dovetail_actions_set_opened   (DovetailApplication *application);
/* Whether an action has to wait until the tasks are open. */
gboolean dovetail_actions_need_tasks (const char         *name);

G_END_DECLS
