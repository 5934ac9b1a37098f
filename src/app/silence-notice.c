/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Syncing that stopped without anybody noticing is how edits get lost: this is where it is said. */

#include "app/silence-notice.h"

#include <glib/gi18n.h>

#define NOTICE "sync-silence"
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

char *
dovetail_silence_notice_title (gint64 since, gint64 now)
{
  guint days = (guint) MAX (1, (now - since) / DAY_MS);

  return g_strdup_printf (ngettext ("Nothing was synced for %u day", "Nothing was synced for %u days", days),
                          days);
}

char *
dovetail_silence_notice_body (guint pending, gboolean paused, const char *error)
{
  g_autofree char *kept = NULL;

  if (pending > 0)
    kept = g_strdup_printf (
        ngettext ("%u change is kept on this computer.", "%u changes are kept on this computer.", pending),
        pending);
  else
    kept = g_strdup (_ ("What others changed has not arrived."));
  if (paused)
    return g_strdup_printf (_ ("Syncing is paused. %s"), kept);
  return error != NULL ? g_strdup_printf ("%s. %s", error, kept) : g_steal_pointer (&kept);
}

static void
on_stale (DovetailSyncService *service, guint step, gint64 since, GApplication *application)
{
  g_autofree char *title = dovetail_silence_notice_title (since, g_get_real_time () / 1000);
  g_autofree char *body = dovetail_silence_notice_body (dovetail_sync_service_get_pending (service),
                                                        dovetail_sync_service_get_paused_until (service) != 0,
                                                        dovetail_sync_service_get_error_message (service));
  g_autoptr (GNotification) notice = g_notification_new (title);

  g_notification_set_body (notice, body);
  g_notification_set_default_action (notice, "app.status");
  g_notification_add_button (notice, _ ("Sync Now"), "app.sync");
  g_application_send_notification (application, NOTICE, notice);
}

static void
on_stale_since (DovetailSyncService *service, GParamSpec *property, GApplication *application)
{
  if (dovetail_sync_service_get_stale_since (service) == 0)
    g_application_withdraw_notification (application, NOTICE);
}

void
dovetail_silence_notice_watch (DovetailApplication *application, DovetailSyncService *service)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  g_signal_connect_object (service, "stale", G_CALLBACK (on_stale), application, 0);
  g_signal_connect_object (service, "notify::stale-since", G_CALLBACK (on_stale_since), application, 0);
}
