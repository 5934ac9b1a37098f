/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/caller.h"
#include "wire/http-message.h"

G_BEGIN_DECLS

/* Refusals as answers. */
DovetailResponse *dovetail_refuse            (guint         status,
                                              const char   *code,
                                              const char   *detail);
/* The same with members beside the problem's; takes extra. */
DovetailResponse *dovetail_refuse_with       (guint         status,
                                              const char   *code,
                                              const char   *detail,
                                              JsonNode     *extra);
/* What a failure inside looks like from outside. */
DovetailResponse *dovetail_refuse_for_error  (const GError *error);
/* A request that names another device than its token. */
DovetailResponse *dovetail_refuse_device     (void);
/* NULL when the caller may send so many changes in the name of this device. */
DovetailResponse *dovetail_refuse_writer     (const DovetailCaller *caller,
                                              const char           *client_id,
                                              guint                 n_changes);
/* 200 with a JSON body; takes the node. */
DovetailResponse *dovetail_answer            (JsonNode     *node);

G_END_DECLS
