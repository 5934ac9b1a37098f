/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thing sent on a connection of its own, and what may come back: never more than one answer. */
typedef struct
{
  const char *name;
  const char *text;
  guint       status; /* of the answer; 0: any of 400 to 599, or closed without one */
} RawRequest;

extern const RawRequest raw_requests[];
extern const gsize      n_raw_requests;

G_END_DECLS
