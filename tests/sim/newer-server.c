/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server of tomorrow, made of today's. */

#include "sim/newer-server.h"

#include "json/json.h"
#include "lib/scratch-store.h"

struct _NewerServer
{
  GObject parent_instance;
  InProcessRemote *remote;
  GPtrArray *records; /* JsonNode */
  guint told;         /* so many of them came down with an exchange */
};

static void newer_server_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NewerServer,
                               newer_server,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, newer_server_iface_init))

static JsonNode *decorate (JsonNode *node, gboolean whole);

/* What lies in records is the users'. */
static gboolean
is_content (const char *name)
{
  static const char *const names[]
      = { "data", "base", "client_data", "server_data", "resolved_data", "field_times", NULL };

  return g_strv_contains (names, name);
}

static JsonNode *
decorate_object (JsonNode *node)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (object, name, decorate (member, is_content (name)));
  json_object_set_string_member (object, "a_word_of_tomorrow", "whatever");
  json_object_set_object_member (object, "an_object_of_tomorrow", json_object_new ());
  json_object_set_array_member (object, "an_array_of_tomorrow", json_array_new ());
  return dovetail_data_take_object (object);
}

static JsonNode *
decorate (JsonNode *node, gboolean whole)
{
  JsonNode *decorated;
  JsonArray *array;

  if (!whole && JSON_NODE_HOLDS_OBJECT (node))
    return decorate_object (node);
  if (whole || !JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);
  decorated = json_node_alloc ();
  array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    json_array_add_element (array, decorate (json_array_get_element (json_node_get_array (node), i), FALSE));
  json_node_init (decorated, JSON_NODE_ARRAY);
  json_node_take_array (decorated, array);
  return decorated;
}

static void
add_records (NewerServer *self, JsonNode *body)
{
  JsonObject *object = json_node_get_object (body);
  gboolean walk = json_object_has_member (object, "deltas");
  const char *name = walk ? "deltas" : "server_changes";

  if (!json_object_has_member (object, name) || json_object_get_boolean_member (object, "has_more"))
    return;
  for (guint i = walk ? 0 : self->told; i < self->records->len; i++)
    json_array_add_element (json_object_get_array_member (object, name),
                            json_node_copy (g_ptr_array_index (self->records, i)));
  self->told = self->records->len;
}

static DovetailResponse *
newer_server_send (DovetailRemote *remote,
                   const DovetailRequest *request,
                   GCancellable *cancellable,
                   GError **error)
{
  NewerServer *self = NEWER_SERVER (remote);
  DovetailResponse *response
      = dovetail_remote_send (DOVETAIL_REMOTE (self->remote), request, cancellable, error);
  gsize length;
  const char *text
      = response != NULL && response->body != NULL ? g_bytes_get_data (response->body, &length) : NULL;
  g_autoptr (JsonNode) body = text != NULL ? dovetail_json_parse_object (text, (gssize) length, NULL) : NULL;
  g_autoptr (JsonNode) decorated = NULL;
  char *answer;

  if (body == NULL)
    return response;
  decorated = decorate (body, FALSE);
  add_records (self, decorated);
  answer = dovetail_json_generate (decorated, &length);
  g_bytes_unref (response->body);
  response->body = g_bytes_new_take (answer, length);
  return response;
}

static void
newer_server_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = newer_server_send;
}

static void
newer_server_finalize (GObject *object)
{
  NewerServer *self = NEWER_SERVER (object);

  g_clear_object (&self->remote);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  G_OBJECT_CLASS (newer_server_parent_class)->finalize (object);
}

static void
newer_server_class_init (NewerServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = newer_server_finalize;
}

static void
newer_server_init (NewerServer *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

NewerServer *
newer_server_new (InProcessRemote *remote)
{
  NewerServer *self = g_object_new (NEWER_TYPE_SERVER, NULL);

  self->remote = g_object_ref (remote);
  return self;
}

void
newer_server_add (NewerServer *self, const char *delta)
{
  g_ptr_array_add (self->records, scratch_data (delta));
}

void
newer_server_forget (NewerServer *self)
{
  g_ptr_array_set_size (self->records, 0);
  self->told = 0;
}
