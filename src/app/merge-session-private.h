/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/merge-session.h"

G_BEGIN_DECLS

struct _DovetailMergeSession
{
  GObject parent_instance;

  DovetailConflict *conflict;
  DovetailRecord *current;
  const DovetailSchema *schema;
  JsonNode *theirs; /* the record's data now, or theirs of the conflict where it is gone */
  GPtrArray *fields;
  GPtrArray *undo;
  gint64 now;
  guint step;
  gboolean deletion;
};

/* Fields that are never shown on their own: noise, and what follows another field. */
gboolean dovetail_merge_session_hides (const DovetailField *schema,
                                       gboolean             asks);

G_END_DECLS
