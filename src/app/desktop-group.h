/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Groups of the preferences that concern this computer: appearance, background and autostart, reminders, encryption. */
#define DOVETAIL_TYPE_DESKTOP_GROUP (dovetail_desktop_group_get_type ())
G_DECLARE_FINAL_TYPE (DovetailDesktopGroup, dovetail_desktop_group, DOVETAIL, DESKTOP_GROUP, AdwPreferencesGroup)

/* Once. */
void dovetail_desktop_group_fill (DovetailDesktopGroup *self,
                                  DovetailApplication  *application);

G_END_DECLS
