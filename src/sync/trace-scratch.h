/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/replay-remote.h"

G_BEGIN_DECLS

/* A store that is thrown away, in the state that a trace says a sync found. */
typedef struct
{
  char                 *directory;
  DovetailStore        *store;
  DovetailReplayRemote *remote;
  GPtrArray            *lines;   /* of the job; borrowed */
  guint32               random;
  guint                 late;    /* the request behind whose answer edits wait to be made; 0: none */
  GError               *failure; /* the first line that could not be put into the store */
} DovetailTraceScratch;

/* NULL: no store could be made, or a line makes no sense. */
DovetailTraceScratch *dovetail_trace_scratch_new  (GPtrArray            *lines,
                                                   GError              **error);
void                  dovetail_trace_scratch_free (DovetailTraceScratch *scratch); /* with its folder */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailTraceScratch, dovetail_trace_scratch_free)

G_END_DECLS
