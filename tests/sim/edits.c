/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits of every field that a record has. */

#include "sim/edits.h"

#include <string.h>

#include "core/rank.h"
#include "sim/books.h"

/* Puts new values of a field into the patch. */
typedef void (*EditFunc) (Family *family, DovetailRecord *record, JsonObject *patch);

static const char *
one_of (Family *family, const char *const *choices, guint count)
{
  return choices[chance_below (&family->work, count)];
}

static void
put_text (JsonObject *patch, const char *field, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (patch, field, text);
  else
    json_object_set_null_member (patch, field);
}

static void
write_title (Family *family, DovetailRecord *record, JsonObject *patch)
{
  g_autofree char *word = books_new_word (family);

  put_text (patch, g_str_equal (record->entity_type, DOVETAIL_ENTITY_LIST) ? "name" : "title", word);
}

/* Adds before, after or in the middle; takes a line away; writes all anew. */
static void
write_lines (Family *family, DovetailRecord *record, JsonObject *patch, const char *field)
{
  g_autofree char *word = books_new_word (family);
  const char *text = dovetail_data_get_string (record->data, field);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_auto (GStrv) split = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autofree char *joined = NULL;
  guint kind = chance_below (&family->work, 5);

  for (char **line = split; *line != NULL; line++)
    if (**line != '\0')
      g_ptr_array_add (lines, *line);
  if (kind == 0 && lines->len > 0)
    g_ptr_array_remove_index (lines, chance_below (&family->work, lines->len));
  else if (kind == 1)
    g_ptr_array_set_size (lines, 0);
  if (kind > 0)
    g_ptr_array_insert (lines, (gint) chance_below (&family->work, lines->len + 1), word);
  g_ptr_array_add (lines, NULL);
  joined = g_strjoinv ("\n", (char **) lines->pdata);
  put_text (patch, field, *joined != '\0' ? joined : NULL);
}

static void
write_notes (Family *family, DovetailRecord *record, JsonObject *patch)
{
  write_lines (family, record, patch, "notes");
}

static void
write_description (Family *family, DovetailRecord *record, JsonObject *patch)
{
  write_lines (family, record, patch, "description");
}

static void
set_status (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "open", "in_progress", "cancelled", "done" };

  put_text (patch, "status", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
set_due (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "2027-03-10", "2027-04-01", "2027-03-10T09:00:00.000Z", NULL };
  const char *due = one_of (family, choices, G_N_ELEMENTS (choices));

  put_text (patch, "due", due);
  put_text (patch, "due_zone", due != NULL && strchr (due, 'T') != NULL ? "Europe/Berlin" : NULL);
}

static void
set_start (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "2027-01-10", "2027-02-01T08:00:00.000Z", NULL };

  put_text (patch, "start", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
set_end (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "2027-01-11", "2027-02-01T10:00:00.000Z", NULL };

  put_text (patch, "end", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
set_priority (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "none", "low", "medium", "high", NULL };

  put_text (patch, "priority", one_of (family, choices, G_N_ELEMENTS (choices)));
}

/* Adds an element or takes one away. */
static void
change_set (Family *family, DovetailRecord *record, JsonObject *patch, const char *field, const char *added)
{
  g_auto (GStrv) present = dovetail_data_get_strings (record->data, field);
  guint count = g_strv_length (present);
  guint removed = chance_hits (&family->work, 30) && count > 0 ? chance_below (&family->work, count) : count;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < count; i++)
    if (i != removed)
      json_array_add_string_element (array, present[i]);
  if (removed == count && !g_strv_contains ((const char *const *) present, added))
    json_array_add_string_element (array, added);
  json_object_set_array_member (patch, field, array);
}

static void
change_tags (Family *family, DovetailRecord *record, JsonObject *patch)
{
  g_autofree char *word = books_new_word (family);

  change_set (family, record, patch, "tags", word);
}

static void
change_assignees (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "anna", "ben", "carl" };

  change_set (family, record, patch, "assignees", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
change_attendees (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "anna", "ben", "carl" };

  change_set (family, record, patch, "attendees", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
change_reminders (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "-PT10M", "-PT1H", "-P1D" };

  change_set (family, record, patch, "reminders", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static void
set_points (Family *family, DovetailRecord *record, JsonObject *patch)
{
  json_object_set_int_member (patch, "points", chance_below (&family->work, 20));
}

/* Another member than the rule, so that two edits of the object fit together. */
static void
add_to_recurrence (Family *family, JsonObject *patch, JsonNode *present)
{
  static const char *const members[] = { "until", "skipped", "note" };
  JsonObject *recurrence = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (present));
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (recurrence, name, json_node_ref (value));
  json_object_set_int_member (recurrence, members[chance_below (&family->breadth, G_N_ELEMENTS (members))],
                              chance_below (&family->breadth, 100));
  json_object_set_object_member (patch, "recurrence", recurrence);
}

static void
set_recurrence (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY" };
  JsonNode *present = dovetail_data_get (record->data, "recurrence");
  JsonObject *recurrence;

  if (family->broad && present != NULL && chance_hits (&family->breadth, 85))
    {
      add_to_recurrence (family, patch, present);
      return;
    }
  recurrence = json_object_new ();
  put_text (recurrence, "rrule", one_of (family, choices, G_N_ELEMENTS (choices)));
  put_text (recurrence, "series_id", record->entity_id);
  json_object_set_object_member (patch, "recurrence", recurrence);
}

static JsonObject *
checklist_item (Family *family)
{
  JsonObject *item = json_object_new ();
  g_autofree char *word = books_new_word (family);
  g_autofree char *id = g_strdup_printf ("item-%u", family->n_words);

  put_text (item, "id", id);
  put_text (item, "text", word);
  json_object_set_boolean_member (item, "done", FALSE);
  return item;
}

/* Adds an item, takes one away, ticks one or moves it to the front. */
static void
change_checklist (Family *family, DovetailRecord *record, JsonObject *patch)
{
  JsonNode *present = dovetail_data_get (record->data, "checklist");
  JsonArray *items = present != NULL ? json_node_get_array (present) : NULL;
  guint count = items != NULL ? json_array_get_length (items) : 0;
  guint kind = count > 0 ? chance_below (&family->work, 4) : 0;
  guint chosen = count > 0 ? chance_below (&family->work, count) : 0;
  JsonArray *array = json_array_new ();

  if (kind == 3)
    json_array_add_element (array, json_node_ref (json_array_get_element (items, chosen)));
  for (guint i = 0; i < count; i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      g_autoptr (JsonNode) ticked = NULL;

      if (i == chosen && kind == 2)
        {
          g_autoptr (JsonNode) yes = dovetail_value_boolean (TRUE);

          ticked = dovetail_data_with (item, "done", yes);
          item = ticked;
        }
      if (i != chosen || kind == 0 || kind == 2)
        json_array_add_element (array, json_node_ref (item));
    }
  if (kind == 0)
    json_array_add_object_element (array, checklist_item (family));
  json_object_set_array_member (patch, "checklist", array);
}

static void
set_position (Family *family, DovetailRecord *record, JsonObject *patch)
{
  const char *present = dovetail_data_get_string (record->data, "position");
  const char *after = dovetail_rank_is_valid (present) ? present : NULL;
  g_autofree char *position = chance_hits (&family->work, 50) ? dovetail_rank_between (after, NULL)
                                                              : dovetail_rank_between (NULL, after);

  put_text (patch, "position", position);
}

/* A field of a newer version, which this one keeps without knowing it. */
static void
set_unknown (Family *family, DovetailRecord *record, JsonObject *patch)
{
  g_autofree char *word = books_new_word (family);

  put_text (patch, "of_the_future", word);
}

static void
set_colour (Family *family, DovetailRecord *record, JsonObject *patch)
{
  static const char *const choices[] = { "#ff0000", "#00ff00", "#0000ff", NULL };

  put_text (patch, "colour", one_of (family, choices, G_N_ELEMENTS (choices)));
}

static const EditFunc task_edits[]
    = { write_title, write_title,    write_notes,      write_notes,      write_notes,      set_status,
        set_due,     set_start,      set_priority,     change_tags,      change_assignees, change_reminders,
        set_points,  set_recurrence, change_checklist, change_checklist, set_position,     set_unknown };
static const EditFunc list_edits[] = { write_title, set_colour, set_position, set_unknown };
static const EditFunc event_edits[]
    = { write_title, write_description, set_start, set_end, change_attendees };

/* Devices that edit the same record meet in the same field, too. */
static guint
choose_edit (Family *family, guint count)
{
  if (!family->broad || !chance_hits (&family->breadth, family->heat))
    family->hot_edit = chance_below (&family->work, count);
  return family->hot_edit % count;
}

static void
edit (Family *family, DovetailRecord *record, JsonObject *patch)
{
  gboolean task = g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK);

  /* The one kind of object would rarely be edited on two devices at once. */
  if (task && family->broad && chance_hits (&family->breadth, 16))
    set_recurrence (family, record, patch);
  else if (task)
    task_edits[choose_edit (family, G_N_ELEMENTS (task_edits))](family, record, patch);
  else if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_LIST))
    list_edits[choose_edit (family, G_N_ELEMENTS (list_edits))](family, record, patch);
  else
    event_edits[choose_edit (family, G_N_ELEMENTS (event_edits))](family, record, patch);
}

JsonNode *
edits_random (Family *family, DovetailRecord *record)
{
  JsonObject *patch = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  edit (family, record, patch);
  if (chance_hits (&family->work, 25))
    edit (family, record, patch);
  json_node_take_object (node, patch);
  json_node_seal (node);
  return node;
}
