/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* The version of an exported trace; another one is refused. */
#define DOVETAIL_TRACE_VERSION 1

typedef struct
{
  guint jobs;    /* told of */
  guint skipped; /* left out, because another version of Dovetail wrote them down */
} DovetailTraceCounts;

/* The traces of the last syncs as JSON lines without anything that people wrote: the first says what this is, then job by
 * job. Transfer full. */
char *dovetail_trace_export (DovetailStore        *store,
                             const DovetailRandom *random,
                             DovetailTraceCounts  *counts,
                             gsize                *length,
                             GError              **error);

G_END_DECLS
