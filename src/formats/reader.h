/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the formats share while they read: where tasks and problems are collected, and the rules that hold for all. */
#include "formats/format.h"

G_BEGIN_DECLS

typedef struct
{
  DovetailImport     *import;
  const DovetailZone *zone; /* of floating times */
  gint64              now;
  GHashTable         *ids;  /* entity id -> line + 1 of the entry that took it */
  GHashTable         *seen; /* texts ids were derived from -> how often */
} DovetailIntake;

void     dovetail_intake_init        (DovetailIntake     *reader,
                                      DovetailImport     *import,
                                      const DovetailZone *zone,
                                      gint64              now);
void     dovetail_intake_clear       (DovetailIntake     *reader);
/* Takes the object. A task that breaks a rule of the schema becomes a problem. */
void     dovetail_intake_add_task    (DovetailIntake     *reader,
                                      guint               line,
                                      const char         *entity_id,
                                      const char         *list_name,
                                      JsonObject         *fields);
void     dovetail_intake_add_problem (DovetailIntake     *reader,
                                      guint               line,
                                      const char         *format,
                                      ...) G_GNUC_PRINTF (3, 4);
/* An id for an entry without one: the same file read again gives the same ids, equal entries differ. Transfer full. */
char    *dovetail_intake_derive_id   (DovetailIntake     *reader,
                                      const char         *text);
/* The id a foreign identifier stands for: itself (in lower case) when it is a UUID, else UUIDv5. Transfer full. */
char    *dovetail_intake_map_id      (const char         *foreign);

void     dovetail_fields_set_strings (JsonObject         *fields,
                                      const char         *name,
                                      GPtrArray          *strings); /* of char *; nothing when empty */
/* high, medium, low for H, M, L and the words, in any case; "none" otherwise accepted as "". FALSE: not understood. */
gboolean dovetail_priority_from_text (const char         *text,
                                      const char        **priority);
/* Civil date or RFC 3339 or what a person types, into the form of the record. */
gboolean dovetail_intake_parse_when  (DovetailIntake     *reader,
                                      const char         *text,
                                      JsonObject         *fields,
                                      const char         *name);

/* The formats. read: FALSE only when the text is not that format at all. */
gboolean dovetail_ics_read           (DovetailIntake     *reader,
                                      const char         *text,
                                      gsize               length,
                                      GError            **error);
char    *dovetail_ics_write          (GPtrArray          *tasks,
                                      GHashTable         *list_names,
                                      gint64              now);
gboolean dovetail_json_format_read   (DovetailIntake     *reader,
                                      const char         *text,
                                      gsize               length,
                                      GError            **error);
char    *dovetail_json_format_write  (GPtrArray          *tasks,
                                      GHashTable         *list_names);
gboolean dovetail_taskwarrior_read   (DovetailIntake     *reader,
                                      const char         *text,
                                      gsize               length,
                                      GError            **error);
char    *dovetail_taskwarrior_write  (GPtrArray          *tasks,
                                      GHashTable         *list_names);
gboolean dovetail_todotxt_read       (DovetailIntake     *reader,
                                      const char         *text,
                                      gsize               length,
                                      GError            **error);
char    *dovetail_todotxt_write      (GPtrArray          *tasks,
                                      GHashTable         *list_names);
gboolean dovetail_csv_read           (DovetailIntake     *reader,
                                      const char         *text,
                                      gsize               length,
                                      GError            **error);
char    *dovetail_csv_write          (GPtrArray          *tasks,
                                      GHashTable         *list_names);

G_END_DECLS
