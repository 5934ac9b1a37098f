/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server over HTTP, by libsoup. Nothing is followed, remembered or stored: one request, one answer, capped.
 */

#include "sync/http-remote.h"

#include <libsoup/soup.h>

#include "account/deadline.h"
#include "core/error.h"
#include "json/json.h"
#include "sync/session.h"

#define IDLE_TIMEOUT_S 30
#define TOTAL_TIMEOUT_MS (5 * 60 * 1000)
#define COMPRESS_FROM_BYTES 1024
#define READ_BYTES 65536

struct _DovetailHttpRemote
{
  GObject parent_instance;
  char *server;         /* NULL: not an address that may be talked to */
  SoupSession *session; /* made on the first request, so that it belongs to the thread that sends */
  guint idle_s;         /* how long it may be silent */
  gint64 total_ms;      /* how long a request and its answer may take */
};

static void dovetail_http_remote_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DovetailHttpRemote,
                               dovetail_http_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, dovetail_http_remote_iface_init))

static SoupSession *
session_new (guint idle_s)
{
  SoupSession *session = soup_session_new_with_options ("timeout", idle_s, "idle-timeout", 60, "user-agent",
                                                        "Dovetail/" DOVETAIL_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

/* NULL: it did not get smaller. */
static GBytes *
compress (GBytes *body)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr (GBytes) packed = NULL;

  /* Into memory: there is nothing that could fail. */
  g_output_stream_write_all (stream, g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  packed = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return g_bytes_get_size (packed) < g_bytes_get_size (body) ? g_steal_pointer (&packed) : NULL;
}

static void
set_body (SoupMessage *message, GBytes *body)
{
  g_autoptr (GBytes) packed = g_bytes_get_size (body) >= COMPRESS_FROM_BYTES ? compress (body) : NULL;

  if (packed != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Encoding", "gzip");
  soup_message_set_request_body_from_bytes (message, "application/json", packed != NULL ? packed : body);
}

static SoupMessage *
build_message (DovetailHttpRemote *self, const DovetailRequest *request)
{
  g_autofree char *address
      = g_strconcat (self->server, request->path, request->query != NULL ? "?" : NULL, request->query, NULL);
  SoupMessage *message = soup_message_new (request->method, address);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  /* Requests are idempotent by mutation ids, and libsoup opens a new connection for every POST unless told
   * so. */
  soup_message_add_flags (message,
                          SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
  soup_message_headers_replace (headers, "Accept-Encoding", "gzip");
  soup_message_headers_replace (headers, "Accept",
                                request->accept != NULL ? request->accept : "application/json");
  if (request->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", request->authorization);
  if (request->body != NULL)
    set_body (message, request->body);
  return message;
}

static gboolean
is_timeout (const GError *reason)
{
  return g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static DovetailError
code_of (const GError *reason)
{
  if (g_error_matches (reason, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return DOVETAIL_ERROR_CERTIFICATE;
  if (is_timeout (reason))
    return DOVETAIL_ERROR_TIMED_OUT;
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
      || g_error_matches (reason, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING)
      || g_error_matches (reason, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return DOVETAIL_ERROR_PROTOCOL;
  return DOVETAIL_ERROR_OFFLINE;
}

/* What went wrong on the line, in words a person can act on; libsoup's own stand behind. */
static void
translate_error (DovetailHttpRemote *self,
                 GError *reason, /* takes it */
                 GError **error)
{
  DovetailError code;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, reason);
      return;
    }
  code = code_of (reason);
  if (code == DOVETAIL_ERROR_CERTIFICATE)
    g_set_error (error, DOVETAIL_ERROR, code, "The certificate of %s cannot be trusted: %s", self->server,
                 reason->message);
  else if (code == DOVETAIL_ERROR_TIMED_OUT)
    g_set_error (error, DOVETAIL_ERROR, code, "%s does not answer in time", self->server);
  else if (code == DOVETAIL_ERROR_PROTOCOL)
    g_set_error (error, DOVETAIL_ERROR, code, "%s does not answer like a Dovetail server: %s", self->server,
                 reason->message);
  else
    g_set_error (error, DOVETAIL_ERROR, code, "%s cannot be reached: %s", self->server, reason->message);
  g_error_free (reason);
}

/* The cap counts what comes out of decompression. */
static GBytes *
read_body (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  GByteArray *body = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gssize count;

  while ((count = g_input_stream_read (stream, buffer, READ_BYTES, cancellable, error)) > 0)
    {
      g_byte_array_append (body, buffer, (guint) count);
      if (body->len > DOVETAIL_JSON_MAX_BYTES)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the answer is too large");
          count = -1;
          break;
        }
    }
  if (count == 0)
    return g_byte_array_free_to_bytes (body);
  g_byte_array_unref (body);
  return NULL;
}

/* libsoup passes a body that ends early as if it were whole. */
static gboolean
check_whole (SoupMessage *message, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint64 received
      = soup_message_metrics_get_response_body_bytes_received (soup_message_get_metrics (message));

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || received >= (guint64) soup_message_headers_get_content_length (headers))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "the answer was cut off");
  return FALSE;
}

static gint64
read_retry_after (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, 24 * 3600, &seconds, NULL))
    return (gint64) seconds * 1000;
  date = soup_date_time_new_from_http_string (text);
  return date != NULL ? MAX (0, g_date_time_to_unix (date) * 1000 - g_get_real_time () / 1000) : -1;
}

static DovetailResponse *
build_response (SoupMessage *message, GBytes *body) /* takes it */
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  SoupMessageMetrics *metrics = soup_message_get_metrics (message);
  DovetailResponse *response = dovetail_response_new (
      soup_message_get_status (message), soup_message_headers_get_content_type (headers, NULL), body);

  response->retry_after = read_retry_after (headers);
  response->bytes_up = soup_message_metrics_get_request_header_bytes_sent (metrics)
                       + soup_message_metrics_get_request_body_bytes_sent (metrics);
  response->bytes_down = soup_message_metrics_get_response_header_bytes_received (metrics)
                         + soup_message_metrics_get_response_body_bytes_received (metrics);
  return response;
}

/* What goes up may take as long as a very slow line needs for it: a millisecond a byte. */
static gint64
time_for (DovetailHttpRemote *self, const DovetailRequest *request)
{
  return self->total_ms + (request->body != NULL ? (gint64) g_bytes_get_size (request->body) : 0);
}

/* That the time was up looks like somebody who cancelled. */
static void
tell_deadline (DovetailDeadline *deadline, GCancellable *cancellable, GError **error)
{
  if (!dovetail_deadline_has_passed (deadline) || g_cancellable_is_cancelled (cancellable))
    return;
  g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the answer does not end");
}

/* libsoup's own timeout begins anew with every byte, of the head as well, and it has none for a whole answer.
 */
static DovetailResponse *
send_message (DovetailHttpRemote *self,
              SoupMessage *message,
              gint64 milliseconds,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (DovetailDeadline) deadline = dovetail_deadline_new (cancellable, milliseconds);
  GCancellable *inner = dovetail_deadline_get_cancellable (deadline);
  g_autoptr (GInputStream) stream = soup_session_send (self->session, message, inner, error);
  GBytes *body = stream != NULL ? read_body (stream, inner, error) : NULL;

  /* An answer that is not read to its end leaves a connection that cannot be used again; closing says so. */
  if (stream != NULL)
    g_input_stream_close (stream, NULL, NULL);
  if (body != NULL && check_whole (message, error))
    return build_response (message, body);
  tell_deadline (deadline, cancellable, error);
  g_clear_pointer (&body, g_bytes_unref);
  return NULL;
}

static DovetailResponse *
dovetail_http_remote_send (DovetailRemote *remote,
                           const DovetailRequest *request,
                           GCancellable *cancellable,
                           GError **error)
{
  DovetailHttpRemote *self = DOVETAIL_HTTP_REMOTE (remote);
  g_autoptr (SoupMessage) message = NULL;
  DovetailResponse *response;
  GError *reason = NULL;

  if (self->server == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED,
                           "The server's address cannot be used; sign in again");
      return NULL;
    }
  if (self->session == NULL)
    self->session = session_new (self->idle_s);
  message = build_message (self, request);
  response = send_message (self, message, time_for (self, request), cancellable, &reason);
  if (response == NULL)
    translate_error (self, reason, error);
  return response;
}

static void
dovetail_http_remote_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = dovetail_http_remote_send;
}

static void
dovetail_http_remote_finalize (GObject *object)
{
  DovetailHttpRemote *self = DOVETAIL_HTTP_REMOTE (object);

  g_free (self->server);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (dovetail_http_remote_parent_class)->finalize (object);
}

static void
dovetail_http_remote_class_init (DovetailHttpRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_http_remote_finalize;
  /* libsoup's HTTP/2 uses freed memory when a server says GOAWAY during an upload; 3.2 has no other switch.
   */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
}

static void
dovetail_http_remote_init (DovetailHttpRemote *self)
{
  self->idle_s = IDLE_TIMEOUT_S;
  self->total_ms = TOTAL_TIMEOUT_MS;
}

/**
 * dovetail_http_remote_new:
 * @server: its base address, "https://host[:port]"; http only on this computer
 *
 * The object belongs to the thread that sends with it first.
 *
 * Returns: (transfer full): the server
 */
DovetailRemote *
dovetail_http_remote_new (const char *server)
{
  DovetailHttpRemote *self = g_object_new (DOVETAIL_TYPE_HTTP_REMOTE, NULL);

  self->server = server != NULL ? dovetail_session_normalize_server (server, NULL) : NULL;
  return DOVETAIL_REMOTE (self);
}

/**
 * dovetail_http_remote_set_patience:
 * @self: a server that nothing was sent to yet
 * @idle_s: how many seconds it may be silent; 30 when this is not called
 * @total_ms: how long a request may take with its whole answer, in ms, beside a millisecond for each byte that
 *   goes up; 5 minutes when this is not called
 */
void
dovetail_http_remote_set_patience (DovetailHttpRemote *self, guint idle_s, gint64 total_ms)
{
  g_return_if_fail (DOVETAIL_IS_HTTP_REMOTE (self));
  g_return_if_fail (self->session == NULL);

  self->idle_s = idle_s;
  self->total_ms = total_ms;
}
