/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was typed into a task that is gone. */

#include "app/typed-rescue.h"

#include <glib/gi18n.h>

#include "app/task-edits.h"
#include "store/edit.h"

#define PATIENCE_SECONDS 30

typedef struct
{
  DovetailWindow *window; /* not owned: the toast lies in it */
  char *task_id;
  JsonNode *typed;
} Rescue;

static void
rescue_free (gpointer data, GClosure *closure)
{
  Rescue *rescue = data;

  g_free (rescue->task_id);
  json_node_unref (rescue->typed);
  g_free (rescue);
}

static void
on_restore (AdwToast *toast, Rescue *rescue)
{
  DovetailApplication *application = dovetail_window_get_application (rescue->window);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  replica = dovetail_store_restore (dovetail_application_get_store (application), DOVETAIL_ENTITY_TASK,
                                    rescue->task_id, &error);
  if (replica != NULL && dovetail_task_edits_try_patch (application, rescue->task_id, rescue->typed, &error))
    dovetail_window_show_task (rescue->window, rescue->task_id);
  else
    dovetail_window_report (rescue->window, _ ("The task could not be brought back"), error);
}

void
dovetail_typed_rescue_offer (DovetailWindow *window, const char *task_id, JsonNode *typed)
{
  AdwToast *toast;
  Rescue *rescue;

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (task_id != NULL && typed != NULL);

  toast = adw_toast_new (_ ("The task was deleted while you were writing in it"));
  rescue = g_new0 (Rescue, 1);
  *rescue = (Rescue){ window, g_strdup (task_id), json_node_ref (typed) };
  adw_toast_set_button_label (toast, _ ("Bring Back"));
  adw_toast_set_timeout (toast, PATIENCE_SECONDS);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_restore), rescue, rescue_free, 0);
  dovetail_window_add_toast (window, toast);
}
