/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"
#include "store/query.h"

G_BEGIN_DECLS

/* What people type -> what the store holds. Ids may be shortened to a unique beginning of at least four characters. */
DovetailReplica  *dovetail_lookup_task       (DovetailStore *store,
                                              const char    *text,
                                              GError       **error);
DovetailReplica  *dovetail_lookup_list       (DovetailStore *store, /* by id or by name */
                                              const char    *text,
                                              GError       **error);
/* NULL without error: no list of that name. */
DovetailReplica  *dovetail_lookup_list_name  (DovetailStore *store,
                                              const char    *name,
                                              GError       **error);
DovetailConflict *dovetail_lookup_conflict   (DovetailStore *store,
                                              const char    *text,
                                              GError       **error);
/* A record in the outbox, of whatever type. */
DovetailReplica  *dovetail_lookup_pending    (DovetailStore *store,
                                              const char    *text,
                                              GError       **error);
/* List id -> name. Transfer full. */
GHashTable       *dovetail_lookup_list_names (DovetailStore *store,
                                              GError       **error);

G_END_DECLS
