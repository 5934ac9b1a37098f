/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/connect-form.h"

G_BEGIN_DECLS

/* The first question: only here, or with a server? Signals: "local" and "connect" (the form was filled in). */
#define DOVETAIL_TYPE_FIRST_RUN_PAGE (dovetail_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailFirstRunPage, dovetail_first_run_page, DOVETAIL, FIRST_RUN_PAGE, GtkWidget)

GtkWidget           *dovetail_first_run_page_new      (void);
DovetailConnectForm *dovetail_first_run_page_get_form (DovetailFirstRunPage *self);

G_END_DECLS
