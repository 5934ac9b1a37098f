/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What completing tasks earns. The completion log says whether a task is done just now, so that no way of
 * getting there twice (two devices, a merge, a restored task) is rewarded twice. */

#include "server/rewards.h"

#include "core/hlc.h"
#include "core/timestamp.h"
#include "core/uuid.h"
#include "server/badges.h"
#include "server/ledger-completions.h"
#include "server/streak.h"

/* Keeps every sum far from the end of a 64-bit number. */
#define MAX_POINTS 1000000
/* Longer than most devices are without a network. */
#define LONG_BEFORE_MS (G_GINT64_CONSTANT (30) * 24 * 60 * 60 * 1000)
/* The log tells of everything that is done, but what was done elsewhere is nobody's. */
#define NOBODY ""

static gboolean
is_done (const DovetailStored *stored)
{
  return stored != NULL && g_strcmp0 (dovetail_data_get_string (stored->record->data, "status"), "done") == 0;
}

static void
note_user (DovetailWriter *writer, const char *user_id)
{
  if (!g_str_equal (user_id, NOBODY)
      && !g_ptr_array_find_with_equal_func (writer->rewarded, user_id, g_str_equal, NULL))
    g_ptr_array_add (writer->rewarded, g_strdup (user_id));
}

/* Stores what is not there just so already. */
static gboolean
put_record (DovetailWriter *writer,
            const char *entity_type,
            const char *entity_id,
            const char *user_id,
            JsonObject *taken,
            GError **error)
{
  g_autoptr (JsonNode) data = dovetail_data_take_object (taken);
  const DovetailAuthorship act = { writer->now, NULL, NULL, user_id };
  g_autoptr (DovetailStored) before = NULL;
  g_autoptr (DovetailStored) after = NULL;

  if (!dovetail_stored_find (writer->server->ledger, writer->caller->family_id, entity_type, entity_id,
                             &before, error))
    return FALSE;
  return (before != NULL && dovetail_data_equal (before->record->data, data))
         || dovetail_writer_store (writer, before, entity_type, entity_id, data, FALSE, &act, &after, error);
}

static gboolean
put_points (DovetailWriter *writer, const DovetailCompletion *completion, GError **error)
{
  g_autofree char *name = g_strdup_printf (
      completion->reopened ? "%" G_GINT64_FORMAT " reopened" : "%" G_GINT64_FORMAT, completion->number);
  g_autofree char *entity_id = dovetail_uuid_new_v5 (completion->task_id, name);
  JsonObject *data;

  if (completion->points == 0)
    return TRUE;
  data = json_object_new ();
  json_object_set_string_member (data, "user_id", completion->user_id);
  json_object_set_int_member (data, "delta", completion->reopened ? -completion->points : completion->points);
  json_object_set_string_member (data, "reason", completion->reopened ? "task_reopened" : "task_completed");
  json_object_set_string_member (data, "task_id", completion->task_id);
  return put_record (writer, DOVETAIL_ENTITY_POINTS_LEDGER, entity_id, completion->user_id, data, error);
}

static gint64
completion_time (const DovetailWriter *writer, JsonNode *task, const DovetailAuthorship *act)
{
  const char *text = dovetail_data_get_string (task, "completed_at");
  gint64 time;

  if (text == NULL || !dovetail_timestamp_parse (text, &time))
    time = act->timestamp;
  return dovetail_hlc_clamp (time, writer->now);
}

/* A task that comes as done, and was so long before its device made the record, was imported from somewhere
 * else. Both times are that device's, so its clock may be as wrong as it likes. */
static gboolean
was_done_elsewhere (const DovetailStored *before, gint64 completed_at, const DovetailAuthorship *act)
{
  return before == NULL && completed_at < act->timestamp - LONG_BEFORE_MS;
}

static gboolean
complete (DovetailWriter *writer,
          const DovetailStored *before,
          const DovetailStored *task,
          const DovetailCompletion *last,
          const DovetailAuthorship *act,
          GError **error)
{
  gint64 points = dovetail_data_get_int (task->record->data, "points", 0);
  gint64 completed_at = completion_time (writer, task->record->data, act);
  gboolean elsewhere = was_done_elsewhere (before, completed_at, act);
  const DovetailCompletion completion = { .task_id = task->record->entity_id,
                                          .number = last == NULL ? 1 : last->number + 1,
                                          .user_id = elsewhere ? NOBODY : (char *) act->user_id,
                                          .completed_at = completed_at,
                                          .points = elsewhere ? 0 : CLAMP (points, 0, MAX_POINTS) };

  note_user (writer, completion.user_id);
  return dovetail_completion_add (writer->server->ledger, writer->caller->family_id, &completion, error)
         && put_points (writer, &completion, error);
}

/* Whoever reopens it: the one who had completed it loses what that gave. */
static gboolean
reopen (DovetailWriter *writer, DovetailCompletion *last, GError **error)
{
  last->reopened = TRUE;
  note_user (writer, last->user_id);
  return dovetail_completion_reopen (writer->server->ledger, writer->caller->family_id, last, error)
         && put_points (writer, last, error);
}

/* Of a record that begins nothing is known but, where tombstones were cleaned up, the log. */
static gboolean
is_transition (const DovetailWriter *writer, const DovetailStored *before, gboolean done)
{
  return done != is_done (before) || (before == NULL && writer->family->horizon > 0);
}

/**
 * dovetail_rewards_note:
 * @writer: the request
 * @before: (nullable): the record as it was
 * @after: the version that was stored
 * @act: whose change it is
 * @error: return location
 *
 * Deleting takes nothing back: a tombstone keeps the status of its task.
 *
 * Returns: whether what follows from it is stored
 */
gboolean
dovetail_rewards_note (DovetailWriter *writer,
                       const DovetailStored *before,
                       const DovetailStored *after,
                       const DovetailAuthorship *act,
                       GError **error)
{
  gboolean done = is_done (after);
  g_autoptr (DovetailCompletion) last = NULL;
  gboolean counted;

  if (!g_str_equal (after->record->entity_type, DOVETAIL_ENTITY_TASK)
      || !is_transition (writer, before, done))
    return TRUE;
  if (!dovetail_completion_find_last (writer->server->ledger, writer->caller->family_id,
                                      after->record->entity_id, &last, error))
    return FALSE;
  counted = last != NULL && !last->reopened;
  if (counted == done)
    return TRUE;
  return done ? complete (writer, before, after, last, act, error) : reopen (writer, last, error);
}

static void
add_time (gint64 completed_at, gpointer user_data)
{
  dovetail_streak_add (user_data, completed_at);
}

static gboolean
count_streak (DovetailWriter *writer, const char *user_id, DovetailStreak *streak, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (writer->family->time_zone);

  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  *streak = (DovetailStreak){ .zone = zone };
  if (!dovetail_completion_times (writer->server->ledger, writer->family->family_id, user_id, add_time,
                                  streak, error))
    return FALSE;
  streak->zone = NULL;
  return TRUE;
}

/* One a user, whose id it has. */
static gboolean
put_streak (DovetailWriter *writer, const char *user_id, const DovetailStreak *streak, GError **error)
{
  g_autofree char *last_day = dovetail_streak_last_day (streak);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "user_id", user_id);
  json_object_set_int_member (data, "current_streak", streak->current);
  json_object_set_int_member (data, "longest_streak", streak->longest);
  if (last_day != NULL)
    json_object_set_string_member (data, "last_day", last_day);
  return put_record (writer, DOVETAIL_ENTITY_USER_STREAK, user_id, user_id, data, error);
}

/* Once given it stays, even when what it was given for is taken back. */
static gboolean
put_badge (DovetailWriter *writer, const char *user_id, const char *code, GError **error)
{
  g_autofree char *entity_id = dovetail_uuid_new_v5 (user_id, code);
  g_autofree char *now = NULL;
  g_autoptr (DovetailStored) given = NULL;
  JsonObject *data;

  if (!dovetail_stored_find (writer->server->ledger, writer->caller->family_id, DOVETAIL_ENTITY_BADGE,
                             entity_id, &given, error))
    return FALSE;
  if (given != NULL)
    return TRUE;
  now = dovetail_timestamp_format (writer->now);
  data = json_object_new ();
  json_object_set_string_member (data, "user_id", user_id);
  json_object_set_string_member (data, "code", code);
  json_object_set_string_member (data, "awarded_at", now);
  return put_record (writer, DOVETAIL_ENTITY_BADGE, entity_id, user_id, data, error);
}

static gboolean
settle_user (DovetailWriter *writer, const char *user_id, GError **error)
{
  DovetailAchievement sum;
  DovetailStreak streak;
  gint64 measures[DOVETAIL_N_MEASURES];

  if (!dovetail_completion_sum (writer->server->ledger, writer->caller->family_id, user_id, &sum, error)
      || !count_streak (writer, user_id, &streak, error) || !put_streak (writer, user_id, &streak, error))
    return FALSE;
  measures[DOVETAIL_MEASURE_TASKS] = sum.tasks;
  measures[DOVETAIL_MEASURE_POINTS] = sum.points;
  measures[DOVETAIL_MEASURE_STREAK] = streak.longest;
  for (const DovetailBadge *badge = dovetail_badges; badge->code != NULL; badge++)
    if (measures[badge->measure] >= badge->least && !put_badge (writer, user_id, badge->code, error))
      return FALSE;
  return TRUE;
}

/**
 * dovetail_rewards_settle:
 * @writer: the request, all of its changes stored
 * @error: return location
 *
 * Streaks and badges of everybody whose completions the request changed: once, however many there were.
 *
 * Returns: whether they are stored
 */
gboolean
dovetail_rewards_settle (DovetailWriter *writer, GError **error)
{
  for (guint i = 0; i < writer->rewarded->len; i++)
    if (!settle_user (writer, g_ptr_array_index (writer->rewarded, i), error))
      return FALSE;
  g_ptr_array_set_size (writer->rewarded, 0);
  return TRUE;
}
