/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The strong etag of a record's version: quoted, the version and a hash of the content. */
char  *dovetail_etag_new         (gint64      version,
                                  JsonNode   *data,
                                  gboolean    deleted);
/* The version an etag names; 0 when it is none of ours. */
gint64 dovetail_etag_get_version (const char *etag);
/* Hex text of a hash over canonical JSON. */
char  *dovetail_content_hash     (JsonNode   *node);

G_END_DECLS
