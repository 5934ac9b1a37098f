/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements about people and their devices. */

#include "server/ledger-accounts.h"

#define MEMBER_VALUES                                                                                        \
  "member.user_id, member.family_id, family.name, member.name, member.password_hash, member.role,"           \
  " member.disabled"
#define N_MEMBER_VALUES 7
#define MEMBER_COLUMNS                                                                                       \
  "SELECT " MEMBER_VALUES " FROM member JOIN family ON family.family_id = member.family_id "

void
dovetail_member_free (DovetailMember *member)
{
  if (member == NULL)
    return;
  g_free (member->user_id);
  g_free (member->family_id);
  g_free (member->family_name);
  g_free (member->name);
  g_free (member->password_hash);
  g_free (member->role);
  g_free (member);
}

static DovetailMember *
member_from_row (const DovetailLedgerValue *row)
{
  DovetailMember *member = g_new0 (DovetailMember, 1);

  member->user_id = dovetail_ledger_value_dup_text (&row[0]);
  member->family_id = dovetail_ledger_value_dup_text (&row[1]);
  member->family_name = dovetail_ledger_value_dup_text (&row[2]);
  member->name = dovetail_ledger_value_dup_text (&row[3]);
  member->password_hash = dovetail_ledger_value_dup_text (&row[4]);
  member->role = dovetail_ledger_value_dup_text (&row[5]);
  member->disabled = row[6].integer != 0;
  return member;
}

static void
read_member (const DovetailLedgerValue *row, gpointer user_data)
{
  *(DovetailMember **) user_data = member_from_row (row);
}

static void
add_member (const DovetailLedgerValue *row, gpointer user_data)
{
  g_ptr_array_add (user_data, member_from_row (row));
}

gboolean
dovetail_member_find (DovetailLedger *ledger, const char *user_id, DovetailMember **member, GError **error)
{
  *member = NULL;
  return dovetail_ledger_run (ledger, MEMBER_COLUMNS "WHERE member.user_id = ?1", read_member, member, error,
                              "s", user_id);
}

gboolean
dovetail_member_find_by_name (DovetailLedger *ledger,
                              const char *name,
                              DovetailMember **member,
                              GError **error)
{
  *member = NULL;
  return dovetail_ledger_run (ledger, MEMBER_COLUMNS "WHERE member.name = ?1", read_member, member, error,
                              "s", name);
}

GPtrArray *
dovetail_member_list (DovetailLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_member_free);

  if (!dovetail_ledger_run (ledger, MEMBER_COLUMNS "ORDER BY member.name", add_member, members, error, ""))
    return NULL;
  return g_steal_pointer (&members);
}

gboolean
dovetail_member_add (DovetailLedger *ledger, const DovetailMember *member, gint64 now, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "INSERT INTO member (user_id, family_id, name, password_hash, role, disabled,"
                              " created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                              NULL, NULL, error, "sssssii", member->user_id, member->family_id, member->name,
                              member->password_hash, member->role, (gint64) member->disabled, now);
}

gboolean
dovetail_member_update (DovetailLedger *ledger, const DovetailMember *member, GError **error)
{
  return dovetail_ledger_run (
      ledger, "UPDATE member SET password_hash = ?2, disabled = ?3 WHERE user_id = ?1", NULL, NULL, error,
      "ssi", member->user_id, member->password_hash, (gint64) member->disabled);
}

void
dovetail_device_free (DovetailDevice *device)
{
  if (device == NULL)
    return;
  g_free (device->client_id);
  g_free (device->user_id);
  g_free (device->name);
  g_free (device->user_name);
  g_free (device);
}

#define DEVICE_VALUES                                                                                        \
  "device.client_id, device.user_id, device.name, device.last_sync, device.created_at, device.revoked"
#define DEVICE_COLUMNS "SELECT " DEVICE_VALUES

static DovetailDevice *
device_from_row (const DovetailLedgerValue *row)
{
  DovetailDevice *device = g_new0 (DovetailDevice, 1);

  device->client_id = dovetail_ledger_value_dup_text (&row[0]);
  device->user_id = dovetail_ledger_value_dup_text (&row[1]);
  device->name = dovetail_ledger_value_dup_text (&row[2]);
  device->last_sync = row[3].integer;
  device->created_at = row[4].integer;
  device->revoked = row[5].integer != 0;
  return device;
}

static void
read_device (const DovetailLedgerValue *row, gpointer user_data)
{
  *(DovetailDevice **) user_data = device_from_row (row);
}

static void
add_device (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailDevice *device = device_from_row (row);

  device->user_name = dovetail_ledger_value_dup_text (&row[6]);
  g_ptr_array_add (user_data, device);
}

gboolean
dovetail_device_find (DovetailLedger *ledger,
                      const char *family_id,
                      const char *client_id,
                      DovetailDevice **device,
                      GError **error)
{
  *device = NULL;
  return dovetail_ledger_run (ledger, DEVICE_COLUMNS " FROM device WHERE family_id = ?1 AND client_id = ?2",
                              read_device, device, error, "ss", family_id, client_id);
}

gboolean
dovetail_member_find_with_device (DovetailLedger *ledger,
                                  const char *family_id,
                                  const char *user_id,
                                  const char *client_id,
                                  DovetailMember **member,
                                  DovetailDevice **device,
                                  GError **error)
{
  *member = NULL;
  return dovetail_ledger_ask (ledger, MEMBER_COLUMNS "WHERE member.user_id = ?1", read_member, member, error,
                              "s", user_id)
         && dovetail_device_find (ledger, family_id, client_id, device, error);
}

typedef struct
{
  DovetailMember **member;
  DovetailDevice **device;
} Bearer;

static void
read_bearer (const DovetailLedgerValue *row, gpointer user_data)
{
  const Bearer *bearer = user_data;

  *bearer->member = member_from_row (row);
  *bearer->device = device_from_row (row + N_MEMBER_VALUES);
}

gboolean
dovetail_bearer_find (DovetailLedger *ledger,
                      const char *family_id,
                      const char *user_id,
                      const char *client_id,
                      DovetailMember **member,
                      DovetailDevice **device,
                      GError **error)
{
  Bearer bearer = { member, device };

  *member = NULL;
  *device = NULL;
  return dovetail_ledger_run (ledger,
                              "SELECT " MEMBER_VALUES ", " DEVICE_VALUES " FROM member"
                              " JOIN family ON family.family_id = member.family_id"
                              " JOIN device ON device.family_id = member.family_id AND device.client_id = ?3"
                              " AND device.user_id = member.user_id"
                              " WHERE member.family_id = ?1 AND member.user_id = ?2",
                              read_bearer, &bearer, error, "sss", family_id, user_id, client_id);
}

GPtrArray *
dovetail_device_list (DovetailLedger *ledger, const char *family_id, const char *user_id, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_device_free);

  if (!dovetail_ledger_run (ledger,
                            DEVICE_COLUMNS ", member.name FROM device JOIN member"
                                           " ON member.user_id = device.user_id WHERE device.family_id = ?1"
                                           " AND (device.user_id = ?2 OR ?3 = 1) ORDER BY device.client_id",
                            add_device, devices, error, "ssi", family_id, user_id == NULL ? "" : user_id,
                            (gint64) (user_id == NULL)))
    return NULL;
  return g_steal_pointer (&devices);
}

gboolean
dovetail_device_set_revoked (
    DovetailLedger *ledger, const char *family_id, const char *client_id, gboolean revoked, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "UPDATE device SET revoked = ?3 WHERE family_id = ?1 AND client_id = ?2", NULL,
                              NULL, error, "ssi", family_id, client_id, (gint64) revoked);
}

gboolean
dovetail_device_put (
    DovetailLedger *ledger, const char *family_id, const DovetailDevice *device, gint64 now, GError **error)
{
  return dovetail_ledger_run (
      ledger,
      "INSERT INTO device (family_id, client_id, user_id, name, created_at, last_sync)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (family_id, client_id) DO UPDATE"
      " SET name = excluded.name, last_sync = excluded.last_sync",
      NULL, NULL, error, "ssssii", family_id, device->client_id, device->user_id, device->name, now,
      device->last_sync);
}

void
dovetail_refresh_token_free (DovetailRefreshToken *token)
{
  if (token == NULL)
    return;
  g_free (token->chain_id);
  g_free (token->user_id);
  g_free (token->client_id);
  g_free (token);
}

static void
read_refresh_token (const DovetailLedgerValue *row, gpointer user_data)
{
  DovetailRefreshToken *token = g_new0 (DovetailRefreshToken, 1);

  token->chain_id = dovetail_ledger_value_dup_text (&row[0]);
  token->user_id = dovetail_ledger_value_dup_text (&row[1]);
  token->client_id = dovetail_ledger_value_dup_text (&row[2]);
  token->generation = row[3].integer;
  token->expires_at = row[4].integer;
  token->used = row[5].integer;
  *(DovetailRefreshToken **) user_data = token;
}

gboolean
dovetail_refresh_token_find (DovetailLedger *ledger,
                             const char *hash,
                             DovetailRefreshToken **token,
                             GError **error)
{
  *token = NULL;
  return dovetail_ledger_run (ledger,
                              "SELECT c.chain_id, c.user_id, c.client_id, t.generation, t.expires_at, c.used"
                              " FROM refresh_token t JOIN refresh_chain c ON c.chain_id = t.chain_id"
                              " WHERE t.hash = ?1",
                              read_refresh_token, token, error, "s", hash);
}

gboolean
dovetail_refresh_token_add (DovetailLedger *ledger,
                            const char *family_id,
                            const char *hash,
                            const DovetailRefreshToken *token,
                            GError **error)
{
  return dovetail_ledger_run (ledger,
                              "INSERT INTO refresh_chain (family_id, chain_id, user_id, client_id, used)"
                              " VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT (chain_id) DO NOTHING",
                              NULL, NULL, error, "ssss", family_id, token->chain_id, token->user_id,
                              token->client_id)
         && dovetail_ledger_run (ledger,
                                 "INSERT INTO refresh_token (hash, chain_id, generation, expires_at)"
                                 " VALUES (?1, ?2, ?3, ?4)",
                                 NULL, NULL, error, "ssii", hash, token->chain_id, token->generation,
                                 token->expires_at);
}

gboolean
dovetail_refresh_token_use (DovetailLedger *ledger,
                            const char *hash,
                            const DovetailRefreshToken *token,
                            GError **error)
{
  return dovetail_ledger_run (ledger, "UPDATE refresh_chain SET used = ?2 WHERE chain_id = ?1 AND used < ?2",
                              NULL, NULL, error, "si", token->chain_id, token->generation)
         && dovetail_ledger_run (
             ledger, "DELETE FROM refresh_token WHERE chain_id = ?1 AND generation = ?2 AND hash <> ?3", NULL,
             NULL, error, "sis", token->chain_id, token->generation, hash);
}

gboolean
dovetail_refresh_chain_revoke (DovetailLedger *ledger, const char *chain_id, GError **error)
{
  return dovetail_ledger_run (ledger, "DELETE FROM refresh_token WHERE chain_id = ?1", NULL, NULL, error, "s",
                              chain_id)
         && dovetail_ledger_run (ledger, "DELETE FROM refresh_chain WHERE chain_id = ?1", NULL, NULL, error,
                                 "s", chain_id);
}

gboolean
dovetail_refresh_revoke_user (DovetailLedger *ledger, const char *user_id, GError **error)
{
  return dovetail_ledger_run (ledger,
                              "DELETE FROM refresh_token WHERE chain_id IN"
                              " (SELECT chain_id FROM refresh_chain WHERE user_id = ?1)",
                              NULL, NULL, error, "s", user_id)
         && dovetail_ledger_run (ledger, "DELETE FROM refresh_chain WHERE user_id = ?1", NULL, NULL, error,
                                 "s", user_id);
}

gboolean
dovetail_refresh_revoke_device (DovetailLedger *ledger,
                                const char *family_id,
                                const char *client_id,
                                GError **error)
{
  return dovetail_ledger_run (ledger,
                              "DELETE FROM refresh_token WHERE chain_id IN"
                              " (SELECT chain_id FROM refresh_chain WHERE family_id = ?1 AND client_id = ?2)",
                              NULL, NULL, error, "ss", family_id, client_id)
         && dovetail_ledger_run (ledger, "DELETE FROM refresh_chain WHERE family_id = ?1 AND client_id = ?2",
                                 NULL, NULL, error, "ss", family_id, client_id);
}

gboolean
dovetail_refresh_clean_up (DovetailLedger *ledger, gint64 now, GError **error)
{
  return dovetail_ledger_run (ledger, "DELETE FROM refresh_token WHERE expires_at <= ?1", NULL, NULL, error,
                              "i", now)
         && dovetail_ledger_run (ledger,
                                 "DELETE FROM refresh_chain WHERE NOT EXISTS (SELECT 1 FROM refresh_token"
                                 " WHERE refresh_token.chain_id = refresh_chain.chain_id)",
                                 NULL, NULL, error, "");
}
