/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* What other processes may ask of the running app, such as dovetailctl: a shell over the service, no logic. */
#define DOVETAIL_TYPE_BUS_SERVICE (dovetail_bus_service_get_type ())
G_DECLARE_FINAL_TYPE (DovetailBusService, dovetail_bus_service, DOVETAIL, BUS_SERVICE, GObject)

DovetailBusService *dovetail_bus_service_export   (DovetailApplication *application,
                                                   GDBusConnection     *connection,
                                                   GError             **error);
void                dovetail_bus_service_unexport (DovetailBusService  *self);
/* Once the application has a service: announces its jobs. */
void                dovetail_bus_service_attach   (DovetailBusService  *self);

G_END_DECLS
