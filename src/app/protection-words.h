/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"

G_BEGIN_DECLS

/* How the tasks on this computer are protected, and what the user does about it. */
const char *dovetail_protection_words_state  (DovetailProtection protection);
const char *dovetail_protection_words_advice (DovetailProtection protection);

G_END_DECLS
