/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chance that replays: the same seed gives the same numbers everywhere. */

#include "sim/chance.h"

/* splitmix64, by Steele, Lea and Flood: any seed will do, 0 included. */
static guint64
chance_next (Chance *chance)
{
  guint64 z = (chance->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint
chance_below (Chance *chance, guint bound)
{
  return (guint) (chance_next (chance) % bound);
}

gboolean
chance_hits (Chance *chance, guint percent)
{
  return chance_below (chance, 100) < percent;
}

void
chance_fill (gpointer chance, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (chance_next (chance) >> 24);
}
