/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Problem details (RFC 9457): how a request is refused. */

#include "wire/problem.h"

#include "wire/member.h"

/**
 * dovetail_problem_to_json:
 * @problem: why a request is refused
 *
 * Returns: (transfer full): the sealed JSON object of RFC 9457, with the member code of our own
 */
JsonNode *
dovetail_problem_to_json (const DovetailProblem *problem)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", "about:blank");
  dovetail_write_string (object, "title", problem->title);
  json_object_set_int_member (object, "status", problem->status);
  dovetail_write_string (object, "detail", problem->detail);
  dovetail_write_string (object, "code", problem->code);
  return dovetail_write_finish (object);
}

/**
 * dovetail_problem_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID
 *
 * Every member may be missing: a proxy in between writes its own.
 *
 * Returns: (transfer full): the problem, %NULL on error
 */
DovetailProblem *
dovetail_problem_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailProblem) problem = g_new0 (DovetailProblem, 1);

  dovetail_reader_init (&reader, node, NULL);
  problem->status = (guint) dovetail_read_optional_int (&reader, "status", 0, 0);
  problem->code = dovetail_read_optional_string (&reader, "code");
  problem->title = dovetail_read_optional_string (&reader, "title");
  problem->detail = dovetail_read_optional_string (&reader, "detail");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&problem) : NULL;
}

/**
 * dovetail_problem_free:
 * @problem: (nullable) (transfer full): freed
 */
void
dovetail_problem_free (DovetailProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->code);
  g_free (problem->title);
  g_free (problem->detail);
  g_free (problem);
}
