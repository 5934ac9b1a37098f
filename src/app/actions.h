/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Every command of the app as a GAction: menus, shortcuts, tray, command line and D-Bus share them. */
void dovetail_actions_install      (DovetailApplication *application);
/* Those that need tasks, once they are open. */
void dovetail_actions_set_opened   (DovetailApplication *application);

G_END_DECLS
