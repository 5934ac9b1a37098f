/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GNetworkMonitor in the hands of a test. */

#include "lib/network.h"

struct _TestNetwork
{
  GObject parent_instance;
  gboolean available, metered;
};

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY
};

static void
ignore (gpointer iface, gpointer data)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetwork,
                               test_network,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, ignore)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, ignore))

static void
test_network_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  TestNetwork *self = TEST_NETWORK (object);

  if (property_id == PROP_CONNECTIVITY)
    g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
  else
    g_value_set_boolean (value, property_id == PROP_AVAILABLE ? self->available : self->metered);
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
}

TestNetwork *
test_network_new (gboolean available, gboolean metered)
{
  TestNetwork *self = g_object_new (TEST_TYPE_NETWORK, NULL);

  self->available = available;
  self->metered = metered;
  return self;
}

void
test_network_set (TestNetwork *self, gboolean available, gboolean metered)
{
  gboolean changed = self->available != available;
  gboolean price = self->metered != metered;

  self->available = available;
  self->metered = metered;
  if (price)
    g_object_notify (G_OBJECT (self), "network-metered");
  if (changed)
    g_signal_emit_by_name (self, "network-changed", available);
}
