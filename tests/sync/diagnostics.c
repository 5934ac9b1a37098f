/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file for whoever looks into trouble: what it tells, and that nothing in it is anybody's own. */

#include "sync/diagnostics.h"

#include <string.h>

#include "json/json.h"
#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/jobs.h"
#include "store/settings.h"
#include "store/system-zone.h"

#define TASK "0197a000-0000-7000-8000-000000000001"

/* Every place that something of the user's own can come from; each must stay where it is. */
static const char *const secrets[]
    = { "Pay Olga",          "meet at dawn",    "surgery",    "quicksilver.example",
        "anna-of-the-north", "the blue laptop", "HTTP teapot" };

static void
fill (ScratchStore *scratch)
{
  DovetailStore *store = scratch->store;
  g_autoptr (DovetailJob) job = dovetail_job_new ("job-1", "incremental", scratch->now - 5000);

  scratch_create (scratch, DOVETAIL_ENTITY_TASK, TASK,
                  "{'title':'Pay Olga','notes':'meet at dawn','tags':['surgery']}");
  g_assert_true (
      dovetail_store_set_setting (store, DOVETAIL_SETTING_SERVER, "https://quicksilver.example", NULL));
  g_assert_true (dovetail_store_set_setting (store, DOVETAIL_SETTING_USER_NAME, "anna-of-the-north", NULL));
  g_assert_true (dovetail_store_set_setting (store, DOVETAIL_SETTING_DEVICE_NAME, "the blue laptop", NULL));
  job->pushed = 3;
  dovetail_job_finish (job, DOVETAIL_JOB_FAILED, "temporary", "HTTP teapot", scratch->now - 4000);
  g_assert_true (dovetail_store_save_job (store, job, NULL));
}

static char *export(ScratchStore *scratch, gsize *length)
{
  DovetailZone *zone = dovetail_system_zone_new ();
  g_autoptr (GError) error = NULL;
  char *text = dovetail_diagnostics_export (scratch->store, zone, dovetail_store_get_random (scratch->store),
                                            length, &error);

  g_assert_no_error (error);
  dovetail_system_zone_free (zone);
  return text;
}

static void
test_nothing_private (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *text = NULL;
  gsize length;

  fill (scratch);
  text = export(scratch, &length);
  g_assert_cmpuint (strlen (text), ==, length);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (text, secrets[i]));
}

static void
test_what_it_tells (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) trace = NULL;
  JsonObject *object, *job;
  gsize length;

  fill (scratch);
  text = export(scratch, &length);
  lines = g_strsplit (text, "\n", 3);
  state = dovetail_json_parse_object (lines[0], -1, NULL);
  trace = dovetail_json_parse_object (lines[1], -1, NULL);
  g_assert_nonnull (state);
  g_assert_nonnull (trace);
  object = json_node_get_object (state);
  g_assert_cmpint (json_object_get_int_member (object, "dovetail_diagnostics"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "server"), ==, "another computer");
  g_assert_cmpint (json_object_get_int_member (object, "pending"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "records"), ==, 1);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (object, "store"), "intact"));
  job = json_array_get_object_element (json_object_get_array_member (object, "jobs"), 0);
  g_assert_cmpint (json_object_get_int_member (job, "pushed"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (job, "error"), "code"), ==,
                   "temporary");
  g_assert_true (json_object_has_member (json_node_get_object (trace), "dovetail_trace"));
}

/* A field that another program invented, a device with a name: counted, not named. */
static void
test_conflicts (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);
  g_autofree char *text = NULL;
  gsize length;

  conflict->conflict_id = g_strdup ("c");
  conflict->entity_type = DOVETAIL_ENTITY_TASK;
  conflict->entity_id = g_strdup (TASK);
  conflict->open = TRUE;
  conflict->fields = g_strsplit ("due secret_lover", " ", -1);
  conflict->sides[DOVETAIL_SIDE_MINE] = scratch_data ("{'title': 'Pay Olga'}");
  conflict->sides[DOVETAIL_SIDE_THEIRS] = scratch_data ("{'title': 'meet at dawn'}");
  conflict->mine.client_id = g_strdup ("device");
  conflict->mine.device_name = g_strdup ("the blue laptop");
  conflict->created_at = scratch->now;
  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  text = export(scratch, &length);
  g_assert_null (strstr (text, "secret_lover"));
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (text, secrets[i]));
  g_assert_nonnull (strstr (text, "{\"key\":\"unknown\",\"count\":1}"));
  g_assert_nonnull (strstr (text, "{\"key\":\"due\",\"count\":1}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagnostics/nothing private", test_nothing_private);
  g_test_add_func ("/diagnostics/what it tells", test_what_it_tells);
  g_test_add_func ("/diagnostics/conflicts", test_conflicts);
  return g_test_run ();
}
