/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where a value stands in a message; written out only when something is wrong with it. */
typedef struct _DovetailPath
{
  const struct _DovetailPath *parent; /* NULL: the body */
  const char                 *name;
  gint                        index;  /* of an array's element; -1: none */
} DovetailPath;

/* Reads the members of one object and remembers the first that is wrong, so that a message is read member by
 * member and asked once, at the end. A null member counts as absent; unknown members are not looked at. */
typedef struct
{
  JsonObject         *object; /* borrowed; NULL when the node was none */
  const DovetailPath *path;   /* NULL: the body */
  GError             *error;
} DovetailReader;

/* node must outlive the reader. FALSE, with the error remembered, when it is no object. */
gboolean   dovetail_reader_init           (DovetailReader     *reader,
                                           JsonNode           *node,
                                           const DovetailPath *path);
/* Hands over what was wrong; TRUE when nothing was. The reader is done with. */
gboolean   dovetail_reader_finish         (DovetailReader     *reader,
                                           GError            **error);
/* Remembers that a member is wrong, in words that follow its name: "not a UUID". */
void       dovetail_reader_fail           (DovetailReader     *reader,
                                           const char         *name,
                                           const char         *reason);
/* Finishes a reader of an object inside: what was wrong there is wrong here. */
void       dovetail_reader_absorb         (DovetailReader     *reader,
                                           DovetailReader     *inner);
gboolean   dovetail_reader_has            (DovetailReader     *reader,
                                           const char         *name);

char      *dovetail_read_string           (DovetailReader     *reader,   /* there, and not empty */
                                           const char         *name);
char      *dovetail_read_optional_string  (DovetailReader     *reader,
                                           const char         *name);
char      *dovetail_read_uuid             (DovetailReader     *reader,
                                           const char         *name);
gint64     dovetail_read_int              (DovetailReader     *reader,
                                           const char         *name,
                                           gint64              minimum);
gint64     dovetail_read_optional_int     (DovetailReader     *reader,
                                           const char         *name,
                                           gint64              minimum,
                                           gint64              fallback);
gboolean   dovetail_read_optional_boolean (DovetailReader     *reader,
                                           const char         *name,
                                           gboolean            fallback);
gint64     dovetail_read_time             (DovetailReader     *reader,   /* ms */
                                           const char         *name);
gint64     dovetail_read_optional_time    (DovetailReader     *reader,
                                           const char         *name);    /* 0 when absent */
/* The value itself, a reference to a sealed node. */
JsonNode  *dovetail_read_object           (DovetailReader     *reader,
                                           const char         *name);
JsonNode  *dovetail_read_optional_object  (DovetailReader     *reader,
                                           const char         *name);
/* The fields of a record: an optional object without its null members. */
JsonNode  *dovetail_read_data             (DovetailReader     *reader,
                                           const char         *name);
/* NULL when absent. */
char     **dovetail_read_optional_strings (DovetailReader     *reader,
                                           const char         *name);

typedef gpointer (*DovetailReadElement) (JsonNode           *node,
                                         const DovetailPath *path,
                                         gpointer            user_data,
                                         GError            **error);
/* Each element of an array through a reader of its own; the array must be there. NULL when one failed. */
GPtrArray *dovetail_read_elements         (DovetailReader     *reader,
                                           const char         *name,
                                           DovetailReadElement read,
                                           gpointer            user_data,
                                           GDestroyNotify      element_free);

/* Writing: what is absent is not written. */
void       dovetail_write_string          (JsonObject         *object,
                                           const char         *name,
                                           const char         *text);    /* NULL: absent */
void       dovetail_write_time            (JsonObject         *object,
                                           const char         *name,
                                           gint64              time);    /* 0: absent */
void       dovetail_write_revision        (JsonObject         *object,
                                           const char         *name,
                                           gint64              revision); /* -1: absent */
void       dovetail_write_node            (JsonObject         *object,
                                           const char         *name,
                                           JsonNode           *node);    /* referenced; NULL: absent */
void       dovetail_write_strings         (JsonObject         *object,
                                           const char         *name,
                                           char              **strings); /* NULL: absent */
typedef JsonNode *(*DovetailWriteElement) (gconstpointer       element,
                                           gpointer            user_data);
void       dovetail_write_elements        (JsonObject         *object,
                                           const char         *name,
                                           GPtrArray          *elements, /* NULL: an empty array */
                                           DovetailWriteElement write,
                                           gpointer            user_data);
/* Takes the object and seals it. */
JsonNode  *dovetail_write_finish          (JsonObject         *object);

G_END_DECLS
