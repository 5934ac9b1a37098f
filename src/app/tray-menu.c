/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The menu of the tray. The desktop draws it; what it holds goes over the bus. */

#include "app/tray-menu.h"

#include <glib/gi18n.h>
#include <libdbusmenu-glib/dbusmenu-glib.h>

#include "app/tray-item.h"

#define ACTION_KEY "dovetail-action"

struct _DovetailTrayMenu
{
  GObject parent_instance;

  GActionGroup *actions; /* not owned: the application, which owns the tray */
  DbusmenuServer *server;
  DbusmenuMenuitem *line; /* how sync stands */
  DbusmenuMenuitem *sync;
  DbusmenuMenuitem *decision;
  DbusmenuMenuitem *pending;
  DbusmenuMenuitem *pause;
};

G_DEFINE_FINAL_TYPE (DovetailTrayMenu, dovetail_tray_menu, G_TYPE_OBJECT)

static guint about_to_show_signal;

/* An underscore marks the letter to press. */
static void
set_label (DbusmenuMenuitem *item, const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);

  if (g_strcmp0 (dbusmenu_menuitem_property_get (item, DBUSMENU_MENUITEM_PROP_LABEL), escaped) != 0)
    dbusmenu_menuitem_property_set (item, DBUSMENU_MENUITEM_PROP_LABEL, escaped);
}

static void
set_enabled (DbusmenuMenuitem *item, gboolean enabled)
{
  if (dbusmenu_menuitem_property_get_bool (item, DBUSMENU_MENUITEM_PROP_ENABLED) != enabled)
    dbusmenu_menuitem_property_set_bool (item, DBUSMENU_MENUITEM_PROP_ENABLED, enabled);
}

static void
on_chosen (DbusmenuMenuitem *item, guint timestamp, DovetailTrayMenu *self)
{
  g_action_group_activate_action (self->actions, g_object_get_data (G_OBJECT (item), ACTION_KEY), NULL);
}

/* The menu that it goes into keeps it. */
static DbusmenuMenuitem *
add_item (DovetailTrayMenu *self, DbusmenuMenuitem *root, const char *label, const char *action)
{
  g_autoptr (GObject) owned = G_OBJECT (dbusmenu_menuitem_new ());
  DbusmenuMenuitem *item = DBUSMENU_MENUITEM (owned);

  set_label (item, label);
  if (action != NULL)
    {
      g_object_set_data (owned, ACTION_KEY, (gpointer) action);
      g_signal_connect_object (item, DBUSMENU_MENUITEM_SIGNAL_ITEM_ACTIVATED, G_CALLBACK (on_chosen), self,
                               0);
    }
  else
    set_enabled (item, FALSE);
  dbusmenu_menuitem_child_append (root, item);
  return item;
}

static void
add_separator (DbusmenuMenuitem *root)
{
  g_autoptr (GObject) item = G_OBJECT (dbusmenu_menuitem_new ());

  dbusmenu_menuitem_property_set (DBUSMENU_MENUITEM (item), DBUSMENU_MENUITEM_PROP_TYPE, "separator");
  dbusmenu_menuitem_child_append (root, DBUSMENU_MENUITEM (item));
}

static gboolean
on_about_to_show (DbusmenuMenuitem *root, DovetailTrayMenu *self)
{
  g_signal_emit (self, about_to_show_signal, 0);
  return FALSE;
}

static void
fill (DovetailTrayMenu *self, DbusmenuMenuitem *root)
{
  self->line = add_item (self, root, "", NULL);
  add_separator (root);
  self->sync = add_item (self, root, _ ("Sync Now"), "sync");
  add_item (self, root, _ ("Quick Add…"), "quick-add");
  add_separator (root);
  self->decision = add_item (self, root, _ ("Needs Your Decision"), "conflicts");
  self->pending = add_item (self, root, _ ("Pending Changes"), "pending");
  add_separator (root);
  self->pause = add_item (self, root, _ ("Pause Syncing"), "pause");
  dbusmenu_menuitem_property_set (self->pause, DBUSMENU_MENUITEM_PROP_TOGGLE_TYPE,
                                  DBUSMENU_MENUITEM_TOGGLE_CHECK);
  add_separator (root);
  add_item (self, root, _ ("Open Dovetail"), "open");
  add_item (self, root, _ ("Quit"), "quit");
}

static void
dovetail_tray_menu_dispose (GObject *object)
{
  g_clear_object (&DOVETAIL_TRAY_MENU (object)->server);
  G_OBJECT_CLASS (dovetail_tray_menu_parent_class)->dispose (object);
}

static void
dovetail_tray_menu_class_init (DovetailTrayMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_tray_menu_dispose;
  about_to_show_signal = g_signal_new ("about-to-show", DOVETAIL_TYPE_TRAY_MENU, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_tray_menu_init (DovetailTrayMenu *self)
{
  g_autoptr (GObject) root = G_OBJECT (dbusmenu_menuitem_new ());

  fill (self, DBUSMENU_MENUITEM (root));
  g_signal_connect_object (root, DBUSMENU_MENUITEM_SIGNAL_ABOUT_TO_SHOW, G_CALLBACK (on_about_to_show), self,
                           0);
  self->server = dbusmenu_server_new (DOVETAIL_TRAY_MENU_PATH);
  dbusmenu_server_set_root (self->server, DBUSMENU_MENUITEM (root));
}

DovetailTrayMenu *
dovetail_tray_menu_new (GActionGroup *actions)
{
  DovetailTrayMenu *self = g_object_new (DOVETAIL_TYPE_TRAY_MENU, NULL);

  self->actions = actions;
  return self;
}

static void
update_pause (DovetailTrayMenu *self, const DovetailTrayFacts *facts)
{
  g_autofree char *label = dovetail_tray_pause_label (facts);
  int state = facts->sync.paused_until != 0 ? DBUSMENU_MENUITEM_TOGGLE_STATE_CHECKED
                                            : DBUSMENU_MENUITEM_TOGGLE_STATE_UNCHECKED;

  set_label (self->pause, label);
  if (!dbusmenu_menuitem_property_exist (self->pause, DBUSMENU_MENUITEM_PROP_TOGGLE_STATE)
      || dbusmenu_menuitem_property_get_int (self->pause, DBUSMENU_MENUITEM_PROP_TOGGLE_STATE) != state)
    dbusmenu_menuitem_property_set_int (self->pause, DBUSMENU_MENUITEM_PROP_TOGGLE_STATE, state);
}

void
dovetail_tray_menu_update (DovetailTrayMenu *self, const DovetailTrayFacts *facts)
{
  g_autofree char *line = NULL;
  g_autofree char *decision = NULL;
  g_autofree char *pending = NULL;
  gboolean signed_in;

  g_return_if_fail (DOVETAIL_IS_TRAY_MENU (self));
  g_return_if_fail (facts != NULL);

  line = dovetail_sync_words_line (&facts->sync);
  decision = dovetail_tray_decision_label (facts);
  pending = dovetail_tray_pending_label (facts);
  signed_in = facts->sync.state != DOVETAIL_SYNC_STATE_SIGNED_OUT;
  set_label (self->line, line);
  set_label (self->decision, decision);
  set_label (self->pending, pending);
  update_pause (self, facts);
  set_enabled (self->sync, signed_in);
  set_enabled (self->pause, signed_in);
  set_enabled (self->decision, facts->conflicts > 0);
}
