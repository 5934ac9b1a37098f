/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of the policies, as they are on the wire and in the settings. */

#include "core/policy.h"

static const char *const policy_names[DOVETAIL_N_POLICIES] = {
  [DOVETAIL_POLICY_LAST_WRITE_WINS] = "last_write_wins",
  [DOVETAIL_POLICY_CLIENT_WINS] = "client_wins",
  [DOVETAIL_POLICY_SERVER_WINS] = "server_wins",
  [DOVETAIL_POLICY_OPERATIONAL_TRANSFORM] = "operational_transform",
  [DOVETAIL_POLICY_MANUAL_RESOLUTION] = "manual_resolution",
};

/**
 * dovetail_policy_to_string:
 * @policy: a policy
 *
 * Returns: its name on the wire
 */
const char *
dovetail_policy_to_string (DovetailPolicy policy)
{
  g_return_val_if_fail ((guint) policy < DOVETAIL_N_POLICIES, NULL);

  return policy_names[policy];
}

/**
 * dovetail_policy_from_string:
 * @text: (nullable): a name on the wire
 * @policy: (out): where the policy goes; untouched when the name is unknown
 *
 * Returns: whether @text names a policy
 */
gboolean
dovetail_policy_from_string (const char *text, DovetailPolicy *policy)
{
  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    if (g_strcmp0 (text, policy_names[i]) == 0)
      {
        *policy = (DovetailPolicy) i;
        return TRUE;
      }

  return FALSE;
}
