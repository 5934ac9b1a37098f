/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection: statements are prepared once and sent in binary, rows are handed on one by one as they
 * arrive. What nobody asks an answer of is not waited for: it travels in a pipeline with the next statement
 * that is asked, and when it fails, that one fails in its place. Of what the database says about a failure
 * only the first line is kept, because the others repeat stored values. */

#include "server/postgresql-session.h"

#include <libpq-fe.h>
#include <string.h>

#include "core/error.h"

/* Types by their numbers in pg_type, which never change. */
#define TYPE_BOOL 16
#define TYPE_BYTEA 17
#define TYPE_INT8 20
#define TYPE_INT4 23
#define TYPE_TEXT 25

#define MAX_VALUES 24
#define BINARY 1
/* Their answers have to fit into the socket's buffers, or both sides would wait for each other. */
#define MAX_UNREAD 100

/* As long as the SQLite ledger waits for another process. An abandoned transaction must not hold a family for
 * ever. */
static const char settings[] = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';"
                               "SET client_min_messages = warning";

struct _DovetailPostgresqlSession
{
  PGconn *connection;
  GHashTable *statements; /* text -> name under which it is prepared */
  guint n_unread;         /* statements in the pipeline whose answers were not read */
  gboolean lost;
};

typedef struct
{
  const char *state; /* SQLSTATE, or the class it begins with */
  DovetailError code;
} Meaning;

static const Meaning meanings[] = {
  { "40", DOVETAIL_ERROR_TAKEN_BACK },    /* serialization failure, deadlock */
  { "23505", DOVETAIL_ERROR_TAKEN_BACK }, /* somebody inserted it since it was looked for */
  { "08", DOVETAIL_ERROR_TAKEN_BACK },    /* connection lost */
  { "57P0", DOVETAIL_ERROR_TAKEN_BACK },  /* database stopping, crashed, starting */
  { "25P03", DOVETAIL_ERROR_TAKEN_BACK }, /* the transaction idled for too long */
  { "55P03", DOVETAIL_ERROR_BUSY },       /* somebody holds the lock */
  { "57014", DOVETAIL_ERROR_BUSY },       /* statement timeout */
  { "53100", DOVETAIL_ERROR_FULL },       /* disk */
  { "53", DOVETAIL_ERROR_BUSY },          /* connections, memory */
  { "XX001", DOVETAIL_ERROR_CORRUPT },    { "XX002", DOVETAIL_ERROR_CORRUPT },
};

static DovetailError
code_for (const char *state)
{
  for (gsize i = 0; state != NULL && i < G_N_ELEMENTS (meanings); i++)
    if (g_str_has_prefix (state, meanings[i].state))
      return meanings[i].code;
  return DOVETAIL_ERROR_FAILED;
}

static gboolean
fail (DovetailPostgresqlSession *session, const PGresult *result, GError **error)
{
  const char *message = result == NULL ? NULL : PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *state = result == NULL ? NULL : PQresultErrorField (result, PG_DIAG_SQLSTATE);
  DovetailError code = code_for (state);

  /* What has no SQLSTATE the database did not say: libpq has lost it, though it may not count it as lost yet.
   */
  session->lost |= state == NULL || PQstatus (session->connection) == CONNECTION_BAD;
  if (session->lost)
    code = DOVETAIL_ERROR_TAKEN_BACK;
  g_set_error (error, DOVETAIL_ERROR, code, "The database answered: %s",
               message == NULL ? "the connection is lost" : message);
  return FALSE;
}

static gboolean
is_done (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void
ignore_notice (void *user_data, const PGresult *result)
{
}

static PGconn *
connect_to (const char *uri)
{
  /* What the URI says counts; these come before it. */
  static const char *const names[] = { "application_name",
                                       "connect_timeout",
                                       "keepalives_idle",
                                       "tcp_user_timeout",
                                       "client_encoding",
                                       "dbname",
                                       NULL };
  const char *const values[] = { "dovetail-server", "5", "30", "30000", "UTF8", uri, NULL };

  return PQconnectdbParams (names, values, TRUE);
}

/* The first line; libpq names host and user in it, never a password. */
static DovetailPostgresqlSession *
fail_to_open (DovetailPostgresqlSession *session, GError **error)
{
  const char *message = PQerrorMessage (session->connection);

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY, "PostgreSQL cannot be reached: %.*s",
               (int) strcspn (message, "\n"), message);
  dovetail_postgresql_session_close (session);
  return NULL;
}

/**
 * dovetail_postgresql_session_open:
 * @uri: postgresql://...
 * @error: return location
 *
 * Returns: (transfer full): a connection; NULL with DOVETAIL_ERROR_BUSY when the database cannot be reached
 * now
 */
DovetailPostgresqlSession *
dovetail_postgresql_session_open (const char *uri, GError **error)
{
  DovetailPostgresqlSession *session = g_new0 (DovetailPostgresqlSession, 1);

  session->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  session->connection = connect_to (uri);
  if (PQstatus (session->connection) != CONNECTION_OK)
    return fail_to_open (session, error);
  PQsetNoticeReceiver (session->connection, ignore_notice, NULL);
  if (!dovetail_postgresql_session_execute (session, settings, error))
    g_clear_pointer (&session, dovetail_postgresql_session_close);
  return session;
}

void
dovetail_postgresql_session_close (DovetailPostgresqlSession *session)
{
  if (session == NULL)
    return;
  PQfinish (session->connection);
  g_hash_table_unref (session->statements);
  g_free (session);
}

gboolean
dovetail_postgresql_session_is_alive (DovetailPostgresqlSession *session)
{
  return !session->lost && PQstatus (session->connection) == CONNECTION_OK;
}

static gint64
read_integer (Oid type, const char *bytes)
{
  gint64 wide;
  gint32 narrow;

  if (type == TYPE_BOOL)
    return bytes[0] != 0;
  if (type == TYPE_INT4)
    {
      memcpy (&narrow, bytes, sizeof narrow);
      return GINT32_FROM_BE (narrow);
    }
  memcpy (&wide, bytes, sizeof wide);
  return GINT64_FROM_BE (wide);
}

static gboolean
read_column (const PGresult *result, int column, DovetailLedgerValue *value, GError **error)
{
  Oid type = PQftype (result, column);

  *value = (DovetailLedgerValue){ .kind = DOVETAIL_LEDGER_NULL };
  if (PQgetisnull (result, 0, column))
    return TRUE;
  switch (type)
    {
    case TYPE_BOOL:
    case TYPE_INT4:
    case TYPE_INT8:
      value->kind = DOVETAIL_LEDGER_INTEGER;
      value->integer = read_integer (type, PQgetvalue (result, 0, column));
      return TRUE;
    case TYPE_TEXT:
    case TYPE_BYTEA:
      value->kind = type == TYPE_TEXT ? DOVETAIL_LEDGER_TEXT : DOVETAIL_LEDGER_BLOB;
      value->bytes = PQgetvalue (result, 0, column);
      value->length = (gsize) PQgetlength (result, 0, column);
      return TRUE;
    default:
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                   "A statement answers a column of type %u, which no row of the ledger has: it lacks a CAST",
                   type);
      return FALSE;
    }
}

static gboolean
read_row (const PGresult *result, DovetailLedgerRowFunc row_func, gpointer user_data, GError **error)
{
  DovetailLedgerValue row[MAX_VALUES];
  int n_columns = MIN (PQnfields (result), MAX_VALUES);

  if (row_func == NULL)
    return TRUE;
  for (int i = 0; i < n_columns; i++)
    if (!read_column (result, i, &row[i], error))
      return FALSE;
  row_func (row, user_data);
  return TRUE;
}

/* One answer to its end. What follows a failure in a pipeline is not done, and has no reason of its own. */
static gboolean
read_answer (DovetailPostgresqlSession *session,
             DovetailLedgerRowFunc row_func,
             gpointer user_data,
             GError **error)
{
  gboolean answered = FALSE;
  gboolean done = TRUE;
  PGresult *result;

  while ((result = PQgetResult (session->connection)) != NULL)
    {
      ExecStatusType status = PQresultStatus (result);

      answered = TRUE;
      if (!done || status == PGRES_PIPELINE_ABORTED)
        done = FALSE;
      else if (status == PGRES_SINGLE_TUPLE)
        done = read_row (result, row_func, user_data, error);
      else if (!is_done (result))
        done = fail (session, result, error);
      PQclear (result);
    }
  return answered ? done : fail (session, NULL, error);
}

/* Sends what is in the pipeline and reads every answer; rows are those of the last statement. */
static gboolean
settle (DovetailPostgresqlSession *session,
        DovetailLedgerRowFunc row_func,
        gpointer user_data,
        GError **error)
{
  gboolean done = TRUE;

  if (!PQpipelineSync (session->connection))
    {
      session->n_unread = 0;
      return fail (session, NULL, error);
    }
  for (; session->n_unread > 0; session->n_unread--)
    {
      gboolean last = session->n_unread == 1;

      if (last)
        PQsetSingleRowMode (session->connection);
      if (!read_answer (session, last ? row_func : NULL, user_data, done ? error : NULL))
        done = FALSE;
    }
  PQclear (PQgetResult (session->connection)); /* the end of the pipeline */
  return done;
}

/* Scripts of several statements cannot travel in a pipeline. */
static gboolean
leave_pipeline (DovetailPostgresqlSession *session, GError **error)
{
  gboolean done = session->n_unread == 0 || settle (session, NULL, NULL, error);

  PQexitPipelineMode (session->connection);
  return done;
}

gboolean
dovetail_postgresql_session_execute (DovetailPostgresqlSession *session, const char *script, GError **error)
{
  PGresult *result;
  gboolean done;

  if (!leave_pipeline (session, error))
    return FALSE;
  result = PQexec (session->connection, script);
  done = is_done (result) || fail (session, result, error);
  PQclear (result);
  return done;
}

void
dovetail_postgresql_session_roll_back (DovetailPostgresqlSession *session)
{
  leave_pipeline (session, NULL);
  dovetail_postgresql_session_execute (session, "ROLLBACK", NULL);
}

/* In a transaction that a former error has ended, COMMIT succeeds and says ROLLBACK. */
gboolean
dovetail_postgresql_session_commit (DovetailPostgresqlSession *session,
                                    const char *last_words,
                                    GError **error)
{
  g_autofree char *script = g_strconcat (last_words, "COMMIT", NULL);
  PGresult *result;
  gboolean done;

  if (!leave_pipeline (session, error))
    return FALSE;
  result = PQexec (session->connection, script);
  done = is_done (result);
  if (!done)
    fail (session, result, error);
  else if (strcmp (PQcmdStatus (result), "COMMIT") != 0)
    {
      done = FALSE;
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                           "The database has taken the transaction back after an error");
    }
  PQclear (result);
  return done;
}

char *
dovetail_postgresql_session_quote (DovetailPostgresqlSession *session, const char *text)
{
  char *quoted = PQescapeLiteral (session->connection, text, strlen (text));
  char *copy = g_strdup (quoted);

  PQfreemem (quoted);
  return copy;
}

/* ?1 is $1 here. No statement has a question mark for anything else. */
static char *
to_dialect (const char *statement)
{
  return g_strdelimit (g_strdup (statement), "?", '$');
}

static Oid
type_of (const DovetailLedgerValue *value)
{
  switch (value->kind)
    {
    case DOVETAIL_LEDGER_INTEGER:
      return TYPE_INT8;
    case DOVETAIL_LEDGER_BLOB:
      return TYPE_BYTEA;
    default:
      return TYPE_TEXT;
    }
}

static const char *
prepare (DovetailPostgresqlSession *session,
         const char *statement,
         const DovetailLedgerValue *values,
         gsize n_values,
         GError **error)
{
  char *name = g_hash_table_lookup (session->statements, statement);
  g_autofree char *text = NULL;
  Oid types[MAX_VALUES];
  gboolean done;

  if (name != NULL)
    return name;
  for (gsize i = 0; i < n_values; i++)
    types[i] = type_of (&values[i]);
  text = to_dialect (statement);
  name = g_strdup_printf ("s%u", g_hash_table_size (session->statements));
  session->n_unread++;
  done = PQsendPrepare (session->connection, name, text, (int) n_values, types)
             ? settle (session, NULL, NULL, error)
             : fail (session, NULL, error);
  if (done)
    g_hash_table_insert (session->statements, g_strdup (statement), name);
  else
    g_clear_pointer (&name, g_free);
  return name;
}

static gboolean
send (DovetailPostgresqlSession *session, const char *name, const DovetailLedgerValue *values, gsize n_values)
{
  const char *bytes[MAX_VALUES];
  int lengths[MAX_VALUES];
  int formats[MAX_VALUES];
  gint64 integers[MAX_VALUES];

  for (gsize i = 0; i < n_values; i++)
    {
      gboolean integer = values[i].kind == DOVETAIL_LEDGER_INTEGER;

      integers[i] = GINT64_TO_BE (values[i].integer);
      bytes[i] = integer ? (const char *) &integers[i] : values[i].bytes;
      lengths[i] = integer ? (int) sizeof integers[i] : (int) values[i].length;
      formats[i] = BINARY;
    }
  session->n_unread++;
  return PQsendQueryPrepared (session->connection, name, (int) n_values, bytes, lengths, formats, BINARY)
         == 1;
}

gboolean
dovetail_postgresql_session_run (DovetailPostgresqlSession *session,
                                 const char *statement,
                                 const DovetailLedgerValue *values,
                                 gsize n_values,
                                 DovetailLedgerRowFunc row_func,
                                 gpointer user_data,
                                 GError **error)
{
  const char *name;

  g_return_val_if_fail (n_values <= MAX_VALUES, FALSE);

  PQenterPipelineMode (session->connection);
  name = prepare (session, statement, values, n_values, error);
  if (name == NULL)
    return FALSE;
  if (!send (session, name, values, n_values))
    return fail (session, NULL, error);
  return (row_func == NULL && session->n_unread < MAX_UNREAD) || settle (session, row_func, user_data, error);
}

int
dovetail_postgresql_session_get_file (DovetailPostgresqlSession *session)
{
  return PQsocket (session->connection);
}

gboolean
dovetail_postgresql_session_read_notices (DovetailPostgresqlSession *session,
                                          DovetailPostgresqlNoticeFunc func,
                                          gpointer user_data)
{
  PGnotify *notice;

  if (!PQconsumeInput (session->connection))
    return FALSE;
  while ((notice = PQnotifies (session->connection)) != NULL)
    {
      func (notice->extra, user_data);
      PQfreemem (notice);
    }
  return TRUE;
}
