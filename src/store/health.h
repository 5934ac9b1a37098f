/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* What is found when a store is looked over. */
typedef struct
{
  gint64 schema_version;
  char  *damage;            /* the first thing SQLite finds; NULL: intact */
  gboolean only_indexes;    /* the damage lies in indexes, which can be made anew */
  gint64 broken_references; /* rows that name a row that is not there */
  guint  opened;            /* payloads tried, the newest */
  guint  unopened;          /* of these: could not be opened */
  gint64 running_jobs;      /* rows of jobs that say they run */
} DovetailStoreHealth;

void     dovetail_store_health_clear (DovetailStoreHealth *health);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailStoreHealth, dovetail_store_health_clear)

/* Reads the whole database; changes nothing. FALSE when it cannot even be read. */
gboolean dovetail_store_examine      (DovetailStore       *self,
                                      DovetailStoreHealth *health,
                                      GError             **error);
/* Makes all indexes anew, in one transaction. Records are not touched. */
gboolean dovetail_store_reindex      (DovetailStore       *self,
                                      GError             **error);

G_END_DECLS
