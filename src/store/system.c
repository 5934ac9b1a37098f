/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real clock and the real randomness of this machine. */

#include "store/system.h"

#include <sodium.h>

static gint64
now_in_milliseconds (gpointer user_data)
{
  return g_get_real_time () / 1000;
}

static void
fill_from_system (gpointer user_data, guint8 *bytes, gsize length)
{
  randombytes_buf (bytes, length);
}

/**
 * dovetail_system_clock:
 *
 * Returns: the time of day of this machine
 */
DovetailClock
dovetail_system_clock (void)
{
  return (DovetailClock){ .now = now_in_milliseconds };
}

/**
 * dovetail_system_random:
 *
 * Returns: the kernel's randomness, good enough for keys
 */
DovetailRandom
dovetail_system_random (void)
{
  /* Chooses the best implementation; calling it again does nothing. */
  if (sodium_init () < 0)
    g_error ("libsodium found no source of randomness");

  return (DovetailRandom){ .fill = fill_from_system };
}
