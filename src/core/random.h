/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Randomness as something passed in, so that a seed replays a run. */
typedef struct
{
  void (*fill) (gpointer  user_data,
                guint8   *bytes,
                gsize     length);
  gpointer user_data;
} DovetailRandom;

static inline void
dovetail_random_fill (const DovetailRandom *random,
                      guint8               *bytes,
                      gsize                 length)
{
  random->fill (random->user_data, bytes, length);
}

/* Uniform in [0, 1). */
double dovetail_random_fraction (const DovetailRandom *random);

G_END_DECLS
