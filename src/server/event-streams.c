/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams that wait hold no thread: libmicrohttpd suspends their connections, and they are resumed when there
 * is something to write. A ticker writes the comment lines, by which it is also noticed who left, and ends
 * the streams of those who may not listen any more. */

#include "server/event-streams.h"

#include <string.h>

#include "server/auth.h"
#include "server/ledger-families.h"
#include "server/problem.h"
#include "server/server-private.h"

#define MAX_STREAMS 2048
#define MAX_STREAMS_PER_USER 64
#define DEFAULT_BEAT_MS (30 * 1000)
#define LONGEST_TICK_MS 1000
#define BLOCK_BYTES 256
#define RETRY_AFTER_MS (60 * 1000)

/* The data line is empty, but without one a browser would not dispatch the event. */
#define EVENT "event: changed\ndata:\n\n"
#define COMMENT ":\n\n"

/* One listener. The mutex of the streams guards it. */
typedef struct
{
  DovetailEventStreams *streams;
  struct MHD_Connection *connection; /* NULL: it has ended */
  DovetailCaller *caller;
  char *authorization;
  gint64 next_beat;   /* monotonic, us */
  guint n_references; /* the answer's, and the ticker's while it looks at it */
  gboolean told;      /* an event is to be written */
  gboolean beats;     /* a comment line is to be written */
  gboolean over;      /* the end is to be written */
  gboolean suspended;
} Stream;

struct _DovetailEventStreams
{
  DovetailServer *server;
  gint64 beat; /* us */
  gulong moved_handler;
  GMutex mutex;
  GCond changed;
  GHashTable *open; /* set of Stream */
  gboolean ending;
  gboolean stopping;
  GThread *ticker;
  GHashTable *positions; /* the ticker's: how far each family was when it looked last; NULL: it did not yet */
};

static void
stream_unref (gpointer data)
{
  Stream *stream = data;

  if (--stream->n_references > 0)
    return;
  dovetail_caller_free (stream->caller);
  g_free (stream->authorization);
  g_free (stream);
}

static void
wake (Stream *stream)
{
  if (!stream->suspended || stream->connection == NULL)
    return;
  stream->suspended = FALSE;
  MHD_resume_connection (stream->connection);
}

static void
on_family_moved (DovetailLedger *ledger, const char *family_id, gpointer user_data)
{
  DovetailEventStreams *streams = user_data;
  GHashTableIter iter;
  gpointer key;

  g_mutex_lock (&streams->mutex);
  g_hash_table_iter_init (&iter, streams->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Stream *stream = key;

      if (!g_str_equal (stream->caller->family_id, family_id))
        continue;
      stream->told = TRUE;
      wake (stream);
    }
  g_mutex_unlock (&streams->mutex);
}

/* What is to be written next; NULL: nothing for now. */
static const char *
next_text (Stream *stream)
{
  if (stream->told)
    {
      stream->told = stream->beats = FALSE;
      return EVENT;
    }
  if (!stream->beats)
    return NULL;
  stream->beats = FALSE;
  return COMMENT;
}

/* Called on a thread of libmicrohttpd whenever the connection could take more. */
static ssize_t
read_stream (void *user_data, uint64_t position, char *buffer, size_t space)
{
  Stream *stream = user_data;
  DovetailEventStreams *streams = stream->streams;
  ssize_t length = 0;
  const char *text;

  g_mutex_lock (&streams->mutex);
  text = stream->over ? NULL : next_text (stream);
  if (stream->over)
    length = MHD_CONTENT_READER_END_OF_STREAM;
  else if (text == NULL)
    {
      stream->suspended = TRUE;
      MHD_suspend_connection (stream->connection);
    }
  else
    {
      length = (ssize_t) strlen (text);
      memcpy (buffer, text, (gsize) length);
    }
  g_mutex_unlock (&streams->mutex);
  return length;
}

static void
close_stream (void *user_data)
{
  Stream *stream = user_data;
  DovetailEventStreams *streams = stream->streams;

  g_mutex_lock (&streams->mutex);
  stream->connection = NULL;
  g_hash_table_remove (streams->open, stream);
  stream_unref (stream);
  g_mutex_unlock (&streams->mutex);
}

/* Streams that are due for a sign of life; those whose token has expired end here. */
static GPtrArray *
collect_due (DovetailEventStreams *streams)
{
  GPtrArray *due = g_ptr_array_new ();
  gint64 now = g_get_monotonic_time ();
  gint64 wall = dovetail_server_now (streams->server);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, streams->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Stream *stream = key;

      stream->over |= stream->caller->expires_at <= wall;
      if (stream->over)
        wake (stream);
      else if (stream->next_beat <= now)
        {
          stream->n_references++;
          stream->next_beat = now + streams->beat;
          g_ptr_array_add (due, stream);
        }
    }
  return due;
}

/* The user may have been kept out meanwhile, or the device be somebody else's. */
static gboolean
may_listen (DovetailEventStreams *streams, const Stream *stream)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailCaller) caller = dovetail_authenticate (streams->server, stream->authorization, &error);

  return error != NULL || (caller != NULL && g_str_equal (caller->family_id, stream->caller->family_id));
}

static gboolean
read_positions (DovetailServer *server, gpointer user_data, GError **error)
{
  GHashTable **positions = user_data;

  *positions = dovetail_family_list_positions (server->ledger, error);
  return *positions != NULL;
}

/* Another process on the same database may have moved a family. What it wrote may as well be nobody's news.
 */
static void
look_elsewhere (DovetailEventStreams *streams)
{
  DovetailLedger *ledger = streams->server->ledger;
  gboolean moved = dovetail_ledger_moved_elsewhere (ledger);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) now = NULL;
  GHashTableIter iter;
  gpointer family_id, position;

  if (streams->positions != NULL && !moved)
    return;
  if (!dovetail_server_transact (streams->server, DOVETAIL_LEDGER_DIRECTORY, FALSE, read_positions, &now,
                                 NULL))
    return;
  before = g_steal_pointer (&streams->positions);
  streams->positions = g_hash_table_ref (now);
  g_hash_table_iter_init (&iter, now);
  while (before != NULL && g_hash_table_iter_next (&iter, &family_id, &position))
    {
      const gint64 *former = g_hash_table_lookup (before, family_id);

      if (former == NULL || *former != *(const gint64 *) position)
        dovetail_ledger_announce (ledger, family_id);
    }
}

/* Without the mutex while the ledger is asked: news shall not wait for that. */
static void
beat (DovetailEventStreams *streams)
{
  g_autoptr (GPtrArray) due = collect_due (streams);

  g_mutex_unlock (&streams->mutex);
  look_elsewhere (streams);
  for (guint i = 0; i < due->len; i++)
    {
      Stream *stream = due->pdata[i];
      gboolean may = may_listen (streams, stream);

      g_mutex_lock (&streams->mutex);
      stream->beats = TRUE;
      stream->over |= !may;
      wake (stream);
      stream_unref (stream);
      g_mutex_unlock (&streams->mutex);
    }
  g_mutex_lock (&streams->mutex);
}

static gpointer
tick_until_stopped (gpointer user_data)
{
  DovetailEventStreams *streams = user_data;
  gint64 tick = MIN (streams->beat, LONGEST_TICK_MS * G_GINT64_CONSTANT (1000));

  g_mutex_lock (&streams->mutex);
  while (!streams->stopping)
    {
      if (g_hash_table_size (streams->open) == 0)
        g_cond_wait (&streams->changed, &streams->mutex);
      else if (!g_cond_wait_until (&streams->changed, &streams->mutex, g_get_monotonic_time () + tick))
        beat (streams);
    }
  g_mutex_unlock (&streams->mutex);
  return NULL;
}

DovetailEventStreams *
dovetail_event_streams_new (DovetailServer *server, gint64 beat_ms)
{
  DovetailEventStreams *streams = g_new0 (DovetailEventStreams, 1);

  streams->server = g_object_ref (server);
  streams->beat = (beat_ms > 0 ? beat_ms : DEFAULT_BEAT_MS) * 1000;
  g_mutex_init (&streams->mutex);
  g_cond_init (&streams->changed);
  streams->open = g_hash_table_new (NULL, NULL);
  streams->moved_handler
      = g_signal_connect (server->ledger, "family-moved", G_CALLBACK (on_family_moved), streams);
  streams->ticker = g_thread_new ("events", tick_until_stopped, streams);
  return streams;
}

void
dovetail_event_streams_free (DovetailEventStreams *streams)
{
  if (streams == NULL)
    return;
  g_signal_handler_disconnect (streams->server->ledger, streams->moved_handler);
  g_mutex_lock (&streams->mutex);
  streams->stopping = TRUE;
  g_cond_broadcast (&streams->changed);
  g_mutex_unlock (&streams->mutex);
  g_thread_join (streams->ticker);
  g_hash_table_unref (streams->open);
  g_clear_pointer (&streams->positions, g_hash_table_unref);
  g_cond_clear (&streams->changed);
  g_mutex_clear (&streams->mutex);
  g_object_unref (streams->server);
  g_free (streams);
}

static guint
count_streams_of (DovetailEventStreams *streams, const char *user_id)
{
  GHashTableIter iter;
  gpointer key;
  guint n_streams = 0;

  g_hash_table_iter_init (&iter, streams->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    n_streams += g_str_equal (((Stream *) key)->caller->user_id, user_id);
  return n_streams;
}

static DovetailResponse *
refuse_for_now (guint status, const char *code, const char *detail)
{
  DovetailResponse *refusal = dovetail_refuse (status, code, detail);

  refusal->retry_after = RETRY_AFTER_MS;
  return refusal;
}

static DovetailResponse *
refuse_caller (const GError *error)
{
  if (error != NULL)
    return dovetail_refuse_for_error (error);
  return dovetail_refuse (401, "unauthorized",
                          "Log in first: the access token is missing, expired or not valid");
}

/* NULL: there is room. */
static DovetailResponse *
refuse_crowd (DovetailEventStreams *streams, const DovetailCaller *caller)
{
  if (streams->ending)
    return refuse_for_now (503, "stopping", "The server is about to stop");
  if (g_hash_table_size (streams->open) >= MAX_STREAMS)
    return refuse_for_now (503, "too_many_streams", "The server has as many listeners as it can take");
  if (count_streams_of (streams, caller->user_id) >= MAX_STREAMS_PER_USER)
    return refuse_for_now (429, "too_many_streams", "This user has as many event streams as there may be");
  return NULL;
}

static Stream *
stream_new (DovetailEventStreams *streams,
            struct MHD_Connection *connection,
            const char *authorization,
            DovetailCaller *caller) /* takes it */
{
  Stream *stream = g_new0 (Stream, 1);

  stream->streams = streams;
  stream->connection = connection;
  stream->caller = caller;
  stream->authorization = g_strdup (authorization);
  stream->next_beat = g_get_monotonic_time () + streams->beat;
  stream->n_references = 1;
  /* So that the head leaves at once. */
  stream->beats = TRUE;
  return stream;
}

/**
 * dovetail_event_streams_open:
 * @streams: the streams of a server on a socket
 * @connection: who asked
 * @authorization: (nullable): with which token
 * @refusal: (out): the answer when there is no stream
 *
 * Returns: (transfer full) (nullable): an answer that goes on until one side ends it
 */
struct MHD_Response *
dovetail_event_streams_open (DovetailEventStreams *streams,
                             struct MHD_Connection *connection,
                             const char *authorization,
                             DovetailResponse **refusal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailCaller) caller = dovetail_authenticate (streams->server, authorization, &error);
  struct MHD_Response *response;
  Stream *stream;

  if (caller == NULL)
    {
      *refusal = refuse_caller (error);
      return NULL;
    }
  g_mutex_lock (&streams->mutex);
  *refusal = refuse_crowd (streams, caller);
  if (*refusal != NULL)
    {
      g_mutex_unlock (&streams->mutex);
      return NULL;
    }
  stream = stream_new (streams, connection, authorization, g_steal_pointer (&caller));
  /* The ticker sleeps while nobody listens. */
  if (g_hash_table_size (streams->open) == 0)
    g_cond_broadcast (&streams->changed);
  g_hash_table_add (streams->open, stream);
  g_mutex_unlock (&streams->mutex);
  response
      = MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, stream, close_stream);
  if (response == NULL)
    {
      close_stream (stream);
      *refusal = refuse_for_now (503, "too_many_streams", "The server has no room for another listener");
    }
  return response;
}

/**
 * dovetail_event_streams_end:
 * @streams: the streams of a server on a socket
 * @end: whether there may be none; FALSE: they may be opened again
 *
 * Does not wait until they have ended.
 */
void
dovetail_event_streams_end (DovetailEventStreams *streams, gboolean end)
{
  GHashTableIter iter;
  gpointer key;

  g_mutex_lock (&streams->mutex);
  streams->ending = end;
  g_hash_table_iter_init (&iter, streams->open);
  while (end && g_hash_table_iter_next (&iter, &key, NULL))
    {
      ((Stream *) key)->over = TRUE;
      wake (key);
    }
  g_mutex_unlock (&streams->mutex);
}
