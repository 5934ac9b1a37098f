/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that follows a script, and remembers what it was asked. */

#include "lib/scripted-remote.h"

#include "core/data.h"
#include "core/error.h"
#include "json/json.h"

typedef struct
{
  guint status; /* 0: no answer comes */
  char *text;
  gint64 retry_after;
  gint code;
} Answer;

typedef struct
{
  char *target;
  char *authorization;
  JsonNode *body;
} Asked;

typedef struct
{
  char *path;
  char *words; /* NULL: any */
  Answer answer;
} Rule;

struct _ScriptedRemote
{
  GObject parent_instance;
  GPtrArray *answers;
  GPtrArray *rules;
  GPtrArray *asked;
};

static void scripted_remote_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedRemote,
                               scripted_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, scripted_remote_iface_init))

static void
answer_free (Answer *answer)
{
  g_free (answer->text);
  g_free (answer);
}

static void
asked_free (Asked *asked)
{
  g_free (asked->target);
  g_free (asked->authorization);
  g_clear_pointer (&asked->body, json_node_unref);
  g_free (asked);
}

static Asked *
remember (ScriptedRemote *self, const DovetailRequest *request)
{
  Asked *asked = g_new0 (Asked, 1);
  gsize length = 0;
  const char *text = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;

  asked->target = g_strconcat (request->method, " ", request->path, request->query != NULL ? "?" : NULL,
                               request->query, NULL);
  asked->authorization = g_strdup (request->authorization);
  asked->body = text != NULL ? dovetail_json_parse_object (text, (gssize) length, NULL) : NULL;
  g_ptr_array_add (self->asked, asked);
  return asked;
}

static void
rule_free (Rule *rule)
{
  g_free (rule->path);
  g_free (rule->words);
  g_free (rule->answer.text);
  g_free (rule);
}

static Answer *
find_rule (ScriptedRemote *self, const DovetailRequest *request)
{
  gsize length = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (g_str_has_prefix (request->path, rule->path)
          && (rule->words == NULL
              || (body != NULL && g_strstr_len (body, (gssize) length, rule->words) != NULL)))
        return &rule->answer;
    }
  return NULL;
}

static Answer *
take_answer (ScriptedRemote *self, const DovetailRequest *request)
{
  const Answer *rule = self->answers->len == 0 ? find_rule (self, request) : NULL;
  Answer *answer;

  if (self->answers->len == 0 && rule == NULL)
    g_error ("nothing in the script for %s %s", request->method, request->path);
  if (rule == NULL)
    return g_ptr_array_steal_index (self->answers, 0);
  answer = g_new0 (Answer, 1);
  answer->status = rule->status;
  answer->text = g_strdup (rule->text);
  answer->retry_after = -1;
  return answer;
}

static const char *
first_mutation_id (const Asked *asked)
{
  JsonNode *changes = dovetail_data_get (asked->body, "changes");
  JsonArray *array = changes != NULL ? json_node_get_array (changes) : NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    return "none";
  return dovetail_data_get_string (json_array_get_element (array, 0), "mutation_id");
}

static GBytes *
compose (const Answer *answer, const Asked *asked)
{
  g_auto (GStrv) parts = g_strsplit (answer->text, "%m", -1);
  char *text = g_strdelimit (g_strjoinv (first_mutation_id (asked), parts), "'", '"');

  return g_bytes_new_take (text, strlen (text));
}

static DovetailResponse *
scripted_remote_send (DovetailRemote *remote,
                      const DovetailRequest *request,
                      GCancellable *cancellable,
                      GError **error)
{
  ScriptedRemote *self = SCRIPTED_REMOTE (remote);
  Asked *asked = remember (self, request);
  g_autofree Answer *answer = take_answer (self, request);
  DovetailResponse *response;

  if (answer->status == 0)
    {
      g_set_error (error, DOVETAIL_ERROR, answer->code, "As the script says");
      return NULL;
    }
  response = dovetail_response_new (answer->status, "application/json", compose (answer, asked));
  response->retry_after = answer->retry_after;
  g_free (answer->text);
  return response;
}

static void
scripted_remote_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = scripted_remote_send;
}

static void
scripted_remote_finalize (GObject *object)
{
  ScriptedRemote *self = SCRIPTED_REMOTE (object);

  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->asked);
  G_OBJECT_CLASS (scripted_remote_parent_class)->finalize (object);
}

static void
scripted_remote_class_init (ScriptedRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scripted_remote_finalize;
}

static void
scripted_remote_init (ScriptedRemote *self)
{
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  self->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) asked_free);
}

ScriptedRemote *
scripted_remote_new (void)
{
  return g_object_new (SCRIPTED_TYPE_REMOTE, NULL);
}

static Answer *
add (ScriptedRemote *self)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->retry_after = -1;
  g_ptr_array_add (self->answers, answer);
  return answer;
}

void
scripted_remote_answer (ScriptedRemote *self, guint status, const char *text)
{
  Answer *answer = add (self);

  answer->status = status;
  answer->text = g_strdup (text);
}

void
scripted_remote_always (
    ScriptedRemote *self, const char *path, const char *words, guint status, const char *text)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->path = g_strdup (path);
  rule->words = g_strdup (words);
  rule->answer.status = status;
  rule->answer.text = g_strdup (text);
  g_ptr_array_add (self->rules, rule);
}

void
scripted_remote_retry_after (ScriptedRemote *self, gint64 milliseconds)
{
  Answer *answer = g_ptr_array_index (self->answers, self->answers->len - 1);

  answer->retry_after = milliseconds;
}

void
scripted_remote_fail (ScriptedRemote *self, gint code)
{
  add (self)->code = code;
}

guint
scripted_remote_left (ScriptedRemote *self)
{
  return self->answers->len;
}

guint
scripted_remote_count (ScriptedRemote *self)
{
  return self->asked->len;
}

static Asked *
get_asked (ScriptedRemote *self, guint index)
{
  g_assert_cmpuint (index, <, self->asked->len);
  return g_ptr_array_index (self->asked, index);
}

const char *
scripted_remote_get_target (ScriptedRemote *self, guint index)
{
  return get_asked (self, index)->target;
}

JsonNode *
scripted_remote_get_body (ScriptedRemote *self, guint index)
{
  return get_asked (self, index)->body;
}

const char *
scripted_remote_get_authorization (ScriptedRemote *self, guint index)
{
  return get_asked (self, index)->authorization;
}
