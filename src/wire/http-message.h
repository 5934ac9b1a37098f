/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One request and one answer as values: what the client's remote sends and the server's handlers take,
 * with or without a socket between them. */
typedef struct
{
  char   *method;        /* "GET", "POST" */
  char   *path;          /* "/sync/delta", without query */
  char   *query;         /* "cursor=..&state=..", still encoded, or NULL */
  char   *authorization; /* value of the Authorization header, or NULL */
  char   *accept;        /* value of the Accept header, or NULL */
  GBytes *body;          /* decompressed; NULL when none */
  char   *peer;          /* server side: the client's address; else NULL */
} DovetailRequest;

typedef struct
{
  guint   status;        /* HTTP status */
  char   *content_type;  /* NULL without a body */
  GBytes *body;          /* NULL when none */
  gint64  retry_after;   /* ms; -1: none */
  gsize   bytes_up;      /* on the wire, filled in by a remote */
  gsize   bytes_down;
} DovetailResponse;

DovetailRequest  *dovetail_request_new   (const char       *method,
                                          const char       *path);
void              dovetail_request_free  (DovetailRequest  *request);
DovetailResponse *dovetail_response_new  (guint             status,
                                          const char       *content_type,
                                          GBytes           *body);  /* takes the body */
void              dovetail_response_free (DovetailResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRequest, dovetail_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailResponse, dovetail_response_free)

G_END_DECLS
