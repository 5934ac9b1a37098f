/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers drawn from a source of random bytes that the caller owns. */

#include "core/random.h"

/**
 * dovetail_random_fraction:
 * @random: where the bytes come from
 *
 * Returns: a number in [0, 1), uniform, with the 53 bits a double can hold
 */
double
dovetail_random_fraction (const DovetailRandom *random)
{
  guint64 bits = 0;

  g_return_val_if_fail (random != NULL, 0.0);

  dovetail_random_fill (random, (guint8 *) &bits, sizeof bits);

  return (double) (bits >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}
