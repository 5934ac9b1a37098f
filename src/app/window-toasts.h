/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/application.h"

G_BEGIN_DECLS

/* Secondary windows show toasts too: each names its overlay once. */
void dovetail_window_toasts_register  (GtkWindow           *window,
                                       AdwToastOverlay     *overlay);
/* On window, or on the nearest window it belongs to that can show one. window NULL: the main window. Takes the toast. */
void dovetail_window_toasts_show      (GtkWindow           *window,
                                       DovetailApplication *application,
                                       AdwToast            *toast);
/* A sentence alone. */
void dovetail_window_toasts_say       (GtkWindow           *window,
                                       DovetailApplication *application,
                                       const char          *words);
/* A sentence with the button "Undo"; undo gets the data, which destroy frees with the toast. */
void dovetail_window_toasts_offer_undo (GtkWindow           *window,
                                       DovetailApplication *application,
                                       const char          *words,
                                       GCallback            undo, /* (AdwToast *, gpointer data) */
                                       gpointer             data,
                                       GDestroyNotify       destroy);

G_END_DECLS
