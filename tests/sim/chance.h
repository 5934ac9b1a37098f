/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One stream of chance; separate ones for work, faults and schedule, so that switching one off leaves the others
 * as they were. */
typedef struct
{
  guint64 state;
} Chance;

guint    chance_below (Chance *chance,
                       guint   bound);  /* 0 ... bound - 1 */
gboolean chance_hits  (Chance *chance,
                       guint   percent);
/* For a DovetailRandom whose user data is a Chance. */
void     chance_fill  (gpointer  chance,
                       guint8   *bytes,
                       gsize     length);

G_END_DECLS
