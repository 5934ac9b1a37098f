/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Asks whether to sign out, and what is to become of changes that are not uploaded yet; then does it. What goes wrong is said on the
 * parent. */
void dovetail_sign_out_dialog_present (GtkWindow           *parent,
                                       DovetailApplication *application);

G_END_DECLS
