/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"
#include "core/record.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_FORMAT_ICS,
  DOVETAIL_FORMAT_JSON,
  DOVETAIL_FORMAT_TASKWARRIOR,
  DOVETAIL_FORMAT_TODOTXT,
  DOVETAIL_FORMAT_CSV
} DovetailFormat;

gboolean dovetail_format_from_string (const char     *text,
                                      DovetailFormat *format);
const char *
         dovetail_format_to_string   (DovetailFormat  format);
/* By file name, then by content. */
gboolean dovetail_format_guess       (const char     *file_name,
                                      const char     *text,
                                      DovetailFormat *format);

/* One task as read from a file. Ids come from UID/uuid where they are UUIDs, otherwise UUIDv5 of them, so that a second import
 * finds the first. */
typedef struct
{
  char     *entity_id; /* NULL: the file names none */
  char     *list_name; /* project, category of lists; NULL: none */
  JsonNode *data;      /* task fields, without list_id */
  guint     line;      /* where it began, 1-based */
} DovetailImportedTask;

typedef struct
{
  guint line;
  char *reason;
} DovetailImportProblem;

typedef struct
{
  GPtrArray *tasks;    /* DovetailImportedTask */
  GPtrArray *problems; /* DovetailImportProblem: skipped entries, never half taken */
  guint      deleted;  /* entries the file calls deleted: left out */
} DovetailImport;

/* Error only when nothing can be read at all (not that format). */
DovetailImport *dovetail_format_read  (DovetailFormat      format,
                                       const char         *text,
                                       gsize               length,
                                       const DovetailZone *zone,   /* of floating times */
                                       gint64              now,
                                       GError            **error);
void            dovetail_import_free  (DovetailImport     *import);
/* The id of a list that a file names and that does not exist yet: the same on every device. Transfer full. */
char           *dovetail_import_list_id (const char       *name);

/* tasks: DovetailRecord of tasks; list_names: list id -> name. Transfer full, NUL-terminated. */
char           *dovetail_format_write (DovetailFormat      format,
                                       GPtrArray          *tasks,
                                       GHashTable         *list_names,
                                       gint64              now,
                                       GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailImport, dovetail_import_free)

G_END_DECLS
