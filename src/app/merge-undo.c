/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way back from an answer, for as long as its toast is there; later the history of conflicts has it. */
#include "app/merge-undo.h"

#include <glib/gi18n.h>

#include "app/window-toasts.h"
#include "store/conflicts.h"
#include "store/edit.h"

typedef struct
{
  DovetailApplication *application;
  DovetailConflict *conflict;
  DovetailMergeUndo undo;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->application);
  dovetail_conflict_unref (undo->conflict);
  g_free (undo);
}

static gboolean
take_back (DovetailStore *store, const Undo *undo, GError **error)
{
  g_autoptr (DovetailReplica) deleted = NULL;

  if (undo->undo == DOVETAIL_MERGE_UNDO_RESOLVE)
    return dovetail_store_unresolve_conflict (store, undo->conflict->conflict_id, error);
  deleted = dovetail_store_delete (store, undo->conflict->entity_type, undo->conflict->entity_id, error);
  return deleted != NULL;
}

static void
undo_clicked (AdwToast *toast, gpointer data)
{
  const Undo *undo = data;
  g_autoptr (GError) error = NULL;

  if (take_back (dovetail_application_get_store (undo->application), undo, &error))
    dovetail_sync_service_edited (dovetail_application_get_service (undo->application));
  else
    dovetail_window_toasts_say (gtk_application_get_active_window (GTK_APPLICATION (undo->application)),
                                undo->application, error->message);
}

void
dovetail_merge_undo_offer (GtkWindow *window,
                           DovetailApplication *application,
                           DovetailConflict *conflict,
                           const char *words,
                           DovetailMergeUndo undo)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));
  g_return_if_fail (conflict != NULL && words != NULL);

  Undo *data = g_new0 (Undo, 1);

  data->application = g_object_ref (application);
  data->conflict = dovetail_conflict_ref (conflict);
  data->undo = undo;
  dovetail_window_toasts_offer_undo (window, application, words, G_CALLBACK (undo_clicked), data, undo_free);
}
