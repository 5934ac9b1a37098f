/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Says what a file for diagnosis holds and what it does not, asks where it is to lie, and writes it. */
void dovetail_diagnostics_dialog_present (GtkWindow           *parent,
                                          DovetailApplication *application);

G_END_DECLS
