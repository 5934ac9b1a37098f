/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A proxy that understands just enough of HTTP/1.1 to know where a message ends. It reads each message whole
 * before it passes it on, so a cut falls exactly where the test wants it and nothing depends on timing. One
 * thread a connection; each request gets a server connection of its own. */

#include "cutting-proxy.h"

#include <string.h>

#include "process.h"

struct _CuttingProxy
{
  GSocketListener *listener;
  GCancellable *closing; /* cancels every read, write and accept */
  GThread *acceptor;
  char *url;

  GMutex mutex;
  GCond changed;
  guint16 upstream_port;
  CutPoint point;
  char *path;
  gboolean fired;
  gboolean released;
  GPtrArray *threads; /* one a connection */
  GHashTable *counts; /* path -> requests seen */
};

typedef struct
{
  CutPoint point; /* CUT_NOTHING unless this request is the chosen one */
  GBytes *request;
  char *path;
  guint16 upstream_port;
} Exchange;

static void
exchange_clear (Exchange *exchange)
{
  g_clear_pointer (&exchange->request, g_bytes_unref);
  g_clear_pointer (&exchange->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exchange, exchange_clear)

const char *
cut_point_to_string (CutPoint point)
{
  static const char *const names[]
      = { "nothing",         "before the request", "in the request",    "before the response",
          "in the response", "request held",       "half request held", "while the server works",
          "response held" };
  return names[point];
}

/* --- messages --- */

static gsize
find_head_end (GByteArray *message)
{
  const char *end
      = message->len > 0 ? g_strstr_len ((const char *) message->data, message->len, "\r\n\r\n") : NULL;
  return end != NULL ? (gsize) (end - (const char *) message->data) + 4 : 0;
}

static gboolean
read_more (CuttingProxy *proxy, GIOStream *connection, GByteArray *message)
{
  guint8 buffer[16384];
  gssize length = g_input_stream_read (g_io_stream_get_input_stream (connection), buffer, sizeof buffer,
                                       proxy->closing, NULL);
  if (length <= 0)
    return FALSE;
  g_byte_array_append (message, buffer, (guint) length);
  return TRUE;
}

/* The value of a header of the head that ends at HEAD_END, or NULL. */
static char *
find_header (GByteArray *message, gsize head_end, const char *name)
{
  g_autofree char *head = g_strndup ((const char *) message->data, head_end);
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      gsize length = strlen (name);
      if (g_ascii_strncasecmp (*line, name, length) == 0 && (*line)[length] == ':')
        return g_strstrip (g_strdup (*line + length + 1));
    }
  return NULL;
}

static gboolean
has_no_body (GByteArray *message)
{
  const char *start = (const char *) message->data;
  return g_str_has_prefix (start, "HTTP/1.1 204") || g_str_has_prefix (start, "HTTP/1.1 304")
         || g_str_has_prefix (start, "GET ");
}

/* Reads one whole message, head and body; NULL when the other side closes before its end. */
static GBytes *
read_message (CuttingProxy *proxy, GIOStream *connection)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  gsize head_end;
  while ((head_end = find_head_end (message)) == 0)
    if (!read_more (proxy, connection, message))
      return NULL;

  g_autofree char *length = find_header (message, head_end, "Content-Length");
  g_autofree char *encoding = find_header (message, head_end, "Transfer-Encoding");
  if (encoding != NULL)
    {
      while (message->len < head_end + 5 || memcmp (message->data + message->len - 5, "0\r\n\r\n", 5) != 0)
        if (!read_more (proxy, connection, message))
          return NULL;
    }
  else if (length != NULL)
    {
      gsize whole = head_end + g_ascii_strtoull (length, NULL, 10);
      while (message->len < whole)
        if (!read_more (proxy, connection, message))
          return NULL;
    }
  else if (!has_no_body (message))
    {
      while (read_more (proxy, connection, message))
        ;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

static gboolean
write_part (CuttingProxy *proxy, GIOStream *connection, GBytes *message, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (connection),
                                    g_bytes_get_data (message, NULL), length, NULL, proxy->closing, NULL);
}

static char *
path_of_request (GBytes *request)
{
  g_autofree char *head = g_strndup (g_bytes_get_data (request, NULL), MIN (g_bytes_get_size (request), 400));
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  char *path = g_strdup (g_strv_length (words) == 3 ? words[1] : "");
  path[strcspn (path, "?")] = '\0';
  return path;
}

/* --- faults --- */

static void
note_request (CuttingProxy *proxy, Exchange *exchange)
{
  g_mutex_lock (&proxy->mutex);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (proxy->counts, exchange->path));
  g_hash_table_replace (proxy->counts, g_strdup (exchange->path), GUINT_TO_POINTER (count + 1));
  exchange->upstream_port = proxy->upstream_port;
  if (!proxy->fired && proxy->point != CUT_NOTHING && g_str_has_prefix (exchange->path, proxy->path))
    {
      exchange->point = proxy->point;
      proxy->point = CUT_NOTHING;
    }
  g_mutex_unlock (&proxy->mutex);
}

static void
fire (CuttingProxy *proxy)
{
  g_mutex_lock (&proxy->mutex);
  proxy->fired = TRUE;
  g_cond_broadcast (&proxy->changed);
  g_mutex_unlock (&proxy->mutex);
}

static void
fire_and_hold (CuttingProxy *proxy)
{
  g_mutex_lock (&proxy->mutex);
  proxy->fired = TRUE;
  g_cond_broadcast (&proxy->changed);
  while (!proxy->released)
    g_cond_wait (&proxy->changed, &proxy->mutex);
  g_mutex_unlock (&proxy->mutex);
}

/* Before the whole request has reached the server. TRUE: go on. */
static gboolean
pass_request (CuttingProxy *proxy, Exchange *exchange, GIOStream *upstream)
{
  gsize whole = g_bytes_get_size (exchange->request);
  switch (exchange->point)
    {
    case CUT_BEFORE_REQUEST:
      fire (proxy);
      return FALSE;
    case HOLD_REQUEST:
      fire_and_hold (proxy);
      return FALSE;
    case CUT_IN_REQUEST:
      write_part (proxy, upstream, exchange->request, whole / 2);
      fire (proxy);
      return FALSE;
    case HOLD_AFTER_HALF_REQUEST:
      write_part (proxy, upstream, exchange->request, whole / 2);
      fire_and_hold (proxy);
      return FALSE;
    case HOLD_WHILE_ANSWERING:
      write_part (proxy, upstream, exchange->request, whole);
      fire_and_hold (proxy);
      return FALSE;
    case CUT_NOTHING:
    case CUT_BEFORE_RESPONSE:
    case CUT_IN_RESPONSE:
    case HOLD_RESPONSE:
    default:
      return write_part (proxy, upstream, exchange->request, whole);
    }
}

/* With the whole answer in hand. TRUE: the connection stays open. */
static gboolean
pass_response (CuttingProxy *proxy, Exchange *exchange, GIOStream *client, GBytes *response)
{
  gsize whole = g_bytes_get_size (response);
  switch (exchange->point)
    {
    case CUT_BEFORE_RESPONSE:
      fire (proxy);
      return FALSE;
    case CUT_IN_RESPONSE:
      write_part (proxy, client, response, whole / 2);
      fire (proxy);
      return FALSE;
    case HOLD_RESPONSE:
      fire_and_hold (proxy);
      return FALSE;
    case CUT_NOTHING:
    case CUT_BEFORE_REQUEST:
    case CUT_IN_REQUEST:
    case HOLD_REQUEST:
    case HOLD_AFTER_HALF_REQUEST:
    case HOLD_WHILE_ANSWERING:
    default:
      return write_part (proxy, client, response, whole);
    }
}

/* An event stream has no end to wait for: what comes is passed on as it comes. */
static void
pass_stream (CuttingProxy *proxy, GIOStream *upstream, GIOStream *client)
{
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  while (read_more (proxy, upstream, piece)
         && g_output_stream_write_all (g_io_stream_get_output_stream (client), piece->data, piece->len, NULL,
                                       proxy->closing, NULL))
    g_byte_array_set_size (piece, 0);
}

static gboolean
serve_one (CuttingProxy *proxy, GIOStream *client)
{
  g_auto (Exchange) exchange = { CUT_NOTHING, NULL, NULL, 0 };
  exchange.request = read_message (proxy, client);
  if (exchange.request == NULL)
    return FALSE;
  exchange.path = path_of_request (exchange.request);
  note_request (proxy, &exchange);

  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  /* looking for a proxy would connect this process to the session bus, and end it together with the bus */
  g_socket_client_set_enable_proxy (connector, FALSE);
  g_autoptr (GSocketConnection) upstream = g_socket_client_connect_to_host (
      connector, "127.0.0.1", exchange.upstream_port, proxy->closing, NULL);
  if (upstream == NULL)
    return FALSE;
  if (!pass_request (proxy, &exchange, G_IO_STREAM (upstream)))
    return FALSE;
  if (g_str_equal (exchange.path, "/sync/events") && exchange.point == CUT_NOTHING)
    {
      pass_stream (proxy, G_IO_STREAM (upstream), client);
      return FALSE;
    }
  g_autoptr (GBytes) response = read_message (proxy, G_IO_STREAM (upstream));
  return response != NULL && pass_response (proxy, &exchange, client, response);
}

typedef struct
{
  CuttingProxy *proxy;
  GSocketConnection *client;
} Connection;

static gpointer
connection_thread (gpointer data)
{
  g_autofree Connection *connection = data;
  g_autoptr (GSocketConnection) client = connection->client;
  while (serve_one (connection->proxy, G_IO_STREAM (client)))
    ;
  g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  CuttingProxy *proxy = data;
  GSocketConnection *client;
  while ((client = g_socket_listener_accept (proxy->listener, NULL, proxy->closing, NULL)) != NULL)
    {
      Connection *connection = g_new (Connection, 1);
      *connection = (Connection){ proxy, client };
      g_ptr_array_add (proxy->threads, g_thread_new ("connection", connection_thread, connection));
    }
  return NULL;
}

/* --- the test's side --- */

CuttingProxy *
cutting_proxy_new (guint16 upstream_port)
{
  CuttingProxy *proxy = g_new0 (CuttingProxy, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) given = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&proxy->mutex);
  g_cond_init (&proxy->changed);
  proxy->upstream_port = upstream_port;
  proxy->closing = g_cancellable_new ();
  proxy->threads = g_ptr_array_new ();
  proxy->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  proxy->listener = g_socket_listener_new ();
  if (!g_socket_listener_add_address (proxy->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &given, &error))
    g_error ("the proxy cannot listen: %s", error->message);
  proxy->url = g_strdup_printf ("http://127.0.0.1:%u",
                                g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given)));
  proxy->acceptor = g_thread_new ("proxy", accept_thread, proxy);
  return proxy;
}

void
cutting_proxy_free (CuttingProxy *proxy)
{
  cutting_proxy_release (proxy);
  g_cancellable_cancel (proxy->closing);
  g_thread_join (proxy->acceptor);
  for (guint i = 0; i < proxy->threads->len; i++)
    g_thread_join (g_ptr_array_index (proxy->threads, i));
  g_ptr_array_unref (proxy->threads);
  g_hash_table_unref (proxy->counts);
  g_object_unref (proxy->listener);
  g_object_unref (proxy->closing);
  g_mutex_clear (&proxy->mutex);
  g_cond_clear (&proxy->changed);
  g_free (proxy->path);
  g_free (proxy->url);
  g_free (proxy);
}

const char *
cutting_proxy_get_url (CuttingProxy *proxy)
{
  return proxy->url;
}

/* The server came back on another port. */
void
cutting_proxy_set_upstream (CuttingProxy *proxy, guint16 upstream_port)
{
  g_mutex_lock (&proxy->mutex);
  proxy->upstream_port = upstream_port;
  g_mutex_unlock (&proxy->mutex);
}

/* The next request whose path starts with PATH is failed at POINT; those after it pass. */
void
cutting_proxy_arm (CuttingProxy *proxy, CutPoint point, const char *path)
{
  g_mutex_lock (&proxy->mutex);
  proxy->point = point;
  g_free (proxy->path);
  proxy->path = g_strdup (path);
  proxy->fired = FALSE;
  proxy->released = FALSE;
  g_mutex_unlock (&proxy->mutex);
}

/* Waits until the chosen request has come to the chosen point. */
void
cutting_proxy_wait (CuttingProxy *proxy)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
  g_mutex_lock (&proxy->mutex);
  while (!proxy->fired)
    if (!g_cond_wait_until (&proxy->changed, &proxy->mutex, deadline))
      g_error ("no request to %s came", proxy->path);
  g_mutex_unlock (&proxy->mutex);
}

gboolean
cutting_proxy_has_fired (CuttingProxy *proxy)
{
  g_mutex_lock (&proxy->mutex);
  gboolean fired = proxy->fired;
  g_mutex_unlock (&proxy->mutex);
  return fired;
}

/* Lets a held request go on to its end, which is a closed connection. */
void
cutting_proxy_release (CuttingProxy *proxy)
{
  g_mutex_lock (&proxy->mutex);
  proxy->released = TRUE;
  g_cond_broadcast (&proxy->changed);
  g_mutex_unlock (&proxy->mutex);
}

/* How many requests to exactly PATH came so far. */
guint
cutting_proxy_count (CuttingProxy *proxy, const char *path)
{
  g_mutex_lock (&proxy->mutex);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (proxy->counts, path));
  g_mutex_unlock (&proxy->mutex);
  return count;
}
