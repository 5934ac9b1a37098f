/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The app in the tray: what the service says, shown by the item and its menu. */

#include "app/tray.h"

#include "app/tray-item.h"
#include "app/tray-menu.h"

/* A sync tells of every few tasks; a desktop redraws its panel for each. */
#define UPDATE_MS 100
/* "2 minutes ago" grows old by itself. */
#define CLOCK_SECONDS 30

struct _DovetailTray
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: owns this */
  DovetailTrayItem *item;           /* NULL: there is no session bus */
  DovetailTrayMenu *menu;
  guint update_id;
  guint clock_id;
};

G_DEFINE_FINAL_TYPE (DovetailTray, dovetail_tray, G_TYPE_OBJECT)

enum
{
  PROP_HOSTED = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* Takes the tooltip's text. */
static DovetailTrayLook
make_look (const DovetailTrayFacts *facts, char *tooltip)
{
  DovetailTrayState state = dovetail_tray_state (facts);

  return (DovetailTrayLook){ dovetail_tray_icon (state), dovetail_tray_wants_attention (state), tooltip };
}

static void
update (DovetailTray *self)
{
  DovetailTrayFacts facts;
  DovetailTrayLook look;
  g_autofree char *tooltip = NULL;

  dovetail_tray_facts_read (&facts, dovetail_application_get_service (self->application));
  tooltip = dovetail_tray_tooltip (&facts);
  look = make_look (&facts, tooltip);
  dovetail_tray_item_set_look (self->item, &look);
  dovetail_tray_menu_update (self->menu, &facts);
}

static gboolean
on_update (gpointer user_data)
{
  DovetailTray *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (DovetailTray *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (UPDATE_MS, on_update, self);
}

static gboolean
on_clock (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_hosted (DovetailTray *self)
{
  g_clear_handle_id (&self->clock_id, g_source_remove);
  if (dovetail_tray_item_is_hosted (self->item))
    self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOSTED]);
}

static void
on_activate (DovetailTrayItem *item, const char *token, DovetailTray *self)
{
  dovetail_application_set_startup_token (self->application, token);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "open", NULL);
}

static void
on_secondary_activate (DovetailTrayItem *item, const char *token, DovetailTray *self)
{
  dovetail_application_set_startup_token (self->application, token);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "quick-add", NULL);
}

static void
dovetail_tray_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_HOSTED)
    g_value_set_boolean (value, dovetail_tray_is_hosted (DOVETAIL_TRAY (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
dovetail_tray_dispose (GObject *object)
{
  DovetailTray *self = DOVETAIL_TRAY (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_object (&self->item);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (dovetail_tray_parent_class)->dispose (object);
}

static void
dovetail_tray_class_init (DovetailTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dovetail_tray_get_property;
  object_class->dispose = dovetail_tray_dispose;
  properties[PROP_HOSTED] = g_param_spec_boolean (
      "hosted", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
dovetail_tray_init (DovetailTray *self)
{
}

static DovetailTrayItem *
create_item (DovetailTray *self, GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *tooltip = NULL;
  DovetailTrayFacts facts;
  DovetailTrayLook look;
  DovetailTrayItem *item;

  dovetail_tray_facts_read (&facts, dovetail_application_get_service (self->application));
  tooltip = dovetail_tray_tooltip (&facts);
  look = make_look (&facts, tooltip);
  item = dovetail_tray_item_new (
      connection, g_application_get_application_id (G_APPLICATION (self->application)), &look, &error);
  if (item == NULL)
    g_warning ("There will be no icon in the tray: %s", error->message);
  return item;
}

DovetailTray *
dovetail_tray_new (DovetailApplication *application)
{
  DovetailTray *self;
  GDBusConnection *connection;

  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);

  self = g_object_new (DOVETAIL_TYPE_TRAY, NULL);
  self->application = application;
  connection = g_application_get_dbus_connection (G_APPLICATION (application));
  if (connection != NULL)
    self->item = create_item (self, connection);
  if (self->item == NULL)
    return self;
  self->menu = dovetail_tray_menu_new (G_ACTION_GROUP (application));
  g_signal_connect_object (self->item, "notify::hosted", G_CALLBACK (on_hosted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "activate", G_CALLBACK (on_activate), self, 0);
  g_signal_connect_object (self->item, "secondary-activate", G_CALLBACK (on_secondary_activate), self, 0);
  g_signal_connect_object (self->menu, "about-to-show", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dovetail_application_get_service (application), "notify",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

gboolean
dovetail_tray_is_hosted (DovetailTray *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TRAY (self), FALSE);
  return self->item != NULL && dovetail_tray_item_is_hosted (self->item);
}
