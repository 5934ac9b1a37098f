/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"
#include "core/unreadable.h"
#include "store/conflicts.h"
#include "store/held.h"
#include "store/jobs.h"
#include "wire/http-message.h"

G_BEGIN_DECLS

/* Writes down what a pass is told and what it decides, so that it can be replayed: settings, requests and answers, the
 * sides before each decision, the decision. In memory until the pass ends, and only so much: a sync too large to be kept is
 * not kept. Never holds tokens or passwords. */
typedef struct _DovetailRecorder DovetailRecorder;

/* What a pass is run with. */
typedef struct
{
  const char     *kind;        /* what was asked for: "auto", "full" */
  DovetailPolicy  policy;
  guint           batch_size;
  guint           max_retries;
} DovetailTraceSetup;

DovetailRecorder *dovetail_recorder_new        (DovetailStore            *store,
                                                const DovetailTraceSetup *setup);
void              dovetail_recorder_free       (DovetailRecorder         *recorder);

/* A request and its answer; response NULL: none came, and failure says why. */
void              dovetail_recorder_call       (DovetailRecorder         *recorder,
                                                const DovetailRequest    *request,
                                                const DovetailResponse   *response,
                                                const GError             *failure,
                                                gint64                    started);
/* A record was looked up that something is held of. */
void              dovetail_recorder_look       (DovetailRecorder         *recorder,
                                                DovetailReplica          *replica);
/* It was decided what becomes of a record, with the sides as they were before. on: a literal. theirs: the data that came,
 * or NULL. */
void              dovetail_recorder_decide     (DovetailRecorder         *recorder,
                                                const char               *on,
                                                const DovetailReplica    *before,
                                                const DovetailReplica    *next,
                                                JsonNode                 *theirs);
/* It stays as it is, for the user or until all deletions were seen. */
void              dovetail_recorder_hold       (DovetailRecorder         *recorder,
                                                const char               *on,
                                                const DovetailReplica    *replica);
/* A record came that this version cannot read; old: and that is older than what is known of it. */
void              dovetail_recorder_unreadable (DovetailRecorder         *recorder,
                                                const DovetailUnreadable *unreadable,
                                                const DovetailReplica    *replica,
                                                gboolean                  old);
/* Deletions by the count. */
void              dovetail_recorder_count      (DovetailRecorder         *recorder,
                                                guint                     gathered,
                                                guint                     unseen,
                                                guint                     total,
                                                gboolean                  held);
/* A conflict as this device knew it, and one as it was stored. */
void              dovetail_recorder_know       (DovetailRecorder         *recorder,
                                                DovetailConflict         *conflict);
void              dovetail_recorder_conflict   (DovetailRecorder         *recorder,
                                                DovetailConflict         *conflict);
/* A queued answer on its way up, with its conflict. */
void              dovetail_recorder_resolution (DovetailRecorder         *recorder,
                                                const DovetailResolution *resolution);
/* Inside the transaction that ends the pass: writes what is worth keeping into the store. */
gboolean          dovetail_recorder_save       (DovetailRecorder         *recorder,
                                                const DovetailJob        *job,
                                                GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRecorder, dovetail_recorder_free)

G_END_DECLS
