/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sync token never passes a change that was not applied: the server's tables beside the device's store. */

#include "sim/positions.h"

#include <string.h>

#include "server/server-private.h"
#include "store/edit.h"
#include "store/held.h"
#include "store/settings.h"
#include "store/statement.h"

#define IN_FAMILY "family_id = (SELECT family_id FROM family WHERE name = 'sim')"

/* What the server says of one record. */
typedef struct
{
  const char *entity_type;
  const char *entity_id;
  gint64 version;
  gboolean deleted;
} Line;

typedef struct
{
  Device *device;
  const DovetailSyncToken *token;
} Check;

static DovetailSyncToken *
read_token (Device *device, const char *setting)
{
  g_autofree char *text = dovetail_store_get_setting (device->scratch->store, setting);
  const char *colon = text != NULL ? strchr (text, ':') : NULL;
  const char *token = colon != NULL ? colon + 1 : text;

  if (token == NULL || *token == '\0')
    return NULL;
  return dovetail_sync_token_decode (token, device->family->server->token_key, NULL);
}

/* Of another history it says nothing about this one, and of a choice of lists only about these. */
static gboolean
is_of_this_history (Family *family, const DovetailSyncToken *token)
{
  g_autofree char *statement = NULL;
  g_autofree char *tag = NULL;

  if (!g_str_equal (token->epoch, family->server->epoch) || token->lists != NULL || token->types != 0)
    return FALSE;
  if (token->head == 0)
    return TRUE;
  statement = g_strdup_printf ("SELECT CAST (tag AS TEXT) FROM family_change WHERE seq = %" G_GINT64_FORMAT
                               " AND " IN_FAMILY,
                               token->head);
  tag = family_read_server (family, statement);
  return *tag != '\0' && g_ascii_strtoll (tag, NULL, 10) == token->tag;
}

static gint64
version_of (const DovetailRecord *record)
{
  return record != NULL ? record->version : 0;
}

/* The newest version this device has heard of. */
static gint64
known_version (const DovetailReplica *replica, const DovetailHeld *held)
{
  gint64 known = MAX (version_of (replica->current), version_of (replica->base));

  if (replica->pending != NULL)
    known = MAX (known, version_of (replica->pending->theirs));
  return held != NULL ? MAX (known, version_of (held->theirs)) : known;
}

static gboolean
has_applied (const Line *line, const DovetailReplica *replica, const DovetailHeld *held)
{
  if (replica == NULL)
    return line->deleted;
  if (line->deleted)
    return replica->current->deleted || replica->pending != NULL || held != NULL;
  return known_version (replica, held) >= line->version;
}

/* The same of most records, without opening them. */
static gboolean
has_plainly_applied (Device *device, const Line *line)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      device->scratch->store, "SELECT version, deleted FROM record WHERE entity_id = ?1 AND entity_type = ?2",
      NULL);

  dovetail_statement_bind_text (statement, 1, line->entity_id);
  dovetail_statement_bind_text (statement, 2, line->entity_type);
  if (dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return line->deleted;
  return line->deleted ? dovetail_statement_get_int (statement, 1) != 0
                       : dovetail_statement_get_int (statement, 0) >= line->version;
}

static void
check_line (Device *device, const DovetailSyncToken *token, const Line *line)
{
  DovetailStore *store = device->scratch->store;
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailHeld) held = NULL;

  if (has_plainly_applied (device, line))
    return;
  replica = dovetail_store_get_replica (store, line->entity_type, line->entity_id, NULL);
  if (replica != NULL)
    dovetail_store_find_held (store, replica, &held, NULL);
  if (!has_applied (line, replica, held))
    family_fail (device->family, "a token never passes an unapplied change",
                 "%s at %" G_GINT64_FORMAT " has %s %s at %d, the server at %d%s", device->name, token->seq,
                 line->entity_type, line->entity_id,
                 replica != NULL ? (int) known_version (replica, held) : -1, (int) line->version,
                 line->deleted ? ", deleted" : "");
}

static void
check_row (const DovetailLedgerValue *row, gpointer user_data)
{
  const Check *check = user_data;
  const Line line = { row[0].bytes, row[1].bytes, row[2].integer, row[3].integer != 0 };

  check_line (check->device, check->token, &line);
}

static void
check_up_to (Device *device, const DovetailSyncToken *token, gboolean tombstones)
{
  const Check check = { device, token };
  DovetailLedger *ledger = device->family->ledger;
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error);
  g_assert_no_error (error);
  dovetail_ledger_run (ledger,
                       "SELECT entity_type, entity_id, version, deleted FROM record"
                       " WHERE seq <= ?1 AND deleted <= ?2 AND " IN_FAMILY,
                       check_row, (gpointer) &check, &error, "ii", token->seq, (gint64) tombstones);
  g_assert_no_error (error);
  dovetail_ledger_rollback (ledger);
  device->family->happened[SOMETIMES_TOKENS_CHECKED]++;
}

/* A walk lists no tombstones: what it did not list is gone only when it has ended. */
void
positions_check (Device *device)
{
  g_autoptr (DovetailSyncToken) walk = read_token (device, DOVETAIL_SETTING_WALK);
  g_autoptr (DovetailSyncToken) token = read_token (device, DOVETAIL_SETTING_SYNC_TOKEN);

  if (walk != NULL && is_of_this_history (device->family, walk))
    check_up_to (device, walk, FALSE);
  else if (walk == NULL && token != NULL && is_of_this_history (device->family, token))
    check_up_to (device, token, TRUE);
}
