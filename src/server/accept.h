/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "server/writer.h"

G_BEGIN_DECLS

/* Takes changes in their order: a result for each, a rejected one among them harms no other. */
typedef struct
{
  GPtrArray *results;     /* DovetailChangeResult */
  gint64     n_applied;   /* applied and merged */
  gint64     n_conflicts;
  gint64     n_rejected;
  gboolean   roll_back;   /* atomic, and one did not fit: the transaction must not be committed */
} DovetailAcceptedChanges;

void     dovetail_accepted_clear (DovetailAcceptedChanges  *accepted);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailAcceptedChanges, dovetail_accepted_clear)

gboolean dovetail_accept_changes (DovetailWriter           *writer,
                                  GPtrArray                *changes, /* DovetailChange */
                                  gboolean                  atomic,
                                  DovetailAcceptedChanges  *accepted,
                                  GError                  **error);

/* Counts what became of the changes, once it is durable. */
void     dovetail_accepted_measure (const DovetailAcceptedChanges *accepted,
                                    DovetailServer                *server,
                                    const DovetailCaller          *caller,
                                    DovetailPolicy                 policy);

G_END_DECLS
