/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* What was understood of a quick-add line such as
 * "pay rent tomorrow 9am #home @Family !high every month". */
typedef struct
{
  char  *title;     /* what is left, never empty unless the line was */
  char  *due;       /* civil date, or date-time in UTC; NULL: none */
  char  *due_zone;  /* with a date-time: the zone's name, or NULL */
  char  *list_name; /* of @name; NULL: none. The caller looks it up */
  char  *priority;  /* low, medium, high; NULL: none */
  char **tags;      /* of #name, never NULL */
  char  *rrule;     /* of "every ..."; NULL: none */
} DovetailQuickAdd;

/* The words for dates and times of a language beside English. */
typedef struct DovetailQuickAddLanguage DovetailQuickAddLanguage;

const DovetailQuickAddLanguage *dovetail_quick_add_find_language (const char *const *names);

/* language, here and below: what is understood beside English; NULL: nothing. */
DovetailQuickAdd *dovetail_quick_add_parse      (const char         *line,
                                                 gint64              now,
                                                 const DovetailZone *zone,
                                                 const DovetailQuickAddLanguage *language);
/* A due date as people type it: "tomorrow 9am", "fri", "2027-03-10", "27 nov 14:30". FALSE: not understood. */
gboolean          dovetail_quick_add_parse_when (const char         *text,
                                                 gint64              now,
                                                 const DovetailZone *zone,
                                                 const DovetailQuickAddLanguage *language,
                                                 char              **due,
                                                 char              **due_zone);
/* How often, as people type it: "every 2 weeks", "every mon and thu". The rule; NULL: not understood. */
char             *dovetail_quick_add_parse_repeat (const char       *text,
                                                   const DovetailQuickAddLanguage *language);
void              dovetail_quick_add_free       (DovetailQuickAdd   *quick_add);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailQuickAdd, dovetail_quick_add_free)

G_END_DECLS
