/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync-words.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_TRAY_IDLE,
  DOVETAIL_TRAY_SYNCING,
  DOVETAIL_TRAY_OFFLINE,
  DOVETAIL_TRAY_DECISION, /* something needs a decision */
  DOVETAIL_TRAY_ERROR     /* sync needs the user */
} DovetailTrayState;

/* What the tray speaks about; a snapshot. */
typedef struct
{
  DovetailSyncFacts sync;
  guint             conflicts;
} DovetailTrayFacts;

void              dovetail_tray_facts_read      (DovetailTrayFacts       *facts,
                                                 DovetailSyncService     *service);
DovetailTrayState dovetail_tray_state           (const DovetailTrayFacts *facts);
const char       *dovetail_tray_icon            (DovetailTrayState        state);
gboolean          dovetail_tray_wants_attention (DovetailTrayState        state);

/* All transfer full. */
char             *dovetail_tray_tooltip         (const DovetailTrayFacts *facts);
char             *dovetail_tray_decision_label  (const DovetailTrayFacts *facts);
char             *dovetail_tray_pending_label   (const DovetailTrayFacts *facts);
char             *dovetail_tray_pause_label     (const DovetailTrayFacts *facts);

G_END_DECLS
