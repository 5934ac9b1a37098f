/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What it depends on whether the user is to be told that nothing was synced for long. Times in ms since 1970; 0: never. */
typedef struct
{
  gint64   now;
  gboolean signed_in;
  gboolean by_itself;     /* syncs run by themselves: not paused, not kept for the user's hand */
  gint64   signed_in_at;  /* 0: before that was written down */
  gint64   last_success;
  gint64   oldest_edit;   /* that waits to be uploaded; 0: none does */
  gint64   awake_since;   /* when the program started or the computer woke: a sync must have had its chance */
  gint64   told_silence;  /* of which silence the user was told last */
  guint    told_step;     /* and how far it was */
} DovetailStaleness;

/* What to keep as told_silence. */
gint64 dovetail_stale_silence (const DovetailStaleness *staleness);
/* Since when nothing was synced though something should have been; 0: all is well, or it has not been a day. */
gint64 dovetail_stale_since   (const DovetailStaleness *staleness);
/* How far it is: 1 after a day, 2 after three, 3 after a week, 4 after two, then one more every further 30 days; 0: none. */
guint  dovetail_stale_step    (const DovetailStaleness *staleness);
/* Whether to tell the user now: never twice of the same step. */
gboolean dovetail_stale_is_due (const DovetailStaleness *staleness);

G_END_DECLS
