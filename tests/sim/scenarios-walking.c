/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios: full syncs, other histories, and deletions in such numbers that the user is asked. */

#include "sim/scenario.h"

#define MANY 14

static void
share_many (Stage *stage)
{
  acts_import (&stage->laptop, 1, MANY);
  acts_create (&stage->laptop, 901, "{'name':'Garden'}");
  scenario_sync_both (stage);
  scenario_later (stage);
}

static void
sync_once (Stage *stage)
{
  stage_sync (&stage->laptop);
}

static void
sync_in_full (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  acts_delete (&stage->phone, 2);
  stage_sync (&stage->phone);
  acts_update (&stage->laptop, 3, "{'title':'three, on the laptop'}");
  stage_sync_full (&stage->laptop);
}

/* What the laptop has not heard of is forgotten by the server. */
static void
let_token_expire (Stage *stage)
{
  share_many (stage);
  acts_delete (&stage->phone, 1);
  acts_delete (&stage->phone, 2);
  acts_update (&stage->phone, 3, "{'title':'three, on the phone'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  stage_clean_up (stage);
}

static void
edit_gone_and_sync (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, edited too late'}");
  acts_update (&stage->laptop, 4, "{'title':'four, on the laptop'}");
  acts_delete (&stage->laptop, 2);
  stage_sync (&stage->laptop);
}

/* The edit that came too late lies in the history, and comes back when the user says so. */
static void
edit_gone_and_restore (Stage *stage)
{
  edit_gone_and_sync (stage);
  scenario_later (stage);
  acts_unresolve (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
fill_pages (Stage *stage)
{
  acts_import (&stage->phone, 100, 505);
  stage_sync (&stage->phone);
}

static void
stop_the_walk (Stage *stage)
{
  g_cancellable_cancel (stage->cancellable);
}

/* After its first page. */
static void
stop_in_the_middle (Stage *stage)
{
  fill_pages (stage);
  acts_create (&stage->laptop, 1, "{'title':'one, of the laptop'}");
  stage_before_request (stage, 2, stop_the_walk, ANSWER_OWN);
  dovetail_job_free (stage_sync_once (&stage->laptop, DOVETAIL_SYNC_AUTO, NULL));
}

static void
phone_adds_while_walking (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, while the laptop walks'}");
  acts_create (&stage->phone, 50, "{'title':'fifty, while the laptop walks'}");
  acts_delete (&stage->phone, 5);
  stage_sync (&stage->phone);
}

static void
walk_while_others_edit (Stage *stage)
{
  stage_before_request (stage, 2, phone_adds_while_walking, ANSWER_OWN);
  stage_sync_full (&stage->laptop);
}

/* Of what came after the backup the server knows nothing. */
static void
set_back (Stage *stage)
{
  share_many (stage);
  stage_back_up (stage);
  acts_create (&stage->laptop, 50, "{'title':'fifty, after the backup'}");
  acts_update (&stage->laptop, 1, "{'title':'one, after the backup'}");
  scenario_sync_both (stage);
  scenario_later (stage);
  acts_update (&stage->laptop, 2, "{'title':'two, not synced yet'}");
  stage_set_back (stage);
}

static void
upload_held_again (Stage *stage)
{
  stage_sync (&stage->laptop);
  acts_restore_held (&stage->laptop);
  stage_sync (&stage->laptop);
  acts_let_held_go (&stage->phone);
}

static void
let_held_go (Stage *stage)
{
  stage_sync (&stage->laptop);
  acts_let_held_go (&stage->laptop);
  stage_sync (&stage->laptop);
  stage_sync (&stage->phone);
  acts_let_held_go (&stage->phone);
}

static void
delete_many (Stage *stage)
{
  share_many (stage);
  for (guint i = 1; i <= 11; i++)
    acts_delete (&stage->phone, i);
  stage_sync (&stage->phone);
  scenario_later (stage);
}

static void
edit_beside_held (Stage *stage)
{
  acts_update (&stage->laptop, 12, "{'title':'twelve, on the laptop'}");
  stage_sync (&stage->laptop);
  acts_update (&stage->laptop, 1, "{'title':'one, held and edited'}");
  stage_sync (&stage->laptop);
}

static void
hold_and_let_go (Stage *stage)
{
  stage_sync (&stage->laptop);
  acts_let_held_go (&stage->laptop);
  stage_sync (&stage->laptop);
}

static void
hold_and_restore (Stage *stage)
{
  stage_sync (&stage->laptop);
  acts_restore_held (&stage->laptop);
  stage_sync (&stage->laptop);
}

static void
hold_and_see_restored (Stage *stage)
{
  stage_sync (&stage->laptop);
  for (guint i = 1; i <= 11; i++)
    acts_restore (&stage->phone, i);
  stage_sync (&stage->phone);
  stage_sync (&stage->laptop);
}

/* The tombstones are gone too: a walk misses what was deleted. */
static void
delete_many_and_clean_up (Stage *stage)
{
  delete_many (stage);
  stage_clean_up (stage);
}

const Scenario scenarios_of_walking[] = {
  { "a full sync by command, with a copy of the store first", share_many, sync_in_full, SCENARIO_FAULTS },
  { "an expired token, and what the walk misses is swept", let_token_expire, sync_once },
  { "an expired token, and edits of what is gone", let_token_expire, edit_gone_and_sync },
  { "an expired token, and an edit of what is gone is restored", let_token_expire, edit_gone_and_restore },
  { "a first walk that was stopped in the middle goes on", stop_in_the_middle, sync_once },
  { "others edit while a full sync walks", share_many, walk_while_others_edit },
  { "the server is set back, and what it lacks is held", set_back, sync_once, SCENARIO_UNEVEN },
  { "the server is set back, and what it lacks goes up again", set_back, upload_held_again, SCENARIO_UNEVEN },
  { "the server is set back, and what it lacks is let go", set_back, let_held_go, SCENARIO_UNEVEN },
  { "eleven of fifteen are deleted and held", delete_many, sync_once, SCENARIO_UNEVEN },
  { "a held task is edited, and one beside it", delete_many, edit_beside_held, SCENARIO_UNEVEN },
  { "held deletions are let go", delete_many, hold_and_let_go, SCENARIO_FAULTS },
  { "held deletions are restored", delete_many, hold_and_restore },
  { "held deletions are restored by the phone", delete_many, hold_and_see_restored },
  { "eleven of fifteen are missed by a walk and held", delete_many_and_clean_up, sync_once, SCENARIO_UNEVEN },
  { "what a walk missed is restored", delete_many_and_clean_up, hold_and_restore },
  { NULL },
};
