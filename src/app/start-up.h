/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* From nothing to an open store: which page asks what, until the application can take the store. */
#define DOVETAIL_TYPE_START_UP (dovetail_start_up_get_type ())
G_DECLARE_FINAL_TYPE (DovetailStartUp, dovetail_start_up, DOVETAIL, START_UP, GObject)

DovetailStartUp *dovetail_start_up_new        (DovetailApplication *application);
void             dovetail_start_up_begin      (DovetailStartUp     *self);
/* A window to ask in; a question that waits is shown in it. */
void             dovetail_start_up_set_window (DovetailStartUp     *self,
                                               DovetailWindow      *window); /* NULL: it was closed */

G_END_DECLS
