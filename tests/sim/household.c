/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A household: its devices and its server in one process, moved by hand. */

#include "sim/household.h"

#include <string.h>

#include "json/json.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"
#include "wire/conflict.h"

#define FAMILY "home"

static const char *const names[] = { "laptop", "phone", "tablet", "desktop" };
static const char *const users[] = { "anna", "anna", "anna", "ben" };

void
household_pass_time (Household *household, gint64 milliseconds)
{
  household->now += milliseconds;
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    if (household->devices[i] != NULL)
      household->devices[i]->now = household->now + household->skew[i];
}

void
household_login (Household *household, HouseholdDevice device)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (household->server);
  g_autoptr (GError) error = NULL;

  household_pass_time (household, 1000);
  dovetail_session_login (household->devices[device]->store, NULL, DOVETAIL_REMOTE (remote),
                          "http://localhost:1", users[device], SCRATCH_SERVER_PASSWORD, names[device], NULL, &error);
  g_assert_no_error (error);
}

Household *
household_new (const gint64 *skew)
{
  Household *household = g_new0 (Household, 1);

  household->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  scratch_host_init (&household->host, &household->now);
  household->server = scratch_host_open (&household->host, NULL);
  scratch_server_add_user (household->server, "anna", FAMILY, "owner");
  scratch_server_add_user (household->server, "ben", FAMILY, "member");
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    {
      household->skew[i] = skew != NULL ? skew[i] : 0;
      household->devices[i] = scratch_store_new (FALSE);
      household->devices[i]->random = 77 + i;
      household_login (household, i);
    }
  return household;
}

void
household_free (Household *household)
{
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    scratch_store_free (household->devices[i]);
  g_clear_object (&household->server);
  g_free (household);
}

void
household_set_policy (Household *household, const char *policy)
{
  for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
    g_assert_true (
        dovetail_store_set_setting (household->devices[i]->store, DOVETAIL_SETTING_POLICY, policy, NULL));
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

void
household_sync (Household *household, HouseholdDevice device)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (household->server);
  const DovetailPassOptions options = {
    .store = household->devices[device]->store,
    .remote = DOVETAIL_REMOTE (remote),
    .sleep = do_not_sleep,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  household_pass_time (household, 1000);
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
}

static gboolean
add_line (DovetailReplica *replica, gpointer user_data)
{
  DovetailRecord *record = replica->current;
  g_autofree char *data = scratch_text (record->data);

  g_string_append_printf (user_data, "%s v%d %s%s\n", record->entity_id, (int) record->version, data,
                          replica->pending != NULL ? " waits" : "");
  return TRUE;
}

static char *
dump_device (Household *household, HouseholdDevice device)
{
  DovetailStore *store = household->devices[device]->store;
  g_autoptr (GString) text = g_string_new (NULL);

  dovetail_store_foreach (store, DOVETAIL_ENTITY_LIST, add_line, text, NULL);
  dovetail_store_foreach (store, DOVETAIL_ENTITY_TASK, add_line, text, NULL);
  for (guint open = 0; open < 2; open++)
    {
      g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (store, open, 0, NULL);

      for (guint i = 0; i < conflicts->len; i++)
        {
          g_autoptr (JsonNode) node = dovetail_conflict_to_json (g_ptr_array_index (conflicts, i));
          g_autofree char *line = dovetail_json_canonical (node, NULL);

          g_string_append_printf (text, "%s\n", line);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
household_settle (Household *household)
{
  g_autofree char *first = NULL;

  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < HOUSEHOLD_DEVICES; i++)
      household_sync (household, i);
  first = dump_device (household, LAPTOP);
  g_assert_null (strstr (first, " waits"));
  for (guint i = 1; i < HOUSEHOLD_DEVICES; i++)
    {
      DovetailOutboxSummary summary = { 0 };
      g_autofree char *other = dump_device (household, i);

      g_assert_cmpstr (other, ==, first);
      dovetail_store_summarize_outbox (household->devices[i]->store, &summary, NULL);
      g_assert_cmpuint (summary.waiting + summary.resolutions + summary.quarantined, ==, 0);
    }
}

void
household_create (Household *household, HouseholdDevice device, const char *id, const char *text)
{
  household_pass_time (household, 1000);
  scratch_create (household->devices[device], DOVETAIL_ENTITY_TASK, id, text);
}

void
household_edit_record (
    Household *household, HouseholdDevice device, const char *entity_type, const char *id, const char *text)
{
  g_autoptr (JsonNode) patch = scratch_data (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) edited = NULL;

  household_pass_time (household, 1000);
  edited = dovetail_store_update (household->devices[device]->store, entity_type, id, patch, &error);
  g_assert_no_error (error);
}

void
household_edit (Household *household, HouseholdDevice device, const char *text)
{
  household_edit_record (household, device, DOVETAIL_ENTITY_TASK, HOUSEHOLD_TASK, text);
}

DovetailConflict *
household_open_conflict (Household *household, HouseholdDevice device)
{
  g_autoptr (GPtrArray) open
      = dovetail_store_list_conflicts (household->devices[device]->store, TRUE, 0, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  return dovetail_conflict_ref (g_ptr_array_index (open, 0));
}

guint
household_count (Household *household, HouseholdDevice device, gboolean open)
{
  g_autoptr (GPtrArray) conflicts
      = dovetail_store_list_conflicts (household->devices[device]->store, open, 0, NULL);

  return conflicts->len;
}

void
household_answer (Household *household, HouseholdDevice device, const char *strategy, const char *resolved)
{
  g_autoptr (DovetailConflict) conflict = household_open_conflict (household, device);
  g_autoptr (JsonNode) values = resolved != NULL ? scratch_data (resolved) : NULL;
  g_autoptr (GError) error = NULL;

  household_pass_time (household, 1000);
  dovetail_store_resolve_conflict (household->devices[device]->store, conflict->conflict_id, strategy, values,
                                   &error);
  g_assert_no_error (error);
}

void
household_take_back (Household *household, HouseholdDevice device, const char *conflict_id)
{
  g_autoptr (GError) error = NULL;

  household_pass_time (household, 1000);
  dovetail_store_unresolve_conflict (household->devices[device]->store, conflict_id, &error);
  g_assert_no_error (error);
}

char *
household_value (Household *household, HouseholdDevice device, const char *field)
{
  g_autoptr (DovetailReplica) task
      = scratch_get (household->devices[device], DOVETAIL_ENTITY_TASK, HOUSEHOLD_TASK);
  JsonNode *value = dovetail_data_get (task->current->data, field);

  if (value == NULL)
    return g_strdup ("-");
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  return scratch_text (value);
}

void
household_assert (Household *household, HouseholdDevice device, const char *field, const char *expected)
{
  g_autofree char *value = household_value (household, device, field);

  g_assert_cmpstr (value, ==, expected);
}

gboolean
household_history_has (Household *household, HouseholdDevice device, const char *text)
{
  g_autoptr (GPtrArray) closed
      = dovetail_store_list_conflicts (household->devices[device]->store, FALSE, 0, NULL);

  for (guint i = 0; i < closed->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (closed, i);

      for (guint side = DOVETAIL_SIDE_MINE; side < DOVETAIL_N_SIDES; side++)
        {
          g_autofree char *data
              = conflict->sides[side] != NULL ? scratch_text (conflict->sides[side]) : g_strdup ("");

          if (strstr (data, text) != NULL)
            return TRUE;
        }
    }
  return FALSE;
}
