/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server of a replay. Mutation ids are drawn anew by the sync that is replayed: its changes are matched
 * with those of the trace by their records, and the answers name the new ids. */

#include "sync/replay-remote.h"

#include "core/data.h"
#include "core/error.h"
#include "core/timestamp.h"
#include "core/uuid.h"
#include "json/json.h"

#define UUID_LENGTH 36
#define MAX_DURATION_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

struct _DovetailReplayRemote
{
  GObject parent_instance;
  GPtrArray *requests; /* JsonNode lines */
  guint next;
  guint number;
  GHashTable *renewed;  /* mutation id of the trace -> that of the replay */
  GHashTable *recorded; /* the other way round */
  gint64 now;
  DovetailReplayFunc func;
  gpointer user_data;
};

static void dovetail_replay_remote_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DovetailReplayRemote,
                               dovetail_replay_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE,
                                                      dovetail_replay_remote_iface_init))

static gboolean
carries_secrets (const char *path)
{
  return path != NULL && g_str_has_prefix (path, "/auth/");
}

static JsonNode *
line_at (DovetailReplayRemote *self, guint index)
{
  return index < self->requests->len ? g_ptr_array_index (self->requests, index) : NULL;
}

static gboolean
is_about_secrets (JsonNode *line)
{
  return line != NULL && carries_secrets (dovetail_data_get_string (line, "path"));
}

static JsonArray *
changes_of (JsonNode *body)
{
  JsonNode *changes = dovetail_data_get (body, "changes");

  return changes != NULL && JSON_NODE_HOLDS_ARRAY (changes) ? json_node_get_array (changes) : NULL;
}

/* Borrowed; NULL: there is none. */
static const char *
find_mutation (JsonArray *changes, JsonNode *wanted)
{
  const char *entity_id = dovetail_data_get_string (wanted, "entity_id");

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      JsonNode *change = json_array_get_element (changes, i);

      if (g_strcmp0 (dovetail_data_get_string (change, "entity_id"), entity_id) == 0
          && g_strcmp0 (dovetail_data_get_string (change, "entity_type"),
                        dovetail_data_get_string (wanted, "entity_type"))
                 == 0)
        return dovetail_data_get_string (change, "mutation_id");
    }
  return NULL;
}

static void
match_mutations (DovetailReplayRemote *self, JsonNode *line, const DovetailRequest *request)
{
  gsize length = 0;
  const char *text = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;
  g_autoptr (JsonNode) body = text != NULL ? dovetail_json_parse_object (text, (gssize) length, NULL) : NULL;
  JsonArray *recorded = changes_of (dovetail_data_get (line, "sent"));

  for (guint i = 0; body != NULL && recorded != NULL && i < json_array_get_length (recorded); i++)
    {
      JsonNode *change = json_array_get_element (recorded, i);
      const char *old = dovetail_data_get_string (change, "mutation_id");
      const char *renewed = find_mutation (changes_of (body), change);

      if (dovetail_uuid_is_valid (old) && dovetail_uuid_is_valid (renewed))
        {
          g_hash_table_replace (self->renewed, g_strdup (old), g_strdup (renewed));
          g_hash_table_replace (self->recorded, g_strdup (renewed), g_strdup (old));
        }
    }
}

/* A UUID stands for itself wherever it stands. In one go, for an id of one side may be another one's of the
 * other. */
static char *
rename_all (GHashTable *names, const char *text)
{
  GString *renamed = g_string_new (NULL);
  gsize length = strlen (text);

  for (gsize at = 0; at < length;)
    {
      char id[UUID_LENGTH + 1] = "";
      const char *name = NULL;

      if (at + UUID_LENGTH <= length && text[at + 8] == '-')
        {
          memcpy (id, text + at, UUID_LENGTH);
          name = g_hash_table_lookup (names, id);
        }
      g_string_append_len (renamed, name != NULL ? name : text + at, name != NULL ? UUID_LENGTH : 1);
      at += name != NULL ? UUID_LENGTH : 1;
    }
  return g_string_free (renamed, FALSE);
}

static GBytes *
body_of (DovetailReplayRemote *self, JsonNode *line)
{
  JsonNode *received = dovetail_data_get (line, "received");
  g_autofree char *text = NULL;
  char *renamed;

  if (received == NULL)
    return NULL;
  text = dovetail_json_generate (received, NULL);
  renamed = JSON_NODE_HOLDS_VALUE (received) ? g_strdup ("?") : rename_all (self->renewed, text);
  return g_bytes_new_take (renamed, strlen (renamed));
}

static DovetailResponse *
fail (const char *failure, GError **error)
{
  static const struct
  {
    const char *name;
    DovetailError code;
  } codes[] = { { "timed_out", DOVETAIL_ERROR_TIMED_OUT },
                { "certificate", DOVETAIL_ERROR_CERTIFICATE },
                { "protocol", DOVETAIL_ERROR_PROTOCOL },
                { "refused", DOVETAIL_ERROR_REFUSED } };
  DovetailError code = DOVETAIL_ERROR_OFFLINE;

  if (g_strcmp0 (failure, "cancelled") == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled, as in the trace");
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (failure, codes[i].name) == 0)
      code = codes[i].code;
  g_set_error_literal (error, DOVETAIL_ERROR, code, "No answer came, as in the trace");
  return NULL;
}

static DovetailResponse *
answer (DovetailReplayRemote *self, JsonNode *line, GError **error)
{
  gint64 status = dovetail_data_get_int (line, "status", 0);
  DovetailResponse *response;

  if (status < 100 || status > 599)
    return fail (dovetail_data_get_string (line, "failure"), error);
  response = dovetail_response_new ((guint) status, "application/json", body_of (self, line));
  response->retry_after = dovetail_data_get_int (line, "retry_after", -1);
  return response;
}

/* The session of nobody, renewed as often as it is asked for. */
static DovetailResponse *
answer_secret (DovetailReplayRemote *self, GError **error)
{
  static const char grant[]
      = "{\"access_token\":\"replay\",\"refresh_token\":\"replay\",\"expires_in\":100000000,\"user\":{"
        "\"id\":\"00000000-0000-4000-8000-000000000000\",\"username\":\"replay\"},\"role\":\"member\","
        "\"family_id\":\"00000000-0000-4000-8000-000000000000\"}";
  JsonNode *line = line_at (self, self->next);

  if (!is_about_secrets (line))
    return dovetail_response_new (200, "application/json", g_bytes_new_static (grant, strlen (grant)));
  self->next++;
  if (dovetail_data_get_int (line, "status", 0) == 200)
    return dovetail_response_new (200, "application/json", g_bytes_new_static (grant, strlen (grant)));
  return answer (self, line, error);
}

static gint64
read_time (JsonNode *line)
{
  return CLAMP (dovetail_data_get_int (line, "started_at", 0), 0, DOVETAIL_REPLAY_LATEST);
}

static DovetailResponse *
refuse (DovetailReplayRemote *self, const DovetailRequest *request, JsonNode *line, GError **error)
{
  if (line == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The trace ends here, the replay asks for %s",
                 request->path);
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL, "The replay asks for %s, the trace has %s",
                 request->path, dovetail_data_get_string (line, "path"));
  return NULL;
}

static gboolean
was_answered (JsonNode *line)
{
  gint64 status = dovetail_data_get_int (line, "status", 0);

  return status >= 200 && status < 300 && !is_about_secrets (line);
}

/* What a request takes goes into the size of the next one: the waiting before it was tried again, but not the
 * time between one answer and the next request. */
static void
advance (DovetailReplayRemote *self, guint index)
{
  JsonNode *line = line_at (self, index);

  if (index > 0 && !was_answered (line_at (self, index - 1)))
    self->now = read_time (line);
}

static DovetailResponse *
dovetail_replay_remote_send (DovetailRemote *remote,
                             const DovetailRequest *request,
                             GCancellable *cancellable,
                             GError **error)
{
  DovetailReplayRemote *self = DOVETAIL_REPLAY_REMOTE (remote);
  JsonNode *line;

  if (carries_secrets (request->path))
    return answer_secret (self, error);
  while (is_about_secrets (line_at (self, self->next)))
    self->next++;
  line = line_at (self, self->next);
  if (line == NULL || g_strcmp0 (dovetail_data_get_string (line, "path"), request->path) != 0)
    return refuse (self, request, line, error);
  advance (self, self->next++);
  self->number++;
  match_mutations (self, line, request);
  self->func (self->number, self->user_data);
  self->now += CLAMP (dovetail_data_get_int (line, "duration", 0), -self->now, MAX_DURATION_MS);
  return answer (self, line, error);
}

static void
dovetail_replay_remote_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = dovetail_replay_remote_send;
}

static void
dovetail_replay_remote_finalize (GObject *object)
{
  DovetailReplayRemote *self = DOVETAIL_REPLAY_REMOTE (object);

  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->renewed);
  g_hash_table_unref (self->recorded);
  G_OBJECT_CLASS (dovetail_replay_remote_parent_class)->finalize (object);
}

static void
dovetail_replay_remote_class_init (DovetailReplayRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_replay_remote_finalize;
}

static void
dovetail_replay_remote_init (DovetailReplayRemote *self)
{
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->renewed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->recorded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * dovetail_replay_remote_new:
 * @lines: (element-type JsonNode): the lines of one job; the first says when it began
 * @func: called while a request is under way
 * @user_data: for @func
 *
 * Returns: (transfer full): a server that answers as it did then
 */
DovetailReplayRemote *
dovetail_replay_remote_new (GPtrArray *lines, DovetailReplayFunc func, gpointer user_data)
{
  DovetailReplayRemote *self = g_object_new (DOVETAIL_TYPE_REPLAY_REMOTE, NULL);

  g_return_val_if_fail (lines != NULL && lines->len > 0, NULL);

  self->func = func;
  self->user_data = user_data;
  self->now = read_time (g_ptr_array_index (lines, 0));
  for (guint i = 0; i < lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (dovetail_data_get_string (line, "line"), "request") == 0)
        g_ptr_array_add (self->requests, json_node_ref (line));
    }
  return self;
}

static gint64
tell_time (gpointer user_data)
{
  return DOVETAIL_REPLAY_REMOTE (user_data)->now;
}

/**
 * dovetail_replay_remote_clock:
 * @self: a replay's server; it must outlive the clock
 *
 * Returns: the time of the trace
 */
DovetailClock
dovetail_replay_remote_clock (DovetailReplayRemote *self)
{
  return (DovetailClock){ tell_time, self };
}

/**
 * dovetail_replay_remote_begins_with_secrets:
 * @self: a replay's server
 *
 * Returns: whether the session had run out when the sync began
 */
gboolean
dovetail_replay_remote_begins_with_secrets (DovetailReplayRemote *self)
{
  return is_about_secrets (line_at (self, 0));
}

static JsonNode *
rename_node (DovetailReplayRemote *self, JsonNode *node, gboolean back)
{
  g_autofree char *text = dovetail_json_generate (node, NULL);
  g_autofree char *renamed = rename_all (back ? self->recorded : self->renewed, text);
  JsonNode *result = dovetail_json_parse (renamed, -1, NULL);

  /* One id in place of another does not alter the form. */
  g_assert (result != NULL);
  return result;
}

/**
 * dovetail_replay_remote_translate:
 * @self: a replay's server
 * @node: what names mutations of the replay
 *
 * Returns: (transfer full): the same as if they were those of the trace
 */
JsonNode *
dovetail_replay_remote_translate (DovetailReplayRemote *self, JsonNode *node)
{
  return rename_node (self, node, TRUE);
}

/**
 * dovetail_replay_remote_renew:
 * @self: a replay's server
 * @node: what names mutations of the trace
 *
 * Returns: (transfer full): the same with those of the replay, as far as they have been sent
 */
JsonNode *
dovetail_replay_remote_renew (DovetailReplayRemote *self, JsonNode *node)
{
  return rename_node (self, node, FALSE);
}
