/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTP remote against a socket that says exactly what the case wants said. */

#include "sync/http-remote.h"

#include <string.h>

#include "core/error.h"

typedef struct
{
  GSocketService *service;
  char *address;
  const char *answer;           /* bytes, sent as they are */
  gsize length;                 /* of answer; 0: up to its NUL */
  gboolean silent;              /* says nothing at all */
  gboolean leaves;              /* hangs up before it hears anything */
  gboolean dribbles;            /* after the answer, a byte now and then, without end */
  GTlsCertificate *certificate; /* NULL: speaks without TLS */
  gint handlers;                /* still at work with what the test owns */
  gint connections;
  gint requests;
  char *head; /* of the last request */
  gsize body_length;
} Peer;

static gsize
content_length (const char *head)
{
  const char *header = strstr (head, "Content-Length: ");

  return header != NULL ? (gsize) g_ascii_strtoull (header + strlen ("Content-Length: "), NULL, 10) : 0;
}

/* Reads one request; FALSE at the end of the connection. */
static gboolean
read_request (Peer *peer, GInputStream *input)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char byte;
  g_autofree char *body = NULL;

  while (!g_str_has_suffix (text->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &byte, 1, NULL, NULL) != 1)
        return FALSE;
      g_string_append_c (text, byte);
    }
  peer->body_length = content_length (text->str);
  body = g_malloc (peer->body_length + 1);
  if (!g_input_stream_read_all (input, body, peer->body_length, NULL, NULL, NULL))
    return FALSE;
  g_free (peer->head);
  peer->head = g_strdup (text->str);
  return TRUE;
}

static void
answer_request (Peer *peer, GOutputStream *output)
{
  g_output_stream_write_all (output, peer->answer, peer->length > 0 ? peer->length : strlen (peer->answer),
                             NULL, NULL, NULL);
  while (peer->dribbles && g_output_stream_write_all (output, " ", 1, NULL, NULL, NULL))
    g_usleep (10 * 1000);
}

/* What is spoken on the connection: TLS, when there is a certificate. */
static GIOStream *
open_stream (Peer *peer, GSocketConnection *connection)
{
  if (peer->certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));
  return g_tls_server_connection_new (G_IO_STREAM (connection), peer->certificate, NULL);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Peer *peer = user_data;
  g_autoptr (GIOStream) stream = open_stream (peer, connection);
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  g_atomic_int_inc (&peer->handlers);
  g_atomic_int_inc (&peer->connections);
  while (!peer->leaves && read_request (peer, input))
    {
      g_atomic_int_inc (&peer->requests);
      if (peer->silent)
        continue;
      answer_request (peer, output);
      if (strstr (peer->answer, "keep-alive") == NULL)
        break;
    }
  g_atomic_int_add (&peer->handlers, -1);
  return TRUE;
}

static void
set_up (Peer *peer, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  peer->service = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (peer->service), NULL, &error);
  g_assert_no_error (error);
  peer->address = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_signal_connect (peer->service, "run", G_CALLBACK (on_run), peer);
  g_socket_service_start (peer->service);
}

static void
tear_down (Peer *peer, gconstpointer data)
{
  g_socket_service_stop (peer->service);
  g_socket_listener_close (G_SOCKET_LISTENER (peer->service));
  g_object_unref (peer->service);
  g_free (peer->address);
  g_free (peer->head);
}

/* The listener accepts on the main context, so requests are sent from a thread of their own. */
typedef struct
{
  Peer *peer; /* NULL: nobody listens */
  const char *address;
  guint count;
  gsize body_bytes;
  gboolean noise;     /* in the body: nothing to compress */
  gboolean signed_in; /* with a token, a query, and another kind of answer wanted */
  guint idle_s;       /* 0: as long as ever */
  gint64 total_ms;
  GCancellable *cancellable;
  DovetailResponse *response;
  GError *error;
  gint done;
} Asking;

static GBytes *
make_noise (gsize length)
{
  guint8 *bytes = g_malloc (length);
  guint32 state = 2463534242u;

  for (gsize i = 0; i < length; i++)
    {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      bytes[i] = (guint8) (state >> 11);
    }
  return g_bytes_new_take (bytes, length);
}

static gpointer
ask_on_thread (gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (asking->address);

  if (asking->idle_s > 0)
    dovetail_http_remote_set_patience (DOVETAIL_HTTP_REMOTE (remote), asking->idle_s, asking->total_ms);
  for (guint i = 0; i < asking->count; i++)
    {
      g_autoptr (DovetailRequest) request = dovetail_request_new ("POST", "/sync/pull");

      if (asking->body_bytes > 0 && !asking->noise)
        request->body = g_bytes_new_take (g_strnfill (asking->body_bytes, 'x'), asking->body_bytes);
      if (asking->noise)
        request->body = make_noise (asking->body_bytes);
      if (asking->signed_in)
        {
          request->authorization = g_strdup ("Bearer a1");
          request->query = g_strdup ("state=open");
          request->accept = g_strdup ("text/event-stream");
        }
      g_clear_pointer (&asking->response, dovetail_response_free);
      asking->response = dovetail_remote_send (remote, request, asking->cancellable, &asking->error);
    }
  g_atomic_int_set (&asking->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
cancel_now (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
ask (Asking *asking)
{
  GThread *thread;

  asking->count = MAX (asking->count, 1);
  if (asking->cancellable != NULL)
    g_timeout_add (50, cancel_now, asking->cancellable);
  thread = g_thread_new ("ask", ask_on_thread, asking);
  while (!g_atomic_int_get (&asking->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  while (asking->peer != NULL && g_atomic_int_get (&asking->peer->handlers) > 0)
    g_usleep (1000);
}

static void
asking_clear (Asking *asking)
{
  g_clear_pointer (&asking->response, dovetail_response_free);
  g_clear_error (&asking->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

static void
test_answer (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer = "HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\nContent-Type: application/problem+json\r\n"
                 "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_cmpuint (asking.response->status, ==, 429);
  g_assert_cmpint (asking.response->retry_after, ==, 7000);
  g_assert_cmpuint (g_bytes_get_size (asking.response->body), ==, 2);
  g_assert_cmpuint (asking.response->bytes_up, >, 50);
  g_assert_cmpuint (asking.response->bytes_down, >, 50);
}

static void
test_retry_after (Peer *peer, gconstpointer data)
{
  static const struct
  {
    const char *header, *in_words;
    gint64 least, most; /* ms */
  } cases[] = {
    { "Retry-After: 0\r\n", "seconds", 0, 0 },
    { "Retry-After: Fri, 20 Nov 2020 12:00:00 GMT\r\n", "a date that has passed", 0, 0 },
    { "Retry-After: Fri, 20 Nov 2099 12:00:00 GMT\r\n", "a date to come", 3600 * 1000, G_MAXINT64 },
    { "Retry-After: 31536000\r\n", "a year of seconds", -1, -1 },
    { "Retry-After: soon\r\n", "nonsense", -1, -1 },
    { "", "nothing", -1, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Asking) asking = { .peer = peer, .address = peer->address };
      g_autofree char *answer = g_strdup_printf (
          "HTTP/1.1 503 Later\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n", cases[i].header);

      g_test_message ("%s", cases[i].in_words);
      peer->answer = answer;
      ask (&asking);
      g_assert_no_error (asking.error);
      g_assert_cmpint (asking.response->retry_after, >=, cases[i].least);
      g_assert_cmpint (asking.response->retry_after, <=, cases[i].most);
    }
}

static void
test_redirect (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer = "HTTP/1.1 307 Elsewhere\r\nLocation: https://collector.example/\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_cmpuint (asking.response->status, ==, 307);
  g_assert_cmpint (peer->requests, ==, 1);
}

static void
test_reuse (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .count = 5 };

  peer->answer
      = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\nSet-Cookie: track=me\r\n\r\n{}";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_cmpint (peer->requests, ==, 5);
  g_test_message ("one connection for all, and what the server wants remembered is not");
  g_assert_cmpint (peer->connections, ==, 1);
  g_assert_null (strstr (peer->head, "Cookie"));
}

static void
test_compression (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .body_bytes = 100000 };

  peer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_nonnull (strstr (peer->head, "Content-Encoding: gzip"));
  g_assert_cmpuint (peer->body_length, <, 2000);
}

static void
test_noise (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .body_bytes = 5000, .noise = TRUE };

  peer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_null (strstr (peer->head, "Content-Encoding"));
  g_assert_cmpuint (peer->body_length, ==, 5000);
}

static void
test_headers (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .signed_in = TRUE };

  peer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  ask (&asking);
  g_assert_no_error (asking.error);
  g_assert_true (g_str_has_prefix (peer->head, "POST /sync/pull?state=open HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (peer->head, "\r\nAuthorization: Bearer a1\r\n"));
  g_assert_nonnull (strstr (peer->head, "\r\nAccept: text/event-stream\r\n"));
}

static GBytes *
pack (gsize zeros)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autofree char *block = g_malloc0 (1024 * 1024);

  for (gsize written = 0; written < zeros; written += 1024 * 1024)
    g_output_stream_write_all (stream, block, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Compressed, and damaged on the way: a megabyte of zeros packs into repeats, which are made nonsense here.
 */
static void
test_damaged (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };
  g_autoptr (GBytes) packed = pack (1024 * 1024);
  g_autoptr (GString) answer = g_string_new (NULL);
  gsize size = g_bytes_get_size (packed);
  gsize head;

  g_string_printf (answer,
                   "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT
                   "\r\nConnection: close\r\n\r\n",
                   size);
  head = answer->len;
  g_string_append_len (answer, g_bytes_get_data (packed, NULL), (gssize) size);
  memset (answer->str + head + size / 2, 0xff, size / 4);
  peer->answer = answer->str;
  peer->length = answer->len;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL);
  g_assert_null (asking.response);
}

static void
test_bomb (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };
  g_autoptr (GBytes) bomb = pack (200 * 1024 * 1024);
  g_autoptr (GString) answer = g_string_new (NULL);

  g_string_printf (answer,
                   "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT
                   "\r\nConnection: close\r\n\r\n",
                   g_bytes_get_size (bomb));
  g_string_append_len (answer, g_bytes_get_data (bomb, NULL), (gssize) g_bytes_get_size (bomb));
  peer->answer = answer->str;
  peer->length = answer->len;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (asking.error->message, "too large"));
}

static void
test_cut_off (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{\"deltas\":[";
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
}

static void
test_cut_off_chunk (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer
      = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n50\r\nxx";
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
}

/* Neither way of an answer without a length is one that was cut off. */
static void
test_without_length (Peer *peer, gconstpointer data)
{
  static const struct
  {
    const char *name, *answer;
  } cases[] = {
    { "in chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
    { "up to the end", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Asking) asking = { .peer = peer, .address = peer->address };

      g_test_message ("%s", cases[i].name);
      peer->answer = cases[i].answer;
      ask (&asking);
      g_assert_no_error (asking.error);
      g_assert_cmpmem (g_bytes_get_data (asking.response->body, NULL),
                       g_bytes_get_size (asking.response->body), "{}", 2);
    }
}

static void
test_unknown_encoding (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: parcel\r\nConnection: close\r\n\r\n{}";
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL);
  g_assert_null (asking.response);
}

/* Of 127.0.0.1, for a hundred years, and its key; nobody has signed it but itself. */
static const char self_signed[] = "-----BEGIN CERTIFICATE-----\n"
                                  "MIIBjzCCATagAwIBAgIUAp0XMWzl56/i1XnoTT+Dbx0SNOIwCgYIKoZIzj0EAwIw\n"
                                  "FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTE2MTEzN1oYDzIxMjYxMDI4\n"
                                  "MTYxMTM3WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO\n"
                                  "PQMBBwNCAATZeNOc6HwFsQ+VqBj3AS6aKfmrY39NV38tTVJbQEvFDvmID3gyKEGB\n"
                                  "l7zzyaRJIXCeKozdwumKQcJ6N1wF+Uxjo2QwYjAdBgNVHQ4EFgQUafS6P592+O4n\n"
                                  "FP32sQuEDm04dF4wHwYDVR0jBBgwFoAUafS6P592+O4nFP32sQuEDm04dF4wDwYD\n"
                                  "VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC\n"
                                  "IGwMHFtTZjPn7Ty6eY3rF4Hvx6LqtHPgxiwMR+aKP+kfAiA7seXyRVlvU0Ve3J91\n"
                                  "DIsEZQoNAINMvNPaY1jfFdRFEQ==\n"
                                  "-----END CERTIFICATE-----\n"
                                  "-----BEGIN PRIVATE KEY-----\n"
                                  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB7YhMU97aKjVY1bD\n"
                                  "X6UPLu4MgTfNb43dW2glYx2MkSWhRANCAATZeNOc6HwFsQ+VqBj3AS6aKfmrY39N\n"
                                  "V38tTVJbQEvFDvmID3gyKEGBl7zzyaRJIXCeKozdwumKQcJ6N1wF+Uxj\n"
                                  "-----END PRIVATE KEY-----\n";

/* A server that nobody vouches for hears nothing: neither the token nor what was asked. */
static void
test_untrusted (Peer *peer, gconstpointer data)
{
  g_autofree char *address = g_strconcat ("https", peer->address + strlen ("http"), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (self_signed, -1, &error);
  g_auto (Asking) asking = { .peer = peer, .address = address, .signed_in = TRUE };

  g_assert_no_error (error);
  peer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  peer->certificate = certificate;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (asking.error->message, address));
  g_assert_null (asking.response);
  g_assert_cmpint (peer->connections, >, 0);
  g_assert_cmpint (peer->requests, ==, 0);
}

/* That is no matter of trust: it is tried again. */
static void
test_hangs_up (Peer *peer, gconstpointer data)
{
  g_autofree char *address = g_strconcat ("https", peer->address + strlen ("http"), NULL);
  g_auto (Asking) asking = { .peer = peer, .address = address };

  peer->leaves = TRUE;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
}

static void
test_silent (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .idle_s = 1, .total_ms = 60 * 1000 };

  peer->silent = TRUE;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (asking.error->message, peer->address));
}

/* Never silent for long, and never at an end. */
static void
test_dribble (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .idle_s = 30, .total_ms = 200 };

  peer->answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{";
  peer->dribbles = TRUE;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT);
  g_assert_null (asking.response);
}

/* A head without end: no silence, no byte of a body. */
static void
test_dribble_head (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .idle_s = 30, .total_ms = 200 };
  g_auto (Asking) cancelled = { .peer = peer, .address = peer->address, .idle_s = 30, .total_ms = 60 * 1000 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  peer->answer = "HTTP/1.1 200 OK\r\nX-Padding:";
  peer->dribbles = TRUE;
  ask (&asking);
  g_assert_error (asking.error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT);
  g_assert_null (asking.response);
  g_test_message ("who cancels is not told that it took too long");
  cancelled.cancellable = cancellable;
  ask (&cancelled);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_http (Peer *peer, gconstpointer data)
{
  g_auto (Asking) asking = { .peer = peer, .address = peer->address };

  peer->answer = "220 mail.example ESMTP\r\n\r\n";
  ask (&asking);
  g_assert_nonnull (asking.error);
  g_assert_null (asking.response);
}

static void
test_cancel (Peer *peer, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Asking) asking = { .peer = peer, .address = peer->address, .cancellable = cancellable };

  peer->silent = TRUE;
  ask (&asking);
  g_assert_error (asking.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nobody (void)
{
  g_auto (Asking) refused = { .address = "http://127.0.0.1:1" };
  g_auto (Asking) plain = { .address = "http://tasks.example.org" };
  g_auto (Asking) none = { .address = NULL };

  ask (&refused);
  g_assert_error (refused.error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE);
  g_test_message ("no plain http beyond this computer, whatever the settings say");
  ask (&plain);
  g_assert_error (plain.error, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED);
  g_test_message ("who was never told an address");
  ask (&none);
  g_assert_error (none.error, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED);
}

#define ADD(name, func) g_test_add ("/http-remote/" name, Peer, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A thread that spoke TLS and stays for the next connection confuses the leak sanitizer at the end. */
  g_thread_pool_set_max_unused_threads (0);
  ADD ("answer", test_answer);
  ADD ("retry-after", test_retry_after);
  ADD ("redirect", test_redirect);
  ADD ("reuse", test_reuse);
  ADD ("compression", test_compression);
  ADD ("noise", test_noise);
  ADD ("headers", test_headers);
  ADD ("damaged", test_damaged);
  ADD ("bomb", test_bomb);
  ADD ("cut-off", test_cut_off);
  ADD ("cut-off-chunk", test_cut_off_chunk);
  ADD ("without-length", test_without_length);
  ADD ("unknown-encoding", test_unknown_encoding);
  ADD ("untrusted", test_untrusted);
  ADD ("hangs-up", test_hangs_up);
  ADD ("silent", test_silent);
  ADD ("dribble", test_dribble);
  ADD ("dribbled head", test_dribble_head);
  ADD ("no-http", test_no_http);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/http-remote/nobody", test_nobody);
  return g_test_run ();
}
