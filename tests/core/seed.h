/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A random source whose seed is printed; DOVETAIL_TEST_SEED in the environment replays one. */
static inline GRand *
seeded_random (void)
{
  const char *wanted = g_getenv ("DOVETAIL_TEST_SEED");
  guint32 seed = wanted != NULL ? (guint32) g_ascii_strtoull (wanted, NULL, 10) : (guint32) g_test_rand_int ();

  g_test_message ("seed %u; again: DOVETAIL_TEST_SEED=%u", seed, seed);

  return g_rand_new_with_seed (seed);
}
