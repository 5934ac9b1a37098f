/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/events by libsoup's asynchronous calls. What goes wrong is never more than news that come later:
 * the stream is tried again, and passes run by interval meanwhile. */

#include "sync/event-stream.h"

#include <libsoup/soup.h>

#include "sync/access.h"
#include "sync/event-lines.h"
#include "sync/http-remote.h"
#include "sync/planner.h"
#include "sync/session.h"

/* The server gives a sign of life every 30 seconds. */
#define SILENCE_S 75
#define READ_BYTES 1024
/* A stream that lived this long was a good one. */
#define GOOD_MS (60 * 1000)
/* A server without this endpoint may be updated one day. */
#define UNKNOWN_RETRY_MS (3600 * 1000)

struct _DovetailEventStream
{
  GObject parent_instance;
  GMainContext *context;
  DovetailRandom random;
  char *server; /* NULL: closed */
  char *access_token;
  SoupSession *session;      /* of this server */
  GCancellable *cancellable; /* of the try that runs; NULL: none does */
  GSource *timer;            /* until the next */
  guint failures;            /* in a row */
  gboolean refused;          /* until there is another token */
  gint64 opened_at;          /* monotonic, us; 0: not open */
};

/* One connection, from its request to its end. */
typedef struct
{
  DovetailEventStream *stream;
  GCancellable *cancellable;
  SoupMessage *message;
  GInputStream *input;
  DovetailEventLines lines;
  char buffer[READ_BYTES];
} Connection;

enum
{
  OPENED,
  CHANGED,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DovetailEventStream, dovetail_event_stream, G_TYPE_OBJECT)

static void begin (DovetailEventStream *self);

static void
connection_free (Connection *connection)
{
  if (connection->input != NULL)
    g_input_stream_close (connection->input, NULL, NULL);
  g_clear_object (&connection->input);
  g_object_unref (connection->message);
  g_object_unref (connection->cancellable);
  g_object_unref (connection->stream);
  g_free (connection);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_free)

static void
clear_timer (DovetailEventStream *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
on_timer (gpointer user_data)
{
  DovetailEventStream *self = user_data;

  clear_timer (self);
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
begin_later (DovetailEventStream *self, gint64 retry_after)
{
  gint64 wait;

  if (self->opened_at > 0 && g_get_monotonic_time () - self->opened_at > GOOD_MS * G_GINT64_CONSTANT (1000))
    self->failures = 0;
  self->opened_at = 0;
  self->failures++;
  wait = dovetail_plan_reconnect (self->failures, dovetail_random_fraction (&self->random), retry_after);
  clear_timer (self);
  self->timer = g_timeout_source_new ((guint) wait);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* FALSE: it was closed, or another try has taken its place. */
static gboolean
is_current (const Connection *connection)
{
  return connection->stream->cancellable == connection->cancellable;
}

/* Takes the connection. */
static void
end_connection (Connection *taken, gint64 retry_after)
{
  g_autoptr (Connection) connection = taken;

  if (!is_current (connection))
    return;
  g_clear_object (&connection->stream->cancellable);
  begin_later (connection->stream, retry_after);
}

static void read_on (Connection *connection);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connection *connection = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (length <= 0 || !is_current (connection))
    {
      end_connection (connection, -1);
      return;
    }
  if (dovetail_event_lines_feed (&connection->lines, connection->buffer, (gsize) length) > 0)
    g_signal_emit (connection->stream, signals[CHANGED], 0);
  read_on (connection);
}

static void
read_on (Connection *connection)
{
  g_input_stream_read_async (connection->input, connection->buffer, sizeof connection->buffer,
                             G_PRIORITY_DEFAULT, connection->cancellable, on_read, connection);
}

static gint64
retry_after_of (Connection *connection)
{
  guint status = soup_message_get_status (connection->message);
  const char *text
      = soup_message_headers_get_one (soup_message_get_response_headers (connection->message), "Retry-After");
  guint64 seconds;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, 24 * 3600, &seconds, NULL))
    return (gint64) seconds * 1000;
  return status == 403 || status == 404 || status == 405 ? UNKNOWN_RETRY_MS : -1;
}

static gboolean
is_event_stream (Connection *connection)
{
  const char *type
      = soup_message_headers_get_content_type (soup_message_get_response_headers (connection->message), NULL);

  return soup_message_get_status (connection->message) == 200 && g_strcmp0 (type, "text/event-stream") == 0;
}

/* The token has expired or was revoked: another pass gets another one. */
static void
refuse (Connection *taken)
{
  g_autoptr (Connection) connection = taken;
  DovetailEventStream *self = connection->stream;

  g_clear_object (&self->cancellable);
  self->refused = TRUE;
  self->opened_at = 0;
  g_signal_emit (self, signals[REFUSED], 0);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connection *connection = user_data;

  connection->input = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  if (connection->input == NULL || !is_current (connection))
    end_connection (connection, -1);
  else if (soup_message_get_status (connection->message) == 401)
    refuse (connection);
  else if (!is_event_stream (connection))
    end_connection (connection, retry_after_of (connection));
  else
    {
      connection->stream->opened_at = g_get_monotonic_time ();
      g_signal_emit (connection->stream, signals[OPENED], 0);
      read_on (connection);
    }
}

static SoupMessage *
build_message (DovetailEventStream *self)
{
  g_autofree char *address = g_strconcat (self->server, "/sync/events", NULL);
  SoupMessage *message = soup_message_new ("GET", address);
  SoupMessageHeaders *headers;
  char *authorization;

  headers = soup_message_get_request_headers (message);
  authorization = g_strconcat ("Bearer ", self->access_token, NULL);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (headers, "Accept", "text/event-stream");
  soup_message_headers_replace (headers, "Authorization", authorization);
  dovetail_secret_clear (&authorization);
  return message;
}

static SoupSession *
session_new (void)
{
  SoupSession *session = soup_session_new_with_options ("timeout", SILENCE_S, "idle-timeout", 5, "user-agent",
                                                        "Dovetail/" DOVETAIL_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static void
begin (DovetailEventStream *self)
{
  g_autoptr (SoupMessage) message = build_message (self);
  Connection *connection;

  if (self->session == NULL)
    self->session = session_new ();
  self->cancellable = g_cancellable_new ();
  connection = g_new0 (Connection, 1);
  connection->stream = g_object_ref (self);
  connection->cancellable = g_object_ref (self->cancellable);
  connection->message = g_steal_pointer (&message);
  soup_session_send_async (self->session, connection->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answered, connection);
}

static void
dovetail_event_stream_dispose (GObject *object)
{
  dovetail_event_stream_close (DOVETAIL_EVENT_STREAM (object));
  G_OBJECT_CLASS (dovetail_event_stream_parent_class)->dispose (object);
}

static void
dovetail_event_stream_finalize (GObject *object)
{
  DovetailEventStream *self = DOVETAIL_EVENT_STREAM (object);

  g_main_context_unref (self->context);
  G_OBJECT_CLASS (dovetail_event_stream_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, DOVETAIL_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
dovetail_event_stream_class_init (DovetailEventStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dovetail_event_stream_dispose;
  object_class->finalize = dovetail_event_stream_finalize;
  signals[OPENED] = add_signal ("opened");
  signals[CHANGED] = add_signal ("changed");
  signals[REFUSED] = add_signal ("refused");
  /* Its class sets what libsoup reads from the environment. */
  g_type_class_unref (g_type_class_ref (DOVETAIL_TYPE_HTTP_REMOTE));
}

static void
dovetail_event_stream_init (DovetailEventStream *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * dovetail_event_stream_new:
 * @random: for the jitter of its tries
 *
 * Returns: (transfer full): a stream that is closed
 */
DovetailEventStream *
dovetail_event_stream_new (const DovetailRandom *random)
{
  DovetailEventStream *self = g_object_new (DOVETAIL_TYPE_EVENT_STREAM, NULL);

  self->random = *random;
  return self;
}

/**
 * dovetail_event_stream_open:
 * @self: the stream
 * @server: its base address
 * @access_token: for the next try
 *
 * Keeps it open until it is closed. A stream that is open stays as it is.
 */
void
dovetail_event_stream_open (DovetailEventStream *self, const char *server, const char *access_token)
{
  g_autofree char *address = dovetail_session_normalize_server (server, NULL);

  g_return_if_fail (DOVETAIL_IS_EVENT_STREAM (self));
  g_return_if_fail (access_token != NULL);

  if (g_strcmp0 (address, self->server) != 0)
    dovetail_event_stream_close (self);
  if (address == NULL)
    return;
  if (self->server == NULL)
    self->server = g_steal_pointer (&address);
  if (g_strcmp0 (self->access_token, access_token) != 0)
    {
      dovetail_secret_clear (&self->access_token);
      self->access_token = g_strdup (access_token);
      self->refused = FALSE;
    }
  if (self->cancellable == NULL && self->timer == NULL && !self->refused)
    begin (self);
}

/**
 * dovetail_event_stream_close:
 * @self: the stream
 *
 * Forgets server and token.
 */
void
dovetail_event_stream_close (DovetailEventStream *self)
{
  g_return_if_fail (DOVETAIL_IS_EVENT_STREAM (self));

  clear_timer (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->server, g_free);
  dovetail_secret_clear (&self->access_token);
  self->refused = FALSE;
  self->failures = 0;
  self->opened_at = 0;
}

/**
 * dovetail_event_stream_is_open:
 * @self: the stream
 *
 * Returns: whether the server has answered, and the stream has not ended
 */
gboolean
dovetail_event_stream_is_open (DovetailEventStream *self)
{
  g_return_val_if_fail (DOVETAIL_IS_EVENT_STREAM (self), FALSE);

  return self->opened_at > 0;
}
