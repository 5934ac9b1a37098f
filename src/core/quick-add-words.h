/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* One word of a quick-add line. */
typedef struct
{
  char    *text;    /* as typed, without an escaping backslash */
  char    *word;    /* lower case, without the punctuation at its end: for matching */
  gboolean literal; /* quoted or escaped: never matched */
  gboolean used;    /* understood: no part of the title */
} DovetailWord;

GPtrArray  *dovetail_words_split  (const char *line);  /* DovetailWord; transfer full */
const char *dovetail_words_get    (GPtrArray  *words,
                                   guint       at);    /* for matching; "" when out of range, literal or used */
/* These words mean something else, which may be more or fewer words; "": nothing. They stay in the title as they were typed where
 * nobody uses them. Returns how many words it are now. */
guint       dovetail_words_replace (GPtrArray *words,
                                    guint      at,
                                    guint      count,
                                    const char *meaning);
/* A word that nobody typed. */
void        dovetail_words_insert (GPtrArray  *words,
                                   guint       at,
                                   const char *meaning);
void        dovetail_words_use    (GPtrArray  *words,
                                   guint       at,
                                   guint       count);
char       *dovetail_words_unused (GPtrArray  *words); /* what is left, joined; transfer full */
gboolean    dovetail_words_number (const char *word,
                                   int        *number);  /* up to four digits */
int         dovetail_words_weekday (const char *word,
                                    gboolean   *is_short); /* 0 Monday ... 6 Sunday; -1: none */

/* A due date in the making. */
typedef struct
{
  gint64             now;
  const DovetailZone *zone;
  DovetailCivil      today;
  gint64             day;      /* days since 1970, when has_date */
  gint64             instant;  /* ms, when has_instant ("in 2 hours") */
  int                hour;     /* when has_time */
  int                minute;
  gboolean           has_date;
  gboolean           has_time;
  gboolean           has_instant;
  gboolean           evening;  /* "tonight": hours are those after noon */
} DovetailWhen;

void     dovetail_when_init     (DovetailWhen       *when,
                                 gint64              now,
                                 const DovetailZone *zone);
/* The number of words at this place that say a date or time not said before; 0: none. */
guint    dovetail_when_match    (DovetailWhen       *when,
                                 GPtrArray          *words,
                                 guint               at);
gboolean dovetail_when_is_empty (const DovetailWhen *when);
/* weekdays: bits of the days it may fall on when only a time, or nothing, was said; 0: any. */
void     dovetail_when_resolve  (DovetailWhen       *when,
                                 guint               weekdays,
                                 char              **due,
                                 char              **due_zone);

/* "every ..." */
typedef struct
{
  const char *frequency; /* of RFC 5545; NULL: none said */
  int         interval;
  guint       weekdays;  /* bit 0: Monday */
} DovetailRepeat;

guint dovetail_repeat_match  (DovetailRepeat       *repeat,
                              GPtrArray            *words,
                              guint                 at);
char *dovetail_repeat_format (const DovetailRepeat *repeat); /* an RRULE's value; NULL when none was said */

G_END_DECLS
