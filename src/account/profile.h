/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a profile's store lies: DOVETAIL_DATA_DIR, else $XDG_DATA_HOME/dovetail/NAME. name NULL: DOVETAIL_PROFILE, else "default".
 * The directory is made with mode 0700 when it is missing. INVALID: a name that is no plain word. */
char *dovetail_profile_get_name      (const char  *name,
                                      GError     **error);
char *dovetail_profile_get_directory (const char  *name,
                                      GError     **error);
/* D-Bus name and GApplication id of the app on this profile: io.github.dovetailtasks.Dovetail, with .NAME unless default. */
char *dovetail_profile_get_bus_name  (const char  *name,
                                      GError     **error);

#define DOVETAIL_BUS_PATH      "/io/github/dovetailtasks/Dovetail"
#define DOVETAIL_BUS_INTERFACE "io.github.dovetailtasks.Dovetail1"

G_END_DECLS
