/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/stage.h"

G_BEGIN_DECLS

/* Everybody syncs until nothing waits any more. */
void  ending_come_to_rest (Stage *stage);
/* What devices and server hold at rest, as text that is the same whenever the same happened. What a restart may change is left out
 * or named anew: ids drawn by chance (of mutations and jobs left out; conflicts, and what is named after them, numbered; devices
 * called by their names), the sync token, which holds tags drawn by chance, and in which order the server took changes that have
 * nothing to do with each other. */
char *ending_describe     (Stage *stage);
/* Whether devices and server show the same; held and refused records are the laptop's own matter. */
void  ending_check_equal  (Stage *stage);
/* That one more sync is one request and completes, and notes how often it writes. thorough: that it changes nothing but the job
 * list, byte for byte, and that the store is sound. */
void  ending_check_quiet  (Stage   *stage,
                           gboolean thorough);

G_END_DECLS
