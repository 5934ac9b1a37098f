/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's handlers as a remote, and what may happen on the way to them. */

#include "lib/in-process-remote.h"

#include "core/error.h"

struct _InProcessRemote
{
  GObject parent_instance;
  DovetailServer *server;
  InProcessHook hook;
  gpointer user_data;
  gboolean crashed;
  guint count;
};

static void in_process_remote_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InProcessRemote,
                               in_process_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, in_process_remote_iface_init))

static DovetailResponse *
fail (InProcessRemote *self, InProcessFate fate, GError **error)
{
  self->crashed = fate == IN_PROCESS_CRASH_BEFORE || fate == IN_PROCESS_CRASH_AFTER;
  if (self->crashed)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CRASHED, "The device died");
  else
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE, "The line is dead");
  return NULL;
}

/* The answer of something between the device and the server; 0: nothing of the kind. */
static guint
status_of (InProcessFate fate)
{
  switch (fate)
    {
    case IN_PROCESS_UNAUTHORIZED:
      return 401;
    case IN_PROCESS_THROTTLED:
      return 429;
    case IN_PROCESS_UNAVAILABLE:
      return 503;
    case IN_PROCESS_BAD_GATEWAY:
      return 502;
    default:
      return 0;
    }
}

static DovetailResponse *
answer_between (InProcessFate fate)
{
  DovetailResponse *response = dovetail_response_new (status_of (fate), NULL, NULL);

  response->retry_after = fate == IN_PROCESS_THROTTLED ? 2000 : -1;
  return response;
}

static gsize
size_of (GBytes *body)
{
  return body != NULL ? g_bytes_get_size (body) : 0;
}

static DovetailResponse *
in_process_remote_send (DovetailRemote *remote,
                        const DovetailRequest *request,
                        GCancellable *cancellable,
                        GError **error)
{
  InProcessRemote *self = IN_PROCESS_REMOTE (remote);
  InProcessFate fate = IN_PROCESS_DELIVER;
  g_autoptr (DovetailResponse) response = NULL;

  if (self->crashed)
    return fail (self, IN_PROCESS_CRASH_BEFORE, error);
  if (self->hook != NULL)
    fate = self->hook (request, self->user_data);
  if (fate == IN_PROCESS_LOSE_REQUEST || fate == IN_PROCESS_CRASH_BEFORE)
    return fail (self, fate, error);
  if (status_of (fate) != 0 && fate != IN_PROCESS_BAD_GATEWAY)
    return answer_between (fate);
  self->count++;
  response = dovetail_server_handle (self->server, request);
  if (fate == IN_PROCESS_BAD_GATEWAY)
    return answer_between (fate);
  if (fate != IN_PROCESS_DELIVER)
    return fail (self, fate, error);
  response->bytes_up = size_of (request->body);
  response->bytes_down = size_of (response->body);
  return g_steal_pointer (&response);
}

static void
in_process_remote_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = in_process_remote_send;
}

static void
in_process_remote_finalize (GObject *object)
{
  g_clear_object (&IN_PROCESS_REMOTE (object)->server);
  G_OBJECT_CLASS (in_process_remote_parent_class)->finalize (object);
}

static void
in_process_remote_class_init (InProcessRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = in_process_remote_finalize;
}

static void
in_process_remote_init (InProcessRemote *self)
{
}

InProcessRemote *
in_process_remote_new (DovetailServer *server)
{
  InProcessRemote *self = g_object_new (IN_PROCESS_TYPE_REMOTE, NULL);

  self->server = g_object_ref (server);
  return self;
}

void
in_process_remote_hook (InProcessRemote *self, InProcessHook hook, gpointer user_data)
{
  self->hook = hook;
  self->user_data = user_data;
}

void
in_process_remote_move (InProcessRemote *self, DovetailServer *server)
{
  g_set_object (&self->server, server);
}

gboolean
in_process_remote_crashed (InProcessRemote *self)
{
  return self->crashed;
}

void
in_process_remote_revive (InProcessRemote *self)
{
  self->crashed = FALSE;
}

guint
in_process_remote_count (InProcessRemote *self)
{
  return self->count;
}
