/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "account/vault.h"
#include "app/list-catalog.h"
#include "core/zone.h"
#include "store/store.h"
#include "sync/sync-service.h"

G_BEGIN_DECLS

#define DOVETAIL_RESOURCE_PATH "/io/github/dovetailtasks/Dovetail"

#define DOVETAIL_TYPE_APPLICATION (dovetail_application_get_type ())
G_DECLARE_FINAL_TYPE (DovetailApplication, dovetail_application, DOVETAIL, APPLICATION, AdwApplication)

typedef struct _DovetailTray DovetailTray;
typedef struct _DovetailWindow DovetailWindow;

/* Signal "opened": the store is open and the service runs; emitted once. */
DovetailApplication *dovetail_application_new           (void);
/* All borrowed; NULL until the store is open. */
DovetailStore       *dovetail_application_get_store     (DovetailApplication *self);
DovetailSyncService *dovetail_application_get_service   (DovetailApplication *self);
DovetailVault       *dovetail_application_get_vault     (DovetailApplication *self);
const char          *dovetail_application_get_directory (DovetailApplication *self);
/* The user's own time zone; never NULL. */
const DovetailZone  *dovetail_application_get_zone      (DovetailApplication *self);
/* The user's lists, kept fresh. */
DovetailListCatalog *dovetail_application_get_lists     (DovetailApplication *self);
/* The main window; NULL: there is none. */
DovetailWindow      *dovetail_application_get_window    (DovetailApplication *self);
/* NULL until the store is open. */
DovetailTray        *dovetail_application_get_tray      (DovetailApplication *self);
/* Activates an action once the store is open. parameter NULL: none. */
void                 dovetail_application_defer_action (DovetailApplication *self,
                                                        const char          *name,
                                                        GVariant            *parameter);
/* Brings a window to the front, with the token that the desktop gave for it. */
void                 dovetail_application_present       (DovetailApplication *self,
                                                         GtkWindow           *window);
/* For the next window that is presented; NULL: none. */
void                 dovetail_application_set_startup_token (DovetailApplication *self,
                                                             const char          *token);
/* The main window is being closed. TRUE: it was hidden instead, and the app goes on. */
gboolean             dovetail_application_close         (DovetailApplication *self,
                                                         DovetailWindow      *window);
/* Takes what start-up opened, and starts the service. */
void                 dovetail_application_take_store    (DovetailApplication *self,
                                                         DovetailStore       *store,
                                                         DovetailVault       *vault);

G_END_DECLS
