/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios: both devices change the same thing, and somebody or something decides. */

#include "sim/scenario.h"

static void
share (Stage *stage)
{
  acts_create (&stage->laptop, 901, "{'name':'Garden'}");
  acts_create (&stage->laptop, 1, "{'title':'one','notes':'first line\\nsecond line\\n','tags':['a']}");
  acts_create (&stage->laptop, 2, "{'title':'two','list_id':'" ID (901) "'}");
  acts_create (&stage->laptop, 3, "{'title':'three'}");
  acts_create (&stage->laptop, 801, "{'title':'market','start':'2027-03-10','end':'2027-03-11'}");
  scenario_sync_both (stage);
  scenario_later (stage);
}

static void
share_under (Stage *stage, DovetailPolicy policy)
{
  acts_set_policy (&stage->laptop, policy);
  acts_set_policy (&stage->phone, policy);
  share (stage);
}

/* The phone first, the laptop afterwards, and the laptop's sync meets both. */
static void
edit_both (Stage *stage, guint number, const char *phones, const char *laptops)
{
  acts_update (&stage->phone, number, phones);
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_update (&stage->laptop, number, laptops);
  stage_sync (&stage->laptop);
}

static void
share_last_write_wins (Stage *stage)
{
  share_under (stage, DOVETAIL_POLICY_LAST_WRITE_WINS);
}

static void
share_client_wins (Stage *stage)
{
  share_under (stage, DOVETAIL_POLICY_CLIENT_WINS);
}

static void
share_server_wins (Stage *stage)
{
  share_under (stage, DOVETAIL_POLICY_SERVER_WINS);
}

static void
share_transform (Stage *stage)
{
  share_under (stage, DOVETAIL_POLICY_OPERATIONAL_TRANSFORM);
}

static void
share_manual (Stage *stage)
{
  share_under (stage, DOVETAIL_POLICY_MANUAL_RESOLUTION);
}

static void
edit_different_fields (Stage *stage)
{
  edit_both (stage, 1, "{'title':'one, on the phone'}", "{'priority':'high','due':'2027-03-10'}");
}

static void
edit_same_field (Stage *stage)
{
  edit_both (stage, 1, "{'title':'one, on the phone','priority':'low'}", "{'title':'one, on the laptop'}");
}

/* The phone's edit is the newer one, though it arrives first. */
static void
edit_same_field_earlier (Stage *stage)
{
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop'}");
  scenario_later (stage);
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  stage_sync (&stage->phone);
  stage_sync (&stage->laptop);
}

static void
edit_same_alike (Stage *stage)
{
  edit_both (stage, 1, "{'title':'one, as both say'}", "{'title':'one, as both say'}");
}

static void
edit_texts (Stage *stage)
{
  edit_both (stage, 1, "{'notes':'first line, longer\\nsecond line\\n'}",
             "{'notes':'first line\\nsecond line\\nthird line\\n'}");
}

static void
edit_tags (Stage *stage)
{
  edit_both (stage, 1, "{'tags':['a','phone']}", "{'tags':['laptop']}");
}

static void
delete_here_edit_there (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_delete (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
edit_here_delete_there (Stage *stage)
{
  acts_delete (&stage->phone, 1);
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop'}");
  stage_sync (&stage->laptop);
}

static void
restore_lost_edit (Stage *stage)
{
  edit_here_delete_there (stage);
  scenario_later (stage);
  acts_unresolve (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
delete_on_both (Stage *stage)
{
  acts_delete (&stage->phone, 1);
  stage_sync (&stage->phone);
  acts_delete (&stage->laptop, 1);
  stage_sync (&stage->laptop);
}

static void
done_here_edited_there (Stage *stage)
{
  edit_both (stage, 1, "{'title':'one, on the phone','status':'in_progress'}", "{'status':'done'}");
}

static void
edited_here_done_there (Stage *stage)
{
  edit_both (stage, 1, "{'status':'done'}", "{'status':'in_progress','title':'one, on the laptop'}");
}

static void
create_one_id_twice (Stage *stage)
{
  acts_create (&stage->phone, 4, "{'title':'four, of the phone','priority':'high'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_create (&stage->laptop, 4, "{'title':'four, of the laptop','notes':'a note'}");
  stage_sync (&stage->laptop);
}

static void
delete_list (Stage *stage)
{
  acts_delete (&stage->laptop, 901);
  stage_sync (&stage->laptop);
}

static void
delete_and_restore_list (Stage *stage)
{
  acts_delete (&stage->laptop, 901);
  acts_restore (&stage->laptop, 901);
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_delete (&stage->laptop, 901);
  stage_sync (&stage->laptop);
  scenario_later (stage);
  acts_restore (&stage->laptop, 901);
  stage_sync (&stage->laptop);
}

static void
move_into_deleted_list (Stage *stage)
{
  acts_delete (&stage->phone, 901);
  stage_sync (&stage->phone);
  acts_update (&stage->laptop, 1, "{'list_id':'" ID (901) "'}");
  acts_update (&stage->laptop, 2, "{'title':'two, still in the list'}");
  stage_sync (&stage->laptop);
}

static void
close_circle (Stage *stage)
{
  edit_both (stage, 1, "{'parent_id':'" ID (002) "'}", "{'title':'one, on the laptop'}");
  acts_update (&stage->phone, 3, "{'parent_id':'" ID (001) "'}");
  stage_sync (&stage->phone);
  acts_update (&stage->laptop, 2, "{'parent_id':'" ID (003) "','title':'two, in a circle'}");
  stage_sync (&stage->laptop);
}

static void
edit_events (Stage *stage)
{
  edit_both (stage, 801, "{'title':'market, on the phone'}", "{'title':'market, on the laptop'}");
}

static void
edit_conflict_further (Stage *stage)
{
  edit_same_field (stage);
  scenario_later (stage);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop again','priority':'high'}");
  stage_sync (&stage->laptop);
}

static void
change_policy_between (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone'}");
  acts_update (&stage->phone, 3, "{'title':'three, on the phone'}");
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop'}");
  acts_set_policy (&stage->laptop, DOVETAIL_POLICY_SERVER_WINS);
  stage_sync (&stage->laptop);
  acts_update (&stage->phone, 1, "{'title':'one, on the phone again'}");
  stage_sync (&stage->phone);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop again'}");
  acts_set_policy (&stage->laptop, DOVETAIL_POLICY_MANUAL_RESOLUTION);
  stage_sync (&stage->laptop);
}

static void
edit_many_of_both (Stage *stage)
{
  acts_update (&stage->phone, 1, "{'title':'one, on the phone','tags':['a','p']}");
  acts_update (&stage->phone, 2, "{'title':'two, on the phone'}");
  acts_delete (&stage->phone, 3);
  stage_sync (&stage->phone);
  scenario_later (stage);
  acts_update (&stage->laptop, 1, "{'title':'one, on the laptop','tags':['a','l']}");
  acts_delete (&stage->laptop, 2);
  acts_update (&stage->laptop, 3, "{'title':'three, on the laptop'}");
  stage_sync (&stage->laptop);
}

const Scenario scenarios_of_merging[] = {
  { "both edit different fields", share, edit_different_fields },
  { "both edit one field, the last write wins", share_last_write_wins, edit_same_field },
  { "both edit one field, the last write comes first", share_last_write_wins, edit_same_field_earlier },
  { "both edit one field, the client wins", share_client_wins, edit_same_field },
  { "both edit one field, the server wins", share_server_wins, edit_same_field },
  { "both edit one field, merging asks", share_transform, edit_same_field, SCENARIO_FAULTS },
  { "both edit one field, the user is asked", share_manual, edit_same_field },
  { "both edit one field alike", share_manual, edit_same_alike },
  { "both edit a text, and the texts are merged", share_transform, edit_texts },
  { "both edit the tags", share_manual, edit_tags },
  { "deleted here, edited there", share, delete_here_edit_there },
  { "edited here, deleted there", share, edit_here_delete_there },
  { "an edit that a deletion beat is restored", share, restore_lost_edit },
  { "deleted here and there", share, delete_on_both },
  { "done here, edited there", share, done_here_edited_there },
  { "edited here, done there", share, edited_here_done_there },
  { "two tasks are made with one id", share, create_one_id_twice },
  { "a list is deleted with its task", share, delete_list },
  { "a list is deleted and restored, before and after the upload", share, delete_and_restore_list },
  { "a task moves into a list that was deleted there", share, move_into_deleted_list },
  { "parents that would close a circle are refused", share, close_circle },
  { "both edit an event", share, edit_events },
  { "a task in conflict is edited again", share_manual, edit_conflict_further },
  { "the policy changes between edit and sync", share, change_policy_between },
  { "edits, deletions and conflicts in one sync", share_transform, edit_many_of_both },
  { NULL },
};
