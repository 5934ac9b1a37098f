/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/sync-service.h"

G_BEGIN_DECLS

/* What the sync line speaks about; a snapshot of the service. */
typedef struct
{
  DovetailSyncState state;
  guint             pending;
  guint             quarantined;
  guint             done;         /* of the running sync */
  guint             total;
  gint64            last_success; /* ms; 0 never */
  gint64            paused_until; /* ms; 0: not paused; DOVETAIL_PAUSED_FOR_GOOD */
  gint64            now;          /* ms */
  const char       *error_code;   /* of the last sync; NULL: none */
} DovetailSyncFacts;

void        dovetail_sync_facts_read (DovetailSyncFacts   *facts,
                                      DovetailSyncService *service);
/* "Synced 2 minutes ago", "Offline, 3 changes kept" ... Transfer full. */
char       *dovetail_sync_words_line (const DovetailSyncFacts *facts);
const char *dovetail_sync_words_icon (const DovetailSyncFacts *facts);
/* A phase of a sync in words. */
const char *dovetail_sync_words_phase (const char *phase);
/* The server's clock minus this computer's, ms: "Agrees with the server", "2 minutes behind the server". Transfer full. */
char       *dovetail_sync_words_clock (gint64 offset);
gboolean    dovetail_sync_words_clock_is_wrong (gint64 offset);

G_END_DECLS
