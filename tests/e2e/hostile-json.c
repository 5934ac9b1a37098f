/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server, and bodies that are no JSON, nearly JSON, or JSON that careless readers alter: 400 or 413,
 * and what is taken comes back as it was sent. */

#include <string.h>

#include "core/data.h"
#include "json/json.h"
#include "lib/besieged-server.h"
#include "lib/json-cases.h"

#define ID "11111111-2222-4333-8444-%012" G_GSIZE_FORMAT
#define MIB (1024 * 1024)

static RawAnswer *
push (BesiegedServer *besieged, const char *body, gsize length)
{
  const RawExtras extras = { .token = besieged->home };

  return raw_request (besieged_port (besieged), "POST", "/sync/push", &extras, body, length);
}

/* A task that carries the value in a field no version knows, and therefore keeps. */
static char *
write_task (gsize number, const char *value)
{
  return g_strdup_printf ("{\"client_id\":\"phone\",\"deltas\":[{\"mutation_id\":\"j%" G_GSIZE_FORMAT "\","
                          "\"entity_type\":\"task\",\"entity_id\":\"" ID "\",\"operation\":\"create\","
                          "\"timestamp\":\"2026-11-20T12:00:00.000Z\",\"data\":{\"title\":\"t\",\"x\":%s}}]}",
                          number, number, value);
}

/* The field of the task with that number, as this server gives it out; NULL: there is no such task. */
static JsonNode *
pull_value (BesiegedServer *besieged, gsize number, gboolean *exists)
{
  g_autoptr (RawAnswer) answer = besieged_post (besieged, besieged->home, "/sync/pull",
                                                "{'client_id':'phone','full':true,'batch_size':5000}");
  g_autoptr (JsonNode) body = dovetail_json_parse_object (answer->body, -1, NULL);
  g_autofree char *id = g_strdup_printf (ID, number);
  JsonArray *deltas;

  g_assert_nonnull (body);
  deltas = json_object_get_array_member (json_node_get_object (body), "deltas");
  *exists = FALSE;
  for (guint i = 0; i < json_array_get_length (deltas); i++)
    {
      JsonNode *delta = json_array_get_element (deltas, i);

      if (!g_str_equal (dovetail_data_get_string (delta, "entity_id"), id))
        continue;
      *exists = TRUE;
      delta = dovetail_data_get (dovetail_data_get (delta, "data"), "x");
      return delta == NULL ? NULL : json_node_ref (delta);
    }
  return NULL;
}

static void
assert_refused (RawAnswer *answer)
{
  g_assert_true (answer->status == 400 || answer->status == 413);
  g_assert_nonnull (strstr (answer->body, answer->status == 400 ? "\"code\":\"invalid_json\""
                                                                : "\"code\":\"body_too_large\""));
}

static void
assert_kept (BesiegedServer *besieged, gsize number, const char *value)
{
  gboolean exists;
  g_autoptr (JsonNode) kept = pull_value (besieged, number, &exists);
  g_autoptr (JsonNode) sent = dovetail_json_parse (value, -1, NULL);
  g_autofree char *kept_text = kept == NULL ? g_strdup ("null") : dovetail_json_canonical (kept, NULL);
  g_autofree char *sent_text = dovetail_json_canonical (sent, NULL);

  g_assert_true (exists);
  g_assert_cmpstr (kept_text, ==, sent_text);
}

/* Each text as a whole body, and as a value deep in one. */
static void
test_cases (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < n_json_cases; i++)
    {
      const JsonCase *row = &json_cases[i];
      g_autofree char *task = write_task (i, row->text);
      g_autoptr (RawAnswer) whole = push (besieged, row->text, strlen (row->text));
      g_autoptr (RawAnswer) within = push (besieged, task, strlen (task));
      gboolean exists;

      g_test_message ("%s: %u and %u", row->name, whole->status, within->status);
      g_assert_cmpuint (whole->status, ==, 400);
      if (row->refused == NULL)
        {
          g_assert_cmpuint (within->status, ==, 200);
          assert_kept (besieged, i, row->text);
        }
      else
        {
          assert_refused (whole);
          assert_refused (within);
          g_assert_null (pull_value (besieged, i, &exists));
          g_assert_false (exists);
        }
    }
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "the table");
}

/* The ends of the numbers, as text: reading both sides with one parser would hide what it alters. */
static void
test_literal (gconstpointer data)
{
  static const char *const values[]
      = { "9223372036854775807",       "-9223372036854775808",
          "9007199254740993",          "0.1",
          "1.7976931348623157e+308",   "\"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\"",
          "{\"a\":{\"\":[]},\"b\":1}", "[1,1,1]" };
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *task = write_task (1000 + i, values[i]);
      g_autofree char *stands = g_strdup_printf ("\"x\":%s", values[i]);
      g_autoptr (RawAnswer) pushed = push (besieged, task, strlen (task));
      g_autoptr (RawAnswer) answer = besieged_post (besieged, besieged->home, "/sync/pull",
                                                    "{'client_id':'phone','full':true,'batch_size':5000}");

      g_assert_cmpuint (pushed->status, ==, 200);
      if (strstr (answer->body, stands) == NULL)
        g_error ("%s is not in the answer", stands);
    }
}

static char *
repeat (const char *text, gsize count)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; i < count; i++)
    g_string_append (result, text);
  return g_string_free (result, FALSE);
}

/* Deep, and nothing else: a reader that calls itself for each level would end here. */
static void
test_deep (gconstpointer data)
{
  static const char *const openings[] = { "[", "{\"a\":", "[{\"a\":", " [ " };
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autofree char *deep = repeat (openings[i], 100000);
      g_autofree char *task = write_task (2000 + i, deep);
      g_autoptr (RawAnswer) whole = push (besieged, deep, strlen (deep));
      g_autoptr (RawAnswer) within = push (besieged, task, strlen (task));

      assert_refused (whole);
      assert_refused (within);
      besieged_assert_serves (besieged);
    }
  besieged_assert_memory (besieged, "depth");
}

/* Short texts that take hundreds of bytes each once they are read. */
static void
test_many (gconstpointer data)
{
  static const char *const units[] = { "0,", "{},", "[],", "\"\",", "{\"\":0}," };
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *values = repeat (units[i], (8 * MIB - 1000) / strlen (units[i]));
      g_autofree char *array = g_strdup_printf ("[%s0]", values);
      g_autofree char *task = write_task (4000 + i, array);
      g_autoptr (RawAnswer) answer = push (besieged, task, strlen (task));

      assert_refused (answer);
      g_assert_nonnull (strstr (answer->body, "too many values"));
    }
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "very many values");
}

static void
test_nul (gconstpointer data)
{
  static const char raw[] = "{\"client_id\":\"phone\"\0,\"deltas\":[]}";
  static const char behind[] = "{\"client_id\":\"phone\",\"deltas\":[]}\0";
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (RawAnswer) within = push (besieged, raw, sizeof raw - 1);
  g_autoptr (RawAnswer) after = push (besieged, behind, sizeof behind - 1);
  g_autoptr (RawAnswer) nothing = push (besieged, "", 0);

  assert_refused (within);
  assert_refused (after);
  assert_refused (nothing);
}

/* 9 MiB, in one piece, in chunks, and as one text that is right. */
static void
test_large (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autofree char *blanks = g_strnfill (9 * MIB, ' ');
  g_autofree char *letters = g_strnfill (9 * MIB, 'x');
  g_autofree char *text = g_strdup_printf ("\"%s\"", letters);
  g_autofree char *task = write_task (3000, text);
  g_autofree char *chunked
      = g_strdup_printf ("POST /sync/push HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
                         "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
                         besieged->home, 9 * MIB, blanks);
  g_autoptr (RawAnswer) whole = push (besieged, blanks, 9 * MIB);
  g_autoptr (RawAnswer) within = push (besieged, task, strlen (task));
  g_autoptr (RawAnswer) in_chunks = raw_talk (besieged_port (besieged), chunked, strlen (chunked));

  g_assert_cmpuint (in_chunks->status, ==, 413);
  /* Refused by its head alone: whoever goes on sending may find the connection closed before it reads the
   * answer. */
  g_assert_true (whole->status == 413 || whole->status == 0);
  g_assert_true (within->status == 413 || within->status == 0);
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "9 MiB");
}

int
main (int argc, char **argv)
{
  g_autoptr (BesiegedServer) besieged = NULL;

  g_test_init (&argc, &argv, NULL);
  besieged = besieged_server_new ();
  g_test_add_data_func ("/hostile-json/cases", besieged, test_cases);
  g_test_add_data_func ("/hostile-json/literal", besieged, test_literal);
  g_test_add_data_func ("/hostile-json/deep", besieged, test_deep);
  g_test_add_data_func ("/hostile-json/many", besieged, test_many);
  g_test_add_data_func ("/hostile-json/nul", besieged, test_nul);
  g_test_add_data_func ("/hostile-json/large", besieged, test_large);
  return g_test_run ();
}
