/* SPDX-License-Identifier: GPL-3.0-or-later */

/* --json: values with the member names that scripts rely on. */
#include "cli/output-json.h"

#include "core/timestamp.h"
#include "json/json.h"

static void
print_node (JsonNode *node)
{
  g_autofree char *text = dovetail_json_pretty (node);

  g_print ("%s\n", text);
  json_node_unref (node);
}

void
dovetail_output_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  print_node (node);
}

void
dovetail_output_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  print_node (node);
}

void
dovetail_output_line (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = dovetail_json_generate (node, NULL);
  g_print ("%s\n", text);
}

void
dovetail_object_set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

void
dovetail_object_set_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? dovetail_timestamp_format (time) : NULL;

  dovetail_object_set_text (object, name, text);
}

void
dovetail_object_set_value (JsonObject *object, const char *name, JsonNode *value)
{
  if (value != NULL)
    json_object_set_member (object, name, dovetail_value_share (value));
  else
    json_object_set_null_member (object, name);
}

void
dovetail_object_set_error (JsonObject *object, const char *code, const char *message)
{
  JsonObject *error;

  if (code == NULL)
    {
      json_object_set_null_member (object, "error");
      return;
    }
  error = json_object_new ();
  json_object_set_string_member (error, "code", code);
  dovetail_object_set_text (error, "message", message);
  json_object_set_object_member (object, "error", error);
}

static JsonArray *
describe_phases (DovetailJob *job)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < job->phases->len; i++)
    {
      const DovetailJobPhase *phase = &g_array_index (job->phases, DovetailJobPhase, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "phase", phase->phase);
      dovetail_object_set_time (object, "started_at", phase->started_at);
      json_object_set_int_member (object, "duration_ms", phase->duration);
      json_object_set_int_member (object, "fetched", phase->fetched);
      json_object_set_int_member (object, "pushed", phase->pushed);
      json_object_set_int_member (object, "conflicts", phase->conflicts);
      json_object_set_int_member (object, "errors", phase->errors);
      json_object_set_int_member (object, "requests", phase->requests);
      json_object_set_int_member (object, "retries", phase->retries);
      json_object_set_int_member (object, "bytes_up", phase->bytes_up);
      json_object_set_int_member (object, "bytes_down", phase->bytes_down);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonObject *
describe_reasons (DovetailJob *job)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < job->reasons->len; i++)
    {
      const DovetailJobRetry *retry = &g_array_index (job->reasons, DovetailJobRetry, i);

      json_object_set_int_member (object, retry->reason, retry->times);
    }

  return object;
}

JsonObject *
dovetail_describe_job (DovetailJob *job, gint64 now)
{
  JsonObject *object = json_object_new ();
  const struct
  {
    const char *name;
    gint64 value;
  } counts[] = {
    { "fetched", job->fetched },       { "created", job->created },   { "updated", job->updated },
    { "deleted", job->deleted },       { "pushed", job->pushed },     { "conflicts", job->conflicts },
    { "errors", job->errors },         { "requests", job->requests }, { "bytes_up", job->bytes_up },
    { "bytes_down", job->bytes_down }, { "retries", job->retries },   { "waiting", job->waiting },
  };

  dovetail_object_set_text (object, "job_id", job->job_id);
  dovetail_object_set_text (object, "kind", job->kind);
  dovetail_object_set_text (object, "state", job->state);
  dovetail_object_set_text (object, "phase", job->phase);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (object, counts[i].name, counts[i].value);
  json_object_set_int_member (object, "duration_ms",
                              (job->finished_at > 0 ? job->finished_at : now) - job->started_at);
  dovetail_object_set_time (object, "started_at", job->started_at);
  dovetail_object_set_time (object, "finished_at", job->finished_at);
  json_object_set_object_member (object, "retry_reasons", describe_reasons (job));
  json_object_set_array_member (object, "phases", describe_phases (job));
  dovetail_object_set_error (object, job->error_code, job->error_message);
  return object;
}
