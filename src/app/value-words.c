/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of records in words for people: dates, priorities, names of lists instead of ids. Every window
 * that shows a value says it this way, so that a date looks the same wherever it is met. */
#include "app/value-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/recurrence-words.h"
#include "app/reminder.h"
#include "core/data.h"
#include "core/record.h"
#include "core/timestamp.h"

#define MILLISECONDS_A_SECOND 1000
#define SECONDS_A_MINUTE 60
#define SECONDS_AN_HOUR 3600
#define SECONDS_A_DAY 86400

typedef struct
{
  const char *name;
  const char *words;
} Word;

static const Word field_words[] = {
  { "title", N_ ("Title") },
  { "name", N_ ("Name") },
  { "notes", N_ ("Notes") },
  { "description", N_ ("Description") },
  { "status", N_ ("Status") },
  { "list_id", N_ ("List") },
  { "parent_id", N_ ("Part of") },
  { "position", N_ ("Place in the list") },
  { "due", N_ ("Due") },
  { "start", N_ ("Start") },
  { "end", N_ ("End") },
  { "due_zone", N_ ("Time zone") },
  { "completed_at", N_ ("Completed") },
  { "priority", N_ ("Priority") },
  { "tags", N_ ("Tags") },
  { "assignees", N_ ("Assigned to") },
  { "attendees", N_ ("Attendees") },
  { "points", N_ ("Points") },
  { "recurrence", N_ ("Repeat") },
  { "reminders", N_ ("Reminders") },
  { "checklist", N_ ("Checklist") },
  { "colour", N_ ("Colour") },
  { "icon", N_ ("Icon") },
};

static const Word priority_words[] = {
  { "none", N_ ("None") },
  { "low", N_ ("Low") },
  { "medium", N_ ("Medium") },
  { "high", N_ ("High") },
};

static const Word status_words[] = {
  { "open", N_ ("To do") },
  { "in_progress", N_ ("In progress") },
  { "done", N_ ("Done") },
  { "cancelled", N_ ("Cancelled") },
};

static const char *
find_word (const Word *words, gsize n_words, const char *name)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].name, name) == 0)
      return _ (words[i].words);
  return NULL;
}

char *
dovetail_words_field (const char *entity_type, const char *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  const char *words = find_word (field_words, G_N_ELEMENTS (field_words), field);

  return g_strdup (words != NULL ? words : field);
}

char *
dovetail_words_priority (const char *priority)
{
  const char *words = find_word (priority_words, G_N_ELEMENTS (priority_words), priority ? priority : "none");

  return g_strdup (words != NULL ? words : priority);
}

char *
dovetail_words_status (const char *status)
{
  const char *words = find_word (status_words, G_N_ELEMENTS (status_words), status ? status : "open");

  return g_strdup (words != NULL ? words : status);
}

static GDateTime *
local_from_ms (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / MILLISECONDS_A_SECOND);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

static char *
format_day (GDateTime *day, GDateTime *today)
{
  if (today == NULL || g_date_time_get_year (day) == g_date_time_get_year (today))
    /* Translators: a day of this year, as in "Fri 27 Nov" */
    return g_date_time_format (day, _ ("%a %-d %b"));
  /* Translators: a day of another year, as in "Fri 27 Nov 2026" */
  return g_date_time_format (day, _ ("%a %-d %b %Y"));
}

char *
dovetail_words_when (const char *when, gint64 now)
{
  g_autoptr (GDateTime) today = local_from_ms (now);
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;
  gint64 moment;
  int year, month, number;

  if (when == NULL || *when == '\0')
    return g_strdup (_ ("No date"));

  if (dovetail_date_is_valid (when) && sscanf (when, "%4d-%2d-%2d", &year, &month, &number) == 3)
    {
      day = g_date_time_new_local (year, month, number, 12, 0, 0);
      return day != NULL ? format_day (day, today) : g_strdup (when);
    }
  if (!dovetail_timestamp_parse (when, &moment) || (day = local_from_ms (moment)) == NULL)
    return g_strdup (when);
  date = format_day (day, today);
  time = g_date_time_format (day, "%H:%M");
  /* Translators: a day and a time, as in "Fri 27 Nov 09:00" */
  return g_strdup_printf (_ ("%s %s"), date, time);
}

char *
dovetail_words_moment (gint64 moment, gint64 now)
{
  g_autoptr (GDateTime) day = local_from_ms (moment);
  g_autoptr (GDateTime) today = local_from_ms (now);
  g_autoptr (GDateTime) yesterday = NULL;
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;

  if (day == NULL || today == NULL)
    return g_strdup ("");
  yesterday = g_date_time_add_days (today, -1);
  time = g_date_time_format (day, "%H:%M");
  if (g_date_time_get_year (day) == g_date_time_get_year (today)
      && g_date_time_get_day_of_year (day) == g_date_time_get_day_of_year (today))
    return g_steal_pointer (&time);
  if (g_date_time_get_year (day) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (day) == g_date_time_get_day_of_year (yesterday))
    /* Translators: a time, as in "yesterday 14:02" */
    return g_strdup_printf (_ ("yesterday %s"), time);
  date = format_day (day, today);
  return g_strdup_printf (_ ("%s %s"), date, time);
}

char *
dovetail_words_ago (gint64 time, gint64 now)
{
  gint64 seconds = (now - time) / MILLISECONDS_A_SECOND;
  gint64 minutes = seconds / SECONDS_A_MINUTE;
  gint64 hours = seconds / SECONDS_AN_HOUR;
  gint64 days = seconds / SECONDS_A_DAY;

  if (minutes < 1)
    return g_strdup (_ ("just now"));
  if (hours < 1)
    return g_strdup_printf (g_dngettext (NULL, "%d minute ago", "%d minutes ago", (gulong) minutes),
                            (int) minutes);
  if (days < 1)
    return g_strdup_printf (g_dngettext (NULL, "%d hour ago", "%d hours ago", (gulong) hours), (int) hours);
  return g_strdup_printf (g_dngettext (NULL, "%d day ago", "%d days ago", (gulong) days), (int) days);
}

static char *
name_of_record (DovetailStore *store, const char *entity_type, const char *entity_id)
{
  g_autoptr (DovetailReplica) replica = NULL;

  if (store != NULL)
    replica = dovetail_store_get_replica (store, entity_type, entity_id, NULL);
  if (replica == NULL || *dovetail_record_get_title (replica->current) == '\0')
    return NULL;
  return g_strdup (dovetail_record_get_title (replica->current));
}

static char *
relation_words (DovetailStore *store, const char *field, const char *entity_id)
{
  gboolean is_list = g_str_equal (field, "list_id");
  char *name;

  if (entity_id == NULL || *entity_id == '\0')
    return g_strdup (is_list ? _ ("Inbox") : _ ("nothing"));
  name = name_of_record (store, is_list ? DOVETAIL_ENTITY_LIST : DOVETAIL_ENTITY_TASK, entity_id);
  if (name != NULL)
    return name;
  return g_strdup (is_list ? _ ("a list that is not here") : _ ("a task that is not here"));
}

/* One line an item, with its check. */
static char *
checklist_words (JsonArray *items)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      const char *title;

      if (!JSON_NODE_HOLDS_OBJECT (item))
        continue;
      title = dovetail_data_get_string (item, "title");
      if (title == NULL)
        title = dovetail_data_get_string (item, "text");
      g_string_append_printf (words, "%s%s %s", words->len > 0 ? "\n" : "",
                              dovetail_data_get_boolean (item, "done", FALSE) ? "☑" : "☐",
                              title ? title : "");
    }
  return g_string_free (words, FALSE);
}

/* Whether the task is due at a time is not known here: what comes after the due date counts from the
 * beginning of a day. */
static char *
element_words (const char *field, const char *text)
{
  if (!g_str_equal (field, "reminders"))
    return g_strdup (text);
  return dovetail_reminder_describe (text, *text == 'P' && !g_str_equal (text, "PT0S"),
                                     g_get_real_time () / 1000);
}

static char *
array_words (const char *field, JsonArray *array)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  guint length = json_array_get_length (array);

  if (length == 0)
    return g_strdup (_ ("none"));
  if (g_str_equal (field, "checklist"))
    return checklist_words (array);
  for (guint i = 0; i < length; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        g_ptr_array_add (words, element_words (field, json_node_get_string (element)));
    }
  if (words->len == 0)
    return g_strdup_printf (g_dngettext (NULL, "%u entry", "%u entries", length), length);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static char *
string_words (DovetailStore *store, const char *field, const char *text)
{
  static const char *const moments[] = { "due", "start", "end", "completed_at", "awarded_at", NULL };

  if (g_strv_contains (moments, field))
    return dovetail_words_when (text, g_get_real_time () / 1000);
  if (g_str_equal (field, "priority"))
    return dovetail_words_priority (text);
  if (g_str_equal (field, "status"))
    return dovetail_words_status (text);
  if (g_str_equal (field, "list_id") || g_str_equal (field, "parent_id"))
    return relation_words (store, field, text);
  if (text == NULL || *text == '\0')
    return g_strdup (_ ("none"));
  return g_strdup (text);
}

char *
dovetail_words_value (DovetailStore *store, const char *entity_type, const char *field, JsonNode *value)
{
  g_return_val_if_fail (field != NULL, NULL);

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return g_str_equal (field, "recurrence") ? g_strdup (_ ("Never")) : string_words (store, field, NULL);
  if (JSON_NODE_HOLDS_ARRAY (value))
    return array_words (field, json_node_get_array (value));
  if (JSON_NODE_HOLDS_OBJECT (value))
    return g_str_equal (field, "recurrence")
               ? dovetail_words_recurrence (dovetail_data_get_string (value, "rrule"))
               : g_strdup (_ ("some details"));
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return string_words (store, field, json_node_get_string (value));
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? _ ("yes") : _ ("no"));
  if (json_node_get_value_type (value) == G_TYPE_DOUBLE)
    return g_strdup_printf ("%g", json_node_get_double (value));
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
}
