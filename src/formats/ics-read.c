/* SPDX-License-Identifier: GPL-3.0-or-later */

/* iCalendar VTODO -> tasks. libical reads each entry; a property that is there and that it could not read
 * makes the entry a problem, because a task without its date would be half taken. */
#include <libical/ical.h>
#include <string.h>

#include "core/error.h"
#include "core/timestamp.h"
#include "core/uuid.h"
#include "formats/ics-time.h"
#include "formats/reader.h"

typedef struct
{
  DovetailIntake *reader;
  DovetailIcsZones zones;
  char *calendar_name;
  DovetailIcsEntry *entry;
  icalcomponent *todo;
  JsonObject *fields;
  char *reason; /* why the entry is refused; NULL so far */
} Context;

static gboolean
refuse (Context *context, const char *property, const char *reason)
{
  if (context->reason == NULL)
    context->reason = g_strdup_printf ("its %s %s", property, reason);
  return FALSE;
}

/* The property; NULL when it is absent, or refused because libical could not read what stands there. */
static icalproperty *
get_property (Context *context, icalproperty_kind kind, const char *name)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, kind);
  g_autoptr (GPtrArray) values = NULL;

  if (property != NULL)
    return property;
  values = dovetail_ics_entry_get_values (context->entry, name);
  if (values->len > 0 && *(const char *) values->pdata[0] != '\0')
    refuse (context, name, "cannot be read");
  return NULL;
}

static void
set_text (Context *context, icalproperty_kind kind, const char *field)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, kind);
  const char *text = property != NULL ? icalproperty_get_value_as_string (property) : NULL;
  icalvalue *value = property != NULL ? icalproperty_get_value (property) : NULL;

  if (value != NULL && icalvalue_isa (value) == ICAL_TEXT_VALUE)
    text = icalvalue_get_text (value);
  if (text != NULL && *text != '\0')
    json_object_set_string_member (context->fields, field, text);
}

static void
set_when (Context *context, icalproperty_kind kind, const char *name, const char *field)
{
  icalproperty *property = get_property (context, kind, name);
  g_autofree char *when = NULL;
  g_autofree char *zone = NULL;
  const char *reason = NULL;

  if (property == NULL)
    return;
  if (!dovetail_ics_read_when (&context->zones, property, &when, &zone, &reason))
    {
      refuse (context, name, reason);
      return;
    }
  json_object_set_string_member (context->fields, field, when);
  if (zone != NULL && !json_object_has_member (context->fields, "due_zone"))
    json_object_set_string_member (context->fields, "due_zone", zone);
}

/* DTSTART and DURATION say the same as DTSTART and DUE. */
static void
set_due_by_duration (Context *context)
{
  icalproperty *property = get_property (context, ICAL_DURATION_PROPERTY, "DURATION");
  const char *start = json_object_get_string_member_with_default (context->fields, "start", NULL);
  gint64 time;

  if (property == NULL || start == NULL || json_object_has_member (context->fields, "due"))
    return;
  if (dovetail_timestamp_parse (start, &time))
    {
      gint64 seconds = icaldurationtype_as_int (icalproperty_get_duration (property));
      g_autofree char *due = dovetail_timestamp_format (time + seconds * 1000);

      json_object_set_string_member (context->fields, "due", due);
    }
}

/* The moment of a stamp such as LAST-MODIFIED; fallback where there is none that makes sense. */
static gint64
get_stamp (Context *context, icalproperty_kind kind, gint64 fallback)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, kind);
  g_autofree char *when = NULL;
  g_autofree char *zone = NULL;
  const char *reason;
  gint64 time = fallback;

  if (property != NULL && dovetail_ics_read_when (&context->zones, property, &when, &zone, &reason))
    {
      g_autofree char *midnight
          = dovetail_date_is_valid (when) ? g_strconcat (when, "T00:00:00.000Z", NULL) : NULL;

      dovetail_timestamp_parse (midnight != NULL ? midnight : when, &time);
    }
  return time;
}

static const char *
find_status (Context *context)
{
  icalproperty *property = get_property (context, ICAL_STATUS_PROPERTY, "STATUS");
  icalproperty *percent = icalcomponent_get_first_property (context->todo, ICAL_PERCENTCOMPLETE_PROPERTY);
  int percentage = percent != NULL ? icalproperty_get_percentcomplete (percent) : 0;

  switch (property != NULL ? icalproperty_get_status (property) : ICAL_STATUS_NONE)
    {
    case ICAL_STATUS_COMPLETED:
      return "done";
    case ICAL_STATUS_CANCELLED:
      return "cancelled";
    case ICAL_STATUS_INPROCESS:
      return "in_progress";
    case ICAL_STATUS_NEEDSACTION:
      return "open";
    default:
      if (icalcomponent_get_first_property (context->todo, ICAL_COMPLETED_PROPERTY) != NULL
          || percentage >= 100)
        return "done";
      return percentage > 0 ? "in_progress" : "open";
    }
}

static void
set_status (Context *context)
{
  const char *status = find_status (context);
  gint64 stamp;

  json_object_set_string_member (context->fields, "status", status);
  if (g_str_equal (status, "done"))
    {
      g_autofree char *completed_at = NULL;

      stamp = get_stamp (context, ICAL_DTSTAMP_PROPERTY, context->reader->now);
      stamp = get_stamp (context, ICAL_LASTMODIFIED_PROPERTY, stamp);
      stamp = get_stamp (context, ICAL_COMPLETED_PROPERTY, stamp);
      completed_at = dovetail_timestamp_format (stamp);
      json_object_set_string_member (context->fields, "completed_at", completed_at);
    }
}

static void
set_priority (Context *context)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, ICAL_PRIORITY_PROPERTY);
  int number = property != NULL ? icalproperty_get_priority (property) : 0;
  const char *priority = number >= 1 && number <= 4   ? "high"
                         : number == 5                ? "medium"
                         : number >= 6 && number <= 9 ? "low"
                                                      : "none";

  json_object_set_string_member (context->fields, "priority", priority);
}

static void
set_tags (Context *context)
{
  g_autoptr (GPtrArray) values = dovetail_ics_entry_get_values (context->entry, "CATEGORIES");
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();

  for (guint i = 0; i < values->len; i++)
    dovetail_ics_split_text (values->pdata[i], elements);
  for (guint i = 0; i < elements->len; i++)
    if (*g_strstrip (elements->pdata[i]) != '\0')
      g_ptr_array_add (tags, elements->pdata[i]);
  dovetail_fields_set_strings (context->fields, "tags", tags);
}

static void
set_recurrence (Context *context, const char *entity_id)
{
  icalproperty *property = get_property (context, ICAL_RRULE_PROPERTY, "RRULE");
  JsonObject *recurrence;
  char *rule;

  if (property == NULL)
    return;
  rule = icalproperty_get_value_as_string_r (property);
  recurrence = json_object_new ();
  json_object_set_string_member (recurrence, "rrule", rule);
  json_object_set_string_member (recurrence, "series_id", entity_id);
  json_object_set_object_member (context->fields, "recurrence", recurrence);
  icalmemory_free_buffer (rule);
}

static void
set_parent (Context *context)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, ICAL_RELATEDTO_PROPERTY);

  for (; property != NULL;
       property = icalcomponent_get_next_property (context->todo, ICAL_RELATEDTO_PROPERTY))
    {
      icalparameter *type = icalproperty_get_first_parameter (property, ICAL_RELTYPE_PARAMETER);
      const char *uid = icalproperty_get_relatedto (property);
      g_autofree char *parent_id = NULL;

      if (uid == NULL || *uid == '\0'
          || (type != NULL && icalparameter_get_reltype (type) != ICAL_RELTYPE_PARENT))
        continue;
      parent_id = dovetail_intake_map_id (uid);
      json_object_set_string_member (context->fields, "parent_id", parent_id);
      return;
    }
}

/* When a distance from the start is meant and the due date is another: the moment itself, since a reminder of
 * ours counts from the due date. */
static char *
resolve_from_start (Context *context, icalproperty *property, struct icaldurationtype duration)
{
  icalparameter *related = icalproperty_get_first_parameter (property, ICAL_RELATED_PARAMETER);
  const char *start = json_object_get_string_member_with_default (context->fields, "start", NULL);
  const char *due = json_object_get_string_member_with_default (context->fields, "due", NULL);
  gint64 time;

  if (start == NULL || due == NULL || g_str_equal (start, due) || !dovetail_timestamp_parse (start, &time)
      || (related != NULL && icalparameter_get_related (related) == ICAL_RELATED_END))
    return NULL;
  return dovetail_timestamp_format (time + (gint64) icaldurationtype_as_int (duration) * 1000);
}

/* An alarm's trigger: the moment, or the distance from the due date as a duration such as -PT1H. */
static char *
read_trigger (Context *context, icalproperty *property)
{
  struct icaltriggertype trigger = icalproperty_get_trigger (property);
  g_autofree char *zone = NULL;
  const char *reason;
  char *when = NULL;
  char *duration;

  if (!icaltime_is_null_time (trigger.time))
    {
      dovetail_ics_read_when (&context->zones, property, &when, &zone, &reason);
      return when;
    }
  if (icaldurationtype_is_bad_duration (trigger.duration))
    return NULL;
  when = resolve_from_start (context, property, trigger.duration);
  if (when != NULL)
    return when;
  duration = icaldurationtype_as_ical_string_r (trigger.duration);
  when = g_strdup (duration);
  icalmemory_free_buffer (duration);
  return when;
}

static void
set_reminders (Context *context)
{
  g_autoptr (GPtrArray) reminders = g_ptr_array_new_with_free_func (g_free);
  icalcomponent *alarm = icalcomponent_get_first_component (context->todo, ICAL_VALARM_COMPONENT);

  for (; alarm != NULL; alarm = icalcomponent_get_next_component (context->todo, ICAL_VALARM_COMPONENT))
    {
      icalproperty *property = icalcomponent_get_first_property (alarm, ICAL_TRIGGER_PROPERTY);
      char *reminder = property != NULL ? read_trigger (context, property) : NULL;

      if (reminder != NULL)
        g_ptr_array_add (reminders, reminder);
    }
  dovetail_fields_set_strings (context->fields, "reminders", reminders);
}

/* The id: of the UID; an exception to a repeating task (RECURRENCE-ID) shares the UID and is a task of its
 * own. */
static char *
find_id (Context *context)
{
  icalproperty *property = icalcomponent_get_first_property (context->todo, ICAL_UID_PROPERTY);
  const char *uid = property != NULL ? icalproperty_get_uid (property) : NULL;
  icalproperty *exception = icalcomponent_get_first_property (context->todo, ICAL_RECURRENCEID_PROPERTY);
  char *id;

  if (uid == NULL || *uid == '\0')
    {
      g_autofree char *text = dovetail_ics_entry_to_text (context->entry);

      return dovetail_intake_derive_id (context->reader, text);
    }
  if (exception != NULL)
    {
      g_autofree char *name = g_strdup_printf ("%s\n%s", uid, icalproperty_get_value_as_string (exception));

      return dovetail_intake_map_id (name);
    }
  id = dovetail_intake_map_id (uid);
  if (!g_str_equal (id, uid))
    json_object_set_string_member (context->fields, "ical_uid", uid);
  return id;
}

static char *
find_list (Context *context)
{
  g_autoptr (GPtrArray) values = dovetail_ics_entry_get_values (context->entry, "X-DOVETAIL-LIST");
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_free);

  if (values->len == 0)
    return g_strdup (context->calendar_name);
  dovetail_ics_split_text (values->pdata[0], elements);
  return g_strdup (elements->pdata[0]);
}

static void
read_fields (Context *context)
{
  g_autofree char *entity_id = find_id (context);
  g_autofree char *list_name = find_list (context);

  set_text (context, ICAL_SUMMARY_PROPERTY, "title");
  set_text (context, ICAL_DESCRIPTION_PROPERTY, "notes");
  set_when (context, ICAL_DUE_PROPERTY, "DUE", "due");
  set_when (context, ICAL_DTSTART_PROPERTY, "DTSTART", "start");
  set_due_by_duration (context);
  set_status (context);
  set_priority (context);
  set_tags (context);
  set_recurrence (context, entity_id);
  set_parent (context);
  set_reminders (context);
  if (context->reason != NULL)
    dovetail_intake_add_problem (context->reader, context->entry->line, "%s", context->reason);
  else
    dovetail_intake_add_task (context->reader, context->entry->line, entity_id, list_name,
                              json_object_ref (context->fields));
}

static void
read_entry (Context *context)
{
  g_autofree char *text = NULL;

  if (context->entry->broken != NULL)
    {
      dovetail_intake_add_problem (context->reader, context->entry->line, "%s", context->entry->broken);
      return;
    }
  text = dovetail_ics_entry_to_text (context->entry);
  context->todo = icalparser_parse_string (text);
  if (context->todo == NULL || icalcomponent_isa (context->todo) != ICAL_VTODO_COMPONENT)
    dovetail_intake_add_problem (context->reader, context->entry->line, "the entry cannot be read");
  else
    {
      context->fields = json_object_new ();
      read_fields (context);
      g_clear_pointer (&context->fields, json_object_unref);
    }
  g_clear_pointer (&context->todo, icalcomponent_free);
  g_clear_pointer (&context->reason, g_free);
}

static char *
unescape (const char *value)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_free);

  dovetail_ics_split_text (value, elements);
  return g_strdup (elements->pdata[0]);
}

gboolean
dovetail_ics_read (DovetailIntake *reader, const char *text, gsize length, GError **error)
{
  g_autoptr (DovetailIcsFile) file = dovetail_ics_file_split (text, length);
  g_autofree char *calendar_name = file->name != NULL ? unescape (file->name) : NULL;
  Context context = { .reader = reader, .calendar_name = calendar_name };

  if (!file->calendar)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "the file is no iCalendar file");
      return FALSE;
    }
  icalerror_set_errors_are_fatal (0);
  dovetail_ics_zones_init (&context.zones, file, reader->zone);
  for (guint i = 0; i < file->todos->len; i++)
    {
      context.entry = file->todos->pdata[i];
      read_entry (&context);
    }
  dovetail_ics_zones_clear (&context.zones);
  return TRUE;
}
