/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* RFC 9457 problem details. */
typedef struct
{
  guint status;
  char *code;   /* "invalid_sync_token", "mutation_reused", ... */
  char *title;
  char *detail; /* a sentence for people; no internals, no user data */
} DovetailProblem;

JsonNode        *dovetail_problem_to_json   (const DovetailProblem  *problem);
DovetailProblem *dovetail_problem_from_json (JsonNode               *node,
                                             GError                **error);
void             dovetail_problem_free      (DovetailProblem        *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailProblem, dovetail_problem_free)

G_END_DECLS
