/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One file for whoever looks into trouble: how this device stands, how its syncs went, and the exported trace
 * of the last ones. Names of people, devices, servers and fields of other programs are left out; what is left
 * are counts, times, codes and ids. */

#include "sync/diagnostics.h"

#include "core/schema.h"
#include "json/json.h"
#include "store/conflicts.h"
#include "store/health.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/policies.h"
#include "store/query.h"
#include "store/report.h"
#include "store/settings.h"
#include "sync/plan-settings.h"
#include "sync/session.h"
#include "sync/trace-export.h"

#define DAYS 30
#define MOST_JOBS 100

static JsonObject *
describe_health (const DovetailStoreHealth *health, gboolean sealed)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "form", health->schema_version);
  json_object_set_boolean_member (object, "sealed", sealed);
  json_object_set_boolean_member (object, "intact", health->damage == NULL);
  json_object_set_int_member (object, "broken_references", health->broken_references);
  json_object_set_int_member (object, "opened", health->opened);
  json_object_set_int_member (object, "unopened", health->unopened);
  json_object_set_int_member (object, "running_jobs", health->running_jobs);
  return object;
}

static gboolean
set_store (JsonObject *object, DovetailStore *store, GError **error)
{
  g_auto (DovetailStoreHealth) health = { 0 };
  guint records, tombstones;

  if (!dovetail_store_examine (store, &health, error)
      || !dovetail_store_count_records (store, &records, &tombstones, error))
    return FALSE;
  json_object_set_object_member (object, "store",
                                 describe_health (&health, dovetail_store_is_sealed (store)));
  json_object_set_int_member (object, "records", records);
  json_object_set_int_member (object, "tombstones", tombstones);
  return TRUE;
}

static gboolean
set_waiting (JsonObject *object, DovetailStore *store, GError **error)
{
  DovetailOutboxSummary outbox = { 0 };

  if (!dovetail_store_summarize_outbox (store, &outbox, error))
    return FALSE;
  json_object_set_int_member (object, "pending", outbox.waiting + outbox.answers_alone);
  json_object_set_int_member (object, "quarantined", outbox.quarantined);
  json_object_set_int_member (object, "unreadable", outbox.unreadable);
  dovetail_object_set_time (object, "oldest_pending", outbox.oldest);
  json_object_set_int_member (object, "conflicts", dovetail_store_count_conflicts (store));
  json_object_set_int_member (object, "held", dovetail_store_count_held (store));
  return TRUE;
}

/* Of the server only how it is reached. */
static const char *
kind_of_server (DovetailStore *store)
{
  g_autofree char *server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);

  if (server == NULL)
    return NULL;
  return dovetail_session_is_local (server) ? "this computer" : "another computer";
}

static void
set_settings (JsonObject *object, DovetailStore *store)
{
  DovetailPlan plan = { 0 };

  dovetail_plan_read (&plan, store);
  dovetail_object_set_text (object, "server", kind_of_server (store));
  json_object_set_string_member (object, "policy",
                                 dovetail_policy_to_string (dovetail_store_get_policy (store, NULL)));
  json_object_set_int_member (object, "interval_ms", plan.interval);
  json_object_set_string_member (object, "metered", dovetail_metered_rule_to_string (plan.metered_rule));
  json_object_set_boolean_member (object, "paused", dovetail_plan_is_paused (&plan));
  dovetail_object_set_time (object, "not_before", plan.not_before);
  dovetail_object_set_time (object, "last_success",
                            dovetail_store_get_setting_int (store, DOVETAIL_SETTING_LAST_SUCCESS, 0));
  json_object_set_int_member (object, "clock_offset_ms", dovetail_store_get_clock_offset (store));
}

/* The text of an error may hold what a server said. */
static gboolean
set_jobs (JsonObject *object, DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) jobs = dovetail_store_list_jobs (store, MOST_JOBS, error);
  JsonArray *array;

  if (jobs == NULL)
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr (DovetailJob) job = dovetail_job_copy (g_ptr_array_index (jobs, i));

      g_clear_pointer (&job->error_message, g_free);
      json_array_add_object_element (array, dovetail_describe_job (job, dovetail_store_now (store)));
    }
  json_object_set_array_member (object, "jobs", array);
  return TRUE;
}

static gboolean
is_known_field (const char *field)
{
  for (gsize type = 0; dovetail_policy_types[type] != NULL; type++)
    {
      const DovetailSchema *schema = dovetail_schema_find (dovetail_policy_types[type]);

      if (schema != NULL && dovetail_schema_find_field (schema, field) != NULL)
        return TRUE;
    }
  return *field == '\0';
}

/* A field that this version does not know may be called whatever somebody chose. */
static void
hide_names (DovetailMetrics *metrics)
{
  GPtrArray *devices = metrics->conflicts_by[DOVETAIL_CONFLICTS_BY_DEVICE];
  GPtrArray *fields = metrics->conflicts_by[DOVETAIL_CONFLICTS_BY_FIELD];

  for (guint i = 0; i < devices->len; i++)
    g_clear_pointer (&((DovetailMetricsShare *) devices->pdata[i])->label, g_free);
  for (guint i = 0; i < fields->len; i++)
    {
      DovetailMetricsShare *share = fields->pdata[i];

      if (is_known_field (share->key))
        continue;
      g_free (share->key);
      share->key = g_strdup ("unknown");
    }
}

static gboolean
set_metrics (JsonObject *object, DovetailStore *store, const DovetailZone *zone, GError **error)
{
  g_autoptr (DovetailMetrics) metrics = dovetail_store_read_metrics (store, zone, DAYS, error);

  if (metrics == NULL)
    return FALSE;
  hide_names (metrics);
  json_object_set_object_member (object, "metrics", dovetail_describe_metrics (metrics));
  return TRUE;
}

static char *
describe_state (DovetailStore *store, const DovetailZone *zone, gsize *length, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "dovetail_diagnostics", DOVETAIL_DIAGNOSTICS_VERSION);
  json_object_set_string_member (object, "made_by", DOVETAIL_VERSION);
  dovetail_object_set_time (object, "made_at", dovetail_store_now (store));
  set_settings (object, store);
  if (!set_store (object, store, error) || !set_waiting (object, store, error)
      || !set_metrics (object, store, zone, error) || !set_jobs (object, store, error))
    return NULL;
  json_node_set_object (node, object);
  return dovetail_json_generate (node, length);
}

/**
 * dovetail_diagnostics_export:
 * @store: the local replica; its whole database is read, so it takes a while
 * @zone: whose days are counted
 * @random: for the key of the stand-ins
 * @length: (out): bytes
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full): JSON lines, the first of which tells of this device
 */
char *
dovetail_diagnostics_export (DovetailStore *store,
                             const DovetailZone *zone,
                             const DovetailRandom *random,
                             gsize *length,
                             GError **error)
{
  g_autofree char *state = NULL;
  g_autofree char *trace = NULL;
  gsize state_length, trace_length;
  GString *text;
  DovetailTraceCounts counts;

  g_return_val_if_fail (DOVETAIL_IS_STORE (store), NULL);
  g_return_val_if_fail (zone != NULL && random != NULL && length != NULL, NULL);

  state = describe_state (store, zone, &state_length, error);
  trace = state != NULL ? dovetail_trace_export (store, random, &counts, &trace_length, error) : NULL;
  if (trace == NULL)
    return NULL;
  text = g_string_new_len (state, (gssize) state_length);
  g_string_append_c (text, '\n');
  g_string_append_len (text, trace, (gssize) trace_length);
  *length = text->len;
  return g_string_free (text, FALSE);
}
