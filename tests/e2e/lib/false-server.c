/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread, one connection at a time, one answer each. */

#include "false-server.h"

#include <string.h>

struct _FalseServer
{
  GSocketListener *listener;
  GCancellable *closing;
  GThread *thread;
  guint16 port;
  FalseAnswer answer;
  gpointer user_data;
  gint n_requests; /* atomic */
};

static gsize
content_length (const char *head)
{
  const char *field = strstr (head, "Content-Length: ");

  return field == NULL ? 0 : (gsize) g_ascii_strtoull (field + strlen ("Content-Length: "), NULL, 10);
}

/* FALSE: it was no request. */
static gboolean
read_request (FalseServer *server, GInputStream *input)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *body = NULL;
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &byte, 1, server->closing, NULL) != 1)
        return FALSE;
      g_string_append_c (head, byte);
    }
  body = g_malloc (content_length (head->str) + 1);
  return g_input_stream_read_all (input, body, content_length (head->str), NULL, server->closing, NULL);
}

static gpointer
serve (gpointer user_data)
{
  FalseServer *server = user_data;

  while (!g_cancellable_is_cancelled (server->closing))
    {
      g_autoptr (GSocketConnection) connection
          = g_socket_listener_accept (server->listener, NULL, server->closing, NULL);
      g_autofree char *answer = NULL;
      gsize length = 0;

      if (connection == NULL
          || !read_request (server, g_io_stream_get_input_stream (G_IO_STREAM (connection))))
        continue;
      answer = server->answer ((guint) g_atomic_int_add (&server->n_requests, 1) + 1, server->user_data,
                               &length);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, length,
                                 NULL, server->closing, NULL);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  return NULL;
}

FalseServer *
false_server_new (FalseAnswer answer, gpointer user_data)
{
  FalseServer *server = g_new0 (FalseServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  server->listener = g_socket_listener_new ();
  server->closing = g_cancellable_new ();
  server->answer = answer;
  server->user_data = user_data;
  g_socket_listener_add_address (server->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &bound, &error);
  g_assert_no_error (error);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->thread = g_thread_new ("false server", serve, server);
  return server;
}

void
false_server_free (FalseServer *server)
{
  g_cancellable_cancel (server->closing);
  g_thread_join (server->thread);
  g_socket_listener_close (server->listener);
  g_object_unref (server->listener);
  g_object_unref (server->closing);
  g_free (server);
}

guint16
false_server_port (FalseServer *server)
{
  return server->port;
}

guint
false_server_count (FalseServer *server)
{
  return (guint) g_atomic_int_get (&server->n_requests);
}
