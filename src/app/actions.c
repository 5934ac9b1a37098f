/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every command of the app as a GAction. */

#include "app/actions.h"

#include <glib/gi18n.h>

#include "app/accessible-names.h"
#include "app/conflict-list.h"
#include "app/merge-dialog.h"
#include "app/pending-window.h"
#include "app/pause.h"
#include "app/preferences-window.h"
#include "app/quick-add-window.h"
#include "app/sync-status-window.h"
#include "app/task-edits.h"
#include "app/transfer.h"
#include "app/window.h"
#include "store/conflicts.h"

/* The window commands act in; shown when there is none yet. */
static DovetailWindow *
present_window (DovetailApplication *application)
{
  g_application_activate (G_APPLICATION (application));
  return dovetail_application_get_window (application);
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, NULL);

  g_application_release (application);
}

/* Started by the desktop for nothing but this, the app stays until it is done. */
static void
sync_alone (DovetailApplication *application)
{
  g_application_hold (G_APPLICATION (application));
  dovetail_sync_service_sync_async (dovetail_application_get_service (application), DOVETAIL_SYNC_AUTO, NULL,
                                    on_synced, g_object_ref (application));
}

static void
on_sync (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = dovetail_application_get_window (user_data);

  if (window == NULL)
    {
      sync_alone (user_data);
      return;
    }
  dovetail_window_flush (window);
  dovetail_sync_service_sync_async (dovetail_application_get_service (user_data), DOVETAIL_SYNC_AUTO, NULL,
                                    NULL, NULL);
}

static void
on_pause (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  g_object_set (dovetail_application_get_service (user_data), "paused", g_variant_get_boolean (state), NULL);
}

static void
on_pause_until (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gint64 end = dovetail_pause_end (g_variant_get_string (parameter, NULL),
                                   dovetail_application_get_zone (user_data), g_get_real_time () / 1000);

  if (end != 0)
    dovetail_sync_service_pause (dovetail_application_get_service (user_data), end);
}

static void
on_resume (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dovetail_sync_service_pause (dovetail_application_get_service (user_data), 0);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_window (user_data);
}

/* In the window the user works in; from elsewhere on the desktop, in one of its own. */
static void
on_quick_add (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = dovetail_application_get_window (user_data);

  /* a window that was hidden may not have lost the focus yet */
  if (window != NULL && gtk_widget_get_visible (GTK_WIDGET (window))
      && gtk_window_is_active (GTK_WINDOW (window)))
    dovetail_window_quick_add (window, NULL);
  else
    dovetail_quick_add_window_present (user_data);
}

static void
on_add_task (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *task_id = NULL;

  task_id = dovetail_task_edits_add (user_data, g_variant_get_string (parameter, NULL), DOVETAIL_VIEW_INBOX,
                                     NULL, &error);
  if (task_id == NULL)
    dovetail_window_report (present_window (user_data), _ ("The task could not be added"), error);
}

/* A notification was clicked. */
static void
on_show_task (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dovetail_window_show_task (present_window (user_data), g_variant_get_string (parameter, NULL));
}

static void
on_pending (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = present_window (user_data);

  dovetail_window_flush (window);
  dovetail_pending_window_present (GTK_WINDOW (window), user_data);
}

static void
on_status (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = present_window (user_data);

  dovetail_window_flush (window);
  dovetail_sync_status_window_present (GTK_WINDOW (window), user_data);
}

/* One conflict: straight to the decision; several: the list. */
static void
on_conflicts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (present_window (user_data));
  g_autoptr (GPtrArray) conflicts = NULL;

  conflicts = dovetail_store_list_conflicts (dovetail_application_get_store (user_data), TRUE, 2, NULL);
  if (conflicts != NULL && conflicts->len == 1)
    dovetail_merge_dialog_present (window, user_data,
                                   ((DovetailConflict *) conflicts->pdata[0])->conflict_id);
  else
    dovetail_conflict_list_present (window, user_data);
}

static void
on_decide (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dovetail_merge_dialog_present (GTK_WINDOW (present_window (user_data)), user_data,
                                 g_variant_get_string (parameter, NULL));
}

static void
on_import (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dovetail_transfer_import (present_window (user_data));
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = present_window (user_data);

  dovetail_window_flush (window);
  dovetail_transfer_export (window);
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dovetail_preferences_window_present (GTK_WINDOW (present_window (user_data)), user_data);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (DOVETAIL_RESOURCE_PATH "/shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  dovetail_name_shortcuts (GTK_WIDGET (window));
  gtk_window_set_transient_for (window, GTK_WINDOW (present_window (user_data)));
  gtk_window_present (window);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (GTK_WINDOW (present_window (user_data)), "application-name", "Dovetail",
                         "application-icon", "io.github.dovetailtasks.Dovetail", "version", DOVETAIL_VERSION,
                         "developer-name", _ ("The Dovetail contributors"), "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Tasks that always work offline, and never lose an edit."), "copyright",
                         "© 2026 The Dovetail contributors",
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = dovetail_application_get_window (user_data);

  if (window != NULL)
    dovetail_window_quit (window);
  else
    g_application_quit (G_APPLICATION (user_data));
}

static const GActionEntry entries[] = {
  { .name = "open", .activate = on_open },
  { .name = "sync", .activate = on_sync },
  { .name = "pause", .state = "false", .change_state = on_pause },
  { .name = "pause-until", .activate = on_pause_until, .parameter_type = "s" },
  { .name = "resume", .activate = on_resume },
  { .name = "quick-add", .activate = on_quick_add },
  { .name = "add-task", .activate = on_add_task, .parameter_type = "s" },
  { .name = "show-task", .activate = on_show_task, .parameter_type = "s" },
  { .name = "pending", .activate = on_pending },
  { .name = "status", .activate = on_status },
  { .name = "conflicts", .activate = on_conflicts },
  { .name = "decide", .activate = on_decide, .parameter_type = "s" },
  { .name = "import", .activate = on_import },
  { .name = "export", .activate = on_export },
  { .name = "preferences", .activate = on_preferences },
  { .name = "shortcuts", .activate = on_shortcuts },
  { .name = "about", .activate = on_about },
  { .name = "quit", .activate = on_quit },
};

/* Those that work before the tasks are open. */
static const char *const always_there[] = { "open", "shortcuts", "about", "quit", NULL };

static const struct
{
  const char *action;
  const char *keys[4];
} accelerators[] = {
  { "app.quick-add", { "<Control>n" } },
  { "app.sync", { "<Control>r", "F5" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question", "<Control>slash" } },
  { "app.import", { "<Control>o" } },
  { "app.export", { "<Control>s" } },
  { "app.quit", { "<Control>q" } },
  { "win.search", { "<Control>f" } },
  { "win.print", { "<Control>p" } },
  { "win.new-list", { "<Control><Shift>n" } },
  { "window.close", { "<Control>w" } },
};

/* Asked for by the desktop or a script while the tasks are being opened: done once they are. What is pressed
 * on a page of start-up means nothing. */
static void
on_too_early (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DovetailWindow *window = dovetail_application_get_window (user_data);

  if (window == NULL || !gtk_window_is_active (GTK_WINDOW (window)))
    dovetail_application_defer_action (user_data, g_action_get_name (G_ACTION (action)), parameter);
}

static void
add_gate (DovetailApplication *application, const GActionEntry *entry)
{
  g_autoptr (GVariantType) type = NULL;
  g_autoptr (GSimpleAction) gate = NULL;

  if (entry->parameter_type != NULL)
    type = g_variant_type_new (entry->parameter_type);
  gate = g_simple_action_new (entry->name, type);
  g_signal_connect (gate, "activate", G_CALLBACK (on_too_early), application);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (gate));
}

void
dovetail_actions_install (DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_strv_contains (always_there, entries[i].name))
      g_action_map_add_action_entries (G_ACTION_MAP (application), &entries[i], 1, application);
    else
      add_gate (application, &entries[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
}

static void
enable (GActionMap *map, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, name)), enabled);
}

/* Syncing and pausing mean nothing without an account; the menu shows what is possible of pausing and going
 * on. */
static void
on_state_changed (DovetailSyncService *service, GParamSpec *pspec, GActionMap *map)
{
  gboolean signed_in = dovetail_sync_service_get_state (service) != DOVETAIL_SYNC_STATE_SIGNED_OUT;
  gboolean paused = dovetail_sync_service_get_paused_until (service) != 0;

  enable (map, "sync", signed_in);
  enable (map, "pause", signed_in);
  enable (map, "pause-until", signed_in);
  enable (map, "resume", signed_in && paused);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "pause")),
                             g_variant_new_boolean (paused));
}

void
dovetail_actions_set_opened (DovetailApplication *application)
{
  DovetailSyncService *service;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  service = dovetail_application_get_service (application);
  g_signal_connect_object (service, "notify::state", G_CALLBACK (on_state_changed), application, 0);
  g_signal_connect_object (service, "notify::paused", G_CALLBACK (on_state_changed), application, 0);
  on_state_changed (service, NULL, G_ACTION_MAP (application));
}
