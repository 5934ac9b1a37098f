/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

typedef struct
{
  guint  waiting;      /* waiting or in flight */
  guint  quarantined;
  guint  unreadable;   /* records that came down and cannot be read: store/unreadable.h */
  guint  resolutions;  /* answers to conflicts that are queued */
  guint  answers_alone; /* of these: whose record is not among the waiting */
  gint64 oldest;       /* since of the oldest waiting one, ms; 0: none */
} DovetailOutboxSummary;

gboolean   dovetail_store_summarize_outbox (DovetailStore         *self,
                                            DovetailOutboxSummary *summary,
                                            GError               **error);
/* Records with an outbox row, as DovetailReplica. In the order they are pushed: frozen ones first, then edits by hand,
 * lists before parents before children, oldest first. quarantined: only those, or only the others. limit 0: all.
 * For the pass: leaves out records that wait for a queued answer to a conflict, and held ones. */
GPtrArray *dovetail_store_list_outbox      (DovetailStore         *self,
                                            gboolean               quarantined,
                                            guint                  limit,
                                            GError               **error);
/* For people: every record with an outbox row, refused ones first. */
GPtrArray *dovetail_store_list_pending     (DovetailStore         *self,
                                            guint                  limit,
                                            GError               **error);
/* Gives the record back its base (a record that was never uploaded is deleted). One transaction. A change in flight is
 * repeated, and what takes it back goes up behind it. */
gboolean   dovetail_store_discard_pending  (DovetailStore         *self,
                                            const char            *entity_type,
                                            const char            *entity_id,
                                            GError               **error);
/* Quarantined -> waiting. One transaction. */
gboolean   dovetail_store_retry_pending    (DovetailStore         *self,
                                            const char            *entity_type,
                                            const char            *entity_id,
                                            GError               **error);

G_END_DECLS
