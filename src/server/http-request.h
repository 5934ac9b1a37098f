/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <microhttpd.h>

#include "server/server.h"
#include "wire/http-message.h"

G_BEGIN_DECLS

/* What all requests on their way in may hold together. */
typedef struct
{
  gint n_kept; /* KiB of bodies; atomic */
} DovetailBodies;

/* One request on its way in, piece by piece. */
typedef struct
{
  char           *target;    /* as in the request line */
  gboolean        begun;     /* the head was looked at */
  gsize           allowance; /* bytes of the body that are kept at most; 0: none, for nobody will read them */
  gboolean        too_many;  /* others hold so much that this body had to go */
  GByteArray     *body;
  gsize           n_body;    /* bytes that came, kept or not */
  DovetailBodies *bodies;
  gint            n_kept;    /* KiB that this one stands for among them */
} DovetailIncoming;

DovetailIncoming *dovetail_incoming_new    (DovetailBodies        *bodies,
                                            const char            *target);
void              dovetail_incoming_free   (DovetailIncoming      *incoming);
/* Looks at the head. An answer: the request goes no further. */
DovetailResponse *dovetail_incoming_begin  (DovetailIncoming      *incoming,
                                            DovetailServer        *server,
                                            struct MHD_Connection *connection,
                                            const char            *version);
/* FALSE: so much came that the connection is to be cut. */
gboolean          dovetail_incoming_add    (DovetailIncoming      *incoming,
                                            const char            *data,
                                            gsize                  length);
/* The whole request, or NULL and an answer. */
DovetailRequest  *dovetail_incoming_finish (DovetailIncoming      *incoming,
                                            struct MHD_Connection *connection,
                                            const char            *method,
                                            GInetAddressMask      *trusted_proxy,
                                            DovetailResponse     **refusal);

G_END_DECLS
