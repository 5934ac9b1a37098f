/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Callers and what their role allows. */

#include "server/caller.h"

void
dovetail_caller_free (DovetailCaller *caller)
{
  if (caller == NULL)
    return;
  g_free (caller->user_id);
  g_free (caller->user_name);
  g_free (caller->family_id);
  dovetail_family_free (caller->family);
  g_free (caller->role);
  g_free (caller->client_id);
  g_free (caller->device_name);
  g_free (caller);
}

gboolean
dovetail_caller_may_write (const DovetailCaller *caller)
{
  return g_strcmp0 (caller->role, "viewer") != 0;
}

gboolean
dovetail_caller_may_administer (const DovetailCaller *caller)
{
  return g_strcmp0 (caller->role, "owner") == 0 || g_strcmp0 (caller->role, "admin") == 0;
}

gboolean
dovetail_role_is_valid (const char *role)
{
  static const char *const roles[] = { "owner", "admin", "member", "viewer", NULL };

  return role != NULL && g_strv_contains (roles, role);
}
