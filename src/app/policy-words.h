/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"

G_BEGIN_DECLS

/* Policies in the order they are offered. */
DovetailPolicy dovetail_policy_words_nth      (guint          index); /* below DOVETAIL_N_POLICIES */
guint          dovetail_policy_words_index_of (DovetailPolicy policy);
/* "Take the newest" */
const char    *dovetail_policy_words_title    (DovetailPolicy policy);
/* What it does, in one sentence. */
const char    *dovetail_policy_words_sentence (DovetailPolicy policy);

G_END_DECLS
