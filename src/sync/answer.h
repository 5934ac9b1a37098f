/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire/http-message.h"
#include "wire/problem.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What an answer means. Pure. */

/* The body of a 2xx answer; NULL with PROTOCOL when it is no JSON object. */
JsonNode        *dovetail_answer_body    (const DovetailResponse  *response,
                                          GError                 **error);
/* What a refusal says; NULL when it says nothing that can be read. */
DovetailProblem *dovetail_answer_problem (const DovetailResponse  *response);
/* The error that a status other than 2xx means. problem may be NULL. */
GError          *dovetail_answer_error   (guint                    status,
                                          const DovetailProblem   *problem);

G_END_DECLS
