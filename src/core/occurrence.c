/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The next task of a series. Two devices that complete the same occurrence must make the same task, whenever
 * and wherever they do so: its id and its dates come from the rule and the day alone. */

#include "core/occurrence.h"

#include "core/recurrence.h"
#include "core/timestamp.h"
#include "core/uuid.h"

#include <stdio.h>

#define DAY_MS G_GINT64_CONSTANT (86400000)
#define LAST_YEAR 9999

static JsonNode *
get_member (JsonNode *data, const char *field, const char *member)
{
  JsonNode *value = dovetail_data_get (data, field);

  return value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? dovetail_data_get (value, member) : NULL;
}

static const char *
get_rule_member (JsonNode *data, const char *member)
{
  JsonNode *value = get_member (data, "recurrence", member);

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
}

static gboolean
parse_date (const char *text, gint64 *day)
{
  int year, month, date;

  if (text == NULL || !dovetail_date_is_valid (text) || sscanf (text, "%4d-%2d-%2d", &year, &month, &date) != 3)
    return FALSE;
  *day = dovetail_civil_to_days (year, month, date);

  return TRUE;
}

static char *
format_date (gint64 day)
{
  DovetailCivil civil;

  dovetail_civil_from_days (day, &civil);

  return g_strdup_printf ("%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

/* The civil day and, of a date-time, what is the time of that day. */
static gboolean
read_when (JsonNode *data, const char *field, const DovetailZone *zone, gint64 *day, DovetailCivil *civil)
{
  const char *text = dovetail_data_get_string (data, field);
  gint64 time;

  civil->hour = -1;
  if (text == NULL)
    return FALSE;
  if (parse_date (text, day))
    return TRUE;
  if (!dovetail_timestamp_parse (text, &time))
    return FALSE;
  zone->from_utc (zone->user_data, time, civil);
  *day = dovetail_civil_to_days (civil->year, civil->month, civil->day);

  return TRUE;
}

/**
 * dovetail_occurrence_day:
 * @data: a task
 * @zone: the zone its due_zone names, UTC without one
 * @day: (out): days since 1970
 *
 * Returns: %FALSE when it has neither a due date nor a start
 */
gboolean
dovetail_occurrence_day (JsonNode *data, const DovetailZone *zone, gint64 *day)
{
  DovetailCivil civil;

  g_return_val_if_fail (zone != NULL && day != NULL, FALSE);

  return read_when (data, "due", zone, day, &civil) || read_when (data, "start", zone, day, &civil);
}

static gint64
day_of_time (gint64 time)
{
  return time / DAY_MS - (time % DAY_MS < 0);
}

static JsonNode *
with_rule_member (JsonNode *data, const char *member, const char *text)
{
  g_autoptr (JsonNode) recurrence
      = dovetail_data_with_string (dovetail_data_get (data, "recurrence"), member, text);

  return dovetail_data_with (data, "recurrence", recurrence);
}

static gboolean
has_day (JsonNode *data)
{
  return dovetail_data_get (data, "due") != NULL || dovetail_data_get (data, "start") != NULL;
}

/* The same series as before: it does not begin where the task is now. */
static gboolean
goes_on (JsonNode *before, JsonNode *data)
{
  return before != NULL && has_day (before)
         && g_strcmp0 (get_rule_member (before, "rrule"), get_rule_member (data, "rrule")) == 0;
}

static gboolean
has_anchor (JsonNode *before, JsonNode *data)
{
  gint64 day;

  return parse_date (get_rule_member (data, "date"), &day)
         && (before == NULL || !has_day (data) || goes_on (before, data));
}

/**
 * dovetail_occurrence_anchor:
 * @before: (nullable): the task as it was, %NULL when it is new
 * @data: the task as it is edited
 * @time: the time of the edit, ms since 1970
 * @zone: the zone its due_zone names, UTC without one
 *
 * A task that is moved to another day stays the occurrence it was.
 *
 * Returns: (transfer full): @data, with the day on which its rule has it when the task repeats
 */
JsonNode *
dovetail_occurrence_anchor (JsonNode *before, JsonNode *data, gint64 time, const DovetailZone *zone)
{
  g_autofree char *date = NULL;
  gint64 day;

  g_return_val_if_fail (data != NULL && zone != NULL, NULL);

  if (get_rule_member (data, "rrule") == NULL || has_anchor (before, data))
    return json_node_ref (data);
  if (!dovetail_occurrence_day (goes_on (before, data) ? before : data, zone, &day))
    day = day_of_time (time);
  date = format_date (day);

  return with_rule_member (data, "date", date);
}

/* A moment on another day, at the same time of that day. */
static char *
move_when (const DovetailZone *zone, gint64 day, const DovetailCivil *time_of_day)
{
  DovetailCivil moved;

  if (time_of_day->hour < 0)
    return format_date (day);
  dovetail_civil_from_days (day, &moved);
  moved.hour = time_of_day->hour;
  moved.minute = time_of_day->minute;

  return dovetail_timestamp_format (zone->to_utc (zone->user_data, &moved));
}

static void
replace (JsonNode **data, JsonNode *changed)
{
  json_node_unref (*data);
  *data = changed;
}

static void
set_text (JsonNode **data, const char *field, const char *text)
{
  replace (data, dovetail_data_with_string (*data, field, text));
}

/* Due falls on the day; a start keeps its distance to it. Returns by how many days the task was moved. */
static gint64
move_dates (JsonNode **data, const DovetailZone *zone, gint64 to)
{
  DovetailCivil due_time, start_time;
  gint64 due, start, moved;
  gboolean has_due = read_when (*data, "due", zone, &due, &due_time);
  gboolean has_start = read_when (*data, "start", zone, &start, &start_time);

  if (!has_due && !has_start)
    return 0;
  moved = to - (has_due ? due : start);
  if (has_due)
    {
      g_autofree char *text = move_when (zone, to, &due_time);

      set_text (data, "due", text);
    }
  if (has_start)
    {
      g_autofree char *text = move_when (zone, start + moved, &start_time);

      set_text (data, "start", text);
    }

  return moved;
}

/* Those at a fixed time move with the task; "-PT15M" before it does so by itself. */
static void
move_reminders (JsonNode **data, gint64 days)
{
  g_auto (GStrv) reminders = dovetail_data_get_strings (*data, "reminders");
  g_autoptr (JsonNode) moved = NULL;
  gint64 time;

  if (reminders[0] == NULL)
    return;
  for (gsize i = 0; reminders[i] != NULL; i++)
    if (dovetail_timestamp_parse (reminders[i], &time))
      {
        g_free (reminders[i]);
        reminders[i] = dovetail_timestamp_format (time + days * DAY_MS);
      }
  moved = dovetail_value_strings ((const char *const *) reminders);
  replace (data, dovetail_data_with (*data, "reminders", moved));
}

static JsonNode *
unchecked (JsonNode *item)
{
  JsonNode *copy;

  if (!JSON_NODE_HOLDS_OBJECT (item) || !dovetail_data_get_boolean (item, "done", FALSE))
    return json_node_ref (item);
  copy = dovetail_value_boolean (FALSE);
  item = dovetail_data_with (item, "done", copy);
  json_node_unref (copy);

  return item;
}

static void
uncheck_items (JsonNode **data)
{
  JsonNode *checklist = dovetail_data_get (*data, "checklist");
  g_autoptr (JsonNode) fresh = NULL;
  JsonArray *items;

  if (checklist == NULL || !JSON_NODE_HOLDS_ARRAY (checklist))
    return;
  items = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (checklist)); i++)
    json_array_add_element (items,
                            unchecked (json_array_get_element (json_node_get_array (checklist), i)));
  fresh = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (fresh, items);
  replace (data, dovetail_data_with (*data, "checklist", fresh));
}

static gboolean
find_next_day (JsonNode *data, gint64 time, const DovetailZone *zone, gint64 *next)
{
  const char *rule = get_rule_member (data, "rrule");
  DovetailRecurrence recurrence;
  DovetailCivil civil;
  gint64 day;

  if (rule == NULL || !dovetail_recurrence_parse (rule, &recurrence, NULL))
    return FALSE;
  if (!parse_date (get_rule_member (data, "date"), &day) && !dovetail_occurrence_day (data, zone, &day))
    day = day_of_time (time);
  if (!dovetail_recurrence_next (&recurrence, day, next))
    return FALSE;
  dovetail_civil_from_days (*next, &civil);

  return civil.year <= LAST_YEAR;
}

/**
 * dovetail_occurrence_next:
 * @data: a task, completed or given up
 * @time: when that was, ms since 1970; used only where the task has no date at all
 * @zone: the zone its due_zone names, UTC without one
 * @entity_id: (out) (transfer full): the id of what comes next, UUIDv5 of series and day
 *
 * The next task is open, on the day that the rule gives, even when this one had been moved; its checklist
 * begins again, and a start and reminders keep their distance.
 *
 * Returns: (transfer full) (nullable): its data; %NULL when nothing comes any more, or the rule is not
 *   understood
 */
JsonNode *
dovetail_occurrence_next (JsonNode *data, gint64 time, const DovetailZone *zone, char **entity_id)
{
  const char *series_id = get_rule_member (data, "series_id");
  g_autoptr (JsonNode) next = NULL;
  g_autofree char *date = NULL;
  g_autofree char *rest = NULL;
  gint64 day;

  g_return_val_if_fail (data != NULL && zone != NULL && entity_id != NULL, NULL);

  if (series_id == NULL || !dovetail_uuid_is_valid (series_id) || !find_next_day (data, time, zone, &day))
    return NULL;

  date = format_date (day);
  rest = dovetail_recurrence_rest (get_rule_member (data, "rrule"));
  next = with_rule_member (data, "date", date);
  replace (&next, with_rule_member (next, "rrule", rest));
  set_text (&next, "status", "open");
  set_text (&next, "completed_at", NULL);
  move_reminders (&next, move_dates (&next, zone, day));
  uncheck_items (&next);
  *entity_id = dovetail_uuid_new_v5 (series_id, date);

  return g_steal_pointer (&next);
}
