/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* How sync stands right now, where it syncs to, and what can be done when something seems wrong. */
#define DOVETAIL_TYPE_SYNC_NOW_PAGE (dovetail_sync_now_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncNowPage, dovetail_sync_now_page, DOVETAIL, SYNC_NOW_PAGE, AdwBin)

void dovetail_sync_now_page_set_application (DovetailSyncNowPage *self,
                                             DovetailApplication *application);

G_END_DECLS
