/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The three-way merge as a table: base, mine, theirs, policy, and what must come of it. */

#include "core/merge.h"
#include "json/json.h"

#include <string.h>

/* Mine is made on device "a" and theirs on "b" unless a case says otherwise. */
typedef struct
{
  const char *name;
  const char *type;
  DovetailPolicy policy;
  const char *base; /* NULL: none is left; "-" in front: deleted */
  const char *mine;
  const char *theirs;
  const char *merged;
  const char *outcomes; /* "field:outcome" in order, "decided" with the side that won */
  DovetailCause cause;
  gboolean deleted;
  gboolean edit_lost;
  gint64 mine_time;   /* 0: 1000 */
  gint64 theirs_time; /* 0: 2000, so theirs is newer */
  const char *mine_times;
  const char *theirs_times;
} Case;

#define LAST DOVETAIL_POLICY_LAST_WRITE_WINS
#define CLIENT DOVETAIL_POLICY_CLIENT_WINS
#define SERVER DOVETAIL_POLICY_SERVER_WINS
#define TRANSFORM DOVETAIL_POLICY_OPERATIONAL_TRANSFORM
#define MANUAL DOVETAIL_POLICY_MANUAL_RESOLUTION

static const Case cases[] = {
  { "nobody changed anything", "task", MANUAL, "{'title':'a'}", "{'title':'a'}", "{'title':'a'}",
    "{'title':'a'}", "" },
  { "only mine changed the title", "task", MANUAL, "{'title':'a'}", "{'title':'b'}", "{'title':'a'}",
    "{'title':'b'}", "title:mine" },
  { "only theirs changed the title", "task", MANUAL, "{'title':'a'}", "{'title':'a'}", "{'title':'b'}",
    "{'title':'b'}", "title:theirs" },
  { "both made the same change", "task", MANUAL, "{'title':'a'}", "{'title':'b'}", "{'title':'b'}",
    "{'title':'b'}", "title:same" },
  { "different fields fit together, also when asking", "task", MANUAL, "{'title':'a','points':1}",
    "{'title':'b','points':1}", "{'title':'a','points':2}", "{'title':'b','points':2}",
    "title:mine points:theirs" },
  { "different fields fit together under server wins", "task", SERVER, "{'title':'a','points':1}",
    "{'title':'b','points':1}", "{'title':'a','points':2}", "{'title':'b','points':2}",
    "title:mine points:theirs" },
  { "mine added a field, theirs removed another", "task", MANUAL, "{'title':'a','points':1}",
    "{'title':'a','points':1,'priority':'high'}", "{'title':'a'}", "{'title':'a','priority':'high'}",
    "priority:mine points:theirs" },
  { "both removed the same field", "task", MANUAL, "{'title':'a','points':1}", "{'title':'a'}",
    "{'title':'a'}", "{'title':'a'}", "points:same" },
  { "1 and 1.0 are no change", "task", MANUAL, "{'title':'a','points':1}", "{'title':'a','points':1.0}",
    "{'title':'a','points':2}", "{'title':'a','points':2}", "points:theirs" },

  { "both titles, asking: theirs stays until it is decided", "task", MANUAL, "{'title':'a'}", "{'title':'b'}",
    "{'title':'c'}", "{'title':'c'}", "title:conflict" },
  { "both titles, merging: a title has no sensible merge", "task", TRANSFORM, "{'title':'a'}",
    "{'title':'b'}", "{'title':'c'}", "{'title':'c'}", "title:conflict" },
  { "both titles, the later wins: theirs", "task", LAST, "{'title':'a'}", "{'title':'b'}", "{'title':'c'}",
    "{'title':'c'}", "title:decided-theirs" },
  { "both titles, the later wins: mine", "task", LAST, "{'title':'a'}", "{'title':'b'}", "{'title':'c'}",
    "{'title':'b'}", "title:decided-mine", .mine_time = 3000 },
  { "at equal times the higher device wins", "task", LAST, "{'title':'a'}", "{'title':'b'}", "{'title':'c'}",
    "{'title':'c'}", "title:decided-theirs", .mine_time = 2000 },
  { "the time of the field counts, not that of the change", "task", LAST, "{'title':'a','points':1}",
    "{'title':'b','points':2}", "{'title':'c','points':3}", "{'title':'b','points':3}",
    "title:decided-mine points:decided-theirs", .mine_times = "{'title':5000,'points':1000}",
    .theirs_times = "{'title':4000,'points':2000}" },
  { "a field without a time of its own has that of the change", "task", LAST, "{'title':'a'}",
    "{'title':'b'}", "{'title':'c'}", "{'title':'b'}", "title:decided-mine", .mine_time = 9000,
    .mine_times = "{'points':1}" },
  { "client wins", "task", CLIENT, "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", "{'title':'b'}",
    "title:decided-mine" },
  { "server wins", "task", SERVER, "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", "{'title':'c'}",
    "title:decided-theirs" },
  { "mine removed what theirs changed, client wins", "task", CLIENT, "{'title':'a','points':1}",
    "{'title':'a'}", "{'title':'a','points':2}", "{'title':'a'}", "points:decided-mine" },
  { "mine removed what theirs changed, asking", "task", MANUAL, "{'title':'a','points':1}", "{'title':'a'}",
    "{'title':'a','points':2}", "{'title':'a','points':2}", "points:conflict" },
  { "one field overlaps, another does not", "task", MANUAL, "{'title':'a','points':1}",
    "{'title':'b','points':5}", "{'title':'c','points':1}", "{'title':'c','points':5}",
    "title:conflict points:mine" },

  { "tags added on both sides", "task", MANUAL, "{'title':'a','tags':['x']}",
    "{'title':'a','tags':['x','m']}", "{'title':'a','tags':['x','t']}", "{'title':'a','tags':['x','m','t']}",
    "tags:both" },
  { "tags merge under client wins too", "task", CLIENT, "{'title':'a','tags':['x']}",
    "{'title':'a','tags':['x','m']}", "{'title':'a','tags':['x','t']}", "{'title':'a','tags':['x','m','t']}",
    "tags:both" },
  { "added tags come in the order of bytes, whoever added them", "task", LAST, "{'title':'a'}",
    "{'title':'a','tags':['z']}", "{'title':'a','tags':['b']}", "{'title':'a','tags':['b','z']}",
    "tags:both" },
  { "one side removed a tag, the other added one", "task", MANUAL, "{'title':'a','tags':['x','y']}",
    "{'title':'a','tags':['y']}", "{'title':'a','tags':['x','y','t']}", "{'title':'a','tags':['y','t']}",
    "tags:both" },
  { "both removed different tags and nothing is left", "task", MANUAL, "{'title':'a','tags':['x','y']}",
    "{'title':'a','tags':['y']}", "{'title':'a','tags':['x']}", "{'title':'a','tags':[]}", "tags:both" },
  { "mine removed all tags, theirs added one", "task", MANUAL, "{'title':'a','tags':['x']}", "{'title':'a'}",
    "{'title':'a','tags':['x','t']}", "{'title':'a','tags':['t']}", "tags:both" },
  { "both added the same tag, and others", "task", MANUAL, "{'title':'a','tags':[]}",
    "{'title':'a','tags':['s','m']}", "{'title':'a','tags':['t','s']}", "{'title':'a','tags':['m','s','t']}",
    "tags:both" },
  { "reminders and assignees are sets as well", "task", SERVER, "{'title':'a'}",
    "{'title':'a','reminders':['2026-01-01'],'assignees':['u1']}",
    "{'title':'a','reminders':['2026-02-01'],'assignees':['u2']}",
    "{'title':'a','reminders':['2026-01-01','2026-02-01'],'assignees':['u1','u2']}",
    "assignees:both reminders:both" },
  { "tags with something that is no text among them are a whole value", "task", MANUAL, "{'tags':['x']}",
    "{'tags':['m',{}]}", "{'tags':['t']}", "{'tags':['t']}", "tags:conflict" },
  { "tags that begin with something that is no text are a whole value", "task", MANUAL, "{'tags':['x']}",
    "{'tags':[null,'m']}", "{'tags':['t']}", "{'tags':['t']}", "tags:conflict" },
  { "tags that fit and a title that does not: the title is the reason", "task", LAST,
    "{'title':'a','tags':['x'],'position':'V'}", "{'title':'b','tags':['m'],'position':'W'}",
    "{'title':'c','tags':['t'],'position':'X'}", "{'title':'c','tags':['m','t'],'position':'X'}",
    "title:decided-theirs position:both tags:both", DOVETAIL_CAUSE_FIELDS },
  { "their tags with a number among them are a whole value, too", "task", SERVER, "{'tags':['x']}",
    "{'tags':['m']}", "{'tags':['t',7]}", "{'tags':['t',7]}", "tags:decided-theirs" },
  { "tags that a base names twice come out once", "task", MANUAL, "{'tags':['x','x','y']}",
    "{'tags':['x','y','m']}", "{'tags':['x','x','y','t']}", "{'tags':['x','y','m','t']}", "tags:both" },
  { "theirs removed the tag, mine another", "task", MANUAL, "{'tags':['x','y','z']}", "{'tags':['x','z']}",
    "{'tags':['y','z']}", "{'tags':['z']}", "tags:both" },
  { "all tags gone, by mine as nothing", "task", MANUAL, "{'title':'a','tags':['x','y']}", "{'title':'a'}",
    "{'title':'a','tags':['y']}", "{'title':'a'}", "tags:both" },
  { "all tags gone, by theirs as nothing", "task", MANUAL, "{'title':'a','tags':['x','y']}",
    "{'title':'a','tags':['y']}", "{'title':'a'}", "{'title':'a'}", "tags:both" },
  { "tags that are no set are a whole value", "task", MANUAL, "{'title':'a','tags':1}",
    "{'title':'a','tags':2}", "{'title':'a','tags':3}", "{'title':'a','tags':3}", "tags:conflict" },

  { "mine completed it, theirs cancelled it: done wins", "task", SERVER, "{'title':'a','status':'open'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'title':'a','status':'cancelled'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "status:decided-mine completed_at:decided-mine", DOVETAIL_CAUSE_DONE_WINS },
  { "theirs completed it, mine began it: done wins", "task", CLIENT, "{'title':'a','status':'open'}",
    "{'title':'a','status':'in_progress'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "status:decided-theirs completed_at:decided-theirs", DOVETAIL_CAUSE_DONE_WINS },
  { "done wins when asking, too", "task", MANUAL, "{'title':'a','status':'open'}",
    "{'title':'a','status':'done'}", "{'title':'a','status':'cancelled'}", "{'title':'a','status':'done'}",
    "status:decided-mine", DOVETAIL_CAUSE_DONE_WINS },
  { "done wins and the other side's other fields are kept", "task", MANUAL,
    "{'title':'a','status':'open','points':1}", "{'title':'a','status':'done','points':1}",
    "{'title':'b','status':'in_progress','points':2}", "{'title':'b','status':'done','points':2}",
    "title:theirs status:decided-mine points:theirs", DOVETAIL_CAUSE_DONE_WINS },
  { "both completed it: the earlier time stays, mine", "task", MANUAL, "{'title':'a','status':'open'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'title':'a','status':'done','completed_at':'2026-01-02T00:00:00.000Z'}",
    "{'title':'a','status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "status:same completed_at:both" },
  { "both completed it: the earlier time stays, theirs", "task", CLIENT, "{'title':'a','status':'open'}",
    "{'title':'a','status':'done','completed_at':'2026-01-03T00:00:00.000Z'}",
    "{'title':'a','status':'done','completed_at':'2026-01-02T00:00:00.000Z'}",
    "{'title':'a','status':'done','completed_at':'2026-01-02T00:00:00.000Z'}",
    "status:same completed_at:both" },
  { "both completed it, one without a time", "task", MANUAL, "{'title':'a','status':'open'}",
    "{'title':'a','status':'done','completed_at':'2026-01-03T00:00:00.000Z'}",
    "{'title':'a','status':'done'}",
    "{'title':'a','status':'done','completed_at':'2026-01-03T00:00:00.000Z'}",
    "status:same completed_at:both" },
  { "it was done; mine reopened it, theirs changed the title", "task", MANUAL,
    "{'title':'a','status':'done'}", "{'title':'a','status':'open'}", "{'title':'b','status':'done'}",
    "{'title':'b','status':'open'}", "title:theirs status:mine" },
  { "it was done; one reopened, one cancelled: the policy decides", "task", SERVER,
    "{'title':'a','status':'done'}", "{'title':'a','status':'open'}", "{'title':'a','status':'cancelled'}",
    "{'title':'a','status':'cancelled'}", "status:decided-theirs" },
  { "completing counts from a record that had no status", "task", SERVER, "{'title':'a'}",
    "{'title':'a','status':'done'}", "{'title':'a','status':'in_progress'}", "{'title':'a','status':'done'}",
    "status:decided-mine", DOVETAIL_CAUSE_DONE_WINS },
  { "a title conflict beside a completion is the reason told", "task", MANUAL,
    "{'title':'a','status':'open'}", "{'title':'b','status':'done'}", "{'title':'c','status':'cancelled'}",
    "{'title':'c','status':'done'}", "title:conflict status:decided-mine", DOVETAIL_CAUSE_FIELDS },

  { "theirs deleted what mine edited: delete wins, the edit is kept", "task", CLIENT, "{'title':'a'}",
    "{'title':'b'}", "-{'title':'a'}", "{'title':'a'}", "title:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS,
    TRUE, TRUE },
  { "mine deleted what theirs edited", "task", SERVER, "{'title':'a'}", "-{'title':'a'}", "{'title':'b'}",
    "{'title':'a'}", "title:decided-mine", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "delete wins over done", "task", MANUAL, "{'title':'a','status':'open'}", "{'title':'a','status':'done'}",
    "-{'title':'a','status':'open'}", "{'title':'a','status':'open'}", "status:decided-theirs",
    DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "a delete meets no edit: nothing is lost", "task", MANUAL, "{'title':'a'}", "{'title':'a'}",
    "-{'title':'a'}", "{'title':'a'}", "", DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "a delete meets a mere change of position: nothing is lost", "task", MANUAL,
    "{'title':'a','position':'V'}", "{'title':'a','position':'W'}", "-{'title':'a','position':'V'}",
    "{'title':'a','position':'V'}", "", DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "both deleted it", "task", MANUAL, "{'title':'a'}", "-{'title':'m'}", "-{'title':'a'}", "{'title':'a'}",
    "", DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "a tombstone without data keeps the base, to be restored", "task", MANUAL, "{'title':'a'}",
    "{'title':'b'}", "-{}", "{'title':'a'}", "title:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "the deleting side had made the same edit first: nothing is lost", "task", MANUAL, "{'title':'a'}",
    "{'title':'b'}", "-{'title':'b'}", "{'title':'b'}", "", DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "mine restored what was deleted in the base", "task", MANUAL, "-{'title':'a'}", "{'title':'b'}",
    "-{'title':'a'}", "{'title':'b'}", "title:mine" },
  { "it was deleted and nobody restored it", "task", MANUAL, "-{'title':'a'}", "-{'title':'a'}",
    "-{'title':'a'}", "{'title':'a'}", "", .deleted = TRUE },
  { "no base, theirs deleted: the edit may matter", "task", MANUAL, NULL, "{'title':'b'}", "-{'title':'a'}",
    "{'title':'a'}", "title:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },

  { "positions never conflict: the newer", "task", MANUAL, "{'title':'a','position':'V'}",
    "{'title':'a','position':'W'}", "{'title':'a','position':'X'}", "{'title':'a','position':'X'}",
    "position:both" },
  { "positions never conflict: the newer, mine, though the server wins", "task", SERVER,
    "{'title':'a','position':'V'}", "{'title':'a','position':'W'}", "{'title':'a','position':'X'}",
    "{'title':'a','position':'W'}", "position:both", .mine_time = 9000 },
  { "two lists: the newer move wins without asking", "task", MANUAL, "{'title':'a','list_id':'l0'}",
    "{'title':'a','list_id':'l1'}", "{'title':'a','list_id':'l2'}", "{'title':'a','list_id':'l2'}",
    "list_id:decided-theirs" },
  { "two parents: the newer wins though the policy is server wins", "task", SERVER,
    "{'title':'a','parent_id':'p0'}", "{'title':'a','parent_id':'p1'}", "{'title':'a','parent_id':'p2'}",
    "{'title':'a','parent_id':'p1'}", "parent_id:decided-mine", .mine_time = 9000 },

  { "due and its zone are decided together", "task", CLIENT,
    "{'title':'a','due':'2026-01-01T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'title':'a','due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'title':'a','due':'2026-01-01T09:00:00Z','due_zone':'Asia/Tokyo'}",
    "{'title':'a','due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "due:decided-mine due_zone:decided-mine" },
  { "two due dates, asking: the zone waits with them", "task", TRANSFORM, "{'title':'a','due':'2026-01-01'}",
    "{'title':'a','due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'title':'a','due':'2026-01-03'}", "{'title':'a','due':'2026-01-03'}",
    "due:conflict due_zone:conflict" },
  { "both chose the same zone with another due: only the due is open", "task", MANUAL, "{'title':'a'}",
    "{'title':'a','due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'title':'a','due':'2026-01-03T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'title':'a','due':'2026-01-03T09:00:00Z','due_zone':'Europe/Paris'}", "due:conflict due_zone:same" },
  { "start is a matter of its own", "task", MANUAL, "{'title':'a','due':'2026-01-05','start':'2026-01-01'}",
    "{'title':'a','due':'2026-01-06','start':'2026-01-01'}",
    "{'title':'a','due':'2026-01-05','start':'2026-01-02'}",
    "{'title':'a','due':'2026-01-06','start':'2026-01-02'}", "due:mine start:theirs" },
  { "a unit is as new as its newest field", "task", LAST, "{'title':'a','due':'2026-01-01','due_zone':'A'}",
    "{'title':'a','due':'2026-01-02','due_zone':'B'}", "{'title':'a','due':'2026-01-03','due_zone':'A'}",
    "{'title':'a','due':'2026-01-02','due_zone':'B'}", "due:decided-mine due_zone:decided-mine",
    .mine_times = "{'due':1000,'due_zone':3000}", .theirs_times = "{'due':2000,'due_zone':9000}" },

  { "notes changed on one side only", "task", TRANSFORM, "{'title':'a','notes':'one'}",
    "{'title':'a','notes':'two'}", "{'title':'a','notes':'one'}", "{'title':'a','notes':'two'}",
    "notes:mine" },
  { "the same words of the notes rewritten on both sides", "task", TRANSFORM, "{'title':'a','notes':'one'}",
    "{'title':'a','notes':'two'}", "{'title':'a','notes':'three'}", "{'title':'a','notes':'three'}",
    "notes:conflict" },
  { "notes under last write wins are a whole value", "task", LAST, "{'title':'a','notes':'one\\n\\ntwo'}",
    "{'title':'a','notes':'ONE\\n\\ntwo'}", "{'title':'a','notes':'one\\n\\nTWO'}",
    "{'title':'a','notes':'one\\n\\nTWO'}", "notes:decided-theirs" },
  { "a recurrence merges member by member", "task", TRANSFORM, "{'title':'a','recurrence':{'rrule':'x'}}",
    "{'title':'a','recurrence':{'rrule':'y'}}", "{'title':'a','recurrence':{'rrule':'x','series_id':'s'}}",
    "{'title':'a','recurrence':{'rrule':'y','series_id':'s'}}", "recurrence:both" },
  { "two rules for one recurrence have no merge", "task", TRANSFORM,
    "{'title':'a','recurrence':{'rrule':'x'}}", "{'title':'a','recurrence':{'rrule':'y'}}",
    "{'title':'a','recurrence':{'rrule':'z'}}", "{'title':'a','recurrence':{'rrule':'z'}}",
    "recurrence:conflict" },
  { "one side stopped the recurrence, the other changed it", "task", TRANSFORM,
    "{'title':'a','recurrence':{'rrule':'x'}}", "{'title':'a'}", "{'title':'a','recurrence':{'rrule':'z'}}",
    "{'title':'a','recurrence':{'rrule':'z'}}", "recurrence:conflict" },

  { "an event goes by last write, whatever the request says", "event", MANUAL, "{'title':'a'}",
    "{'title':'b'}", "{'title':'c'}", "{'title':'c'}", "title:decided-theirs" },
  { "an event's other fields are kept", "event", CLIENT, "{'title':'a','start':'2026-01-01'}",
    "{'title':'b','start':'2026-01-01'}", "{'title':'a','start':'2026-01-02'}",
    "{'title':'b','start':'2026-01-02'}", "title:mine start:theirs" },
  { "a list's name and colour", "list", MANUAL, "{'name':'a','colour':'red'}", "{'name':'b','colour':'red'}",
    "{'name':'a','colour':'blue'}", "{'name':'b','colour':'blue'}", "name:mine colour:theirs" },

  { "unknown fields are whole values, after the known ones, sorted", "task", CLIENT,
    "{'zeta':1,'title':'a','alpha':{'x':1}}", "{'zeta':2,'title':'b','alpha':{'x':2}}",
    "{'zeta':3,'title':'a','alpha':{'x':1,'y':1}}", "{'title':'b','alpha':{'x':2},'zeta':2}",
    "title:mine alpha:decided-mine zeta:decided-mine" },
  { "an unknown field survives an edit of a side that does not know it", "task", MANUAL,
    "{'title':'a','future':[1,{'x':null}]}", "{'title':'b','future':[1,{'x':null}]}",
    "{'title':'a','future':[1,{'x':null}],'newer':true}",
    "{'title':'b','future':[1,{'x':null}],'newer':true}", "title:mine newer:theirs" },
  { "an unknown type merges field by field", "gadget", MANUAL, "{'a':1,'b':1}", "{'a':2,'b':1}",
    "{'a':1,'b':2}", "{'a':2,'b':2}", "a:mine b:theirs" },

  { "no base: equal fields are the same, single ones are taken", "task", MANUAL, NULL,
    "{'title':'a','points':1}", "{'title':'a','priority':'low'}", "{'title':'a','priority':'low','points':1}",
    "title:same priority:theirs points:mine", DOVETAIL_CAUSE_NO_BASE },
  { "no base: different fields overlap", "task", LAST, NULL, "{'title':'a'}", "{'title':'b'}",
    "{'title':'b'}", "title:decided-theirs", DOVETAIL_CAUSE_NO_BASE },
  { "no base: different fields overlap, asking", "task", TRANSFORM, NULL, "{'title':'a'}", "{'title':'b'}",
    "{'title':'b'}", "title:conflict", DOVETAIL_CAUSE_NO_BASE },
  { "no base: notes are not mixed", "task", TRANSFORM, NULL, "{'notes':'a'}", "{'notes':'b'}",
    "{'notes':'b'}", "notes:conflict", DOVETAIL_CAUSE_NO_BASE },
  { "no base: sets are united", "task", MANUAL, NULL, "{'tags':['b','a']}", "{'tags':['c']}",
    "{'tags':['a','b','c']}", "tags:both", DOVETAIL_CAUSE_NO_BASE },
  { "no base: done wins still", "task", MANUAL, NULL, "{'status':'done'}", "{'status':'open'}",
    "{'status':'done'}", "status:decided-mine", DOVETAIL_CAUSE_NO_BASE },
  { "notes edited in different lines fit together", "task", TRANSFORM, "{'notes':'milk\\n\\nbread'}",
    "{'notes':'milk, oats\\n\\nbread'}", "{'notes':'milk\\n\\nbread and salt'}",
    "{'notes':'milk, oats\\n\\nbread and salt'}", "notes:both" },
  { "notes edited in different lines, asking always", "task", MANUAL, "{'notes':'milk\\n\\nbread'}",
    "{'notes':'milk, oats\\n\\nbread'}", "{'notes':'milk\\n\\nbread and salt'}",
    "{'notes':'milk\\n\\nbread and salt'}", "notes:conflict" },
  { "notes begun on both sides are both kept", "task", TRANSFORM, "{'title':'a'}",
    "{'title':'a','notes':'m'}", "{'title':'a','notes':'t'}", "{'title':'a','notes':'m\\nt'}", "notes:both" },
  { "notes removed on one side and edited on the other", "task", TRANSFORM, "{'title':'a','notes':'one two'}",
    "{'title':'a'}", "{'title':'a','notes':'one three'}", "{'title':'a','notes':'one three'}",
    "notes:conflict" },
  { "notes that are no text are a whole value", "task", TRANSFORM, "{'notes':1}", "{'notes':2}",
    "{'notes':'x'}", "{'notes':'x'}", "notes:conflict" },
  { "notes: server wins takes the whole text", "task", SERVER, "{'notes':'one\\n\\ntwo'}",
    "{'notes':'ONE\\n\\ntwo'}", "{'notes':'one\\n\\nTWO'}", "{'notes':'one\\n\\nTWO'}",
    "notes:decided-theirs" },
  { "notes: client wins takes the whole text", "task", CLIENT, "{'notes':'one\\n\\ntwo'}",
    "{'notes':'ONE\\n\\ntwo'}", "{'notes':'one\\n\\nTWO'}", "{'notes':'ONE\\n\\ntwo'}",
    "notes:decided-mine" },
  { "an emoji exchanged on both sides never becomes a third one", "task", TRANSFORM,
    "{'notes':'\U0001F469\u200D\U0001F680'}", "{'notes':'\U0001F468\u200D\U0001F680'}",
    "{'notes':'\U0001F469\u200D\U0001F33E'}", "{'notes':'\U0001F469\u200D\U0001F33E'}", "notes:conflict" },

  { "checklist: mine ticked one item, theirs another", "task", TRANSFORM,
    "{'checklist':[{'id':'1','done':false},{'id':'2','done':false}]}",
    "{'checklist':[{'id':'1','done':true},{'id':'2','done':false}]}",
    "{'checklist':[{'id':'1','done':false},{'id':'2','done':true}]}",
    "{'checklist':[{'id':'1','done':true},{'id':'2','done':true}]}", "checklist:both" },
  { "checklist: mine renamed the item that theirs ticked", "task", TRANSFORM,
    "{'checklist':[{'id':'1','text':'a','done':false}]}",
    "{'checklist':[{'id':'1','text':'b','done':false}]}", "{'checklist':[{'id':'1','text':'a','done':true}]}",
    "{'checklist':[{'id':'1','text':'b','done':true}]}", "checklist:both" },
  { "checklist: mine added an item, theirs removed another", "task", TRANSFORM,
    "{'checklist':[{'id':'1'},{'id':'2'}]}", "{'checklist':[{'id':'1'},{'id':'2'},{'id':'3'}]}",
    "{'checklist':[{'id':'2'}]}", "{'checklist':[{'id':'2'},{'id':'3'}]}", "checklist:both" },
  { "checklist: mine moved the item that theirs ticked", "task", TRANSFORM,
    "{'checklist':[{'id':'1'},{'id':'2'},{'id':'3'}]}", "{'checklist':[{'id':'3'},{'id':'1'},{'id':'2'}]}",
    "{'checklist':[{'id':'1'},{'id':'2'},{'id':'3','done':true}]}",
    "{'checklist':[{'id':'3','done':true},{'id':'1'},{'id':'2'}]}", "checklist:both" },
  { "checklist: both renamed one item differently", "task", TRANSFORM,
    "{'checklist':[{'id':'1','text':'a'}]}", "{'checklist':[{'id':'1','text':'b'}]}",
    "{'checklist':[{'id':'1','text':'c'}]}", "{'checklist':[{'id':'1','text':'c'}]}", "checklist:conflict" },
  { "checklist: mine removed the item that theirs renamed", "task", TRANSFORM,
    "{'checklist':[{'id':'1','text':'a'},{'id':'2'}]}", "{'checklist':[{'id':'2'}]}",
    "{'checklist':[{'id':'1','text':'b'},{'id':'2'}]}", "{'checklist':[{'id':'1','text':'b'},{'id':'2'}]}",
    "checklist:conflict" },
  { "checklist under last write wins is a whole value", "task", LAST, "{'checklist':[{'id':'1'}]}",
    "{'checklist':[{'id':'1'},{'id':'2'}]}", "{'checklist':[{'id':'1'},{'id':'3'}]}",
    "{'checklist':[{'id':'1'},{'id':'3'}]}", "checklist:decided-theirs" },
  { "checklist: without ids it is a whole value", "task", TRANSFORM, "{'checklist':[{'text':'a'}]}",
    "{'checklist':[{'text':'b'}]}", "{'checklist':[{'text':'c'}]}", "{'checklist':[{'text':'c'}]}",
    "checklist:conflict" },
  { "checklist: both began one", "task", TRANSFORM, "{'title':'a'}", "{'title':'a','checklist':[{'id':'2'}]}",
    "{'title':'a','checklist':[{'id':'1'}]}", "{'title':'a','checklist':[{'id':'1'},{'id':'2'}]}",
    "checklist:both" },
  { "checklist: both removed it, one as nothing and one as an empty list", "task", TRANSFORM,
    "{'title':'a','checklist':[{'id':'1'}]}", "{'title':'a'}", "{'title':'a','checklist':[]}",
    "{'title':'a'}", "checklist:both" },

  { "a recurrence's inner object merges by its members", "task", TRANSFORM,
    "{'recurrence':{'rrule':'x','more':{'a':1,'b':1}}}", "{'recurrence':{'rrule':'x','more':{'a':2,'b':1}}}",
    "{'recurrence':{'rrule':'x','more':{'a':1,'b':2}}}", "{'recurrence':{'rrule':'x','more':{'a':2,'b':2}}}",
    "recurrence:both" },
  { "a recurrence's inner object changed differently at one member", "task", TRANSFORM,
    "{'recurrence':{'more':{'a':1}}}", "{'recurrence':{'more':{'a':2}}}", "{'recurrence':{'more':{'a':3}}}",
    "{'recurrence':{'more':{'a':3}}}", "recurrence:conflict" },
  { "one side unset a member, the other set another", "task", TRANSFORM,
    "{'recurrence':{'rrule':'x','series_id':'s'}}", "{'recurrence':{'series_id':'s'}}",
    "{'recurrence':{'rrule':'x','series_id':'s','until':'u'}}",
    "{'recurrence':{'series_id':'s','until':'u'}}", "recurrence:both" },
  { "one side unset the member that the other changed", "task", TRANSFORM,
    "{'recurrence':{'rrule':'x','series_id':'s'}}", "{'recurrence':{'series_id':'s'}}",
    "{'recurrence':{'rrule':'y','series_id':'s'}}", "{'recurrence':{'rrule':'y','series_id':'s'}}",
    "recurrence:conflict" },
  { "both began a recurrence with different members", "task", TRANSFORM, "{'title':'a'}",
    "{'title':'a','recurrence':{'rrule':'x'}}", "{'title':'a','recurrence':{'series_id':'s'}}",
    "{'title':'a','recurrence':{'rrule':'x','series_id':'s'}}", "recurrence:both" },
  { "a recurrence that is no object is a whole value", "task", TRANSFORM, "{'recurrence':{'rrule':'x'}}",
    "{'recurrence':'daily'}", "{'recurrence':{'rrule':'y'}}", "{'recurrence':{'rrule':'y'}}",
    "recurrence:conflict" },
  { "one side replaced the object by a text, the other added a member", "task", TRANSFORM,
    "{'recurrence':{'rrule':'x'}}", "{'recurrence':'daily'}", "{'recurrence':{'rrule':'x','series_id':'s'}}",
    "{'recurrence':{'rrule':'x','series_id':'s'}}", "recurrence:conflict" },
  { "one side stopped the recurrence, the other added a member", "task", TRANSFORM,
    "{'title':'a','recurrence':{'rrule':'x'}}", "{'title':'a','recurrence':{'rrule':'x','series_id':'s'}}",
    "{'title':'a'}", "{'title':'a'}", "recurrence:conflict" },
  { "a base that is no object leaves nothing to merge by", "task", TRANSFORM, "{'recurrence':'daily'}",
    "{'recurrence':{'rrule':'x'}}", "{'recurrence':{'rrule':'y'}}", "{'recurrence':{'rrule':'y'}}",
    "recurrence:conflict" },
  { "a recurrence under client wins is a whole value", "task", CLIENT, "{'recurrence':{'rrule':'x'}}",
    "{'recurrence':{'rrule':'y'}}", "{'recurrence':{'rrule':'x','series_id':'s'}}",
    "{'recurrence':{'rrule':'y'}}", "recurrence:decided-mine" },

  { "priority: two choices under merging have no merge", "task", TRANSFORM, "{'priority':'low'}",
    "{'priority':'high'}", "{'priority':'medium'}", "{'priority':'medium'}", "priority:conflict" },
  { "points: two numbers, the later wins", "task", LAST, "{'points':1}", "{'points':2}", "{'points':3}",
    "{'points':2}", "points:decided-mine", .mine_time = 2001 },
  { "points: a millisecond earlier loses", "task", LAST, "{'points':1}", "{'points':2}", "{'points':3}",
    "{'points':3}", "points:decided-theirs", .mine_time = 1999 },
  { "a text that became a number on one side", "task", SERVER, "{'title':'1'}", "{'title':1}",
    "{'title':'2'}", "{'title':'2'}", "title:decided-theirs" },
  { "a field set to false is not a field removed", "task", MANUAL, "{'flag':true}", "{'flag':false}", "{}",
    "{}", "flag:conflict" },
  { "an empty text is not an absent one", "task", MANUAL, "{'title':'a','notes':'x'}",
    "{'title':'a','notes':''}", "{'title':'a'}", "{'title':'a'}", "notes:conflict" },

  { "both reopened what was done", "task", MANUAL,
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "{'status':'open'}", "{'status':'open'}",
    "{'status':'open'}", "status:same completed_at:same" },
  { "both completed it at the same time, written in two ways", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "status:same completed_at:both" },
  { "both completed it, theirs without a time that can be read", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "{'status':'done','completed_at':'soon'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "status:same completed_at:both" },
  { "both completed it, mine without a time that can be read", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':7}", "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "status:same completed_at:both" },
  { "both completed it, neither with a time", "task", MANUAL, "{'status':'open'}", "{'status':'done'}",
    "{'status':'done'}", "{'status':'done'}", "status:same" },
  { "it was done; both corrected the time: the earlier is no rule, the policy decides", "task", CLIENT,
    "{'status':'done','completed_at':'2026-01-03T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-02T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-02T00:00:00.000Z'}", "completed_at:decided-mine" },
  { "mine completed it, theirs only gave it a title: nothing to decide", "task", MANUAL,
    "{'title':'a','status':'open'}", "{'title':'a','status':'done'}", "{'title':'b','status':'open'}",
    "{'title':'b','status':'done'}", "title:theirs status:mine" },
  { "mine began it, theirs cancelled it: no completion, so it is asked", "task", MANUAL, "{'status':'open'}",
    "{'status':'in_progress'}", "{'status':'cancelled'}", "{'status':'cancelled'}", "status:conflict" },
  { "both completed it, one with a list for a time", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':['now']}", "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "status:same completed_at:both" },
  { "both completed it with lists for a time: theirs", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':['m']}", "{'status':'done','completed_at':['t']}",
    "{'status':'done','completed_at':['t']}", "status:same completed_at:both" },
  { "both completed it, neither with a time that can be read: the newer", "task", MANUAL, "{'status':'open'}",
    "{'status':'done','completed_at':7}", "{'status':'done'}", "{'status':'done','completed_at':7}",
    "status:same completed_at:both", .mine_time = 9000 },
  { "both completed it, neither with a time that can be read: the newer, seen from the other side", "task",
    MANUAL, "{'status':'open'}", "{'status':'done'}", "{'status':'done','completed_at':7}",
    "{'status':'done','completed_at':7}", "status:same completed_at:both" },
  { "a status that is no text is not done", "task", SERVER, "{'status':'open'}", "{'status':['done']}",
    "{'status':'cancelled'}", "{'status':'cancelled'}", "status:decided-theirs" },

  { "a delete beats edits of several fields, all are kept", "task", MANUAL, "{'title':'a','points':1}",
    "{'title':'b','points':2,'strange':1}", "-{'title':'a','points':1}", "{'title':'a','points':1}",
    "title:decided-theirs points:decided-theirs strange:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE,
    TRUE },
  { "a delete beats the removal of a field", "task", MANUAL, "{'title':'a','points':1}", "{'title':'a'}",
    "-{'title':'a','points':1}", "{'title':'a','points':1}", "points:decided-theirs",
    DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "a delete beats a move to another list", "task", CLIENT, "{'title':'a','list_id':'l0'}",
    "{'title':'a','list_id':'l1'}", "-{'title':'a','list_id':'l0'}", "{'title':'a','list_id':'l0'}",
    "list_id:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "the deleter edited before deleting: its last state is kept", "task", MANUAL, "{'title':'a','points':1}",
    "{'title':'a','points':2}", "-{'title':'t','points':1}", "{'title':'t','points':1}",
    "points:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "a tombstone of an unknown type beats an edit, too", "gadget", SERVER, "{'a':1}", "{'a':2}", "-{'a':1}",
    "{'a':1}", "a:decided-theirs", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "both deleted it and neither says what it was: the base does", "task", MANUAL, "{'title':'a'}", "-{}",
    "-{}", "{'title':'a'}", "", DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "mine deleted, nobody knows any state but theirs", "task", MANUAL, NULL, "-{}", "{'title':'t'}",
    "{'title':'t'}", "title:decided-mine", DOVETAIL_CAUSE_DELETE_WINS, TRUE, TRUE },
  { "deleted, and nobody knows what it was", "task", MANUAL, NULL, "-{}", "{}", "{}", "",
    DOVETAIL_CAUSE_DELETE_WINS, TRUE, FALSE },
  { "a deleted record that theirs restored and mine left alone", "task", MANUAL, "-{'title':'a'}",
    "-{'title':'a'}", "{'title':'b'}", "{'title':'b'}", "title:theirs" },
  { "both restored it with different titles", "task", SERVER, "-{'title':'a'}", "{'title':'b'}",
    "{'title':'c'}", "{'title':'c'}", "title:decided-theirs" },

  { "two lists at one time: the higher device wins", "task", MANUAL, "{'list_id':'l0'}", "{'list_id':'l1'}",
    "{'list_id':'l2'}", "{'list_id':'l2'}", "list_id:decided-theirs", .mine_time = 2000 },
  { "both moved it to the same list", "task", MANUAL, "{'list_id':'l0'}", "{'list_id':'l1'}",
    "{'list_id':'l1'}", "{'list_id':'l1'}", "list_id:same" },
  { "mine took it out of its parent, theirs gave it another: the newer", "task", MANUAL, "{'parent_id':'p0'}",
    "{}", "{'parent_id':'p1'}", "{}", "parent_id:decided-mine", .mine_time = 9000 },
  { "due: mine removed the zone, theirs chose another day: one unit", "task", SERVER,
    "{'due':'2026-01-01T09:00:00Z','due_zone':'Europe/Paris'}", "{'due':'2026-01-01T09:00:00Z'}",
    "{'due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "{'due':'2026-01-02T09:00:00Z','due_zone':'Europe/Paris'}",
    "due:decided-theirs due_zone:decided-theirs" },
  { "due: only the zone differs on both sides", "task", CLIENT,
    "{'due':'2026-01-01T09:00:00Z','due_zone':'A'}", "{'due':'2026-01-01T09:00:00Z','due_zone':'B'}",
    "{'due':'2026-01-01T09:00:00Z','due_zone':'C'}", "{'due':'2026-01-01T09:00:00Z','due_zone':'B'}",
    "due_zone:decided-mine" },
  { "a list's position is noise, too", "list", MANUAL, "{'name':'a','position':'V'}",
    "{'name':'a','position':'W'}", "{'name':'a','position':'X'}", "{'name':'a','position':'X'}",
    "position:both" },
  { "an event's attendees are a set", "event", MANUAL, "{'title':'a'}", "{'title':'a','attendees':['m']}",
    "{'title':'a','attendees':['t']}", "{'title':'a','attendees':['m','t']}", "attendees:both" },
  { "an event's description goes by last write, not by words", "event", TRANSFORM,
    "{'description':'a\\n\\nb'}", "{'description':'A\\n\\nb'}", "{'description':'a\\n\\nB'}",
    "{'description':'a\\n\\nB'}", "description:decided-theirs" },
  { "an event at equal times goes to the higher device", "event", CLIENT, "{'title':'a'}", "{'title':'b'}",
    "{'title':'c'}", "{'title':'c'}", "title:decided-theirs", .mine_time = 2000 },
  { "no base and no field in common", "task", MANUAL, NULL, "{'title':'a'}", "{'points':1}",
    "{'title':'a','points':1}", "title:mine points:theirs", DOVETAIL_CAUSE_NO_BASE },
  { "no base: a checklist is not mixed", "task", TRANSFORM, NULL, "{'checklist':[{'id':'1'}]}",
    "{'checklist':[{'id':'2'}]}", "{'checklist':[{'id':'2'}]}", "checklist:conflict",
    DOVETAIL_CAUSE_NO_BASE },
  { "no base: both done, the earlier time", "task", MANUAL, NULL,
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-02T00:00:00.000Z'}",
    "{'status':'done','completed_at':'2026-01-01T00:00:00.000Z'}", "status:same completed_at:both",
    DOVETAIL_CAUSE_NO_BASE },
};

/* The table writes ' for ", to stay readable. */
static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse_object (json, -1, &error);

  g_assert_no_error (error);

  return node;
}

static void
fill_side (DovetailMergeSide *side, const char *text, gint64 time, const char *times, const char *client_id)
{
  side->deleted = text != NULL && *text == '-';
  side->data = text == NULL ? NULL : parse (text + (side->deleted ? 1 : 0));
  side->timestamp = time;
  side->field_times = times == NULL ? NULL : parse (times);
  side->client_id = client_id;
}

static void
clear_sides (DovetailMergeSide sides[DOVETAIL_N_SIDES])
{
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      g_clear_pointer (&sides[i].data, json_node_unref);
      g_clear_pointer (&sides[i].field_times, json_node_unref);
    }
}

static char *
describe_outcomes (DovetailMerge *merge)
{
  static const char *const names[] = { "same", "mine", "theirs", "both", "decided", "conflict" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < merge->fields->len; i++)
    {
      DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      g_string_append_printf (text, "%s%s:%s", i == 0 ? "" : " ", field->name, names[field->outcome]);
      if (field->outcome == DOVETAIL_OUTCOME_DECIDED)
        g_string_append (text, field->taken == DOVETAIL_SIDE_MINE ? "-mine" : "-theirs");
    }

  return g_string_free (text, FALSE);
}

static void
count_outcomes (DovetailMerge *merge, guint *conflicts, guint *decided)
{
  *conflicts = *decided = 0;
  for (guint i = 0; i < merge->fields->len; i++)
    {
      DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      *conflicts += field->outcome == DOVETAIL_OUTCOME_CONFLICT;
      *decided += field->outcome == DOVETAIL_OUTCOME_DECIDED;
    }
}

static void
check_fields (DovetailMerge *merge, const DovetailMergeSide *sides)
{
  guint conflicts, decided;

  count_outcomes (merge, &conflicts, &decided);
  g_assert_cmpuint (merge->n_conflicts, ==, conflicts);
  g_assert_cmpuint (merge->n_decided, ==, decided);
  for (guint i = 0; i < merge->fields->len; i++)
    {
      DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
        g_assert_true (
            dovetail_value_equal (field->sides[side], dovetail_data_get (sides[side].data, field->name)));
      if (!merge->deleted)
        g_assert_true (dovetail_value_equal (field->merged, dovetail_data_get (merge->merged, field->name)));
      if (field->outcome == DOVETAIL_OUTCOME_CONFLICT)
        g_assert_true (dovetail_value_equal (field->merged, field->sides[DOVETAIL_SIDE_THEIRS]));
    }
}

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  DovetailMergeSide sides[DOVETAIL_N_SIDES] = { 0 };
  g_autoptr (DovetailMerge) merge = NULL;
  g_autoptr (JsonNode) merged = parse (expected->merged);
  g_autofree char *outcomes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expected_text = dovetail_json_generate (merged, NULL);

  fill_side (&sides[DOVETAIL_SIDE_BASE], expected->base, 0, NULL, NULL);
  fill_side (&sides[DOVETAIL_SIDE_MINE], expected->mine,
             expected->mine_time == 0 ? 1000 : expected->mine_time, expected->mine_times, "a");
  fill_side (&sides[DOVETAIL_SIDE_THEIRS], expected->theirs,
             expected->theirs_time == 0 ? 2000 : expected->theirs_time, expected->theirs_times, "b");
  merge = dovetail_merge (dovetail_schema_find (expected->type), sides, expected->policy);

  outcomes = describe_outcomes (merge);
  text = dovetail_json_canonical (merge->merged, NULL);
  g_free (g_steal_pointer (&expected_text));
  expected_text = dovetail_json_canonical (merged, NULL);
  g_assert_cmpstr (text, ==, expected_text);
  g_assert_cmpstr (outcomes, ==, expected->outcomes);
  g_assert_cmpint (merge->deleted, ==, expected->deleted);
  g_assert_cmpint (merge->edit_lost, ==, expected->edit_lost);
  g_assert_true (json_node_is_immutable (merge->merged));
  if (merge->n_conflicts > 0 || merge->n_decided > 0)
    g_assert_cmpint (merge->cause, ==, expected->cause);
  check_fields (merge, sides);
  clear_sides (sides);
}

static void
test_causes_have_names (void)
{
  for (guint i = DOVETAIL_CAUSE_FIELDS; i <= DOVETAIL_CAUSE_REFUSED; i++)
    {
      DovetailCause cause;

      g_assert_true (dovetail_cause_from_string (dovetail_cause_to_string (i), &cause));
      g_assert_cmpint (cause, ==, i);
    }
  g_assert_false (dovetail_cause_from_string ("weather", &(DovetailCause){ 0 }));
  g_assert_false (dovetail_cause_from_string (NULL, &(DovetailCause){ 0 }));
}

static void
test_wrong_calls_are_refused (void)
{
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = { 0 };

  dovetail_merge_free (NULL);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*DOVETAIL_N_POLICIES*");
  g_assert_null (dovetail_merge (NULL, sides, DOVETAIL_N_POLICIES));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*DOVETAIL_N_POLICIES*");
  g_assert_null (dovetail_policy_to_string (DOVETAIL_N_POLICIES));
  g_test_assert_expected_messages ();
}

static void
test_policies_have_names (void)
{
  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    {
      DovetailPolicy policy;

      g_assert_true (dovetail_policy_from_string (dovetail_policy_to_string (i), &policy));
      g_assert_cmpint (policy, ==, i);
    }
  g_assert_false (dovetail_policy_from_string ("coin_toss", &(DovetailPolicy){ 0 }));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/merge/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/core/merge/names/causes", test_causes_have_names);
  g_test_add_func ("/core/merge/wrong-calls-are-refused", test_wrong_calls_are_refused);
  g_test_add_func ("/core/merge/names/policies", test_policies_have_names);

  return g_test_run ();
}
