/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define DOVETAIL_JSON_MAX_DEPTH 32
#define DOVETAIL_JSON_MAX_BYTES (8 * 1024 * 1024)
/* Each takes up to half a KiB in memory, however short its text is. */
#define DOVETAIL_JSON_MAX_VALUES (600 * 1000)

/* Strict JSON text -> sealed JsonNode: the guard first, then json-glib. Errors: DOVETAIL_ERROR_INVALID
 * with the byte offset and the reason. length -1: NUL-terminated. */
JsonNode *dovetail_json_parse        (const char  *text,
                                      gssize       length,
                                      GError     **error);
JsonNode *dovetail_json_parse_object (const char  *text,
                                      gssize       length,
                                      GError     **error);
/* The same for what a server answers, nested more deeply: one bad record must not hide its neighbours. */
#define DOVETAIL_JSON_ANSWER_DEPTH 256
JsonNode *dovetail_json_parse_answer (const char  *text,
                                      gssize       length,
                                      GError     **error);
/* The same for what a client asks: an object of fewer values, for there are many clients. */
#define DOVETAIL_JSON_REQUEST_VALUES (100 * 1000)
JsonNode *dovetail_json_parse_request (const char *text,
                                      gssize       length,
                                      GError     **error);
/* Compact text; member order as in the node. Transfer full. */
char     *dovetail_json_generate     (JsonNode    *node,
                                      gsize       *length);
/* Members sorted by byte order at every level: equal values give equal text. For hashes and dumps. */
char     *dovetail_json_canonical    (JsonNode    *node,
                                      gsize       *length);
/* Indented, for people and --json. */
char     *dovetail_json_pretty       (JsonNode    *node);

G_END_DECLS
