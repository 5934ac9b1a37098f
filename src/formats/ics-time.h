/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libical/ical.h>

#include "formats/ics-entries.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* The time zones an iCalendar file speaks of. */
typedef struct
{
  const DovetailZone *floating;
  icalcomponent      *calendar; /* the file's VTIMEZONEs */
} DovetailIcsZones;

void     dovetail_ics_zones_init   (DovetailIcsZones      *zones,
                                    const DovetailIcsFile *file,
                                    const DovetailZone    *floating);
void     dovetail_ics_zones_clear  (DovetailIcsZones      *zones);
/* A date or date-time property -> our form. zone: its IANA name when it has one. FALSE: it makes no sense; reason (a literal) says why. */
gboolean dovetail_ics_read_when    (const DovetailIcsZones *zones,
                                    icalproperty           *property,
                                    char                  **when,
                                    char                  **zone,
                                    const char            **reason);
/* "TZID=Europe/Berlin:20261120T090000", "VALUE=DATE:20261120" or ":20261120T080000Z" behind a property's name; zone may be NULL.
 * used: IANA name -> added when a VTIMEZONE of it is needed. NULL: not a time. */
char    *dovetail_ics_format_when  (const char             *when,
                                    const char             *zone,
                                    GHashTable             *used);
/* The VTIMEZONE of an IANA zone. NULL: unknown. Transfer full. */
char    *dovetail_ics_describe_zone (const char            *zone);

G_END_DECLS
