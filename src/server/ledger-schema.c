/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server stores. Every script, once released, is an interface and never changes. */

#include "server/ledger-schema.h"

static const char first_script[]
    /* epoch, token key and other single values of the database */
    = "CREATE TABLE property ("
      "  name TEXT NOT NULL PRIMARY KEY,"
      "  value TEXT NOT NULL);"

      /* the key ring of access tokens; the newest signs, all verify */
      "CREATE TABLE signing_key ("
      "  kid TEXT NOT NULL PRIMARY KEY,"
      "  secret BLOB NOT NULL,"
      "  created_at BIGINT NOT NULL);"

      /* seq: of the newest change; last_time never goes back, so that times order like seqs;
         horizon: below it tombstones may be gone */
      "CREATE TABLE family ("
      "  family_id TEXT NOT NULL PRIMARY KEY,"
      "  name TEXT NOT NULL UNIQUE,"
      "  seq BIGINT NOT NULL,"
      "  last_time BIGINT NOT NULL,"
      "  horizon BIGINT NOT NULL,"
      "  conflicts_rev BIGINT NOT NULL,"
      "  created_at BIGINT NOT NULL);"

      "CREATE TABLE member ("
      "  user_id TEXT NOT NULL PRIMARY KEY,"
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  name TEXT NOT NULL UNIQUE,"
      "  password_hash TEXT NOT NULL,"
      "  role TEXT NOT NULL,"
      "  disabled BIGINT NOT NULL,"
      "  created_at BIGINT NOT NULL);"

      "CREATE TABLE device ("
      "  client_id TEXT NOT NULL PRIMARY KEY,"
      "  user_id TEXT NOT NULL REFERENCES member,"
      "  name TEXT NOT NULL,"
      "  created_at BIGINT NOT NULL,"
      "  last_sync BIGINT NOT NULL);"

      /* used: the highest generation of refresh token that was ever presented; one below it is a reuse */
      "CREATE TABLE refresh_chain ("
      "  chain_id TEXT NOT NULL PRIMARY KEY,"
      "  user_id TEXT NOT NULL REFERENCES member,"
      "  client_id TEXT NOT NULL REFERENCES device,"
      "  used BIGINT NOT NULL);"

      "CREATE TABLE refresh_token ("
      "  hash TEXT NOT NULL PRIMARY KEY,"
      "  chain_id TEXT NOT NULL REFERENCES refresh_chain,"
      "  generation BIGINT NOT NULL,"
      "  expires_at BIGINT NOT NULL);"
      "CREATE INDEX refresh_token_chain ON refresh_token (chain_id);"

      /* the tag tells two histories with the same seq apart */
      "CREATE TABLE family_change ("
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  seq BIGINT NOT NULL,"
      "  tag BIGINT NOT NULL,"
      "  time BIGINT NOT NULL,"
      "  PRIMARY KEY (family_id, seq));"

      /* seq: of the record's newest change; authors: time and author of each field; restored: the version
         that brought it back last; list_id and parent_id: copies from data for the rules between records */
      "CREATE TABLE record ("
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  version BIGINT NOT NULL,"
      "  seq BIGINT NOT NULL,"
      "  etag TEXT NOT NULL,"
      "  deleted BIGINT NOT NULL,"
      "  data TEXT NOT NULL,"
      "  schema_version BIGINT NOT NULL,"
      "  timestamp BIGINT NOT NULL,"
      "  changed_at BIGINT NOT NULL,"
      "  modified_by TEXT,"
      "  client_id TEXT,"
      "  authors TEXT NOT NULL,"
      "  restored BIGINT NOT NULL,"
      "  list_id TEXT,"
      "  parent_id TEXT,"
      "  PRIMARY KEY (family_id, entity_type, entity_id));"
      "CREATE UNIQUE INDEX record_seq ON record (family_id, seq);"
      "CREATE INDEX record_list ON record (family_id, list_id) WHERE list_id IS NOT NULL;"

      /* superseded versions: the bases of late changes */
      "CREATE TABLE history ("
      "  family_id TEXT NOT NULL,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  version BIGINT NOT NULL,"
      "  etag TEXT NOT NULL,"
      "  deleted BIGINT NOT NULL,"
      "  data TEXT NOT NULL,"
      "  timestamp BIGINT NOT NULL,"
      "  modified_by TEXT,"
      "  client_id TEXT,"
      "  authors TEXT NOT NULL,"
      "  superseded_at BIGINT NOT NULL,"
      "  PRIMARY KEY (family_id, entity_type, entity_id, version));"

      /* what was applied, merged or in conflict: a repeated change gets its first answer again */
      "CREATE TABLE mutation ("
      "  family_id TEXT NOT NULL,"
      "  client_id TEXT NOT NULL,"
      "  mutation_id TEXT NOT NULL,"
      "  hash TEXT NOT NULL,"
      "  status TEXT NOT NULL,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  version BIGINT NOT NULL,"
      "  etag TEXT,"
      "  deleted BIGINT NOT NULL,"
      "  conflict_id TEXT,"
      "  time BIGINT NOT NULL,"
      "  PRIMARY KEY (family_id, client_id, mutation_id));"

      /* body: the conflict as it goes over the wire; the columns beside it are what is searched for */
      "CREATE TABLE conflict ("
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  conflict_id TEXT NOT NULL,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  client_id TEXT,"
      "  state TEXT NOT NULL,"
      "  body TEXT NOT NULL,"
      "  PRIMARY KEY (family_id, conflict_id));"
      "CREATE INDEX conflict_record ON conflict (family_id, entity_type, entity_id);"
      "CREATE INDEX conflict_state ON conflict (family_id, state, conflict_id);";

/* moved: the family's conflicts_rev when something last became of the conflict; a list of what is news begins
 * with the highest */
static const char second_script[] = "ALTER TABLE conflict ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;"
                                    "CREATE INDEX conflict_moved ON conflict (family_id, state, moved);";

static const char third_script[]
    /* when the days of a family begin, for its streaks */
    = "ALTER TABLE family ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';"

      /* a device that was shut out until its user logs in on it again */
      "ALTER TABLE device ADD COLUMN revoked BIGINT NOT NULL DEFAULT 0;"

      /* the completion log: each time that a task became done; reopened: taken back since */
      "CREATE TABLE completion ("
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  task_id TEXT NOT NULL,"
      "  number BIGINT NOT NULL,"
      "  user_id TEXT NOT NULL,"
      "  completed_at BIGINT NOT NULL,"
      "  points BIGINT NOT NULL,"
      "  reopened BIGINT NOT NULL,"
      "  PRIMARY KEY (family_id, task_id, number));"
      "CREATE INDEX completion_user ON completion (family_id, user_id, completed_at);";

/* failed logins; login: hash of the name and the address it came from; number: of the failure among those */
static const char fourth_script[] = "CREATE TABLE login_failure ("
                                    "  login TEXT NOT NULL,"
                                    "  number BIGINT NOT NULL,"
                                    "  failed_at BIGINT NOT NULL,"
                                    "  PRIMARY KEY (login, number));"
                                    "CREATE INDEX login_failure_time ON login_failure (failed_at);";

/* Names of devices are the family's own: that another family has one of the same name is nobody's business.
 * Each table is made anew with the one it refers to. PostgreSQL has a script of its own for this. */
static const char fifth_script[]
    = "CREATE TABLE new_device ("
      "  family_id TEXT NOT NULL REFERENCES family,"
      "  client_id TEXT NOT NULL,"
      "  user_id TEXT NOT NULL REFERENCES member,"
      "  name TEXT NOT NULL,"
      "  created_at BIGINT NOT NULL,"
      "  last_sync BIGINT NOT NULL,"
      "  revoked BIGINT NOT NULL DEFAULT 0,"
      "  PRIMARY KEY (family_id, client_id));"
      "INSERT INTO new_device SELECT member.family_id, client_id, device.user_id,"
      "  device.name, device.created_at, last_sync, revoked"
      "  FROM device JOIN member ON member.user_id = device.user_id;"
      "CREATE TABLE new_chain ("
      "  chain_id TEXT NOT NULL PRIMARY KEY,"
      "  family_id TEXT NOT NULL,"
      "  user_id TEXT NOT NULL REFERENCES member,"
      "  client_id TEXT NOT NULL,"
      "  used BIGINT NOT NULL,"
      "  FOREIGN KEY (family_id, client_id) REFERENCES new_device);"
      "INSERT INTO new_chain SELECT chain_id, member.family_id, chain.user_id, client_id,"
      "  used FROM refresh_chain AS chain JOIN member ON member.user_id = chain.user_id;"
      "CREATE TABLE new_token ("
      "  hash TEXT NOT NULL PRIMARY KEY,"
      "  chain_id TEXT NOT NULL REFERENCES new_chain,"
      "  generation BIGINT NOT NULL,"
      "  expires_at BIGINT NOT NULL);"
      "INSERT INTO new_token SELECT hash, chain_id, generation, expires_at"
      "  FROM refresh_token;"
      "DROP TABLE refresh_token;"
      "DROP TABLE refresh_chain;"
      "DROP TABLE device;"
      "ALTER TABLE new_device RENAME TO device;"
      "ALTER TABLE new_chain RENAME TO refresh_chain;"
      "ALTER TABLE new_token RENAME TO refresh_token;"
      "CREATE INDEX refresh_token_chain ON refresh_token (chain_id);";

/* All that streaks and sums look at, without the table: every completion asks for both. */
static const char sixth_script[]
    = "DROP INDEX completion_user;"
      "CREATE INDEX completion_standing"
      " ON completion (family_id, user_id, completed_at, points) WHERE reopened = 0;";

const char *const dovetail_ledger_scripts[DOVETAIL_LEDGER_VERSION]
    = { first_script, second_script, third_script, fourth_script, fifth_script, sixth_script };
