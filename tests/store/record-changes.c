/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The history of a record on this device: who changed what, here and elsewhere, within its bounds. */

#include "store/record-changes.h"

#include <string.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/names.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "store/store-private.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static GPtrArray *
list (ScratchStore *scratch)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = dovetail_store_list_record_changes (scratch->store, "task", ID, 0, &error);

  g_assert_no_error (error);

  return changes;
}

static void
assert_change (GPtrArray *changes, guint index, const char *operation, const char *fields)
{
  DovetailRecordChange *change;
  g_autofree char *text = NULL;

  g_assert_cmpuint (index, <, changes->len);
  change = g_ptr_array_index (changes, index);
  text = scratch_text (change->fields);
  g_assert_cmpstr (change->operation, ==, operation);
  g_assert_cmpstr (text, ==, fields);
}

static void
test_own_changes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailReplica) deleted = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  DovetailRecordChange *change;

  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID, "d1", NULL);
  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_DEVICE_NAME, "laptop", NULL);
  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_USER_ID, "u1", NULL);
  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_USER_NAME, "anna", NULL);
  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  scratch_update (scratch, "task", ID, "{'title':'oat milk','priority':'high'}");
  deleted = dovetail_store_delete (scratch->store, "task", ID, NULL);
  scratch_store_reopen (scratch);
  changes = list (scratch);
  g_assert_cmpuint (changes->len, ==, 3);
  assert_change (changes, 2, "create", "{}");
  assert_change (changes, 1, "update",
                 "{'priority':{'new':'high','old':null},'title':{'new':'oat milk','old':'milk'}}");
  assert_change (changes, 0, "delete", "{}");
  change = g_ptr_array_index (changes, 0);
  g_assert_cmpstr (change->device_name, ==, "laptop");
  g_assert_cmpstr (change->user_name, ==, "anna");
  g_assert_false (change->synced);
}

static void
meet (ScratchStore *scratch, const char *text, const char *client_id, gboolean signed_)
{
  g_autoptr (DovetailReplica) before = scratch_get (scratch, "task", ID);
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (DovetailRecord) record = dovetail_record_new ("task", ID, before->current->version + 1, NULL,
                                                           FALSE, data, 77, "u2", client_id);
  g_autoptr (DovetailReplica) next = dovetail_replica_new (record);
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  g_assert_true (dovetail_store_put_replica (scratch->store, next, NULL));
  g_assert_true (
      dovetail_store_note_synced_change (scratch->store, before, next, signed_ ? record : NULL, NULL));
  g_assert_true (dovetail_store_learn_name (scratch->store, "d2", "phone", NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

static void
test_changes_of_others (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) changes = NULL;
  DovetailRecordChange *change;

  scratch_put_synced (scratch, "task", ID, 1, "{'title':'milk','status':'open'}", FALSE);
  meet (scratch, "{'title':'soy milk','status':'open'}", "d2", TRUE);
  meet (scratch, "{'title':'soy milk','status':'open'}", "d2", TRUE); /* a version that shows nothing new */
  meet (scratch, "{'title':'rice milk','status':'open'}", "d2", FALSE);
  changes = list (scratch);
  g_assert_cmpuint (changes->len, ==, 2);
  assert_change (changes, 1, "update", "{'title':{'new':'soy milk','old':'milk'}}");
  change = g_ptr_array_index (changes, 1);
  g_assert_cmpstr (change->device_id, ==, "d2");
  g_assert_cmpstr (change->device_name, ==, "phone");
  g_assert_cmpstr (change->user_id, ==, "u2");
  g_assert_null (change->user_name);
  g_assert_cmpint (change->time, ==, 77);
  g_assert_true (change->synced);
  change = g_ptr_array_index (changes, 0);
  g_assert_null (change->device_id);
  g_assert_cmpint (change->time, ==, scratch->now);
}

static void
test_discard (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) changes = NULL;

  scratch_put_synced (scratch, "task", ID, 1, "{'title':'milk','status':'open'}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  g_assert_true (dovetail_store_discard_pending (scratch->store, "task", ID, NULL));
  changes = list (scratch);
  assert_change (changes, 0, "discard", "{'title':{'new':'milk','old':'oat milk'}}");
}

static void
test_long_values_are_cut (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *notes = g_strnfill (60000, 'n');
  g_autofree char *text = g_strdup_printf ("{'notes':'%s'}", notes);
  g_autoptr (GPtrArray) changes = NULL;
  DovetailRecordChange *change;
  JsonNode *field;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  scratch_update (scratch, "task", ID, text);
  changes = list (scratch);
  change = g_ptr_array_index (changes, 0);
  field = dovetail_data_get (change->fields, "notes");
  g_assert_true (dovetail_data_get_boolean (field, "cut", FALSE));
  g_assert_cmpuint (strlen (dovetail_data_get_string (field, "new")), ==, 2000);
}

static void
test_number_is_bounded (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GPtrArray) changes = NULL;
  DovetailRecordChange *newest;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  for (guint i = 0; i < DOVETAIL_RECORD_CHANGES_KEPT + 150; i++)
    {
      g_autofree char *text = g_strdup_printf ("{'points':%u}", i);

      scratch_update (scratch, "task", ID, text);
    }
  changes = list (scratch);
  g_assert_cmpuint (changes->len, >=, DOVETAIL_RECORD_CHANGES_KEPT);
  g_assert_cmpuint (changes->len, <, DOVETAIL_RECORD_CHANGES_KEPT + 20);
  newest = g_ptr_array_index (changes, 0);
  g_assert_cmpint (dovetail_data_get_int (dovetail_data_get (newest->fields, "points"), "new", 0), ==,
                   DOVETAIL_RECORD_CHANGES_KEPT + 149);
}

static void
test_age_is_bounded (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  scratch->now += DOVETAIL_RECORD_CHANGES_KEPT_DAYS * DAY_MS;
  scratch_update (scratch, "task", ID, "{'title':'oat milk'}");
  transaction = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_store_prune_record_changes (scratch->store, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  changes = list (scratch);
  g_assert_cmpuint (changes->len, ==, 1);
  assert_change (changes, 0, "update", "{'title':{'new':'oat milk','old':'milk'}}");
}

/* Neither the journal of a record nor that of actions shows what a record holds to who has no key. */
static void
test_sealed (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *path = g_build_filename (scratch->directory, "store.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  scratch_create (scratch, "task", ID, "{'title':'canary-one','notes':'canary-two'}");
  scratch_update (scratch, "task", ID, "{'title':'canary-three'}");
  g_assert_true (dovetail_store_checkpoint (scratch->store, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_null (memmem (bytes, length, "canary", strlen ("canary")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-changes/own", test_own_changes);
  g_test_add_func ("/record-changes/of-others", test_changes_of_others);
  g_test_add_func ("/record-changes/discard", test_discard);
  g_test_add_func ("/record-changes/long-values-are-cut", test_long_values_are_cut);
  g_test_add_func ("/record-changes/number-is-bounded", test_number_is_bounded);
  g_test_add_func ("/record-changes/age-is-bounded", test_age_is_bounded);
  g_test_add_func ("/record-changes/sealed", test_sealed);

  return g_test_run ();
}
