/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios: edits go up, edits come down. */

#include "sim/scenario.h"
#include "store/edit.h"
#include "store/settings.h"

void
scenario_later (Stage *stage)
{
  stage_pass_time (stage, 60 * 1000);
}

void
scenario_sync_both (Stage *stage)
{
  stage_sync (&stage->laptop);
  stage_sync (&stage->phone);
  stage_sync (&stage->laptop);
}

/* Three tasks that both devices have. */
static void
share_three (Stage *stage)
{
  acts_create (&stage->laptop, 1, "{'title':'one','notes':'first line'}");
  acts_create (&stage->laptop, 2, "{'title':'two','tags':['a']}");
  acts_create (&stage->laptop, 3, "{'title':'three'}");
  scenario_sync_both (stage);
  scenario_later (stage);
}

static void
upload_first (Stage *stage)
{
  acts_create (&stage->laptop, 901, "{'name':'Garden'}");
  acts_create (&stage->laptop, 1, "{'title':'dig','list_id':'" ID (901) "'}");
  acts_create (&stage->laptop, 2, "{'title':'buy a spade','parent_id':'" ID (001) "'}");
  acts_create (&stage->laptop, 801, "{'title':'market day','start':'2027-03-10','end':'2027-03-11'}");
  stage_sync (&stage->laptop);
}

static void
fill_phone (Stage *stage)
{
  acts_create (&stage->phone, 901, "{'name':'Garden'}");
  acts_import (&stage->phone, 1, 12);
  acts_update (&stage->phone, 3, "{'list_id':'" ID (901) "','notes':'from the phone'}");
  acts_delete (&stage->phone, 5);
  stage_sync (&stage->phone);
}

static void
sync_once (Stage *stage)
{
  stage_sync (&stage->laptop);
}

static void
fill_phone_with_pages (Stage *stage)
{
  acts_import (&stage->phone, 1, 510);
  stage_sync (&stage->phone);
}

static void
share_and_fill_phone (Stage *stage)
{
  share_three (stage);
  acts_import (&stage->phone, 100, 30);
  acts_update (&stage->phone, 2, "{'priority':'high'}");
  stage_sync (&stage->phone);
}

static void
edit_one_by_one (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_update (&stage->laptop, 2, "{'status':'done'}");
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_delete (&stage->laptop, 3);
  stage_sync (&stage->laptop);
}

static void
edit_much_at_once (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  acts_update (&stage->laptop, 1, "{'due':'2027-03-10'}");
  acts_update (&stage->laptop, 2, "{'tags':['a','b']}");
  acts_create (&stage->laptop, 4, "{'title':'four'}");
  acts_delete (&stage->laptop, 3);
  stage_sync (&stage->laptop);
}

static void
meet_foreign_edits (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  acts_create (&stage->phone, 4, "{'title':'four, of the phone'}");
  stage_sync (&stage->phone);
  acts_update (&stage->laptop, 2, "{'title':'two, on the laptop'}");
  acts_create (&stage->laptop, 5, "{'title':'five, of the laptop'}");
  stage_sync (&stage->laptop);
}

static void
import_many (Stage *stage)
{
  g_setenv ("SYNC_BATCH_SIZE", "100", TRUE);
  acts_import (&stage->laptop, 100, 200);
  stage_sync (&stage->laptop);
}

static void
phone_edits_meanwhile (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'priority':'high'}");
  acts_create (&stage->phone, 7, "{'title':'seven, meanwhile'}");
  stage_sync (&stage->phone);
}

static void
edit_during_exchange (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  stage_before_request (stage, 1, phone_edits_meanwhile, ANSWER_OWN);
  stage_sync (&stage->laptop);
}

static void
laptop_edits_meanwhile (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed in flight','priority':'high'}");
  acts_create (&stage->laptop, 7, "{'title':'seven, in flight'}");
}

static void
edit_during_upload (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  stage_before_request (stage, 1, laptop_edits_meanwhile, ANSWER_OWN);
  stage_sync (&stage->laptop);
}

static void
laptop_deletes_meanwhile (Stage *stage)
{
  acts_delete (&stage->laptop, 1);
  acts_delete (&stage->laptop, 4);
}

static void
delete_during_upload (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  acts_create (&stage->laptop, 4, "{'title':'four, soon gone'}");
  stage_before_request (stage, 1, laptop_deletes_meanwhile, ANSWER_OWN);
  stage_sync (&stage->laptop);
}

static void
delete_and_restore (Stage *stage)
{
  acts_delete (&stage->laptop, 1);
  acts_delete (&stage->laptop, 2);
  acts_restore (&stage->laptop, 2);
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_restore (&stage->laptop, 1);
  acts_delete (&stage->laptop, 3);
  stage_sync (&stage->laptop);
}

static void
discard_waiting (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'not meant'}");
  acts_create (&stage->laptop, 4, "{'title':'not meant either'}");
  acts_delete (&stage->laptop, 2);
  acts_update (&stage->laptop, 3, "{'title':'meant'}");
  acts_discard (&stage->laptop, 1);
  acts_discard (&stage->laptop, 4);
  acts_discard (&stage->laptop, 2);
  stage_sync (&stage->laptop);
}

/* A task that the server does not take. */
static void
put_wrong (Stage *stage)
{
  g_autoptr (JsonNode) data = scratch_data ("{'title':'bad','status':'no such status'}");
  g_autoptr (DovetailRecord) record
      = dovetail_record_new ("task", ID (009), 0, NULL, FALSE, data, stage->now, NULL, NULL);
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  share_three (stage);
  replica->pending = dovetail_pending_new (stage->now);
  scratch_put (stage->laptop.scratch, replica);
}

static void
refuse_one_of_three (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  acts_create (&stage->laptop, 4, "{'title':'four'}");
  stage_sync (&stage->laptop);
}

static void
discard_refused (Stage *stage)
{
  refuse_one_of_three (stage);
  acts_discard (&stage->laptop, 9);
  stage_sync (&stage->laptop);
}

static void
retry_refused (Stage *stage)
{
  refuse_one_of_three (stage);
  acts_retry (&stage->laptop, 9);
  stage_sync (&stage->laptop);
}

static void
correct_refused (Stage *stage)
{
  refuse_one_of_three (stage);
  acts_update (&stage->laptop, 9, "{'status':'open'}");
  stage_sync (&stage->laptop);
}

static void
outlive_token (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  stage_pass_time (stage, 20 * 60 * 1000);
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_update (&stage->laptop, 2, "{'title':'two, changed'}");
  stage_sync (&stage->laptop);
}

static void
be_refused_in_the_middle (Stage *stage)
{
  acts_import (&stage->laptop, 100, 10);
  stage_before_request (stage, 2, NULL, ANSWER_UNAUTHORIZED);
  stage_sync (&stage->laptop);
}

static void
be_slowed_down (Stage *stage)
{
  acts_import (&stage->laptop, 100, 10);
  stage_before_request (stage, 2, NULL, ANSWER_THROTTLED);
  stage_sync (&stage->laptop);
}

static void
meet_busy_server (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  stage_before_request (stage, 1, NULL, ANSWER_UNAVAILABLE);
  stage_sync (&stage->laptop);
}

static void
take_long (Stage *stage)
{
  stage_pass_time (stage, 5000);
}

static void
halve_batches (Stage *stage)
{
  g_setenv ("SYNC_BATCH_SIZE", "24", TRUE);
  acts_import (&stage->laptop, 100, 60);
  stage_before_request (stage, 1, take_long, ANSWER_OWN);
  stage_sync (&stage->laptop);
}

static void
set_clock_wrong (Stage *stage)
{
  share_three (stage);
  stage_set_clock (&stage->laptop, 3600 * 1000);
}

static void
edit_with_wrong_clock (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, an hour early'}");
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_update (&stage->laptop, 2, "{'title':'two, by a clock that was set'}");
  stage_sync (&stage->laptop);
}

static void
fill_alone (Stage *stage)
{
  acts_create (&stage->phone, 3, "{'title':'three, of the phone'}");
  stage_sync (&stage->phone);
  acts_create (&stage->laptop, 901, "{'name':'Before'}");
  acts_create (&stage->laptop, 1, "{'title':'one, alone','list_id':'" ID (901) "'}");
  acts_create (&stage->laptop, 2, "{'title':'two, alone'}");
  acts_delete (&stage->laptop, 2);
}

static void
sign_in_late (Stage *stage)
{
  stage_sign_in (&stage->laptop);
  stage_sync (&stage->laptop);
}

static void
tidy_up_between (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, changed'}");
  acts_tidy_up (&stage->laptop);
  stage_sync (&stage->laptop);
  acts_update (&stage->laptop, 2, "{'title':'two, changed'}");
  acts_tidy_up (&stage->laptop);
  stage_sync (&stage->laptop);
}

static void
earn_points (Stage *stage)
{
  acts_create (&stage->laptop, 4, "{'title':'four','points':5}");
  acts_update (&stage->laptop, 4, "{'status':'done'}");
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_update (&stage->laptop, 4, "{'status':'open'}");
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_update (&stage->laptop, 4, "{'status':'done'}");
  stage_sync (&stage->laptop);
}

const Scenario scenarios_of_exchange[] = {
  { "a first upload of a list, a task, its subtask and an event", NULL, upload_first, SCENARIO_FAULTS },
  { "a first download", fill_phone, sync_once, SCENARIO_FAULTS },
  { "a first download of two pages", fill_phone_with_pages, sync_once },
  { "thirty foreign changes in pages of seven", share_and_fill_phone, sync_once },
  { "edits that go up one by one", share_three, edit_one_by_one },
  { "edits that go up together", share_three, edit_much_at_once },
  { "own and foreign changes in one sync", share_three, meet_foreign_edits, SCENARIO_FAULTS },
  { "two hundred imported tasks", share_three, import_many },
  { "the phone edits the task while the laptop's change is on its way", share_three, edit_during_exchange },
  { "the laptop edits the task while its change is on its way", share_three, edit_during_upload },
  { "the laptop deletes tasks while their changes are on their way", share_three, delete_during_upload },
  { "tasks are deleted and restored, before and after the upload", share_three, delete_and_restore },
  { "edits are discarded before they went up", share_three, discard_waiting },
  { "one change is refused, those beside it go up", put_wrong, refuse_one_of_three, SCENARIO_UNEVEN },
  { "a refused change is discarded", put_wrong, discard_refused },
  { "a refused change is tried again and refused again", put_wrong, retry_refused, SCENARIO_UNEVEN },
  { "a refused change is corrected", put_wrong, correct_refused },
  { "the access token has expired", share_three, outlive_token },
  { "401 in the middle of an upload", share_three, be_refused_in_the_middle },
  { "429 in the middle of an upload", share_three, be_slowed_down },
  { "503 at first", share_three, meet_busy_server },
  { "a slow line halves the batches", share_three, halve_batches },
  { "a clock an hour ahead is measured", set_clock_wrong, edit_with_wrong_clock },
  { "signing in with tasks in the store", fill_alone, sign_in_late, SCENARIO_SIGNED_OUT },
  { "the log is emptied between edits and syncs", share_three, tidy_up_between, SCENARIO_FAULTS },
  { "points are earned, taken back and earned again", share_three, earn_points },
  { NULL },
};
