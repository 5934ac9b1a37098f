/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass-private.h"

G_BEGIN_DECLS

/* Makes durable what reconcile decides, and counts it in the job. Inside a transaction. */
gboolean dovetail_apply_delta  (DovetailPass               *pass,
                                const DovetailDelta        *delta,
                                GError                    **error);
gboolean dovetail_apply_result (DovetailPass               *pass,
                                const DovetailChange       *change,
                                const DovetailChangeResult *result,
                                GError                    **error);
/* A record that a full walk through another history listed. */
gboolean dovetail_apply_foreign (DovetailPass              *pass,
                                const DovetailDelta        *delta,
                                GError                    **error);
/* What this device holds of a record; TRUE with *replica NULL when it holds nothing. */
gboolean dovetail_apply_find   (DovetailPass               *pass,
                                const char                 *entity_type,
                                const char                 *entity_id,
                                DovetailReplica           **replica,
                                GError                    **error);
/* Stores a conflict as the server says it is. */
gboolean dovetail_apply_conflict (DovetailPass              *pass,
                                DovetailConflict           *conflict,
                                GError                    **error);
/* Stores what reconcile made of a record; either may be NULL. */
gboolean dovetail_apply_store  (DovetailStore              *store,
                                DovetailReplica            *before,
                                DovetailReplica            *next,
                                GError                    **error);

G_END_DECLS
