/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/quick-add.h"

G_BEGIN_DECLS

/* Gives the words the meaning they have in this language, in English; NULL: they have it already. */
void dovetail_words_translate (GPtrArray                      *words, /* DovetailWord */
                               const DovetailQuickAddLanguage *language);

G_END_DECLS
