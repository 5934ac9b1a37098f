/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an answer means: its status as an error a caller can branch on, in words a person can read. */

#include "sync/answer.h"

#include "core/error.h"
#include "json/json.h"

/**
 * dovetail_answer_body:
 * @response: a 2xx answer
 * @error: PROTOCOL
 *
 * Returns: (transfer full): its body as a sealed object, %NULL on error
 */
JsonNode *
dovetail_answer_body (const DovetailResponse *response, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize length = 0;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &length) : NULL;
  JsonNode *node = text != NULL ? dovetail_json_parse_answer (text, (gssize) length, &reason) : NULL;

  if (node == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL,
                 "This is not an answer of a Dovetail server: %s",
                 reason != NULL ? reason->message : "it is empty");
  return node;
}

/**
 * dovetail_answer_problem:
 * @response: a refusal
 *
 * Returns: (transfer full) (nullable): what it says
 */
DovetailProblem *
dovetail_answer_problem (const DovetailResponse *response)
{
  g_autoptr (JsonNode) node = dovetail_answer_body (response, NULL);

  return node != NULL ? dovetail_problem_from_json (node, NULL) : NULL;
}

static gboolean
says (const DovetailProblem *problem, const char *code)
{
  return problem != NULL && g_strcmp0 (problem->code, code) == 0;
}

static DovetailError
error_of_status (guint status, const DovetailProblem *problem)
{
  switch (status)
    {
    case 400:
      return says (problem, "invalid_sync_token") ? DOVETAIL_ERROR_TOKEN_INVALID : DOVETAIL_ERROR_REFUSED;
    case 401:
      return DOVETAIL_ERROR_UNAUTHORIZED;
    case 403:
      return DOVETAIL_ERROR_FORBIDDEN;
    case 408:
    case 425:
    case 429:
      return DOVETAIL_ERROR_TEMPORARY;
    case 409:
      return DOVETAIL_ERROR_MOVED;
    case 410:
      return says (problem, "sync_token_expired") ? DOVETAIL_ERROR_TOKEN_EXPIRED
                                                  : DOVETAIL_ERROR_TOKEN_FOREIGN;
    default:
      if (status >= 500 && status < 600)
        return DOVETAIL_ERROR_TEMPORARY;
      return status >= 400 && status < 500 ? DOVETAIL_ERROR_REFUSED : DOVETAIL_ERROR_PROTOCOL;
    }
}

static const char *
words_of (DovetailError code)
{
  switch (code)
    {
    case DOVETAIL_ERROR_UNAUTHORIZED:
      return "The server does not know this session any more; sign in again";
    case DOVETAIL_ERROR_FORBIDDEN:
      return "The server does not allow this to your account";
    case DOVETAIL_ERROR_TEMPORARY:
      return "The server is busy or being repaired; it will be tried again";
    case DOVETAIL_ERROR_TOKEN_EXPIRED:
    case DOVETAIL_ERROR_TOKEN_FOREIGN:
    case DOVETAIL_ERROR_TOKEN_INVALID:
      return "The server needs a full sync";
    case DOVETAIL_ERROR_MOVED:
      return "The record was changed meanwhile";
    case DOVETAIL_ERROR_PROTOCOL:
      return "This is not an answer of a Dovetail server";
    default:
      return "The server refused the request";
    }
}

/* Text of a server goes to people only on one line and within reason. */
static char *
detail_for_people (const DovetailProblem *problem)
{
  const char *text = problem == NULL ? NULL : problem->detail != NULL ? problem->detail : problem->title;

  if (text == NULL || *text == '\0')
    return NULL;
  return g_strdelimit (g_utf8_substring (text, 0, MIN (300, g_utf8_strlen (text, -1))), "\n\r\t", ' ');
}

/**
 * dovetail_answer_error:
 * @status: an HTTP status other than 2xx
 * @problem: (nullable): what the server said
 *
 * Returns: (transfer full): what it means
 */
GError *
dovetail_answer_error (guint status, const DovetailProblem *problem)
{
  DovetailError code = error_of_status (status, problem);
  g_autofree char *detail = detail_for_people (problem);

  if (detail == NULL)
    return g_error_new (DOVETAIL_ERROR, code, "%s (%u)", words_of (code), status);
  return g_error_new (DOVETAIL_ERROR, code, "%s (%u: %s)", words_of (code), status, detail);
}
