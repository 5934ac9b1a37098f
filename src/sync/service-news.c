/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the service hears of without asking: the server's event stream. */

#include "sync/access.h"
#include "sync/event-stream.h"
#include "sync/service-private.h"
#include "store/settings.h"

static void
on_news (DovetailSyncService *self)
{
  self->told = dovetail_store_now (self->store);
  dovetail_service_plan (self);
}

/* What happened before was not heard of; and a server that failed is back. */
static void
on_opened (DovetailSyncService *self)
{
  if (self->failures > 0)
    dovetail_service_came_back (self);
  on_news (self);
}

/* The token has ended. The next pass gets another one, under the lock of passes, and hands it over. */
static void
on_refused (DovetailSyncService *self)
{
  on_news (self);
}

/* Called on the main context when a pass has completed. */
void
dovetail_service_take_token (gpointer source, const char *access_token)
{
  DovetailSyncService *self = source;

  dovetail_secret_clear (&self->access_token);
  self->access_token = g_strdup (access_token);
}

void
dovetail_service_listen (DovetailSyncService *self, gboolean wanted)
{
  g_autofree char *server = NULL;

  if (!wanted)
    {
      if (self->stream != NULL)
        dovetail_event_stream_close (self->stream);
      return;
    }
  if (self->access_token == NULL)
    return;
  if (self->stream == NULL)
    {
      self->stream = dovetail_event_stream_new (dovetail_store_get_random (self->store));
      g_signal_connect_swapped (self->stream, "opened", G_CALLBACK (on_opened), self);
      g_signal_connect_swapped (self->stream, "changed", G_CALLBACK (on_news), self);
      g_signal_connect_swapped (self->stream, "refused", G_CALLBACK (on_refused), self);
    }
  server = dovetail_store_get_setting (self->store, DOVETAIL_SETTING_SERVER);
  if (server != NULL)
    dovetail_event_stream_open (self->stream, server, self->access_token);
}

void
dovetail_service_stop_listening (DovetailSyncService *self)
{
  if (self->stream != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stream, self);
      dovetail_event_stream_close (self->stream);
    }
  g_clear_object (&self->stream);
  dovetail_secret_clear (&self->access_token);
}
