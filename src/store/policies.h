/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What decides when both sides changed the same field: one policy for all, and another one for an entity type where the user
 * wants it. DEFAULT_CONFLICT_POLICY stands in for the first where it is not set; with ENABLE_OPERATIONAL_TRANSFORM=false the user is
 * asked where texts would be merged. Events go by last write wins, whatever is set. */
extern const char * const dovetail_policy_types[]; /* that can have one of their own, NULL-terminated */

/* In force. entity_type NULL: of a type without one of its own. */
DovetailPolicy dovetail_store_get_policy          (DovetailStore  *self,
                                                   const char     *entity_type);
/* FALSE: not set; *policy is then left alone. */
gboolean       dovetail_store_get_policy_setting  (DovetailStore  *self,
                                                   const char     *entity_type,
                                                   DovetailPolicy *policy);
/* policy NULL: none (any more). INVALID: the type can have none of its own. */
gboolean       dovetail_store_set_policy          (DovetailStore        *self,
                                                   const char           *entity_type,
                                                   const DovetailPolicy *policy,
                                                   GError              **error);

G_END_DECLS
