/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DOVETAIL_TRAY_MENU_PATH "/StatusNotifierItem/Menu"

/* What an item shows. */
typedef struct
{
  const char *icon;
  gboolean    wants_attention;
  const char *tooltip; /* plain text, may have two lines */
} DovetailTrayLook;

/* A StatusNotifierItem on the session bus. Registers with the watcher of whichever desktop runs, and again when another takes its
 * place.
 *
 * Property hosted (boolean): a host shows it now.
 * Signals: "activate" and "secondary-activate" (string token: lets a window come to the front on Wayland; NULL: none). */
#define DOVETAIL_TYPE_TRAY_ITEM (dovetail_tray_item_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTrayItem, dovetail_tray_item, DOVETAIL, TRAY_ITEM, GObject)

/* The menu is exported by somebody else, at DOVETAIL_TRAY_MENU_PATH of the same connection. NULL: the bus refuses the object. */
DovetailTrayItem *dovetail_tray_item_new       (GDBusConnection         *connection,
                                                const char              *id,
                                                const DovetailTrayLook  *look,
                                                GError                 **error);
void              dovetail_tray_item_set_look  (DovetailTrayItem        *self,
                                                const DovetailTrayLook  *look);
gboolean          dovetail_tray_item_is_hosted (DovetailTrayItem        *self);

G_END_DECLS
