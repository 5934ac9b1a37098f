/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of a desktop that shows the tray: the watcher that items register with, and a host that reads them, their menus, and
 * activates them. */

#pragma once

#include "desktop.h"

typedef struct _TrayHost TrayHost;

/* A watcher alone says that nobody shows what registers with it. */
TrayHost *tray_host_new           (Desktop    *desktop,
                                   gboolean    shown);
void      tray_host_free          (TrayHost   *host);
void      tray_host_set_shown     (TrayHost   *host,
                                   gboolean    shown);
/* The item that registered last, once it knows whether it is shown. */
void      tray_host_wait_for_item (TrayHost   *host);
/* Until a text of the item ("IconName", "Status", "ToolTip") matches. */
void      tray_host_wait_text     (TrayHost   *host,
                                   const char *property,
                                   const char *pattern);
char     *tray_host_get_text      (TrayHost   *host,
                                   const char *property);
/* Until the menu has an entry whose label matches and that can be chosen, or not. */
void      tray_host_wait_entry    (TrayHost   *host,
                                   const char *pattern,
                                   gboolean    enabled);
gboolean  tray_host_is_checked    (TrayHost   *host,
                                   const char *pattern);
/* The labels, one a line, as a person reads them; "-" is a line between. */
char     *tray_host_describe_menu (TrayHost   *host);
void      tray_host_choose        (TrayHost   *host,
                                   const char *pattern);
/* "Activate" or "SecondaryActivate". */
void      tray_host_click         (TrayHost   *host,
                                   const char *method);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrayHost, tray_host_free)
