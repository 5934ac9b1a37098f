/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which policy a change goes up under: the type's own, the one for all, the environment's, the product's. */

#include "store/policies.h"

#include "core/record.h"
#include "core/schema.h"
#include "store/settings.h"

const char *const dovetail_policy_types[] = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, NULL };

static char *
setting_name (const char *entity_type)
{
  return entity_type == NULL ? g_strdup (DOVETAIL_SETTING_POLICY)
                             : g_strconcat (DOVETAIL_SETTING_POLICY, ".", entity_type, NULL);
}

/**
 * dovetail_store_get_policy_setting:
 * @self: a store
 * @entity_type: (nullable): a type; %NULL: the policy for all that have none of their own
 * @policy: (out): the policy; untouched when none is set
 *
 * Returns: whether one is set
 */
gboolean
dovetail_store_get_policy_setting (DovetailStore *self, const char *entity_type, DovetailPolicy *policy)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  name = setting_name (entity_type);
  value = dovetail_store_get_setting (self, name);
  return dovetail_policy_from_string (value, policy);
}

static gboolean
merges_texts (void)
{
  static const char *const no[] = { "0", "false", "no", "off", NULL };
  const char *text = g_getenv ("ENABLE_OPERATIONAL_TRANSFORM");
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower == NULL || !g_strv_contains (no, lower);
}

/**
 * dovetail_store_get_policy:
 * @self: a store
 * @entity_type: (nullable): a type; %NULL: one that has none of its own
 *
 * Returns: the policy in force
 */
DovetailPolicy
dovetail_store_get_policy (DovetailStore *self, const char *entity_type)
{
  const DovetailSchema *schema = dovetail_schema_find (entity_type);
  DovetailPolicy policy = DOVETAIL_POLICY_OPERATIONAL_TRANSFORM;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), policy);

  if (schema != NULL && schema->last_write_wins)
    return DOVETAIL_POLICY_LAST_WRITE_WINS;
  dovetail_policy_from_string (g_getenv ("DEFAULT_CONFLICT_POLICY"), &policy);
  dovetail_store_get_policy_setting (self, NULL, &policy);
  if (entity_type != NULL)
    dovetail_store_get_policy_setting (self, entity_type, &policy);
  if (policy == DOVETAIL_POLICY_OPERATIONAL_TRANSFORM && !merges_texts ())
    return DOVETAIL_POLICY_MANUAL_RESOLUTION;
  return policy;
}

/**
 * dovetail_store_set_policy:
 * @self: a store
 * @entity_type: (nullable): a type; %NULL: all that have none of their own
 * @policy: (nullable): the policy; %NULL: as for the others, or as the environment says
 * @error: INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it was saved
 */
gboolean
dovetail_store_set_policy (DovetailStore *self,
                           const char *entity_type,
                           const DovetailPolicy *policy,
                           GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (entity_type != NULL && !g_strv_contains (dovetail_policy_types, entity_type))
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   "Records of type %s have no policy of their own; task and list may have one", entity_type);
      return FALSE;
    }
  name = setting_name (entity_type);
  return dovetail_store_set_setting (self, name, policy != NULL ? dovetail_policy_to_string (*policy) : NULL,
                                     error);
}
