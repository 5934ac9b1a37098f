/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/metrics: the counters as JSON for people and as text for Prometheus (its exposition format
 * 0.0.4). */

#include <string.h>

#include "core/timestamp.h"
#include "server/handlers.h"
#include "server/metrics.h"
#include "server/problem.h"
#include "server/server-private.h"
#include "wire/member.h"

#define PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"

static const struct
{
  DovetailCount count;
  const char *member;
  const char *series;
  const char *help;
} counters[] = {
  { DOVETAIL_COUNT_REQUESTS, "requests", "dovetail_requests_total", "Requests answered." },
  { DOVETAIL_COUNT_ERRORS, "errors", "dovetail_errors_total", "Requests refused." },
  { DOVETAIL_COUNT_SYNCS, "syncs", "dovetail_syncs_total", "Exchanges." },
  { DOVETAIL_COUNT_PULLS, "pulls", "dovetail_pulls_total", "Pulls." },
  { DOVETAIL_COUNT_PUSHES, "pushes", "dovetail_pushes_total", "Pushes." },
  { DOVETAIL_COUNT_APPLIED, "changes_applied", "dovetail_changes_applied_total",
    "Changes applied or merged." },
  { DOVETAIL_COUNT_CONFLICTS, "conflicts", "dovetail_conflicts_total", "Changes in conflict." },
  { DOVETAIL_COUNT_REJECTED, "changes_rejected", "dovetail_changes_rejected_total", "Changes rejected." },
  { DOVETAIL_COUNT_BYTES_IN, "bytes_in", "dovetail_received_bytes_total", "Bodies received, unpacked." },
  { DOVETAIL_COUNT_BYTES_OUT, "bytes_out", "dovetail_sent_bytes_total", "Bodies sent, before packing." },
};

static double
rate (guint64 part, guint64 whole)
{
  return whole == 0 ? 0 : (double) part / (double) whole;
}

static double
conflict_rate (const guint64 *counts)
{
  return rate (counts[DOVETAIL_COUNT_CONFLICTS], counts[DOVETAIL_COUNT_APPLIED]
                                                     + counts[DOVETAIL_COUNT_CONFLICTS]
                                                     + counts[DOVETAIL_COUNT_REJECTED]);
}

static JsonObject *
tally_to_json (const DovetailTally *tally)
{
  JsonObject *object = json_object_new ();
  JsonObject *duration = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    json_object_set_int_member (object, counters[i].member, (gint64) tally->counts[counters[i].count]);
  json_object_set_double_member (object, "conflict_rate", conflict_rate (tally->counts));
  json_object_set_double_member (
      object, "error_rate",
      rate (tally->counts[DOVETAIL_COUNT_ERRORS], tally->counts[DOVETAIL_COUNT_REQUESTS]));
  json_object_set_double_member (duration, "p50", dovetail_tally_percentile (tally, 50));
  json_object_set_double_member (duration, "p95", dovetail_tally_percentile (tally, 95));
  json_object_set_double_member (duration, "p99", dovetail_tally_percentile (tally, 99));
  json_object_set_object_member (object, "duration_ms", duration);
  return object;
}

static JsonObject *
policies_to_json (const DovetailTally *tally)
{
  JsonObject *object = json_object_new ();

  for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
    {
      const guint64 *counts = tally->policies[policy];
      JsonObject *one = json_object_new ();

      json_object_set_int_member (one, "changes_applied", (gint64) counts[DOVETAIL_COUNT_APPLIED]);
      json_object_set_int_member (one, "conflicts", (gint64) counts[DOVETAIL_COUNT_CONFLICTS]);
      json_object_set_int_member (one, "changes_rejected", (gint64) counts[DOVETAIL_COUNT_REJECTED]);
      json_object_set_double_member (one, "conflict_rate", conflict_rate (counts));
      json_object_set_object_member (object, dovetail_policy_to_string (policy), one);
    }
  return object;
}

static DovetailResponse *
answer_json (DovetailServer *server, GHashTable *devices, GList *names, const DovetailTally *total)
{
  JsonObject *object = tally_to_json (total);
  JsonObject *by_device = json_object_new ();

  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_object_member (by_device, name->data,
                                   tally_to_json (g_hash_table_lookup (devices, name->data)));
  json_object_set_object_member (object, "by_device", by_device);
  json_object_set_object_member (object, "by_policy", policies_to_json (total));
  dovetail_write_time (object, "server_time", dovetail_server_now (server));
  return dovetail_answer (dovetail_write_finish (object));
}

/* Device ids are printable ASCII; two of its characters mean something between quotes. */
static char *
label (const char *text)
{
  GString *escaped = g_string_new (text);

  g_string_replace (escaped, "\\", "\\\\", 0);
  g_string_replace (escaped, "\"", "\\\"", 0);
  return g_string_free (escaped, FALSE);
}

static void
write_head (GString *text, const char *series, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", series, help, series, type);
}

static void
write_counter (GString *text, gsize which, GHashTable *devices, GList *names)
{
  write_head (text, counters[which].series, "counter", counters[which].help);
  for (GList *name = names; name != NULL; name = name->next)
    {
      const DovetailTally *tally = g_hash_table_lookup (devices, name->data);
      g_autofree char *device = label (name->data);

      g_string_append_printf (text, "%s{device=\"%s\"} %" G_GUINT64_FORMAT "\n", counters[which].series,
                              device, tally->counts[counters[which].count]);
    }
}

static void
write_policies (GString *text, const DovetailTally *total)
{
  static const struct
  {
    DovetailCount count;
    const char *outcome;
  } outcomes[] = { { DOVETAIL_COUNT_APPLIED, "applied" },
                   { DOVETAIL_COUNT_CONFLICTS, "conflict" },
                   { DOVETAIL_COUNT_REJECTED, "rejected" } };

  write_head (text, "dovetail_changes_total", "counter", "Changes by policy and outcome.");
  for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
    for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
      g_string_append_printf (text,
                              "dovetail_changes_total{policy=\"%s\",outcome=\"%s\"} %" G_GUINT64_FORMAT "\n",
                              dovetail_policy_to_string (policy), outcomes[i].outcome,
                              total->policies[policy][outcomes[i].count]);
}

/* le="0.00025", whatever the locale. */
static void
write_durations (GString *text, const DovetailTally *total)
{
  static const char series[] = "dovetail_request_duration_seconds";
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  guint64 count = 0;

  write_head (text, series, "histogram", "How long requests took.");
  for (guint i = 0; i < DOVETAIL_N_DURATIONS; i++)
    {
      const char *bound = "+Inf";

      count += total->durations[i];
      if (i < DOVETAIL_N_DURATIONS - 1)
        bound = g_ascii_formatd (number, sizeof number, "%g", (double) dovetail_duration_bounds[i] / 1e6);
      g_string_append_printf (text, "%s_bucket{le=\"%s\"} %" G_GUINT64_FORMAT "\n", series, bound, count);
    }
  g_string_append_printf (text, "%s_sum %s\n%s_count %" G_GUINT64_FORMAT "\n", series,
                          g_ascii_formatd (number, sizeof number, "%.6f", (double) total->duration_sum / 1e6),
                          series, count);
}

static DovetailResponse *
answer_prometheus (GHashTable *devices, GList *names, const DovetailTally *total)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    write_counter (text, i, devices, names);
  write_policies (text, total);
  write_durations (text, total);
  return dovetail_response_new (200, PROMETHEUS, g_string_free_to_bytes (text));
}

static gboolean
wants_text (const DovetailRequest *request)
{
  return request->accept != NULL && strstr (request->accept, "text/plain") != NULL
         && strstr (request->accept, "application/json") == NULL;
}

DovetailResponse *
dovetail_handle_metrics (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *request,
                         JsonNode *body)
{
  g_autoptr (GHashTable) devices = dovetail_server_metrics_list (server->metrics, caller);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (devices), (GCompareFunc) g_strcmp0);
  DovetailTally total = { { 0 } };

  for (GList *name = names; name != NULL; name = name->next)
    dovetail_tally_add (&total, g_hash_table_lookup (devices, name->data));
  return wants_text (request) ? answer_prometheus (devices, names, &total)
                              : answer_json (server, devices, names, &total);
}
