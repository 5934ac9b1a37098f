/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Which policy decides when both sides changed the same field: for all, and for a kind of record by itself; and the rules that hold
 * whatever the policy. */
#define DOVETAIL_TYPE_POLICY_GROUP (dovetail_policy_group_get_type ())
G_DECLARE_FINAL_TYPE (DovetailPolicyGroup, dovetail_policy_group, DOVETAIL, POLICY_GROUP, AdwPreferencesGroup)

/* Once. */
void dovetail_policy_group_fill (DovetailPolicyGroup *self,
                                 DovetailStore       *store);

G_END_DECLS
