/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests byte for byte, and everything that comes back. */

#include "raw-http.h"

#include <stdlib.h>
#include <string.h>

#include "process.h"

GSocketConnection *
raw_connect (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, DEADLINE_SECONDS);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  return connection;
}

gboolean
raw_send (GSocketConnection *connection, const char *bytes, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length,
                                    NULL, NULL, NULL);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, part)) != NULL; p++)
    n++;
  return n;
}

RawAnswer *
raw_receive (GSocketConnection *connection)
{
  g_autoptr (GString) received = g_string_new (NULL);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  RawAnswer *answer = g_new0 (RawAnswer, 1);
  char buffer[16384];
  const char *head_end;
  gssize n_read;

  while ((n_read = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (received, buffer, n_read);
  answer->text = g_strdup (received->str);
  answer->n_answers = count (answer->text, "HTTP/1.1 ");
  if (g_str_has_prefix (answer->text, "HTTP/1.1 "))
    answer->status = (guint) atoi (answer->text + strlen ("HTTP/1.1 "));
  head_end = strstr (answer->text, "\r\n\r\n");
  answer->body = g_strdup (head_end == NULL ? "" : head_end + 4);
  return answer;
}

RawAnswer *
raw_talk (guint16 port, const char *bytes, gsize length)
{
  g_autoptr (GSocketConnection) connection = raw_connect (port);

  raw_send (connection, bytes, length);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  return raw_receive (connection);
}

RawAnswer *
raw_request (guint16 port,
             const char *method,
             const char *path,
             const RawExtras *extras,
             const char *body,
             gsize length)
{
  static const RawExtras none = { NULL, NULL, NULL };
  const RawExtras *said = extras == NULL ? &none : extras;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s %s%s%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", method, path,
                   said->query == NULL ? "" : "?", said->query == NULL ? "" : said->query);
  if (said->token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\r\n", said->token);
  if (said->encoding != NULL)
    g_string_append_printf (text, "Content-Encoding: %s\r\n", said->encoding);
  if (body != NULL)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  g_string_append (text, "\r\n");
  if (body != NULL)
    g_string_append_len (text, body, (gssize) length);
  return raw_talk (port, text->str, text->len);
}

void
raw_answer_free (RawAnswer *answer)
{
  g_free (answer->text);
  g_free (answer->body);
  g_free (answer);
}

char *
raw_answer_find (const RawAnswer *answer, const char *member)
{
  g_autofree char *opening = g_strdup_printf ("\"%s\":\"", member);
  const char *found = strstr (answer->body, opening);

  if (found == NULL)
    g_error ("no “%s” in %s", member, answer->text);
  found += strlen (opening);
  return g_strndup (found, strcspn (found, "\""));
}
