/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deletions that a sync held: the user's answer, and the reminder that one is asked for. */
#include "cli/held.h"

#include <glib/gi18n.h>

#include "cli/running-app.h"
#include "store/held.h"

gboolean
dovetail_held_answer_read (gboolean accept, gboolean restore, DovetailHeldAnswer *answer, GError **error)
{
  if (accept && restore)
    return dovetail_program_misused (error,
                                     _ ("--accept-deletions and --restore-deletions exclude each other"));
  *answer = accept    ? DOVETAIL_HELD_ANSWER_ACCEPT
            : restore ? DOVETAIL_HELD_ANSWER_RESTORE
                      : DOVETAIL_HELD_ANSWER_LATER;
  return TRUE;
}

gboolean
dovetail_held_answer_give (DovetailProgram *program, DovetailHeldAnswer answer, GError **error)
{
  guint held = dovetail_store_count_held (program->store);
  gboolean given;

  if (answer == DOVETAIL_HELD_ANSWER_LATER)
    return TRUE;
  if (held == 0)
    {
      g_printerr (_ ("No deletions are held\n"));
      return TRUE;
    }
  given = answer == DOVETAIL_HELD_ANSWER_ACCEPT ? dovetail_store_accept_held (program->store, error)
                                                : dovetail_store_restore_held (program->store, error);
  if (given)
    dovetail_running_app_tell_changed (program->profile);
  return given;
}

void
dovetail_held_remind (DovetailProgram *program)
{
  guint held = dovetail_store_count_held (program->store);

  if (held > 0)
    g_printerr (
        ngettext ("The server would take %u record away; it is held. Let it go with: dovetailctl sync "
                  "--accept-deletions, or keep it with: dovetailctl sync --restore-deletions\n",
                  "The server would take %u records away; they are held. Let them go with: dovetailctl "
                  "sync --accept-deletions, or keep them with: dovetailctl sync --restore-deletions\n",
                  held),
        held);
}
