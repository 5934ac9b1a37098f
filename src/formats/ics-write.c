/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks -> an iCalendar file (RFC 5545), with a VTIMEZONE for each zone a due date lives in. Lines are folded
 * at 75 bytes, never inside a character. */
#include <libical/ical.h>
#include <string.h>

#include "core/timestamp.h"
#include "formats/ics-time.h"
#include "formats/reader.h"

#define LINE_BYTES 75

typedef struct
{
  GString *todos;
  GHashTable *zones; /* IANA names in use */
  GHashTable *uids;  /* entity id -> UID of the tasks being written */
  GHashTable *list_names;
} Writer;

static void
append_line (GString *text, const char *line)
{
  gsize column = 0;

  for (const char *at = line; *at != '\0';)
    {
      gsize bytes = g_utf8_next_char (at) - at;

      if (column + bytes > LINE_BYTES)
        {
          g_string_append (text, "\r\n ");
          column = 1;
        }
      g_string_append_len (text, at, bytes);
      column += bytes;
      at += bytes;
    }
  g_string_append (text, "\r\n");
}

static void
append_property (GString *text, const char *name, const char *value)
{
  g_autofree char *line = g_strconcat (name, ":", value, NULL);

  append_line (text, line);
}

/* Text as RFC 5545, 3.3.11 has it; what no line may hold (a lone CR, control characters) becomes a space. */
static void
append_escaped (GString *text, const char *value)
{
  for (; *value != '\0'; value++)
    {
      if (*value == '\n')
        g_string_append (text, "\\n");
      else if (strchr ("\\;,", *value) != NULL)
        g_string_append_printf (text, "\\%c", *value);
      else if (*value == '\r' && value[1] == '\n')
        continue;
      else
        g_string_append_c (text, (guchar) *value < ' ' && *value != '\t' ? ' ' : *value);
    }
}

static void
append_text (GString *text, const char *name, const char *value)
{
  g_autoptr (GString) escaped = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = g_string_new (NULL);
  append_escaped (escaped, value);
  append_property (text, name, escaped->str);
}

static void
append_time (GString *text, const char *name, gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autofree char *value = utc != NULL ? g_date_time_format (utc, "%Y%m%dT%H%M%SZ") : NULL;

  if (value != NULL)
    append_property (text, name, value);
}

static void
append_when (Writer *writer, DovetailRecord *record, const char *name, const char *field)
{
  const char *when = dovetail_data_get_string (record->data, field);
  const char *zone = dovetail_data_get_string (record->data, "due_zone");
  g_autofree char *value = when != NULL ? dovetail_ics_format_when (when, zone, writer->zones) : NULL;
  g_autofree char *line = value != NULL ? g_strconcat (name, value, NULL) : NULL;

  if (line != NULL)
    append_line (writer->todos, line);
}

static void
append_status (GString *text, DovetailRecord *record)
{
  static const char *const table[][2] = { { "open", "NEEDS-ACTION" },
                                          { "in_progress", "IN-PROCESS" },
                                          { "done", "COMPLETED" },
                                          { "cancelled", "CANCELLED" } };
  const char *status = dovetail_data_get_string (record->data, "status");
  const char *completed_at = dovetail_data_get_string (record->data, "completed_at");
  gint64 time;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (status, table[i][0]) == 0)
      append_property (text, "STATUS", table[i][1]);
  if (!dovetail_record_is_done (record) || g_strcmp0 (status, "cancelled") == 0)
    return;
  append_property (text, "PERCENT-COMPLETE", "100");
  if (completed_at != NULL && dovetail_timestamp_parse (completed_at, &time))
    append_time (text, "COMPLETED", time);
}

static void
append_priority (GString *text, DovetailRecord *record)
{
  const char *priority = dovetail_data_get_string (record->data, "priority");

  if (g_strcmp0 (priority, "high") == 0)
    append_property (text, "PRIORITY", "1");
  else if (g_strcmp0 (priority, "medium") == 0)
    append_property (text, "PRIORITY", "5");
  else if (g_strcmp0 (priority, "low") == 0)
    append_property (text, "PRIORITY", "9");
}

static void
append_tags (GString *text, DovetailRecord *record)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (record->data, "tags");
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (joined, ',');
      append_escaped (joined, tags[i]);
    }
  if (joined->len > 0)
    append_property (text, "CATEGORIES", joined->str);
}

static void
append_parent (Writer *writer, DovetailRecord *record)
{
  const char *parent_id = dovetail_data_get_string (record->data, "parent_id");
  const char *uid = parent_id != NULL ? g_hash_table_lookup (writer->uids, parent_id) : NULL;

  append_text (writer->todos, "RELATED-TO", uid != NULL ? uid : parent_id);
}

/* Only a rule libical understands is written: a foreign one could break the line, and the reader. */
static void
append_recurrence (GString *text, DovetailRecord *record)
{
  JsonNode *recurrence = dovetail_data_get (record->data, "recurrence");
  const char *rule = recurrence != NULL && JSON_NODE_HOLDS_OBJECT (recurrence)
                         ? dovetail_data_get_string (recurrence, "rrule")
                         : NULL;

  if (rule != NULL && icalrecurrencetype_from_string (rule).freq != ICAL_NO_RECURRENCE)
    append_property (text, "RRULE", rule);
}

/* iCalendar counts from the start unless told otherwise, our reminders from the due date. */
static char *
describe_trigger (DovetailRecord *record, const char *reminder)
{
  const char *start = dovetail_data_get_string (record->data, "start");
  const char *due = dovetail_data_get_string (record->data, "due");
  gboolean from_end = due != NULL && g_strcmp0 (start, due) != 0;
  gint64 time;

  if (dovetail_timestamp_parse (reminder, &time))
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);

      return utc != NULL ? g_date_time_format (utc, "TRIGGER;VALUE=DATE-TIME:%Y%m%dT%H%M%SZ") : NULL;
    }
  if (icaldurationtype_is_bad_duration (icaldurationtype_from_string (reminder)))
    return NULL;
  return g_strdup_printf ("TRIGGER%s:%s", from_end ? ";RELATED=END" : "", reminder);
}

static void
append_reminders (GString *text, DovetailRecord *record)
{
  g_auto (GStrv) reminders = dovetail_data_get_strings (record->data, "reminders");

  for (guint i = 0; reminders[i] != NULL; i++)
    {
      g_autofree char *trigger = describe_trigger (record, reminders[i]);

      if (trigger == NULL)
        continue;
      append_property (text, "BEGIN", "VALARM");
      append_property (text, "ACTION", "DISPLAY");
      append_text (text, "DESCRIPTION", dovetail_record_get_title (record));
      append_line (text, trigger);
      append_property (text, "END", "VALARM");
    }
}

static void
append_todo (Writer *writer, DovetailRecord *record, gint64 now)
{
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  GString *text = writer->todos;

  append_property (text, "BEGIN", "VTODO");
  append_text (text, "UID", g_hash_table_lookup (writer->uids, record->entity_id));
  append_time (text, "DTSTAMP", now);
  append_time (text, "LAST-MODIFIED", record->timestamp);
  append_text (text, "SUMMARY", dovetail_record_get_title (record));
  append_text (text, "DESCRIPTION", dovetail_data_get_string (record->data, "notes"));
  append_when (writer, record, "DTSTART", "start");
  append_when (writer, record, "DUE", "due");
  append_status (text, record);
  append_priority (text, record);
  append_tags (text, record);
  append_parent (writer, record);
  append_recurrence (text, record);
  if (list_id != NULL)
    append_text (text, "X-DOVETAIL-LIST", g_hash_table_lookup (writer->list_names, list_id));
  append_reminders (text, record);
  append_property (text, "END", "VTODO");
}

static void
collect_uids (Writer *writer, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      DovetailRecord *record = tasks->pdata[i];
      const char *uid = dovetail_data_get_string (record->data, "ical_uid");

      g_hash_table_insert (writer->uids, record->entity_id, (char *) (uid != NULL ? uid : record->entity_id));
    }
}

static void
append_zones (GString *text, GHashTable *zones)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (zones), (GCompareFunc) strcmp);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *component = dovetail_ics_describe_zone (name->data);

      if (component != NULL)
        g_string_append (text, component);
    }
}

char *
dovetail_ics_write (GPtrArray *tasks, GHashTable *list_names, gint64 now)
{
  g_autoptr (GString) todos = g_string_new (NULL);
  g_autoptr (GHashTable) zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) uids = g_hash_table_new (g_str_hash, g_str_equal);
  Writer writer = { todos, zones, uids, list_names };
  GString *text = g_string_new (
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dovetail//Dovetail " DOVETAIL_VERSION "//EN\r\n");

  collect_uids (&writer, tasks);
  for (guint i = 0; i < tasks->len; i++)
    append_todo (&writer, tasks->pdata[i], now);
  append_zones (text, zones);
  g_string_append (text, todos->str);
  g_string_append (text, "END:VCALENDAR\r\n");
  return g_string_free (text, FALSE);
}
