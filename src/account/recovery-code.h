/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/random.h"

G_BEGIN_DECLS

/* 130 random bits as a person can write them down: seven groups of four letters and digits, the last two characters a check. */
char *dovetail_recovery_code_new       (const DovetailRandom *random);
/* The 28 characters without groups, from what a person typed: lower case, spaces, dashes, O for 0, I and L for 1. NULL: a slip. */
char *dovetail_recovery_code_normalize (const char           *typed);

G_END_DECLS
