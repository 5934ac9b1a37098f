/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* A group of the preferences: the devices that are signed in, each of which can be shut out. */
#define DOVETAIL_TYPE_DEVICES_GROUP (dovetail_devices_group_get_type ())
G_DECLARE_FINAL_TYPE (DovetailDevicesGroup, dovetail_devices_group, DOVETAIL, DEVICES_GROUP, AdwPreferencesGroup)

/* Asks the server, as often as it is called; the rows come with its answer. */
void dovetail_devices_group_fetch (DovetailDevicesGroup *self,
                                   DovetailApplication  *application);

G_END_DECLS
