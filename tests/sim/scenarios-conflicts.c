/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios: conflicts that wait for their user are answered, here or there, and answers are taken back. */

#include "core/conflict.h"
#include "sim/scenario.h"

/* The title in conflict, on both devices. */
static void
make_conflict (Stage *stage)
{
  acts_set_policy (&stage->laptop, DOVETAIL_POLICY_MANUAL_RESOLUTION);
  acts_set_policy (&stage->phone, DOVETAIL_POLICY_MANUAL_RESOLUTION);
  acts_create (&stage->laptop, 1, "{'title':'one','notes':'a note'}");
  acts_create (&stage->laptop, 2, "{'title':'two'}");
  scenario_sync_both (stage);
  scenario_later (stage);
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop'}");
  stage_sync (&stage->laptop);
  stage_sync (&stage->phone);
  scenario_later (stage);
}

static void
answer_mine (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  stage_sync (&stage->laptop);
}

static void
answer_theirs (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_SERVER_WINS, NULL);
  stage_sync (&stage->laptop);
}

static void
answer_both (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_BOTH, NULL);
  stage_sync (&stage->laptop);
}

static void
answer_merged (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_USER_MERGE, "{'title':'one, on both'}");
  stage_sync (&stage->laptop);
}

static void
answer_and_edit (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  acts_update (&stage->laptop, 1, "{'priority':'high'}");
  acts_update (&stage->laptop, 2, "{'title':'two, changed'}");
  stage_sync (&stage->laptop);
}

static void
withdraw_answer (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  acts_unresolve (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
reopen (Stage *stage)
{
  answer_mine (stage);
  scenario_later (stage);
  acts_unresolve (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
reopen_and_answer_again (Stage *stage)
{
  reopen (stage);
  scenario_later (stage);
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_USER_MERGE, "{'title':'one, at last'}");
  stage_sync (&stage->laptop);
}

static void
reopen_both (Stage *stage)
{
  answer_both (stage);
  scenario_later (stage);
  acts_unresolve (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

/* The record moved on where the answer was to go: it is asked again. */
static void
answer_too_late (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone again'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  stage_sync (&stage->laptop);
}

static void
answer_too_late_and_again (Stage *stage)
{
  answer_too_late (stage);
  scenario_later (stage);
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  stage_sync (&stage->laptop);
}

static void
answer_there (Stage *stage)
{
  acts_resolve (&stage->phone, 1, DOVETAIL_RESOLUTION_SERVER_WINS, NULL);
  stage_sync (&stage->phone);
  scenario_later (stage);
  stage_sync (&stage->laptop);
}

static void
answer_here_and_there (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  acts_resolve (&stage->phone, 1, DOVETAIL_RESOLUTION_USER_MERGE, "{'title':'one, as the phone has it'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  stage_sync (&stage->laptop);
}

static void
delete_in_conflict (Stage *stage)
{
  acts_delete (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
phone_deletes (Stage *stage)
{
  acts_delete (&stage->phone, 1);
  stage_sync (&stage->phone);
}

static void
answer_what_is_deleted_meanwhile (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  stage_before_request (stage, 1, phone_deletes, ANSWER_OWN);
  stage_sync (&stage->laptop);
}

static void
answer_with_expired_token (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  stage_pass_time (stage, 20 * 60 * 1000);
  stage_sync (&stage->laptop);
}

static void
join_with_tablet (Stage *stage)
{
  make_conflict (stage);
  stage_sync (stage_add_tablet (stage));
}

static void
answer_on_three (Stage *stage)
{
  acts_resolve (&stage->laptop, 1, DOVETAIL_RESOLUTION_USER_MERGE, "{'title':'one, for three'}");
  stage_sync (&stage->laptop);
  stage_sync (&stage->tablet);
  scenario_later (stage);
  acts_unresolve (&stage->tablet, 1);
  stage_sync (&stage->tablet);
  stage_sync (&stage->laptop);
}

const Scenario scenarios_of_conflicts[] = {
  { "a conflict is answered with mine", make_conflict, answer_mine, SCENARIO_FAULTS },
  { "a conflict is answered with theirs", make_conflict, answer_theirs },
  { "a conflict is answered with both", make_conflict, answer_both },
  { "a conflict is answered with a merge by hand", make_conflict, answer_merged },
  { "an answer, and edits behind it", make_conflict, answer_and_edit },
  { "an answer is withdrawn before it went up", make_conflict, withdraw_answer },
  { "an answer is taken back after it went up", make_conflict, reopen },
  { "an answer is taken back, and another given", make_conflict, reopen_and_answer_again },
  { "both is taken back", make_conflict, reopen_both },
  { "an answer comes too late", make_conflict, answer_too_late },
  { "an answer comes too late, and is given again", make_conflict, answer_too_late_and_again },
  { "a conflict is answered on the phone", make_conflict, answer_there },
  { "a conflict is answered here and there", make_conflict, answer_here_and_there },
  { "a task in conflict is deleted", make_conflict, delete_in_conflict },
  { "a task is deleted while the answer is on its way", make_conflict, answer_what_is_deleted_meanwhile },
  { "an answer goes up when the access token has expired", make_conflict, answer_with_expired_token },
  { "three devices see an answer, and one takes it back", join_with_tablet, answer_on_three },
  { NULL },
};
