/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection: statements are prepared once and sent in binary, rows are handed on one by one as they
 * arrive. Nothing is waited for that nobody waits for: the beginning of a transaction, writes, what is asked
 * ahead travel in a pipeline with the next statement whose answer is needed now, and when one of them fails,
 * that one fails in its place. So a transaction costs as many round trips as it has such statements, and one
 * for a commit that must be on disk. Of what the database says about a failure only the first line is kept,
 * because the others repeat stored values. */

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
  GArray *awaited;        /* Awaited: what is in the pipeline */
  gboolean writing;       /* the transaction */
  gboolean lost;
};

/* An answer that was not read yet. */
typedef struct
{
  enum
  {
    STATEMENT,
    COMMIT,
    END /* of what goes together: after a failure the database passes over the rest up to here */
  } kind;
  DovetailLedgerRowFunc row_func; /* NULL: rows are passed over */
  gpointer user_data;
} Awaited;

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
  session->awaited = g_array_new (FALSE, FALSE, sizeof (Awaited));
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
  g_array_unref (session->awaited);
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
read_column (const PGresult *result, int row, int column, DovetailLedgerValue *value, GError **error)
{
  Oid type = PQftype (result, column);

  *value = (DovetailLedgerValue){ .kind = DOVETAIL_LEDGER_NULL };
  if (PQgetisnull (result, row, column))
    return TRUE;
  switch (type)
    {
    case TYPE_BOOL:
    case TYPE_INT4:
    case TYPE_INT8:
      value->kind = DOVETAIL_LEDGER_INTEGER;
      value->integer = read_integer (type, PQgetvalue (result, row, column));
      return TRUE;
    case TYPE_TEXT:
    case TYPE_BYTEA:
      value->kind = type == TYPE_TEXT ? DOVETAIL_LEDGER_TEXT : DOVETAIL_LEDGER_BLOB;
      value->bytes = PQgetvalue (result, row, column);
      value->length = (gsize) PQgetlength (result, row, column);
      return TRUE;
    default:
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                   "A statement answers a column of type %u, which no row of the ledger has: it lacks a CAST",
                   type);
      return FALSE;
    }
}

static gboolean
read_rows (const PGresult *result, const Awaited *awaited, GError **error)
{
  DovetailLedgerValue values[MAX_VALUES];
  int n_columns = MIN (PQnfields (result), MAX_VALUES);

  for (int row = 0; awaited->row_func != NULL && row < PQntuples (result); row++)
    {
      for (int i = 0; i < n_columns; i++)
        if (!read_column (result, row, i, &values[i], error))
          return FALSE;
      awaited->row_func (values, awaited->user_data);
    }
  return TRUE;
}

/* In a transaction that a former error has ended, COMMIT succeeds and says ROLLBACK. */
static gboolean
check_committed (PGresult *result, GError **error)
{
  if (strcmp (PQcmdStatus (result), "COMMIT") == 0)
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                       "The database has taken the transaction back after an error");
  return FALSE;
}

static gboolean
read_result (DovetailPostgresqlSession *session, PGresult *result, const Awaited *awaited, GError **error)
{
  switch (PQresultStatus (result))
    {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
      return read_rows (result, awaited, error);
    case PGRES_COMMAND_OK:
      return awaited->kind != COMMIT || check_committed (result, error);
    case PGRES_PIPELINE_ABORTED: /* the failure before it is the reason */
      return FALSE;
    default:
      return fail (session, result, error);
    }
}

/* One answer to its end. */
static gboolean
read_answer (DovetailPostgresqlSession *session, const Awaited *awaited, GError **error)
{
  gboolean answered = FALSE;
  gboolean done = TRUE;
  PGresult *result;

  if (awaited->row_func != NULL)
    PQsetSingleRowMode (session->connection);
  while ((result = PQgetResult (session->connection)) != NULL)
    {
      answered = TRUE;
      done = done && read_result (session, result, awaited, error);
      PQclear (result);
    }
  return answered ? done : fail (session, NULL, error);
}

static void
await (DovetailPostgresqlSession *session, const Awaited *awaited)
{
  g_array_append_val (session->awaited, *awaited);
}

static gboolean
send_off (DovetailPostgresqlSession *session, GError **error)
{
  const Awaited end = { .kind = END };

  if (!PQpipelineSync (session->connection))
    return fail (session, NULL, error);
  await (session, &end);
  return TRUE;
}

/* Sends what is in the pipeline and reads every answer; those after a failure are passed over. */
static gboolean
settle (DovetailPostgresqlSession *session, GError **error)
{
  gboolean done = send_off (session, error);

  for (guint i = 0; !session->lost && i < session->awaited->len; i++)
    {
      Awaited awaited = g_array_index (session->awaited, Awaited, i);

      if (!done)
        awaited.row_func = NULL;
      if (awaited.kind == END)
        PQclear (PQgetResult (session->connection));
      else if (!read_answer (session, &awaited, done ? error : NULL))
        done = FALSE;
    }
  g_array_set_size (session->awaited, 0);
  return done;
}

/* Scripts of several statements cannot travel in a pipeline. */
static gboolean
leave_pipeline (DovetailPostgresqlSession *session, GError **error)
{
  gboolean done = session->awaited->len == 0 || settle (session, error);

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

/* Its name, under which it is kept; NULL when it is not one. */
static const char *
prepare (DovetailPostgresqlSession *session,
         const char *statement,
         const DovetailLedgerValue *values,
         gsize n_values,
         GError **error)
{
  const Awaited awaited = { .kind = STATEMENT };
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
  done
      = PQsendPrepare (session->connection, name, text, (int) n_values, types) || fail (session, NULL, error);
  if (done)
    await (session, &awaited);
  done = done && settle (session, error);
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
  return PQsendQueryPrepared (session->connection, name, (int) n_values, bytes, lengths, formats, BINARY)
         == 1;
}

/* Into the pipeline. */
static gboolean
add (DovetailPostgresqlSession *session,
     const char *statement,
     const DovetailLedgerValue *values,
     gsize n_values,
     const Awaited *awaited,
     GError **error)
{
  const char *name;

  g_return_val_if_fail (n_values <= MAX_VALUES, FALSE);

  if (session->awaited->len >= MAX_UNREAD && !settle (session, error))
    return FALSE;
  PQenterPipelineMode (session->connection);
  name = prepare (session, statement, values, n_values, error);
  if (name == NULL)
    return FALSE;
  if (!send (session, name, values, n_values))
    return fail (session, NULL, error);
  await (session, awaited);
  return TRUE;
}

gboolean
dovetail_postgresql_session_ask (DovetailPostgresqlSession *session,
                                 const char *statement,
                                 const DovetailLedgerValue *values,
                                 gsize n_values,
                                 DovetailLedgerRowFunc row_func,
                                 gpointer user_data,
                                 GError **error)
{
  const Awaited awaited = { STATEMENT, row_func, user_data };

  return add (session, statement, values, n_values, &awaited, error);
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
  return dovetail_postgresql_session_ask (session, statement, values, n_values, row_func, user_data, error)
         && (row_func == NULL || settle (session, error));
}

gboolean
dovetail_postgresql_session_begin (DovetailPostgresqlSession *session, gboolean writing, GError **error)
{
  session->writing = writing;
  return dovetail_postgresql_session_run (session,
                                          writing ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                                  : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                                          NULL, 0, NULL, NULL, error);
}

gboolean
dovetail_postgresql_session_commit (DovetailPostgresqlSession *session, GError **error)
{
  const Awaited awaited = { .kind = COMMIT };

  if (session->writing)
    return add (session, "COMMIT", NULL, 0, &awaited, error) && settle (session, error);

  if (session->awaited->len > 0 && !settle (session, error))
    return FALSE;
  /* What was read is read, however this ends. */
  if (add (session, "COMMIT", NULL, 0, &awaited, NULL))
    send_off (session, NULL);
  return TRUE;
}

/* Whoever asked may be gone. */
static void
pass_over_rows (DovetailPostgresqlSession *session)
{
  for (guint i = 0; i < session->awaited->len; i++)
    g_array_index (session->awaited, Awaited, i).row_func = NULL;
}

void
dovetail_postgresql_session_roll_back (DovetailPostgresqlSession *session)
{
  const Awaited awaited = { .kind = STATEMENT };

  pass_over_rows (session);
  if (session->awaited->len > 0)
    settle (session, NULL);
  if (add (session, "ROLLBACK", NULL, 0, &awaited, NULL))
    settle (session, NULL);
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
