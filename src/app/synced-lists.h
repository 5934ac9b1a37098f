/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* A group of the preferences: which lists this device syncs, a switch each. What is chosen counts at once. */
#define DOVETAIL_TYPE_SYNCED_LISTS (dovetail_synced_lists_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncedLists, dovetail_synced_lists, DOVETAIL, SYNCED_LISTS, AdwPreferencesGroup)

/* Shows the lists as they are now. */
void dovetail_synced_lists_fill (DovetailSyncedLists *self,
                                 DovetailApplication *application);

G_END_DECLS
