/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the changes of a task are, in words. */

#include "app/task-status-words.h"

#include <glib/gi18n.h>

char *
dovetail_task_status_words (const DovetailReplica *replica, gboolean signed_out)
{
  g_return_val_if_fail (replica != NULL, NULL);

  switch (dovetail_replica_get_status (replica))
    {
    case DOVETAIL_SYNC_STATUS_PENDING:
      return g_strdup (signed_out ? _ ("Saved on this computer")
                                  : _ ("Saved on this computer, not uploaded yet"));
    case DOVETAIL_SYNC_STATUS_CONFLICT:
      return g_strdup (_ ("Changed here and elsewhere; needs your decision"));
    case DOVETAIL_SYNC_STATUS_QUARANTINED:
      return g_strdup_printf (_ ("The server refused the last change: %s"),
                              replica->pending->error_detail != NULL ? replica->pending->error_detail
                                                                     : _ ("no reason given"));
    case DOVETAIL_SYNC_STATUS_SYNCED:
    default:
      return g_strdup (_ ("Saved and synced"));
    }
}
