/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

/* Entity rules as data: one const table, in schema.c. */
typedef enum
{
  DOVETAIL_FIELD_STRING,
  DOVETAIL_FIELD_ENUM,
  DOVETAIL_FIELD_UUID,
  DOVETAIL_FIELD_WHEN,      /* civil date or date-time in UTC */
  DOVETAIL_FIELD_TIMESTAMP, /* date-time in UTC */
  DOVETAIL_FIELD_INTEGER,
  DOVETAIL_FIELD_STRINGS,   /* array of strings */
  DOVETAIL_FIELD_OBJECTS,   /* array of objects */
  DOVETAIL_FIELD_OBJECT
} DovetailFieldType;

typedef enum
{
  DOVETAIL_MERGE_VALUE,    /* whole value */
  DOVETAIL_MERGE_TEXT,     /* insert, delete, retain */
  DOVETAIL_MERGE_SET,      /* by element */
  DOVETAIL_MERGE_ARRAY,    /* insert, remove, move; items carry ids */
  DOVETAIL_MERGE_OBJECT,   /* set, unset, merge */
  DOVETAIL_MERGE_NOISE,    /* never raises a conflict: the newer side wins */
  DOVETAIL_MERGE_RELATION, /* names another record: the newer side wins, the server guards invariants */
  DOVETAIL_MERGE_STATUS,   /* done wins, then whole value */
  DOVETAIL_MERGE_FOLLOWS   /* decided together with another field: completed_at with status, due_zone with due */
} DovetailMergeKind;

typedef struct
{
  const char         *name;
  DovetailFieldType   type;
  DovetailMergeKind   merge;
  gsize               max_length;  /* characters of a string (bytes for notes), elements of an array; 0: none */
  gboolean            required;
  const char * const *choices;     /* of an enum, NULL-terminated */
  const char         *follows;     /* the leading field of DOVETAIL_MERGE_FOLLOWS */
} DovetailField;

typedef struct
{
  const char          *entity_type;
  gint64               version;
  gboolean             server_only; /* clients read, the server writes */
  const DovetailField *fields;
  gsize                n_fields;
  gboolean             last_write_wins; /* the type's own policy, whatever the request says: events */
} DovetailSchema;

const DovetailSchema *dovetail_schema_find       (const char           *entity_type); /* NULL: unknown type */
const DovetailField  *dovetail_schema_find_field (const DovetailSchema *schema,
                                                  const char           *name);        /* NULL: unknown field */
/* Unknown fields pass; a known field of the wrong type or size is DOVETAIL_ERROR_INVALID naming it.
 * whole: required fields must be there; otherwise data is a merge patch and null is a removal. */
gboolean              dovetail_schema_validate   (const DovetailSchema *schema,
                                                  JsonNode             *data,
                                                  gboolean              whole,
                                                  GError              **error);

/* The first known field of another kind than its rules say, such as a number for a text; NULL when the record can be read. */
const char           *dovetail_schema_find_unreadable (const DovetailSchema *schema,
                                                       JsonNode             *data);

/* The limits of the protocol. */
#define DOVETAIL_MAX_TITLE_CHARACTERS 1000
#define DOVETAIL_MAX_NOTES_BYTES      (64 * 1024)
#define DOVETAIL_MAX_TAGS             100

G_END_DECLS
