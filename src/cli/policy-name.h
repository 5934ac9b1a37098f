/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* The policy this store's syncs ask for: the setting, the environment, or the default. Transfer full. */
char *dovetail_policy_in_force (DovetailStore *store);

G_END_DECLS
