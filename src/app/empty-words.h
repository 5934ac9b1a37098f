/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/query.h"

G_BEGIN_DECLS

/* What an empty page says: never only that it is empty, but what to do next. Texts to be translated. */
typedef struct
{
  const char *icon_name;
  const char *title;
  const char *description;
} DovetailEmptyWords;

/* Of a place, or of a search that found nothing. */
const DovetailEmptyWords *dovetail_empty_words_find (DovetailView view,
                                                     gboolean     searching);

G_END_DECLS
