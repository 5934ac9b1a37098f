/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of what must have happened now and then. */

#include "sim/sometimes.h"

static const char *const names[N_SOMETIMES] = {
  [SOMETIMES_NEWER_MINE_WON] = "last write wins: mine",
  [SOMETIMES_NEWER_THEIRS_WON] = "last write wins: theirs",
  [SOMETIMES_CLIENT_WON] = "client wins",
  [SOMETIMES_SERVER_WON] = "server wins",
  [SOMETIMES_TEXT_TRANSFORMED] = "text merged",
  [SOMETIMES_ARRAY_TRANSFORMED] = "array merged",
  [SOMETIMES_OBJECT_TRANSFORMED] = "object merged",
  [SOMETIMES_TRANSFORM_ASKED] = "merging had to ask",
  [SOMETIMES_MANUAL_ASKED] = "manual asked",
  [SOMETIMES_SET_MERGED] = "set merged",
  [SOMETIMES_NOISE_SETTLED] = "noise settled",
  [SOMETIMES_RELATION_SETTLED] = "relation settled",
  [SOMETIMES_DONE_WON] = "done wins",
  [SOMETIMES_DELETE_WON] = "delete wins",
  [SOMETIMES_CREATED_TWICE] = "created twice",
  [SOMETIMES_NO_BASE] = "no base left",
  [SOMETIMES_REBASED] = "edit rebased on a device",
  [SOMETIMES_CYCLE_BROKEN] = "cycle of parents broken",
  [SOMETIMES_DEAD_LIST_LEFT] = "moved into a deleted list",
  [SOMETIMES_LIST_EMPTIED] = "deleted list left tasks",
  [SOMETIMES_BROUGHT_BACK] = "tombstone restored",
  [SOMETIMES_CONFLICT_OPENED] = "conflict opened",
  [SOMETIMES_CONFLICT_ANSWERED] = "conflict answered",
  [SOMETIMES_ANSWER_CAME_LATE] = "answer came late",
  [SOMETIMES_REOPENED] = "answer taken back",
  [SOMETIMES_QUARANTINED] = "change quarantined",
  [SOMETIMES_RETRIED] = "retried change taken",
  [SOMETIMES_TOKEN_EXPIRED] = "410, expired",
  [SOMETIMES_TOKEN_FOREIGN] = "410, foreign",
  [SOMETIMES_SIGNED_IN_AGAIN] = "signed in again",
  [SOMETIMES_HELD_DELETED] = "held: deleted",
  [SOMETIMES_HELD_MISSING] = "held: missing",
  [SOMETIMES_HELD_OTHER] = "held: other",
  [SOMETIMES_HELD_LET_GO] = "held, let go",
  [SOMETIMES_HELD_RESTORED] = "held, restored",
  [SOMETIMES_ATOMIC_APPLIED] = "atomic push applied",
  [SOMETIMES_ATOMIC_ROLLED_BACK] = "atomic push rolled back",
  [SOMETIMES_SIMPLE_TOKEN_EXPIRED] = "simple client started over",
  [SOMETIMES_SIX_DEVICES] = "six devices",
  [SOMETIMES_DECADES_AHEAD] = "clock decades ahead",
  [SOMETIMES_DECADES_BEHIND] = "clock decades behind",
  [SOMETIMES_TOKENS_CHECKED] = "token compared with the store",
  [SOMETIMES_TAKEN_BACK] = "change in flight taken back",
  [SOMETIMES_UNDO_PASSED] = "undo left what was changed since",
};

const char *
sometimes_name (Sometimes what)
{
  return names[what];
}
