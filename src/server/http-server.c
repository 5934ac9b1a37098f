/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server on a socket, by libmicrohttpd: a small pool of threads, each request read whole, handled as a
 * value, answered from memory. */

#include "server/http-server.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "server/compression.h"
#include "server/connections.h"
#include "server/event-streams.h"
#include "server/http-request.h"
#include "server/problem.h"
#include "server/router.h"

#define N_THREADS 4
#define IDLE_SECONDS 30
#define DRAIN_SECONDS 20
/* Event streams hold half of them at most. */
#define MAX_CONNECTIONS 4096
#define MAX_CONNECTIONS_PER_ADDRESS 512
#define MAX_HEAD_BYTES (32 * 1024)
#define MIN_COMPRESSED_BYTES 1024

struct _DovetailHttpServer
{
  DovetailServer *server;
  struct MHD_Daemon *daemon;
  DovetailConnections *connections;
  DovetailBodies bodies;
  DovetailEventStreams *streams;
  GInetAddressMask *trusted_proxy;
  GSocketAddress *address;
  char *host;
  char *certificate_path;
  char *key_path;
  char *certificate;
  char *key;
};

/* The connection whose head this thread is reading. */
static _Thread_local DovetailConnection *reading;

static void
free_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

static gboolean
wants_gzip (struct MHD_Connection *connection)
{
  const char *accepted = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Accept-Encoding");
  g_auto (GStrv) codings = g_strsplit (accepted == NULL ? "" : accepted, ",", -1);

  for (guint i = 0; codings[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (codings[i]), "gzip") == 0)
      return TRUE;
  return FALSE;
}

static void
add_headers (struct MHD_Response *out, const DovetailResponse *response, const DovetailIncoming *incoming)
{
  g_autofree char *path = g_strndup (incoming->target, strcspn (incoming->target, "?"));
  const char *allowed = response->status == 405 ? dovetail_router_allowed (path) : NULL;

  if (response->content_type != NULL)
    MHD_add_response_header (out, "Content-Type", response->content_type);
  MHD_add_response_header (out, "Cache-Control", "no-store");
  MHD_add_response_header (out, "X-Content-Type-Options", "nosniff");
  if (response->status == 401)
    MHD_add_response_header (out, "WWW-Authenticate", "Bearer");
  if (allowed != NULL)
    MHD_add_response_header (out, "Allow", allowed);
  if (response->retry_after >= 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, (response->retry_after + 999) / 1000);

      MHD_add_response_header (out, "Retry-After", seconds);
    }
}

/* Takes the response. */
static enum MHD_Result
send_response (struct MHD_Connection *connection,
               const DovetailIncoming *incoming,
               DovetailResponse *taken,
               gboolean close_after)
{
  g_autoptr (DovetailResponse) response = taken;
  GBytes *body = response->body == NULL ? g_bytes_new (NULL, 0) : g_bytes_ref (response->body);
  gboolean packed = g_bytes_get_size (body) >= MIN_COMPRESSED_BYTES && wants_gzip (connection);
  struct MHD_Response *out;
  enum MHD_Result result;
  gsize length;
  const void *data;

  if (packed)
    {
      GBytes *smaller = dovetail_compress (body);

      g_bytes_unref (body);
      body = smaller;
    }
  data = g_bytes_get_data (body, &length);
  out = MHD_create_response_from_buffer_with_free_callback_cls (length, (void *) data, free_bytes, body);
  if (out == NULL)
    return MHD_NO;
  add_headers (out, response, incoming);
  if (packed)
    MHD_add_response_header (out, "Content-Encoding", "gzip");
  if (close_after)
    MHD_add_response_header (out, "Connection", "close");
  result = MHD_queue_response (connection, response->status, out);
  MHD_destroy_response (out);
  return result;
}

static DovetailConnection *
connection_of (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
      = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  return info == NULL ? NULL : info->socket_context;
}

/* An answer that goes on until one side ends it. */
static enum MHD_Result
send_stream (DovetailHttpServer *http,
             struct MHD_Connection *connection,
             const DovetailIncoming *incoming,
             const DovetailRequest *request,
             DovetailResponse *taken)
{
  g_autoptr (DovetailResponse) response = taken;
  DovetailResponse *refusal = NULL;
  struct MHD_Response *out
      = dovetail_event_streams_open (http->streams, connection, request->authorization, &refusal);
  enum MHD_Result result;

  if (out == NULL)
    return send_response (connection, incoming, refusal, FALSE);
  add_headers (out, response, incoming);
  MHD_add_response_header (out, "X-Accel-Buffering", "no");
  dovetail_connection_lasts (http->connections, connection_of (connection));
  result = MHD_queue_response (connection, response->status, out);
  MHD_destroy_response (out);
  return result;
}

static enum MHD_Result
answer (DovetailHttpServer *http,
        struct MHD_Connection *connection,
        DovetailIncoming *incoming,
        const char *method)
{
  DovetailResponse *response = NULL;
  g_autoptr (DovetailRequest) request
      = dovetail_incoming_finish (incoming, connection, method, http->trusted_proxy, &response);

  if (request == NULL)
    return send_response (connection, incoming, response, TRUE);
  response = dovetail_server_handle (http->server, request);
  if (g_strcmp0 (response->content_type, DOVETAIL_EVENT_STREAM) == 0)
    return send_stream (http, connection, incoming, request, response);
  return send_response (connection, incoming, response, FALSE);
}

/* Called first with the head, then for each piece of the body, then once more without a piece. */
static enum MHD_Result
on_request (void *user_data,
            struct MHD_Connection *connection,
            const char *url,
            const char *method,
            const char *version,
            const char *upload_data,
            size_t *upload_data_size,
            void **request_context)
{
  DovetailHttpServer *http = user_data;
  DovetailIncoming *incoming = *request_context;
  DovetailResponse *refusal;

  if (incoming == NULL)
    return MHD_NO;
  if (!incoming->begun)
    {
      dovetail_connection_begin (http->connections, connection_of (connection));
      refusal = dovetail_incoming_begin (incoming, http->server, connection, version);
      return refusal == NULL ? MHD_YES : send_response (connection, incoming, refusal, TRUE);
    }
  if (*upload_data_size > 0)
    {
      gboolean go_on = dovetail_incoming_add (incoming, upload_data, *upload_data_size);

      *upload_data_size = 0;
      return go_on ? MHD_YES : MHD_NO;
    }
  return answer (http, connection, incoming, method);
}

static void *
on_request_line (void *user_data, const char *target, struct MHD_Connection *connection)
{
  DovetailHttpServer *http = user_data;

  reading = connection_of (connection);
  return dovetail_incoming_new (&http->bodies, target);
}

/* libmicrohttpd 0.9.75 answers a Content-Length that is no number, or one beyond all numbers, before any
 * handler is asked, and writes the head of that answer twice, which a proxy could take for two answers. Its
 * log is the one place to hear of it in time. */
static void
on_log (void *user_data, const char *format, va_list arguments)
{
  DovetailHttpServer *http = user_data;
  unsigned int status;

  if (reading == NULL || strstr (format, "Error processing request") == NULL)
    return;
  status = va_arg (arguments, unsigned int);
  if (status != MHD_HTTP_BAD_REQUEST && status != MHD_HTTP_CONTENT_TOO_LARGE)
    return;
  dovetail_connection_cut (http->connections, reading);
  reading = NULL;
}

static void
on_request_completed (void *user_data,
                      struct MHD_Connection *connection,
                      void **request_context,
                      enum MHD_RequestTerminationCode code)
{
  DovetailHttpServer *http = user_data;
  DovetailIncoming *incoming = *request_context;

  if (incoming == NULL)
    return;
  if (incoming->begun)
    dovetail_connection_end (http->connections, connection_of (connection));
  dovetail_incoming_free (incoming);
  *request_context = NULL;
}

static void
on_connection (void *user_data,
               struct MHD_Connection *connection,
               void **socket_context,
               enum MHD_ConnectionNotificationCode code)
{
  DovetailHttpServer *http = user_data;
  const union MHD_ConnectionInfo *info;

  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    {
      info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      *socket_context = dovetail_connections_add (http->connections, info->connect_fd);
    }
  else if (*socket_context != NULL)
    {
      if (reading == *socket_context)
        reading = NULL;
      dovetail_connections_remove (http->connections, *socket_context);
      *socket_context = NULL;
    }
}

static GSocketAddress *
parse_listen (const char *listen, char **host, GError **error)
{
  g_autoptr (GNetworkAddress) parsed = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  const char *colon = strrchr (listen, ':');

  /* Only what names a port: g_network_address_parse() would fall back to a default. */
  if (colon != NULL && g_ascii_isdigit (colon[1]) && (listen[0] == '[' || strchr (listen, ':') == colon))
    parsed = G_NETWORK_ADDRESS (g_network_address_parse (listen, 0, NULL));
  if (parsed != NULL)
    {
      const char *name = g_network_address_get_hostname (parsed);

      *host = g_strdup (name);
      address = g_inet_socket_address_new_from_string (
          g_strcmp0 (name, "localhost") == 0 ? "127.0.0.1" : name, g_network_address_get_port (parsed));
    }
  if (address == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 "Cannot listen on %s: give an address and a port, as in 127.0.0.1:8765 or [::1]:8765",
                 listen);
  return g_steal_pointer (&address);
}

static struct MHD_Daemon *
start_daemon (DovetailHttpServer *http, const char *certificate, const char *key, GError **error)
{
  gboolean ipv6 = g_socket_address_get_family (http->address) == G_SOCKET_FAMILY_IPV6;
  /* poll() rather than epoll: with that, 0.9.75 sometimes sleeps on a request whose sender closed its side.
   */
  unsigned int flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME
                       | (ipv6 ? MHD_USE_IPv6 : 0) | (key == NULL ? 0 : MHD_USE_TLS);
  struct MHD_OptionItem tls[]
      = { { key == NULL ? MHD_OPTION_END : MHD_OPTION_HTTPS_MEM_CERT, 0, (void *) certificate },
          { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *) key },
          { MHD_OPTION_END, 0, NULL } };
  struct sockaddr_storage native;
  struct MHD_Daemon *daemon;

  if (!g_socket_address_to_native (http->address, &native, sizeof native, error))
    return NULL;
  daemon = MHD_start_daemon (
      flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_log, http, MHD_OPTION_SOCK_ADDR,
      &native, MHD_OPTION_THREAD_POOL_SIZE, N_THREADS, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
      MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      http->trusted_proxy == NULL ? MAX_CONNECTIONS_PER_ADDRESS : 0, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t) MAX_HEAD_BYTES, MHD_OPTION_URI_LOG_CALLBACK, on_request_line, http,
      MHD_OPTION_NOTIFY_COMPLETED, on_request_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
      http, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
  if (daemon == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                 "Cannot listen there: %s; is another server running, or do the TLS files not fit?",
                 g_strerror (errno));
  return daemon;
}

static void
wipe (char *key)
{
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

static gboolean
read_tls (DovetailHttpServer *http, char **certificate, char **key, GError **error)
{
  *certificate = *key = NULL;
  return http->certificate_path == NULL
         || (g_file_get_contents (http->certificate_path, certificate, NULL, error)
             && g_file_get_contents (http->key_path, key, NULL, error));
}

/**
 * dovetail_http_server_start:
 * @server: what answers
 * @options: where to listen, and how
 * @error: return location
 *
 * Listens and serves on threads of its own. Port 0 picks a free one.
 *
 * Returns: (transfer full): the running server; NULL when the address or the TLS files will not do
 */
DovetailHttpServer *
dovetail_http_server_start (DovetailServer *server, const DovetailHttpOptions *options, GError **error)
{
  g_autoptr (DovetailHttpServer) http = g_new0 (DovetailHttpServer, 1);

  http->server = g_object_ref (server);
  http->certificate_path = g_strdup (options->tls_certificate);
  http->key_path = g_strdup (options->tls_key);
  http->connections = dovetail_connections_new ();
  http->streams = dovetail_event_streams_new (server, options->event_beat);
  g_set_object (&http->trusted_proxy, options->trusted_proxy);
  http->address = parse_listen (options->listen, &http->host, error);
  if (http->address == NULL || !read_tls (http, &http->certificate, &http->key, error))
    return NULL;
  http->daemon = start_daemon (http, http->certificate, http->key, error);
  return http->daemon == NULL ? NULL : g_steal_pointer (&http);
}

/**
 * dovetail_http_server_get_uri:
 * @http: a running server
 *
 * Returns: (transfer full): where it is reached, without a path
 */
char *
dovetail_http_server_get_uri (DovetailHttpServer *http)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (http->daemon, MHD_DAEMON_INFO_BIND_PORT);
  gboolean ipv6 = strchr (http->host, ':') != NULL;

  return g_strdup_printf ("%s://%s%s%s:%u", http->key == NULL ? "http" : "https", ipv6 ? "[" : "", http->host,
                          ipv6 ? "]" : "", info->port);
}

static void
stop_daemon (DovetailHttpServer *http, struct MHD_Daemon *daemon)
{
  MHD_socket listening = MHD_quiesce_daemon (daemon);

  dovetail_event_streams_end (http->streams, TRUE);
  dovetail_connections_drain (http->connections, DRAIN_SECONDS);
  MHD_stop_daemon (daemon);
  if (listening != MHD_INVALID_SOCKET)
    close (listening);
  dovetail_event_streams_end (http->streams, FALSE);
}

/* A port that was picked stays the same from now on. */
static void
keep_port (DovetailHttpServer *http)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (http->daemon, MHD_DAEMON_INFO_BIND_PORT);
  GInetAddress *address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (http->address));
  GSocketAddress *same = g_inet_socket_address_new (address, info->port);

  g_object_unref (http->address);
  http->address = same;
}

/**
 * dovetail_http_server_reload:
 * @http: a running server
 * @error: return location
 *
 * Finishes what runs and listens anew; when the new files will not do, with the former ones.
 *
 * Returns: whether the files on disk are in use
 */
gboolean
dovetail_http_server_reload (DovetailHttpServer *http, GError **error)
{
  char *certificate, *key;

  if (http->key == NULL)
    return TRUE;
  if (!read_tls (http, &certificate, &key, error))
    {
      g_free (certificate);
      wipe (key);
      return FALSE;
    }

  keep_port (http);
  stop_daemon (http, http->daemon);
  http->daemon = start_daemon (http, certificate, key, error);
  if (http->daemon != NULL)
    {
      char *former = http->key;

      g_free (http->certificate);
      http->certificate = g_steal_pointer (&certificate);
      http->key = key;
      wipe (former);
      return TRUE;
    }
  http->daemon = start_daemon (http, http->certificate, http->key, NULL);
  g_free (certificate);
  wipe (key);
  return FALSE;
}

/**
 * dovetail_http_server_stop:
 * @http: (transfer full) (nullable): a server
 *
 * Accepts no more connections, ends event streams, waits for the requests that are being worked on, closes
 * the rest.
 */
void
dovetail_http_server_stop (DovetailHttpServer *http)
{
  if (http == NULL)
    return;
  if (http->daemon != NULL)
    stop_daemon (http, http->daemon);
  dovetail_event_streams_free (http->streams);
  dovetail_connections_free (http->connections);
  g_clear_object (&http->trusted_proxy);
  g_clear_object (&http->server);
  g_clear_object (&http->address);
  g_free (http->host);
  g_free (http->certificate_path);
  g_free (http->key_path);
  g_free (http->certificate);
  wipe (http->key);
  g_free (http);
}
