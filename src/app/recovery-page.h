/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The recovery code, shown this once. Signal "written-down". */
#define DOVETAIL_TYPE_RECOVERY_PAGE (dovetail_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailRecoveryPage, dovetail_recovery_page, DOVETAIL, RECOVERY_PAGE, GtkWidget)

GtkWidget *dovetail_recovery_page_new (const char *code);

G_END_DECLS
