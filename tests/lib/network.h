/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that is as the test says. */
#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

TestNetwork *test_network_new (gboolean     available,
                               gboolean     metered);
void         test_network_set (TestNetwork *self, /* notifies */
                               gboolean     available,
                               gboolean     metered);

G_END_DECLS
