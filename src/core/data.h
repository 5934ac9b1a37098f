/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The fields of a record: a sealed JSON object. A null member counts as absent; constructors drop it. */
JsonNode   *dovetail_data_empty       (void);                 /* transfer full */
JsonNode   *dovetail_data_take_object (JsonObject *object);   /* takes the object, drops null members, seals */
JsonObject *dovetail_data_copy_members (JsonNode  *data);      /* transfer full, not sealed; members are shared */
gboolean    dovetail_data_is_empty    (JsonNode   *data);
gboolean    dovetail_data_equal       (JsonNode   *a,
                                       JsonNode   *b);        /* deep, member order ignored, NULL == NULL */
JsonNode   *dovetail_data_get         (JsonNode   *data,
                                       const char *field);    /* borrowed; NULL when absent or data is NULL */
const char *dovetail_data_get_string  (JsonNode   *data,
                                       const char *field);    /* borrowed; NULL when absent or no string */
gint64      dovetail_data_get_int     (JsonNode   *data,
                                       const char *field,
                                       gint64      fallback);
gboolean    dovetail_data_get_boolean (JsonNode   *data,
                                       const char *field,
                                       gboolean    fallback);
char      **dovetail_data_get_strings (JsonNode   *data,
                                       const char *field);    /* transfer full; empty when absent */
JsonNode   *dovetail_data_with        (JsonNode   *data,
                                       const char *field,
                                       JsonNode   *value);    /* transfer full; value NULL removes */
JsonNode   *dovetail_data_with_string (JsonNode   *data,
                                       const char *field,
                                       const char *value);    /* transfer full; value NULL removes */
/* Sealed values. */
JsonNode   *dovetail_value_share      (JsonNode   *value);    /* seals it and adds a reference; NULL stays NULL */
void        dovetail_value_put        (JsonObject *object,
                                       const char *name,
                                       JsonNode   *value);    /* sets a shared member */
JsonNode   *dovetail_value_string     (const char *text);
JsonNode   *dovetail_value_int        (gint64      number);
JsonNode   *dovetail_value_boolean    (gboolean    value);
JsonNode   *dovetail_value_strings    (const char * const *strings);
gboolean    dovetail_value_equal      (JsonNode   *a,
                                       JsonNode   *b);

G_END_DECLS
