/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sweeper beside libmicrohttpd, whose own timeout is for idleness only: one byte every few seconds would
 * hold a connection for ever. */

#include "server/connections.h"

#include <sys/socket.h>

#define HEAD_SECONDS 20
/* From the head to the end of the answer; also the longest that a kept connection may take for its next head.
 */
#define REQUEST_SECONDS 120
#define SWEEP_INTERVAL (G_USEC_PER_SEC)

struct _DovetailConnection
{
  int socket;
  gint64 deadline; /* monotonic, us */
  gboolean working;
};

struct _DovetailConnections
{
  GMutex mutex;
  GCond changed;
  GHashTable *open; /* set of DovetailConnection */
  guint n_working;
  gboolean stopping;
  GThread *sweeper;
};

static void
sweep (DovetailConnections *connections)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, connections->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      DovetailConnection *connection = key;

      if (connection->deadline < now)
        shutdown (connection->socket, SHUT_RDWR);
    }
}

static gpointer
sweep_until_stopped (gpointer user_data)
{
  DovetailConnections *connections = user_data;

  g_mutex_lock (&connections->mutex);
  while (!connections->stopping)
    {
      gint64 next = g_get_monotonic_time () + SWEEP_INTERVAL;

      while (!connections->stopping && g_cond_wait_until (&connections->changed, &connections->mutex, next))
        ;
      sweep (connections);
    }
  g_mutex_unlock (&connections->mutex);
  return NULL;
}

DovetailConnections *
dovetail_connections_new (void)
{
  DovetailConnections *connections = g_new0 (DovetailConnections, 1);

  g_mutex_init (&connections->mutex);
  g_cond_init (&connections->changed);
  connections->open = g_hash_table_new (NULL, NULL);
  connections->sweeper = g_thread_new ("sweeper", sweep_until_stopped, connections);
  return connections;
}

void
dovetail_connections_free (DovetailConnections *connections)
{
  if (connections == NULL)
    return;
  g_mutex_lock (&connections->mutex);
  connections->stopping = TRUE;
  g_cond_broadcast (&connections->changed);
  g_mutex_unlock (&connections->mutex);
  g_thread_join (connections->sweeper);
  g_hash_table_unref (connections->open);
  g_cond_clear (&connections->changed);
  g_mutex_clear (&connections->mutex);
  g_free (connections);
}

static gint64
deadline_in (gint64 seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

DovetailConnection *
dovetail_connections_add (DovetailConnections *connections, int socket)
{
  DovetailConnection *connection = g_new0 (DovetailConnection, 1);

  connection->socket = socket;
  connection->deadline = deadline_in (HEAD_SECONDS);
  g_mutex_lock (&connections->mutex);
  g_hash_table_add (connections->open, connection);
  g_mutex_unlock (&connections->mutex);
  return connection;
}

void
dovetail_connections_remove (DovetailConnections *connections, DovetailConnection *connection)
{
  g_mutex_lock (&connections->mutex);
  g_hash_table_remove (connections->open, connection);
  g_mutex_unlock (&connections->mutex);
  g_free (connection);
}

void
dovetail_connection_begin (DovetailConnections *connections, DovetailConnection *connection)
{
  g_mutex_lock (&connections->mutex);
  connections->n_working++;
  if (connection != NULL)
    {
      connection->deadline = deadline_in (REQUEST_SECONDS);
      connection->working = TRUE;
    }
  g_mutex_unlock (&connections->mutex);
}

void
dovetail_connection_end (DovetailConnections *connections, DovetailConnection *connection)
{
  g_mutex_lock (&connections->mutex);
  connections->n_working--;
  if (connection != NULL)
    {
      connection->deadline = deadline_in (REQUEST_SECONDS);
      connection->working = FALSE;
    }
  g_cond_broadcast (&connections->changed);
  g_mutex_unlock (&connections->mutex);
}

void
dovetail_connection_lasts (DovetailConnections *connections, DovetailConnection *connection)
{
  if (connection == NULL)
    return;
  g_mutex_lock (&connections->mutex);
  connection->deadline = G_MAXINT64;
  g_mutex_unlock (&connections->mutex);
}

void
dovetail_connection_cut (DovetailConnections *connections, DovetailConnection *connection)
{
  g_mutex_lock (&connections->mutex);
  if (!connection->working)
    shutdown (connection->socket, SHUT_RDWR);
  g_mutex_unlock (&connections->mutex);
}

void
dovetail_connections_drain (DovetailConnections *connections, guint seconds)
{
  gint64 deadline = deadline_in (seconds);

  g_mutex_lock (&connections->mutex);
  while (connections->n_working > 0
         && g_cond_wait_until (&connections->changed, &connections->mutex, deadline))
    ;
  g_mutex_unlock (&connections->mutex);
}
