/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The policy a client asks for. */

#include "wire/policy.h"

/**
 * dovetail_write_policy:
 * @object: the message
 * @has_policy: whether it names one
 * @policy: which
 */
void
dovetail_write_policy (JsonObject *object, gboolean has_policy, DovetailPolicy policy)
{
  if (has_policy)
    json_object_set_string_member (object, "policy", dovetail_policy_to_string (policy));
}

/**
 * dovetail_read_policy:
 * @reader: a reader of the message
 * @policy: (out): which; untouched when there is none
 *
 * Returns: whether the message names one
 */
gboolean
dovetail_read_policy (DovetailReader *reader, DovetailPolicy *policy)
{
  g_autofree char *name = dovetail_read_optional_string (reader, "policy");

  if (name == NULL)
    return FALSE;
  if (!dovetail_policy_from_string (name, policy))
    dovetail_reader_fail (reader, "policy", "unknown");
  return TRUE;
}
