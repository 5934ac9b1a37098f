/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does to several tasks at once, with one way back. */

#include "app/task-bulk.h"

#include <glib/gi18n.h>

#include "app/store-task.h"
#include "app/undo-stack.h"
#include "app/window-toasts.h"

typedef struct
{
  DovetailBulkDone done;
  GtkWidget *waiting;
} Waiting;

static void
tell_waiting (Waiting *waiting)
{
  if (waiting->done != NULL)
    waiting->done (waiting->waiting);
  g_clear_object (&waiting->waiting);
  g_free (waiting);
}

/* A task that was put elsewhere is seen there; Ctrl+Z takes it back all the same. */
static void
say (DovetailWindow *window, const DovetailBulkWork *work)
{
  g_autofree char *words = NULL;

  if (work->edit->kind == DOVETAIL_BULK_PLACE)
    return;
  words = dovetail_bulk_edit_describe (work->edit, work->changed);
  dovetail_undo_stack_offer (dovetail_window_get_undo_stack (window), words, work->action);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailWindow *window = DOVETAIL_WINDOW (source);
  DovetailBulkWork *work = dovetail_store_task_get_data (result);
  DovetailApplication *application = dovetail_window_get_application (window);
  g_autoptr (GError) error = NULL;

  if (application != NULL)
    {
      if (dovetail_store_task_finish (result, &error))
        say (window, work);
      else
        dovetail_window_report (window, _ ("Not everything could be changed"), error);
      dovetail_sync_service_edited (dovetail_application_get_service (application));
    }
  tell_waiting (user_data);
}

static gboolean
are_too_many (DovetailWindow *window, const DovetailBulkWork *work)
{
  g_autofree char *words = NULL;

  if (work->rows->len <= DOVETAIL_BULK_MOST)
    return FALSE;
  words = g_strdup_printf (ngettext ("At most %d task can be changed at once",
                                     "At most %d tasks can be changed at once", DOVETAIL_BULK_MOST),
                           DOVETAIL_BULK_MOST);
  dovetail_window_toasts_say (GTK_WINDOW (window), dovetail_window_get_application (window), words);
  return TRUE;
}

void
dovetail_task_bulk_run (DovetailWindow *window,
                        DovetailBulkWork *work,
                        DovetailBulkDone done,
                        GtkWidget *waiting)
{
  Waiting *later = g_new0 (Waiting, 1);

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (work != NULL);

  later->done = done;
  later->waiting = waiting != NULL ? g_object_ref (waiting) : NULL;
  if (work->rows->len == 0 || are_too_many (window, work) || !dovetail_window_flush (window))
    {
      dovetail_bulk_work_free (work);
      tell_waiting (later);
      return;
    }
  dovetail_store_task_run (window, dovetail_application_get_store (dovetail_window_get_application (window)),
                           dovetail_bulk_work_run, work, dovetail_bulk_work_free, on_done, later);
}
