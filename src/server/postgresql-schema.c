/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables in PostgreSQL: the scripts of ledger-schema.c under the same numbers, and what PostgreSQL can do
 * besides. Every key begins with the family, and a policy binds each table with a family_id to the family of
 * the transaction, whatever a statement asks for: a WHERE that was forgotten finds nothing of another
 * family's. */

#include "server/postgresql-schema.h"

#include <string.h>

#include "core/error.h"
#include "server/ledger-schema.h"

#define VERSION_PROPERTY "schema_version"
/* Any number that is the same in every process; "dove". */
#define LOCK "SELECT pg_advisory_xact_lock (1685026405)"

/* What is known of a user before the family is: tables of the directory, which transactions on it see whole.
 */
#define DIRECTORY_TABLES "'{family,member,device,refresh_chain,refresh_token}'"
#define FAMILY_COLUMN                                                                                        \
  "  ADD COLUMN family_id TEXT COLLATE \"C\" NOT NULL REFERENCES family,"                                    \
  "  ALTER COLUMN family_id SET DEFAULT current_setting ('dovetail.family'),"

/* Devices and sessions belong to a family as well: to that of the transaction that adds them. Names of users
 * and sessions stay unique in the whole database, because that is how they are found. */
static const char accounts_by_family[]
    = "ALTER TABLE refresh_token DROP CONSTRAINT refresh_token_chain_id_fkey;"
      "ALTER TABLE refresh_chain DROP CONSTRAINT refresh_chain_user_id_fkey,"
      "  DROP CONSTRAINT refresh_chain_client_id_fkey;"
      "ALTER TABLE device DROP CONSTRAINT device_user_id_fkey;"

      "ALTER TABLE member DROP CONSTRAINT member_pkey,"
      "  ADD PRIMARY KEY (family_id, user_id),"
      "  ADD UNIQUE (user_id);"
      "ALTER TABLE device DROP CONSTRAINT device_pkey," FAMILY_COLUMN
      "  ADD PRIMARY KEY (family_id, client_id),"
      "  ADD UNIQUE (client_id),"
      "  ADD FOREIGN KEY (family_id, user_id) REFERENCES member;"
      "ALTER TABLE refresh_chain DROP CONSTRAINT refresh_chain_pkey," FAMILY_COLUMN
      "  ADD PRIMARY KEY (family_id, chain_id),"
      "  ADD UNIQUE (chain_id),"
      "  ADD FOREIGN KEY (family_id, user_id) REFERENCES member,"
      "  ADD FOREIGN KEY (family_id, client_id) REFERENCES device;"
      "CREATE INDEX refresh_chain_user ON refresh_chain (family_id, user_id);"
      "ALTER TABLE refresh_token DROP CONSTRAINT refresh_token_pkey," FAMILY_COLUMN
      "  ADD PRIMARY KEY (family_id, hash),"
      "  ADD UNIQUE (hash),"
      "  ADD FOREIGN KEY (family_id, chain_id) REFERENCES refresh_chain;";

/* Plans are made while tables are empty and any index seems as good as another; then PostgreSQL takes the one
 * that was made last. A plan by record_seq would read all of a family to find one record, until the table is
 * analysed for the first time: in the minute of a first import. */
static const char records_found_by_key[]
    = "ALTER TABLE record DROP CONSTRAINT record_pkey, ADD PRIMARY KEY (family_id, entity_type, entity_id);";

/* In the place of scripts; NULL: none. By their first version devices have the family in their key here. */
static const char *const own_scripts[DOVETAIL_LEDGER_VERSION]
    = { [4] = "ALTER TABLE device DROP CONSTRAINT device_client_id_key;" };

/* What follows the script that brings the version to index + 1; NULL: nothing. */
static const char *const additions[] = { accounts_by_family, records_found_by_key };

/* The setting is empty outside of a transaction of ours, and no family has an empty id. FORCE: the owner of
 * the tables, which the server is, is bound as well. */
static const char protection[]
    = "DO $$ DECLARE name TEXT;"
      "BEGIN"
      "  FOR name IN SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
      "    WHERE relnamespace = current_schema ()::regnamespace AND relkind IN ('r', 'p')"
      "    AND attname = 'family_id' AND NOT relforcerowsecurity"
      "  LOOP"
      "    EXECUTE format ('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);"
      "    EXECUTE format ('CREATE POLICY own_family ON %I"
      "      USING (family_id = current_setting (''dovetail.family'', TRUE))', name);"
      "    IF name = ANY (" DIRECTORY_TABLES ") THEN"
      "      EXECUTE format ('CREATE POLICY directory ON %I"
      "        USING (current_setting (''dovetail.family'', TRUE) = ''" DOVETAIL_POSTGRESQL_DIRECTORY
      "'')', name);"
      "    END IF;"
      "  END LOOP; "
      "END $$";

static const char unprotected[]
    = "SELECT relname::TEXT FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
      " WHERE relnamespace = current_schema ()::regnamespace AND relkind IN ('r', 'p') AND attname = "
      "'family_id'"
      " AND NOT (relrowsecurity AND relforcerowsecurity)";

static const char protected_tables[]
    = "SELECT relname::TEXT FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
      " WHERE relnamespace = current_schema ()::regnamespace AND relkind IN ('r', 'p') AND attname = "
      "'family_id'";

static gboolean
ask (DovetailPostgresqlSession *session,
     const char *statement,
     DovetailLedgerRowFunc func,
     gpointer user_data,
     GError **error)
{
  return dovetail_postgresql_session_run (session, statement, NULL, 0, func, user_data, error);
}

static void
read_integer (const DovetailLedgerValue *row, gpointer user_data)
{
  *(gint64 *) user_data = row[0].integer;
}

static void
add_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_ptr_array_add (user_data, dovetail_ledger_value_dup_text (&row[0]));
}

gboolean
dovetail_postgresql_has_schema (DovetailPostgresqlSession *session, gboolean *has, GError **error)
{
  gint64 found = 0;

  if (!ask (session, "SELECT to_regclass ('property') IS NOT NULL", read_integer, &found, error))
    return FALSE;
  *has = found != 0;
  return TRUE;
}

static gboolean
read_version (DovetailPostgresqlSession *session, gint64 *version, GError **error)
{
  gboolean has;

  *version = 0;
  return dovetail_postgresql_has_schema (session, &has, error)
         && (!has
             || ask (session,
                     "SELECT CAST (value AS BIGINT) FROM property WHERE name = '" VERSION_PROPERTY "'",
                     read_integer, version, error));
}

/* Words are compared byte by byte, as in SQLite, whatever the database's locale. */
static char *
to_dialect (const char *script)
{
  GString *text = g_string_new (script);

  g_string_replace (text, " TEXT", " TEXT COLLATE \"C\"", 0);
  g_string_replace (text, " BLOB", " BYTEA", 0);
  return g_string_free (text, FALSE);
}

static gboolean
run_scripts (DovetailPostgresqlSession *session, gint64 version, GError **error)
{
  g_autofree char *stamp
      = g_strdup_printf ("INSERT INTO property (name, value) VALUES ('" VERSION_PROPERTY "', '%d')"
                         " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                         DOVETAIL_LEDGER_VERSION);

  for (gint64 i = version; i < DOVETAIL_LEDGER_VERSION; i++)
    {
      g_autofree char *script
          = to_dialect (own_scripts[i] != NULL ? own_scripts[i] : dovetail_ledger_scripts[i]);

      if (!dovetail_postgresql_session_execute (session, script, error)
          || (i < (gint64) G_N_ELEMENTS (additions)
              && !dovetail_postgresql_session_execute (session, additions[i], error)))
        return FALSE;
    }
  return dovetail_postgresql_session_execute (session, protection, error)
         && dovetail_postgresql_session_execute (session, stamp, error);
}

static gboolean
migrate (DovetailPostgresqlSession *session, GError **error)
{
  gint64 version;

  if (!read_version (session, &version, error))
    return FALSE;
  if (version > DOVETAIL_LEDGER_VERSION)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA,
                           "This database was written by a newer dovetail-server; use that one");
      return FALSE;
    }
  return version == DOVETAIL_LEDGER_VERSION || run_scripts (session, version, error);
}

/* Superusers see every row whatever the policies say. */
static gboolean
check_role (DovetailPostgresqlSession *session, GError **error)
{
  gint64 unbound = 0;

  if (!ask (session, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
            read_integer, &unbound, error))
    return FALSE;
  if (unbound)
    g_set_error_literal (
        error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
        "This role may read every row, so PostgreSQL would not keep families apart; make an ordinary"
        " role that owns the database, and name that one");
  return !unbound;
}

/**
 * dovetail_postgresql_choose_family:
 * @session: a connection inside a transaction
 * @family: its id, or DOVETAIL_POSTGRESQL_DIRECTORY
 * @error: return location
 *
 * The policies let the transaction see that family from now on, and nothing else.
 *
 * Returns: whether it went out
 */
gboolean
dovetail_postgresql_choose_family (DovetailPostgresqlSession *session, const char *family, GError **error)
{
  const DovetailLedgerValue value
      = { .kind = DOVETAIL_LEDGER_TEXT, .bytes = family, .length = strlen (family) };

  return dovetail_postgresql_session_run (session, "SELECT set_config ('dovetail.family', ?1, TRUE)", &value,
                                          1, NULL, NULL, error);
}

/* One process migrates, the others wait and find it done. */
gboolean
dovetail_postgresql_prepare_schema (DovetailPostgresqlSession *session, GError **error)
{
  if (!check_role (session, error))
    return FALSE;
  if (dovetail_postgresql_session_begin (session, TRUE, error)
      && dovetail_postgresql_session_execute (session, LOCK, error) && migrate (session, error))
    return dovetail_postgresql_session_commit (session, error);
  dovetail_postgresql_session_roll_back (session);
  return FALSE;
}

static gboolean
check_protection (DovetailPostgresqlSession *session, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);

  if (!ask (session, unprotected, add_text, tables, error))
    return FALSE;
  if (tables->len > 0)
    g_set_error (
        error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
        "Row-level security is off for the table %s: families are not kept apart; switch it on and FORCE it",
        (char *) tables->pdata[0]);
  return tables->len == 0;
}

static void
pass_over (const DovetailLedgerValue *row, gpointer user_data)
{
}

/* As text, so that every value is read from where it lies, and what does not fit its checksum is noticed. */
static gboolean
read_all (DovetailPostgresqlSession *session, GPtrArray *tables, GError **error)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const char *table = tables->pdata[i];
      g_autofree char *statement = g_strdup_printf ("SELECT COUNT(CAST(%s AS TEXT)) FROM %s", table, table);

      if (!ask (session, statement, pass_over, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_families (DovetailPostgresqlSession *session, GError **error)
{
  g_autoptr (GPtrArray) families = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);

  if (!ask (session, "SELECT family_id FROM family", add_text, families, error)
      || !ask (session, protected_tables, add_text, tables, error))
    return FALSE;
  for (guint i = 0; i < families->len; i++)
    if (!dovetail_postgresql_choose_family (session, families->pdata[i], error)
        || !read_all (session, tables, error))
      return FALSE;
  return TRUE;
}

gboolean
dovetail_postgresql_check_schema (DovetailPostgresqlSession *session, GError **error)
{
  gboolean sound = dovetail_postgresql_session_begin (session, FALSE, error)
                   && dovetail_postgresql_choose_family (session, DOVETAIL_POSTGRESQL_DIRECTORY, error)
                   && check_role (session, error) && check_protection (session, error)
                   && read_families (session, error);

  dovetail_postgresql_session_roll_back (session);
  return sound;
}
