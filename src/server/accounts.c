/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users as their administrator sees them: added, given a new password, disabled; and when a family's day
 * begins. */

#include <string.h>

#include "core/error.h"
#include "server/caller.h"
#include "server/ledger-accounts.h"
#include "server/ledger-families.h"
#include "server/passwords.h"
#include "server/server-private.h"

#define MAX_PASSWORD_BYTES 1024
#define MAX_NAME_CHARACTERS 64

typedef struct
{
  const char *name;
  const char *family;
  const char *role;
  const char *password_hash;
} NewUser;

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
name_is_valid (const char *name)
{
  glong length;

  if (!g_utf8_validate (name, -1, NULL))
    return FALSE;
  length = g_utf8_strlen (name, -1);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return length > 0 && length <= MAX_NAME_CHARACTERS;
}

static char *
hash_password (DovetailServer *server, const char *password, GError **error)
{
  char *hash;

  if (*password == '\0' || strlen (password) > MAX_PASSWORD_BYTES)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "A password needs between 1 and %d bytes",
                   MAX_PASSWORD_BYTES);
      return NULL;
    }
  hash = dovetail_password_hash (password, server->options.cheap_passwords);
  if (hash == NULL)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                         "Not enough memory to hash the password");
  return hash;
}

/* The family of this name, made when it is new. */
static char *
family_id_for (DovetailServer *server, const char *name, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (DovetailFamily) family = dovetail_family_find_by_name (server->ledger, name, &missing);
  g_autofree char *family_id = NULL;

  if (family != NULL)
    return g_strdup (family->family_id);
  if (!g_error_matches (missing, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return NULL;
    }

  family_id = dovetail_server_random_uuid (server);
  if (!dovetail_family_add (server->ledger, family_id, name, dovetail_server_now (server), error))
    return NULL;
  return g_steal_pointer (&family_id);
}

static gboolean
add_user (DovetailServer *server, gpointer user_data, GError **error)
{
  const NewUser *user = user_data;
  g_autoptr (DovetailMember) existing = NULL;
  g_autofree char *family_id = NULL;
  g_autofree char *user_id = dovetail_server_random_uuid (server);
  DovetailMember member = { .user_id = user_id,
                            .name = (char *) user->name,
                            .password_hash = (char *) user->password_hash,
                            .role = (char *) user->role };

  if (!dovetail_member_find_by_name (server->ledger, user->name, &existing, error))
    return FALSE;
  if (existing != NULL)
    return invalid (error, "There is a user of this name already; pick another name");
  family_id = family_id_for (server, user->family, error);
  if (family_id == NULL)
    return FALSE;
  member.family_id = family_id;
  return dovetail_member_add (server->ledger, &member, dovetail_server_now (server), error);
}

/**
 * dovetail_server_add_user:
 * @server: the server
 * @name: the name to log in with, unique on this server
 * @family: name of the family; made when it is new
 * @role: owner, admin, member or viewer
 * @password: not empty
 * @error: return location
 *
 * Returns: FALSE with DOVETAIL_ERROR_INVALID when one of them will not do
 */
gboolean
dovetail_server_add_user (DovetailServer *server,
                          const char *name,
                          const char *family,
                          const char *role,
                          const char *password,
                          GError **error)
{
  g_autofree char *hash = NULL;
  NewUser user = { name, family, role, NULL };

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server), FALSE);
  g_return_val_if_fail (name != NULL && family != NULL && role != NULL && password != NULL, FALSE);

  if (!name_is_valid (name) || !name_is_valid (family))
    return invalid (error, "Names of users and families have 1 to 64 characters");
  if (!dovetail_role_is_valid (role))
    return invalid (error, "The role is one of owner, admin, member, viewer");
  hash = hash_password (server, password, error);
  if (hash == NULL)
    return FALSE;
  user.password_hash = hash;
  return dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, TRUE, add_user, &user, error);
}

typedef struct
{
  const char *name;
  const char *password_hash; /* NULL: disable */
  DovetailMember *member;
} UserChange;

static gboolean
find_user (DovetailServer *server, gpointer user_data, GError **error)
{
  UserChange *change = user_data;

  if (!dovetail_member_find_by_name (server->ledger, change->name, &change->member, error))
    return FALSE;
  if (change->member == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is no user %s", change->name);
  return change->member != NULL;
}

static gboolean
write_user (DovetailServer *server, gpointer user_data, GError **error)
{
  const UserChange *change = user_data;
  DovetailMember *member = change->member;

  if (change->password_hash != NULL)
    {
      g_free (member->password_hash);
      member->password_hash = g_strdup (change->password_hash);
    }
  member->disabled = change->password_hash == NULL;
  return dovetail_member_update (server->ledger, member, error)
         && dovetail_refresh_revoke_user (server->ledger, member->user_id, error);
}

static gboolean
change_user (DovetailServer *server, const char *name, const char *password_hash, GError **error)
{
  UserChange change = { name, password_hash, NULL };
  gboolean changed
      = dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, find_user, &change, error)
        && dovetail_server_transact (server, change.member->family_id, TRUE, write_user, &change, error);

  dovetail_member_free (change.member);
  return changed;
}

/**
 * dovetail_server_set_password:
 * @server: the server
 * @name: a user
 * @password: the new password
 * @error: return location
 *
 * Every device of the user has to log in again. A disabled user may log in again.
 *
 * Returns: whether it is set
 */
gboolean
dovetail_server_set_password (DovetailServer *server, const char *name, const char *password, GError **error)
{
  g_autofree char *hash = NULL;

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && name != NULL && password != NULL, FALSE);

  hash = hash_password (server, password, error);
  return hash != NULL && change_user (server, name, hash, error);
}

/**
 * dovetail_server_disable_user:
 * @server: the server
 * @name: a user
 * @error: return location
 *
 * Takes effect with the next request; a new password lets the user in again.
 *
 * Returns: whether the user is disabled
 */
gboolean
dovetail_server_disable_user (DovetailServer *server, const char *name, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && name != NULL, FALSE);

  return change_user (server, name, NULL, error);
}

typedef struct
{
  const char *name;
  const char *time_zone;
  DovetailFamily *family;
} ZoneChange;

static gboolean
find_family (DovetailServer *server, gpointer user_data, GError **error)
{
  ZoneChange *change = user_data;

  change->family = dovetail_family_find_by_name (server->ledger, change->name, error);
  return change->family != NULL;
}

static gboolean
write_time_zone (DovetailServer *server, gpointer user_data, GError **error)
{
  const ZoneChange *change = user_data;

  return dovetail_family_set_time_zone (server->ledger, change->family->family_id, change->time_zone, error);
}

/**
 * dovetail_server_set_time_zone:
 * @server: the server
 * @family: a family's name
 * @time_zone: an IANA identifier, such as Europe/Berlin
 * @error: return location
 *
 * Streaks are counted by it from the next completion on.
 *
 * Returns: whether it is set
 */
gboolean
dovetail_server_set_time_zone (DovetailServer *server,
                               const char *family,
                               const char *time_zone,
                               GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  ZoneChange change = { family, time_zone, NULL };
  gboolean done;

  g_return_val_if_fail (DOVETAIL_IS_SERVER (server) && family != NULL && time_zone != NULL, FALSE);

  zone = g_time_zone_new_identifier (time_zone);
  if (zone == NULL)
    return invalid (error, "There is no such time zone; give a name such as Europe/Berlin");
  done
      = dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, find_family, &change, error)
        && dovetail_server_transact (server, change.family->family_id, TRUE, write_time_zone, &change, error);
  dovetail_family_free (change.family);
  return done;
}
