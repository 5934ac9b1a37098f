/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that says one thing. */

#include "lib/canned-server.h"

#include <string.h>

struct _CannedServer
{
  GSocketService *service;
  char *answer;
  char *more;
  char *address;
  gint n_requests; /* atomic */
  gssize written;  /* atomic */
  gint stopping;   /* atomic */
};

static void
clear (gpointer data)
{
  CannedServer *server = data;

  g_free (server->answer);
  g_free (server->more);
  g_free (server->address);
}

static gboolean
write_text (CannedServer *server, GSocketConnection *connection, const char *text)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  if (!g_output_stream_write_all (output, text, strlen (text), NULL, NULL, NULL))
    return FALSE;
  g_atomic_pointer_add (&server->written, (gssize) strlen (text));
  return TRUE;
}

/* Reads one head, and no body: none of the requests it is for needs one. */
static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  CannedServer *server = g_atomic_rc_box_acquire (user_data);
  g_autoptr (GDataInputStream) input
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  char *line;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 10);
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while ((line = g_data_input_stream_read_line (input, NULL, NULL, NULL)) != NULL && *line != '\0')
    g_free (line);
  g_free (line);
  g_atomic_int_inc (&server->n_requests);
  if (write_text (server, connection, server->answer))
    while (server->more != NULL && g_atomic_int_get (&server->stopping) == 0
           && write_text (server, connection, server->more))
      ;
  g_atomic_rc_box_release_full (server, clear);
  return TRUE;
}

CannedServer *
canned_server_new_endless (const char *answer, const char *more)
{
  CannedServer *server = g_atomic_rc_box_new0 (CannedServer);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  server->answer = g_strdup (answer);
  server->more = g_strdup (more);
  server->service = g_threaded_socket_service_new (10);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  server->address = g_strdup_printf ("http://127.0.0.1:%u",
                                     g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (server->service, "run", G_CALLBACK (on_run), server);
  return server;
}

CannedServer *
canned_server_new (const char *answer)
{
  return canned_server_new_endless (answer, NULL);
}

void
canned_server_free (CannedServer *server)
{
  g_atomic_int_set (&server->stopping, 1);
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_unref (server->service);
  g_atomic_rc_box_release_full (server, clear);
}

const char *
canned_server_get_address (CannedServer *server)
{
  return server->address;
}

guint
canned_server_count (CannedServer *server)
{
  return (guint) g_atomic_int_get (&server->n_requests);
}

gint64
canned_server_written (CannedServer *server)
{
  return (gint64) (gsize) g_atomic_pointer_get (&server->written);
}
