/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Says what a full sync does, and runs it. */
void dovetail_resync_dialog_present (GtkWindow           *parent,
                                     DovetailApplication *application);

G_END_DECLS
