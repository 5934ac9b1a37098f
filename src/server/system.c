/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The machine's own time and randomness. */

#include "server/system.h"

#include <sodium.h>

static gint64
read_clock (gpointer user_data)
{
  return g_get_real_time () / 1000;
}

static void
fill_random (gpointer user_data, guint8 *bytes, gsize length)
{
  randombytes_buf (bytes, length);
}

DovetailClock
dovetail_server_system_clock (void)
{
  return (DovetailClock){ read_clock, NULL };
}

DovetailRandom
dovetail_server_system_random (void)
{
  return (DovetailRandom){ fill_random, NULL };
}
