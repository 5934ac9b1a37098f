/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a sync did not work, by the code that stands in its job, in words for people. */

/* A sentence; what was written down then when the code says nothing to us. Transfer full; NULL: it did work. */
char       *dovetail_trouble_words_error  (const char *code,
                                           const char *message);
/* What the person can do; NULL: nothing, it passes by itself. */
const char *dovetail_trouble_words_advice (const char *code);
/* A part of a sentence: why one request was repeated. */
const char *dovetail_trouble_words_reason (const char *code);
/* In a few words, for a line that has no room. */
const char *dovetail_trouble_words_line   (const char *code);

G_END_DECLS
