/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the answers of a server mean, and the words people read. */

#include "sync/answer.h"

#include <string.h>

#include "core/error.h"

typedef struct
{
  guint status;
  const char *body; /* single quotes for double ones; NULL: none */
  DovetailError expected;
  const char *words; /* that stand in the message */
} AnswerCase;

static const AnswerCase answer_cases[] = {
  { 400, "{'code':'invalid_sync_token'}", DOVETAIL_ERROR_TOKEN_INVALID, "full sync" },
  { 400, "{'code':'invalid_json','detail':'The body is cut off'}", DOVETAIL_ERROR_REFUSED, "The body is cut off" },
  { 400, NULL, DOVETAIL_ERROR_REFUSED, "(400)" },
  { 401, "{}", DOVETAIL_ERROR_UNAUTHORIZED, "sign in again" },
  { 403, "{'title':'Forbidden'}", DOVETAIL_ERROR_FORBIDDEN, "Forbidden" },
  { 404, "<html>no such page</html>", DOVETAIL_ERROR_REFUSED, "(404)" },
  { 408, "{}", DOVETAIL_ERROR_TEMPORARY, "tried again" },
  { 409, "{}", DOVETAIL_ERROR_MOVED, "changed meanwhile" },
  { 410, "{'code':'sync_token_expired'}", DOVETAIL_ERROR_TOKEN_EXPIRED, "full sync" },
  { 410, "{'code':'foreign_sync_token'}", DOVETAIL_ERROR_TOKEN_FOREIGN, "full sync" },
  { 410, "<html>gone</html>", DOVETAIL_ERROR_TOKEN_FOREIGN, "full sync" },
  { 413, "{'title':'','detail':''}", DOVETAIL_ERROR_REFUSED, "(413)" },
  { 422, "{'detail':'line one\\nline two'}", DOVETAIL_ERROR_REFUSED, "line one line two" },
  { 425, NULL, DOVETAIL_ERROR_TEMPORARY, "(425)" },
  { 429, "{'title':'Slow down'}", DOVETAIL_ERROR_TEMPORARY, "Slow down" },
  { 499, NULL, DOVETAIL_ERROR_REFUSED, "(499)" },
  { 500, NULL, DOVETAIL_ERROR_TEMPORARY, "(500)" },
  { 503, "{'title':42}", DOVETAIL_ERROR_TEMPORARY, "(503)" },
  { 599, NULL, DOVETAIL_ERROR_TEMPORARY, "(599)" },
  { 600, NULL, DOVETAIL_ERROR_PROTOCOL, "not an answer of a Dovetail server" },
  { 302, NULL, DOVETAIL_ERROR_PROTOCOL, "not an answer of a Dovetail server" },
};

static DovetailResponse *
make_response (guint status, const char *body)
{
  char *text = body != NULL ? g_strdelimit (g_strdup (body), "'", '"') : NULL;

  return dovetail_response_new (status, "application/json",
                                text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL);
}

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answer_cases); i++)
    {
      const AnswerCase *row = &answer_cases[i];
      g_autoptr (DovetailResponse) response = make_response (row->status, row->body);
      g_autoptr (DovetailProblem) problem = dovetail_answer_problem (response);
      g_autoptr (GError) error = dovetail_answer_error (row->status, problem);

      g_test_message ("%u %s: %s", row->status, row->body != NULL ? row->body : "", error->message);
      g_assert_error (error, DOVETAIL_ERROR, (gint) row->expected);
      g_assert_nonnull (strstr (error->message, row->words));
      g_assert_null (strchr (error->message, '\n'));
    }
}

/* A server may write novels; people read a line. */
static void
test_long_words (void)
{
  g_autofree char *novel = g_strnfill (10000, 'x');
  DovetailProblem problem = { .detail = novel };
  g_autoptr (GError) error = dovetail_answer_error (422, &problem);

  g_assert_cmpuint (strlen (error->message), <, 400);
}

static void
test_bodies (void)
{
  static const struct
  {
    const char *body;
    const char *words; /* NULL: it is an answer */
  } cases[] = {
    { "{'results':[]}", NULL },
    { "", "not an answer of a Dovetail server" },
    { NULL, "empty" },
    { "<html>Sign in to the hotel's network</html>", "not an answer of a Dovetail server" },
    { "[]", "not an answer of a Dovetail server" },
    { "{'results':[]", "not an answer of a Dovetail server" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailResponse) response = make_response (200, cases[i].body);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = dovetail_answer_body (response, &error);

      g_test_message ("%s", cases[i].body != NULL ? cases[i].body : "no body");
      g_assert_true ((node != NULL) == (cases[i].words == NULL));
      if (cases[i].words == NULL)
        continue;
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/refusals", test_refusals);
  g_test_add_func ("/answer/long-words", test_long_words);
  g_test_add_func ("/answer/bodies", test_bodies);
  return g_test_run ();
}
