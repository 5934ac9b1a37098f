/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A handful of connections for the threads of libmicrohttpd and the ticker of the event streams. */

#include "server/postgresql-pool.h"

#include "core/error.h"

#define MAX_SESSIONS 8
#define PATIENCE_US (10 * G_USEC_PER_SEC)

struct _DovetailPostgresqlPool
{
  char *uri;
  GMutex mutex;
  GCond released;
  GPtrArray *idle;   /* DovetailPostgresqlSession */
  GHashTable *taken; /* GThread -> DovetailPostgresqlSession, or NULL while it is being opened */
};

static void
close_session (gpointer session)
{
  dovetail_postgresql_session_close (session);
}

DovetailPostgresqlPool *
dovetail_postgresql_pool_new (const char *uri)
{
  DovetailPostgresqlPool *pool = g_new0 (DovetailPostgresqlPool, 1);

  pool->uri = g_strdup (uri);
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->released);
  pool->idle = g_ptr_array_new_with_free_func (close_session);
  pool->taken = g_hash_table_new_full (NULL, NULL, NULL, close_session);
  return pool;
}

void
dovetail_postgresql_pool_free (DovetailPostgresqlPool *pool)
{
  if (pool == NULL)
    return;
  g_ptr_array_unref (pool->idle);
  g_hash_table_unref (pool->taken);
  g_cond_clear (&pool->released);
  g_mutex_clear (&pool->mutex);
  g_free (pool->uri);
  g_free (pool);
}

static gboolean
wait_for_room (DovetailPostgresqlPool *pool)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  while (g_hash_table_size (pool->taken) >= MAX_SESSIONS)
    if (!g_cond_wait_until (&pool->released, &pool->mutex, until))
      return FALSE;
  return TRUE;
}

static void
give_up_place (DovetailPostgresqlPool *pool)
{
  g_mutex_lock (&pool->mutex);
  g_hash_table_remove (pool->taken, g_thread_self ());
  g_cond_signal (&pool->released);
  g_mutex_unlock (&pool->mutex);
}

/* Opened without the mutex: others go on meanwhile. */
static DovetailPostgresqlSession *
open_session (DovetailPostgresqlPool *pool, GError **error)
{
  DovetailPostgresqlSession *session = dovetail_postgresql_session_open (pool->uri, error);

  if (session == NULL)
    {
      give_up_place (pool);
      return NULL;
    }
  g_mutex_lock (&pool->mutex);
  g_hash_table_insert (pool->taken, g_thread_self (), session);
  g_mutex_unlock (&pool->mutex);
  return session;
}

/**
 * dovetail_postgresql_pool_take:
 * @pool: a pool
 * @error: return location
 *
 * Returns: (transfer none): the connection of this thread until it calls dovetail_postgresql_pool_release();
 * NULL with DOVETAIL_ERROR_BUSY when the database cannot be reached, or all connections stay in use
 */
DovetailPostgresqlSession *
dovetail_postgresql_pool_take (DovetailPostgresqlPool *pool, GError **error)
{
  DovetailPostgresqlSession *session = NULL;

  g_mutex_lock (&pool->mutex);
  if (!wait_for_room (pool))
    {
      g_mutex_unlock (&pool->mutex);
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY,
                           "Every connection to the database is in use");
      return NULL;
    }
  if (pool->idle->len > 0)
    session = g_ptr_array_steal_index_fast (pool->idle, pool->idle->len - 1);
  g_hash_table_insert (pool->taken, g_thread_self (), session);
  g_mutex_unlock (&pool->mutex);
  return session != NULL ? session : open_session (pool, error);
}

DovetailPostgresqlSession *
dovetail_postgresql_pool_get (DovetailPostgresqlPool *pool)
{
  DovetailPostgresqlSession *session;

  g_mutex_lock (&pool->mutex);
  session = g_hash_table_lookup (pool->taken, g_thread_self ());
  g_mutex_unlock (&pool->mutex);
  return session;
}

/* When the database went away and came back, none of the connections that were kept is any good: the first
 * that is found dead takes the others with it, so that who tries again gets a new one. */
void
dovetail_postgresql_pool_release (DovetailPostgresqlPool *pool)
{
  gpointer session = NULL;

  g_mutex_lock (&pool->mutex);
  g_hash_table_steal_extended (pool->taken, g_thread_self (), NULL, &session);
  if (session != NULL && dovetail_postgresql_session_is_alive (session))
    g_ptr_array_add (pool->idle, g_steal_pointer (&session));
  else
    g_ptr_array_set_size (pool->idle, 0);
  g_cond_signal (&pool->released);
  g_mutex_unlock (&pool->mutex);
  dovetail_postgresql_session_close (session);
}
