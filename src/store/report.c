/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past syncs and their figures as JSON, with the member names that scripts and reports rely on. */

#include "store/report.h"

#include "core/timestamp.h"

/**
 * dovetail_object_set_text:
 * @object: an object
 * @name: of a member
 * @value: (nullable): its text; %NULL: null
 */
void
dovetail_object_set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * dovetail_object_set_time:
 * @object: an object
 * @name: of a member
 * @time: ms since 1970; 0: null
 */
void
dovetail_object_set_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? dovetail_timestamp_format (time) : NULL;

  dovetail_object_set_text (object, name, text);
}

/**
 * dovetail_object_set_error:
 * @object: an object, which gets a member "error": null, or {code, message}
 * @code: (nullable): for programs; %NULL: nothing went wrong
 * @message: (nullable): for people
 */
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

/**
 * dovetail_describe_job:
 * @job: a sync job
 * @now: ms, for the duration of one that runs
 *
 * Returns: (transfer full): its row
 */
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

static void
set_sums (JsonObject *object, const DovetailMetricsSums *sums)
{
  const struct
  {
    const char *name;
    gint64 value;
  } numbers[] = {
    { "syncs", sums->jobs },
    { "completed", sums->completed },
    { "failed", sums->failed },
    { "cancelled", sums->cancelled },
    { "offline", sums->offline },
    { "requests", sums->requests },
    { "retries", sums->retries },
    { "bytes_up", sums->bytes_up },
    { "bytes_down", sums->bytes_down },
    { "changes_up", sums->changes_up },
    { "changes_down", sums->changes_down },
    { "conflicts", sums->conflicts },
    { "refused", sums->refused },
  };
  JsonObject *duration = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_object_set_int_member (object, numbers[i].name, numbers[i].value);
  json_object_set_int_member (duration, "p50", sums->duration_p50);
  json_object_set_int_member (duration, "p95", sums->duration_p95);
  json_object_set_object_member (object, "duration_ms", duration);
  json_object_set_double_member (object, "conflict_rate", sums->conflict_rate);
  json_object_set_double_member (object, "error_rate", sums->error_rate);
}

/**
 * dovetail_describe_day:
 * @day: a day of some metrics
 *
 * Returns: (transfer full): "2026-11-20"
 */
char *
dovetail_describe_day (const DovetailMetricsDay *day)
{
  return g_strdup_printf ("%04d-%02d-%02d", day->year, day->month, day->day);
}

static JsonArray *
describe_days (GArray *days)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < days->len; i++)
    {
      const DovetailMetricsDay *day = &g_array_index (days, DovetailMetricsDay, i);
      JsonObject *object = json_object_new ();
      g_autofree char *name = dovetail_describe_day (day);

      json_object_set_string_member (object, "day", name);
      set_sums (object, &day->sums);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
describe_conflicts (const DovetailMetrics *metrics)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "count", metrics->conflicts);
  for (guint by = 0; by < DOVETAIL_N_CONFLICTS_BY; by++)
    {
      g_autofree char *name = g_strconcat ("by_", dovetail_conflicts_by_to_string (by), NULL);
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < metrics->conflicts_by[by]->len; i++)
        {
          const DovetailMetricsShare *share = metrics->conflicts_by[by]->pdata[i];
          JsonObject *entry = json_object_new ();

          json_object_set_string_member (entry, "key", share->key);
          if (by == DOVETAIL_CONFLICTS_BY_DEVICE)
            dovetail_object_set_text (entry, "name", share->label);
          json_object_set_int_member (entry, "count", share->count);
          json_array_add_object_element (array, entry);
        }
      json_object_set_array_member (object, name, array);
    }
  return object;
}

/**
 * dovetail_describe_metrics:
 * @metrics: figures of past syncs
 *
 * Returns: (transfer full): {total, aims, days, conflicts}
 */
JsonObject *
dovetail_describe_metrics (const DovetailMetrics *metrics)
{
  JsonObject *object = json_object_new ();
  JsonObject *total = json_object_new ();
  JsonObject *aims = json_object_new ();

  set_sums (total, &metrics->total);
  json_object_set_double_member (aims, "conflict_rate", DOVETAIL_METRICS_CONFLICT_RATE);
  json_object_set_double_member (aims, "error_rate", DOVETAIL_METRICS_ERROR_RATE);
  json_object_set_object_member (object, "total", total);
  json_object_set_object_member (object, "aims", aims);
  json_object_set_array_member (object, "days", describe_days (metrics->days));
  json_object_set_object_member (object, "conflicts", describe_conflicts (metrics));
  return object;
}
