/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is looked at in the head of a request before anything else happens. */
typedef struct
{
  guint    n_hosts;
  guint    n_content_lengths;
  guint    n_transfer_encodings;
  gboolean has_range;
  gboolean malformed;     /* a name that is no token, a length that is no number, an unknown transfer encoding */
  guint64  content_length;
} DovetailHeadGuard;

void        dovetail_head_guard_see   (DovetailHeadGuard       *guard,
                                       const char              *name,
                                       const char              *value); /* or NULL */
/* Why the request is refused; NULL when it is not. */
const char *dovetail_head_guard_judge (const DovetailHeadGuard *guard,
                                       const char              *version,
                                       const char              *target);

G_END_DECLS
