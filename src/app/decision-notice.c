/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says that something needs a decision to somebody who does not look at the app. */

#include "app/decision-notice.h"

#include <glib/gi18n.h>

#include "app/conflict-words.h"
#include "store/conflicts.h"
#include "store/settings.h"

#define NOTICE "needs-decision"

gboolean
dovetail_decision_notice_is_due (guint open, guint told, gboolean seen)
{
  return open > told && !seen;
}

char *
dovetail_decision_notice_title (guint number)
{
  return g_strdup_printf (ngettext ("%u task needs your decision", "%u tasks need your decision", number),
                          number);
}

static void
speak_of_one (GNotification *notice, DovetailStore *store, DovetailConflict *conflict)
{
  g_auto (DovetailConflictReader) reader = { 0 };
  g_autofree char *headline = NULL;

  dovetail_conflict_reader_init (&reader, store);
  headline = dovetail_conflict_headline (&reader, conflict);
  g_notification_set_body (notice, headline);
  g_notification_set_default_action_and_target (notice, "app.decide", "s", conflict->conflict_id);
  g_notification_add_button_with_target (notice, _ ("Decide…"), "app.decide", "s", conflict->conflict_id);
}

static void
speak_of_many (GNotification *notice)
{
  g_notification_set_body (notice, _ ("Both sides are kept until you decide."));
  g_notification_set_default_action (notice, "app.conflicts");
  g_notification_add_button (notice, _ ("Decide…"), "app.conflicts");
}

static void
speak (DovetailApplication *application, guint number)
{
  DovetailStore *store = dovetail_application_get_store (application);
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (store, TRUE, 2, NULL);
  g_autofree char *title = dovetail_decision_notice_title (number);
  g_autoptr (GNotification) notice = g_notification_new (title);

  if (conflicts != NULL && conflicts->len == 1)
    speak_of_one (notice, store, conflicts->pdata[0]);
  else
    speak_of_many (notice);
  g_application_send_notification (G_APPLICATION (application), NOTICE, notice);
}

static gboolean
is_looked_at (DovetailApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  return window != NULL && gtk_widget_get_visible (GTK_WIDGET (window)) && gtk_window_is_active (window);
}

/* Written down before it is said: better missed than said at every start. */
static gboolean
note_told (DovetailStore *store, guint open)
{
  g_autoptr (GError) error = NULL;

  if (dovetail_store_set_setting_int (store, DOVETAIL_SETTING_TOLD_CONFLICTS, open, &error))
    return TRUE;
  g_warning ("It cannot be noted that something needs a decision: %s", error->message);
  return FALSE;
}

static void
mind (DovetailApplication *application, DovetailSyncService *service, gboolean seen)
{
  DovetailStore *store = dovetail_application_get_store (application);
  guint open = dovetail_sync_service_get_conflicts (service);
  guint told = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_TOLD_CONFLICTS, 0);

  if (open == told || !note_told (store, open))
    return;
  if (dovetail_decision_notice_is_due (open, told, seen))
    speak (application, open);
  else if (open < told)
    g_application_withdraw_notification (G_APPLICATION (application), NOTICE);
}

static void
on_conflicts (DovetailSyncService *service, GParamSpec *property, DovetailApplication *application)
{
  mind (application, service, is_looked_at (application));
}

void
dovetail_decision_notice_watch (DovetailApplication *application, DovetailSyncService *service)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  /* a window that is just being opened will show it */
  mind (application, service, dovetail_application_get_window (application) != NULL);
  g_signal_connect_object (service, "notify::conflicts", G_CALLBACK (on_conflicts), application, 0);
}
