/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger in PostgreSQL.
 *
 * A transaction says whose family it is about (dovetail.family), and the policies of postgresql-schema.c hide
 * all else. One that writes first locks the row of its family. So it is alone with the family from then on,
 * and plain READ COMMITTED does: each statement sees what the last writer committed, nothing has to be taken
 * back because two were serialised wrongly, and with a single lock to wait for there is no circle of waiting.
 * A lock on the row rather than an advisory one: it cannot be shared by two families by accident of a hash,
 * pg_locks shows whose it is, and it goes with the row wherever the family is kept. FOR NO KEY UPDATE lets
 * the references to the family through. Readers wait for nobody: REPEATABLE READ gives them one moment. */

#include "server/postgresql-ledger.h"

#include <string.h>

#include "core/error.h"
#include "server/postgresql-listener.h"
#include "server/postgresql-pool.h"
#include "server/postgresql-schema.h"

#define LOCK_FAMILY "SELECT FROM family WHERE family_id = ?1 FOR NO KEY UPDATE"
/* Those who write to the directory take turns; "dirs". */
#define LOCK_DIRECTORY "SELECT pg_advisory_xact_lock (1684632179)"

struct _DovetailPostgresqlLedger
{
  GObject parent_instance;

  char *uri;
  char *itself; /* among the processes on this database */
  DovetailPostgresqlPool *pool;
  GMutex mutex; /* guards the listener while it is made */
  DovetailPostgresqlListener *listener;
};

static void dovetail_postgresql_ledger_iface_init (DovetailLedgerInterface *iface);

G_DEFINE_TYPE_WITH_CODE (DovetailPostgresqlLedger,
                         dovetail_postgresql_ledger,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_LEDGER, dovetail_postgresql_ledger_iface_init))

/* Sent with the first statement that is asked. */
static gboolean
open_transaction (DovetailPostgresqlSession *session, const char *family_id, gboolean writing, GError **error)
{
  const char *name = family_id == DOVETAIL_LEDGER_DIRECTORY ? DOVETAIL_POSTGRESQL_DIRECTORY : family_id;
  const DovetailLedgerValue family = { .kind = DOVETAIL_LEDGER_TEXT, .bytes = name, .length = strlen (name) };

  if (!dovetail_postgresql_session_begin (session, writing, error)
      || !dovetail_postgresql_choose_family (session, name, error))
    return FALSE;
  if (!writing)
    return TRUE;
  if (family_id == DOVETAIL_LEDGER_DIRECTORY)
    return dovetail_postgresql_session_run (session, LOCK_DIRECTORY, NULL, 0, NULL, NULL, error);
  return dovetail_postgresql_session_run (session, LOCK_FAMILY, &family, 1, NULL, NULL, error);
}

static gboolean
dovetail_postgresql_ledger_begin (DovetailLedger *ledger,
                                  const char *family_id,
                                  gboolean writing,
                                  GError **error)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (ledger);
  DovetailPostgresqlSession *session = dovetail_postgresql_pool_take (self->pool, error);

  if (session == NULL)
    return FALSE;
  if (open_transaction (session, family_id, writing, error))
    return TRUE;
  dovetail_postgresql_session_roll_back (session);
  dovetail_postgresql_pool_release (self->pool);
  return FALSE;
}

static gboolean
notify_others (DovetailPostgresqlLedger *self,
               DovetailPostgresqlSession *session,
               GPtrArray *moved,
               GError **error)
{
  for (guint i = 0; moved != NULL && i < moved->len; i++)
    if (!dovetail_postgresql_notify (session, self->itself, moved->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
dovetail_postgresql_ledger_commit (DovetailLedger *ledger, GPtrArray *moved, GError **error)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (ledger);
  DovetailPostgresqlSession *session = dovetail_postgresql_pool_get (self->pool);
  gboolean done
      = notify_others (self, session, moved, error) && dovetail_postgresql_session_commit (session, error);

  if (!done)
    dovetail_postgresql_session_roll_back (session);
  dovetail_postgresql_pool_release (self->pool);
  return done;
}

static void
dovetail_postgresql_ledger_rollback (DovetailLedger *ledger)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (ledger);

  dovetail_postgresql_session_roll_back (dovetail_postgresql_pool_get (self->pool));
  dovetail_postgresql_pool_release (self->pool);
}

static gboolean
dovetail_postgresql_ledger_run (DovetailLedger *ledger,
                                const char *statement,
                                const DovetailLedgerValue *values,
                                gsize n_values,
                                DovetailLedgerRowFunc row_func,
                                gpointer user_data,
                                GError **error)
{
  DovetailPostgresqlSession *session
      = dovetail_postgresql_pool_get (DOVETAIL_POSTGRESQL_LEDGER (ledger)->pool);

  return dovetail_postgresql_session_run (session, statement, values, n_values, row_func, user_data, error);
}

static gboolean
dovetail_postgresql_ledger_ask (DovetailLedger *ledger,
                                const char *statement,
                                const DovetailLedgerValue *values,
                                gsize n_values,
                                DovetailLedgerRowFunc row_func,
                                gpointer user_data,
                                GError **error)
{
  DovetailPostgresqlSession *session
      = dovetail_postgresql_pool_get (DOVETAIL_POSTGRESQL_LEDGER (ledger)->pool);

  return dovetail_postgresql_session_ask (session, statement, values, n_values, row_func, user_data, error);
}

/* Its own tools do that better, and know what belongs together. */
static gboolean
dovetail_postgresql_ledger_backup (DovetailLedger *ledger,
                                   const char *path,
                                   const char *epoch,
                                   GError **error)
{
  g_set_error (
      error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
      "PostgreSQL makes its own backups: pg_dump --format=custom --file=%s, as a role that may read all rows,"
      " such as postgres. After pg_restore, and before a server starts on it, give the copy a history of its"
      " own, or devices take what is missing for deleted:"
      " UPDATE property SET value = gen_random_uuid() WHERE name = 'epoch'",
      path);
  return FALSE;
}

static gboolean
dovetail_postgresql_ledger_check (DovetailLedger *ledger, GError **error)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (ledger);
  DovetailPostgresqlSession *session = dovetail_postgresql_pool_take (self->pool, error);
  gboolean sound;

  if (session == NULL)
    return FALSE;
  sound = dovetail_postgresql_check_schema (session, error);
  dovetail_postgresql_pool_release (self->pool);
  return sound;
}

/* Nobody listens before somebody asks: a command that runs once has no use for it. */
static gboolean
dovetail_postgresql_ledger_moved_elsewhere (DovetailLedger *ledger)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (ledger);

  g_mutex_lock (&self->mutex);
  if (self->listener == NULL)
    self->listener = dovetail_postgresql_listener_new (self->uri, self->itself, ledger);
  g_mutex_unlock (&self->mutex);
  return dovetail_postgresql_listener_missed (self->listener);
}

static void
dovetail_postgresql_ledger_finalize (GObject *object)
{
  DovetailPostgresqlLedger *self = DOVETAIL_POSTGRESQL_LEDGER (object);

  dovetail_postgresql_listener_free (self->listener);
  dovetail_postgresql_pool_free (self->pool);
  g_mutex_clear (&self->mutex);
  g_free (self->uri);
  g_free (self->itself);

  G_OBJECT_CLASS (dovetail_postgresql_ledger_parent_class)->finalize (object);
}

static void
dovetail_postgresql_ledger_class_init (DovetailPostgresqlLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_postgresql_ledger_finalize;
}

static void
dovetail_postgresql_ledger_iface_init (DovetailLedgerInterface *iface)
{
  iface->begin = dovetail_postgresql_ledger_begin;
  iface->commit = dovetail_postgresql_ledger_commit;
  iface->rollback = dovetail_postgresql_ledger_rollback;
  iface->run = dovetail_postgresql_ledger_run;
  iface->ask = dovetail_postgresql_ledger_ask;
  iface->backup = dovetail_postgresql_ledger_backup;
  iface->check = dovetail_postgresql_ledger_check;
  iface->moved_elsewhere = dovetail_postgresql_ledger_moved_elsewhere;
}

static void
dovetail_postgresql_ledger_init (DovetailPostgresqlLedger *self)
{
  g_mutex_init (&self->mutex);
  self->itself = g_uuid_string_random ();
}

static gboolean
find_schema (DovetailPostgresqlSession *session, GError **error)
{
  gboolean has;

  if (!dovetail_postgresql_has_schema (session, &has, error))
    return FALSE;
  if (!has)
    g_set_error_literal (
        error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
        "There are no tables of ours in this database; 'dovetail-server user add' makes them");
  return has;
}

/**
 * dovetail_postgresql_ledger_open:
 * @uri: postgresql://USER@HOST/DATABASE, as libpq understands it
 * @must_exist: whether a database without our tables is refused; otherwise they are made
 * @error: return location
 *
 * Connects and brings the tables up to date.
 *
 * Returns: (transfer full): the ledger; NULL with DOVETAIL_ERROR_BUSY when the database cannot be reached,
 *   DOVETAIL_ERROR_NOT_FOUND, DOVETAIL_ERROR_NEWER_SCHEMA, or DOVETAIL_ERROR_INVALID when the role is one
 * that row-level security does not bind
 */
DovetailLedger *
dovetail_postgresql_ledger_open (const char *uri, gboolean must_exist, GError **error)
{
  g_autoptr (DovetailPostgresqlLedger) self = NULL;
  DovetailPostgresqlSession *session;
  gboolean ready;

  g_return_val_if_fail (uri != NULL, NULL);

  self = g_object_new (DOVETAIL_TYPE_POSTGRESQL_LEDGER, NULL);
  self->uri = g_strdup (uri);
  self->pool = dovetail_postgresql_pool_new (uri);
  session = dovetail_postgresql_pool_take (self->pool, error);
  if (session == NULL)
    return NULL;
  ready
      = (!must_exist || find_schema (session, error)) && dovetail_postgresql_prepare_schema (session, error);
  dovetail_postgresql_pool_release (self->pool);
  return ready ? DOVETAIL_LEDGER (g_steal_pointer (&self)) : NULL;
}
