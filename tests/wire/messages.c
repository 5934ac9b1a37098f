/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every message there and back: what stands in a golden file is read, and written again as it was. */

#include "json/json.h"
#include "lib/scratch-store.h"
#include "wire/auth.h"
#include "wire/conflicts.h"
#include "wire/exchange.h"
#include "wire/problem.h"
#include "wire/pull.h"
#include "wire/push.h"
#include "wire/status.h"

typedef gpointer (*ReadFunc) (JsonNode *node, GError **error);
typedef JsonNode *(*WriteFunc) (gconstpointer message);
typedef void (*FreeFunc) (gpointer message);

typedef struct
{
  const char *file;
  ReadFunc read;
  WriteFunc write;
  FreeFunc release;
} Message;

#define MESSAGE(file, name)                                                                                  \
  {                                                                                                          \
    file, (ReadFunc) (gpointer) dovetail_##name##_from_json,                                                 \
        (WriteFunc) (gpointer) dovetail_##name##_to_json, (FreeFunc) (gpointer) dovetail_##name##_free       \
  }

static const Message messages[] = {
  MESSAGE ("login-request", login_request),
  MESSAGE ("session-grant", session_grant),
  MESSAGE ("pull-request", pull_request),
  MESSAGE ("pull-response", pull_response),
  MESSAGE ("push-request", push_request),
  MESSAGE ("push-response", push_response),
  MESSAGE ("exchange-request", exchange_request),
  MESSAGE ("exchange-response", exchange_response),
  MESSAGE ("conflicts-response", conflicts_response),
  MESSAGE ("resolve-request", resolve_request),
  MESSAGE ("resolve-response", resolve_response),
  MESSAGE ("status-response", status_response),
  MESSAGE ("problem", problem),
};

static JsonNode *
load (const char *file)
{
  g_autofree char *name = g_strconcat (file, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "wire", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  node = dovetail_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return node;
}

static void
test_golden (gconstpointer data)
{
  const Message *message = data;
  g_autoptr (JsonNode) golden = load (message->file);
  g_autoptr (JsonNode) written = NULL;
  g_autofree char *expected = dovetail_json_canonical (golden, NULL);
  g_autofree char *actual = NULL;
  g_autoptr (GError) error = NULL;
  gpointer value = message->read (golden, &error);

  g_assert_no_error (error);
  written = message->write (value);
  g_assert_true (json_node_is_immutable (written));
  actual = dovetail_json_canonical (written, NULL);
  g_assert_cmpstr (actual, ==, expected);
  message->release (value);
}

/* A peer that is newer than this one says more. */
static void
test_unknown_members (gconstpointer data)
{
  const Message *message = data;
  g_autoptr (JsonNode) golden = load (message->file);
  g_autoptr (JsonNode) more = dovetail_data_with_string (golden, "said_by_a_newer_peer", "x");
  g_autoptr (GError) error = NULL;
  gpointer value = message->read (more, &error);

  g_assert_no_error (error);
  message->release (value);
}

/* What is no object, and an object that says nothing, are refused in words and without a crash. */
static void
test_nonsense (gconstpointer data)
{
  static const char *const texts[] = { "[]", "null", "1", "\"text\"", "{}" };
  const Message *message = data;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) node = dovetail_json_parse (texts[i], -1, NULL);
      g_autoptr (GError) error = NULL;
      gpointer value = message->read (node, &error);

      if (value != NULL && g_str_equal (message->file, "problem"))
        {
          message->release (value);
          continue;
        }
      g_assert_null (value);
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
}

/* Each member in turn is of another type: it is refused by name, or it is one that nobody reads. */
static void
test_wrong_types (gconstpointer data)
{
  const Message *message = data;
  g_autoptr (JsonNode) golden = load (message->file);
  g_autoptr (GList) members = json_object_get_members (json_node_get_object (golden));

  for (GList *link = members; link != NULL; link = link->next)
    {
      JsonNode *good = dovetail_data_get (golden, link->data);
      g_autoptr (JsonNode) bad
          = JSON_NODE_HOLDS_VALUE (good) ? dovetail_data_empty () : dovetail_value_string ("text");
      g_autoptr (JsonNode) twisted = dovetail_data_with (golden, link->data, bad);
      g_autoptr (GError) error = NULL;
      gpointer value = message->read (twisted, &error);

      if (value != NULL)
        message->release (value);
      else
        g_assert_nonnull (strstr (error->message, link->data));
    }
}

static void
test_field_times (void)
{
  g_autoptr (JsonNode) golden = load ("push-request");
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPushRequest) request = dovetail_push_request_from_json (golden, &error);
  const DovetailChange *change;

  g_assert_no_error (error);
  change = g_ptr_array_index (request->changes, 0);
  g_assert_null (change->invalid);
  g_assert_cmpint (dovetail_data_get_int (change->field_times, "title", 0), ==, change->timestamp - 1500);
  g_test_message ("a removal stays a null in the patch");
  g_assert_true (json_object_get_null_member (json_node_get_object (change->data), "notes"));
}

static void
add (const char *what, const Message *message, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/wire/%s/%s", message->file, what);

  g_test_add_data_func (path, message, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      add ("golden", &messages[i], test_golden);
      add ("unknown-members", &messages[i], test_unknown_members);
      add ("nonsense", &messages[i], test_nonsense);
      add ("wrong-types", &messages[i], test_wrong_types);
    }
  g_test_add_func ("/wire/field-times", test_field_times);
  return g_test_run ();
}
