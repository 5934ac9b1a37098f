/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/router.h"

G_BEGIN_DECLS

/* The endpoints: POST /sync/pull is dovetail_handle_pull, and so on. */
#define DOVETAIL_DECLARE_HANDLER(name) \
  DovetailResponse *dovetail_handle_##name (DovetailServer        *server, \
                                            const DovetailCaller  *caller, \
                                            const DovetailRequest *request, \
                                            JsonNode              *body)

DOVETAIL_DECLARE_HANDLER (login);
DOVETAIL_DECLARE_HANDLER (refresh);
DOVETAIL_DECLARE_HANDLER (logout);
DOVETAIL_DECLARE_HANDLER (devices);
DOVETAIL_DECLARE_HANDLER (revoke);
DOVETAIL_DECLARE_HANDLER (pull);
DOVETAIL_DECLARE_HANDLER (push);
DOVETAIL_DECLARE_HANDLER (batch_pull);
DOVETAIL_DECLARE_HANDLER (batch_push);
DOVETAIL_DECLARE_HANDLER (exchange);
DOVETAIL_DECLARE_HANDLER (conflicts);
DOVETAIL_DECLARE_HANDLER (resolve);
DOVETAIL_DECLARE_HANDLER (events);
DOVETAIL_DECLARE_HANDLER (status);
DOVETAIL_DECLARE_HANDLER (metrics);
DOVETAIL_DECLARE_HANDLER (cleanup);
DOVETAIL_DECLARE_HANDLER (alive);
DOVETAIL_DECLARE_HANDLER (ready);
DOVETAIL_DECLARE_HANDLER (openapi);

/* A pull or push on its own or as a part of a batch: the answer as a value, NULL with a refusal. */
typedef JsonNode *(*DovetailPart) (DovetailServer       *server,
                                   const DovetailCaller *caller,
                                   JsonNode             *body,
                                   DovetailResponse    **refusal);

JsonNode *dovetail_part_pull (DovetailServer       *server,
                              const DovetailCaller *caller,
                              JsonNode             *body,
                              DovetailResponse    **refusal);
JsonNode *dovetail_part_push (DovetailServer       *server,
                              const DovetailCaller *caller,
                              JsonNode             *body,
                              DovetailResponse    **refusal);

G_END_DECLS
