/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* Names and colours of lists, asked for in a small dialog; deleting asks nothing and can be undone. */
void dovetail_list_dialog_new    (DovetailWindow *window);
void dovetail_list_dialog_rename (DovetailWindow *window,
                                  const char     *list_id);
void dovetail_list_delete        (DovetailWindow *window,
                                  const char     *list_id);
/* What can be done to a list; transfer full. */
GMenuModel *dovetail_list_menu_new (const char *list_id);

G_END_DECLS
