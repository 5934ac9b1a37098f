/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The result of one field, edited in place. Each kind of field has a pair of functions, one that builds its
 * widget and one that shows a value in it; what the user does comes out as the signal "edited". A value that
 * is shown already is not set again, so that typing is never disturbed by its own echo. */
#include "app/merge-editor.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "app/accessible-names.h"
#include "app/value-words.h"
#include "core/data.h"
#include "core/quick-add.h"
#include "core/timestamp.h"

#define NOTES_MIN_HEIGHT 84
#define NOTES_MAX_HEIGHT 240

typedef struct
{
  void (*build) (DovetailMergeEditor *self);
  void (*show) (DovetailMergeEditor *self);
} EditorKind;

struct _DovetailMergeEditor
{
  AdwBin parent_instance;

  const DovetailField *field;
  const EditorKind *kind;
  char *entity_type;
  char *name;
  DovetailStore *store;
  const DovetailZone *zone;
  JsonNode *value;
  gboolean chosen;
  gboolean shown;     /* value is what the widget shows */
  gboolean setting;   /* the widget is being set: its signals are not the user's */
  GtkWidget *control; /* entry, text view, drop down or label */
  GtkLabel *hint;     /* of a date: what was understood; of notes: what to do; else NULL */
};

G_DEFINE_FINAL_TYPE (DovetailMergeEditor, dovetail_merge_editor, ADW_TYPE_BIN)

enum
{
  SIGNAL_EDITED,
  SIGNAL_UNCLEAR,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
name_control (DovetailMergeEditor *self)
{
  g_autofree char *field = dovetail_words_field (self->entity_type, self->name);
  /* Translators: accessible name of the editor of a field, as in "Result: Due" */
  g_autofree char *label = g_strdup_printf (_ ("Result: %s"), field);

  /* A label says what it says. */
  if (!GTK_IS_LABEL (self->control))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
emit_edited (DovetailMergeEditor *self, JsonNode *value)
{
  if (self->chosen && self->shown && dovetail_value_equal (value, self->value))
    return;
  g_clear_pointer (&self->value, json_node_unref);
  self->value = value != NULL ? json_node_ref (value) : NULL;
  self->chosen = TRUE;
  self->shown = TRUE;
  g_signal_emit (self, signals[SIGNAL_EDITED], 0, value);
}

static void
emit_unclear (DovetailMergeEditor *self)
{
  g_clear_pointer (&self->value, json_node_unref);
  self->chosen = FALSE;
  self->shown = TRUE;
  g_signal_emit (self, signals[SIGNAL_UNCLEAR], 0);
}

static void
emit_text (DovetailMergeEditor *self, const char *text)
{
  g_autoptr (JsonNode) value = *text != '\0' ? dovetail_value_string (text) : NULL;

  emit_edited (self, value);
}

static const char *
text_value (DovetailMergeEditor *self)
{
  if (self->value == NULL || !JSON_NODE_HOLDS_VALUE (self->value)
      || json_node_get_value_type (self->value) != G_TYPE_STRING)
    return "";
  return json_node_get_string (self->value);
}

/* One line. */

static void
line_changed (DovetailMergeEditor *self)
{
  if (!self->setting)
    emit_text (self, gtk_editable_get_text (GTK_EDITABLE (self->control)));
}

static void
build_line (DovetailMergeEditor *self)
{
  self->control = gtk_entry_new ();
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (line_changed), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
show_line (DovetailMergeEditor *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->control), text_value (self));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control),
                                  self->chosen ? NULL : _ ("Choose, or type here"));
}

/* Many lines. */

static void
notes_changed (DovetailMergeEditor *self, GtkTextBuffer *buffer)
{
  g_autofree char *text = NULL;

  if (self->setting)
    return;
  g_object_get (buffer, "text", &text, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  emit_text (self, text);
}

static void
build_notes (DovetailMergeEditor *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();

  self->control = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->control), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->control), FALSE);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "changed",
                            G_CALLBACK (notes_changed), self);
  g_object_set (scrolled, "child", self->control, "hscrollbar-policy", GTK_POLICY_NEVER, "min-content-height",
                NOTES_MIN_HEIGHT, "max-content-height", NOTES_MAX_HEIGHT, "propagate-natural-height", TRUE,
                NULL);
  gtk_widget_add_css_class (scrolled, "merge-notes");
  self->hint = GTK_LABEL (gtk_label_new (_ ("Choose, or type here")));
  g_object_set (self->hint, "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_START, "can-target", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "merge-notes-hint");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->hint));
  adw_bin_set_child (ADW_BIN (self), overlay);
}

static void
show_notes (DovetailMergeEditor *self)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text_value (self), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), !self->chosen);
}

/* A date, with or without a time. */

static void
show_date_hint (DovetailMergeEditor *self, const char *words)
{
  gtk_label_set_label (self->hint, words);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), *words != '\0');
}

static void
date_changed (DovetailMergeEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->control));
  g_autofree char *due = NULL;
  g_autofree char *zone = NULL;
  g_autofree char *words = NULL;
  gint64 now = dovetail_store_now (self->store);

  if (self->setting)
    return;
  if (*text != '\0'
      && !dovetail_quick_add_parse_when (
          text, now, self->zone, dovetail_quick_add_find_language (g_get_language_names ()), &due, &zone))
    {
      gtk_widget_add_css_class (self->control, "error");
      show_date_hint (self, _ ("Write a day, such as “27 Nov” or “tomorrow 9am”"));
      emit_unclear (self);
      return;
    }
  gtk_widget_remove_css_class (self->control, "error");
  words = dovetail_words_when (due, now);
  show_date_hint (self, words);
  emit_text (self, due != NULL ? due : "");
}

static void
day_selected (DovetailMergeEditor *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  g_autoptr (JsonNode) value = dovetail_value_string (date);

  if (self->setting)
    return;
  emit_edited (self, value);
  self->setting = TRUE;
  self->kind->show (self);
  self->setting = FALSE;
}

static void
no_date_clicked (DovetailMergeEditor *self)
{
  emit_edited (self, NULL);
  self->setting = TRUE;
  self->kind->show (self);
  self->setting = FALSE;
}

/* The calendar opens at the date that is chosen. */
static void
calendar_opens (GtkPopover *popover, DovetailMergeEditor *self)
{
  GtkCalendar *calendar = g_object_get_data (G_OBJECT (popover), "calendar");
  g_autoptr (GDateTime) day = NULL;
  int year, month, number;

  if (sscanf (text_value (self), "%4d-%2d-%2d", &year, &month, &number) == 3)
    day = g_date_time_new_local (year, month, number, 12, 0, 0);
  self->setting = TRUE;
  if (day != NULL)
    gtk_calendar_select_day (calendar, day);
  self->setting = FALSE;
}

static GtkWidget *
build_calendar (DovetailMergeEditor *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *none = gtk_button_new_with_label (_ ("No date"));

  dovetail_name_calendar (calendar);
  g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (day_selected), self);
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (no_date_clicked), self);
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (gtk_popover_popdown), popover);
  gtk_box_append (GTK_BOX (box), calendar);
  gtk_box_append (GTK_BOX (box), none);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_object_set_data (G_OBJECT (popover), "calendar", calendar);
  g_signal_connect (popover, "show", G_CALLBACK (calendar_opens), self);
  return popover;
}

static void
build_date (DovetailMergeEditor *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_menu_button_new ();

  self->control = gtk_entry_new ();
  gtk_widget_set_hexpand (self->control, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 8);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (date_changed), self);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Pick a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pick a day"),
                                  -1);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), build_calendar (self));
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), self->control);
  gtk_box_append (GTK_BOX (box), button);
  self->hint = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->hint, 0);
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_box_append (GTK_BOX (outer), box);
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->hint));
  adw_bin_set_child (ADW_BIN (self), outer);
}

static void
show_date (DovetailMergeEditor *self)
{
  g_autofree char *words = NULL;

  if (*text_value (self) != '\0')
    words = dovetail_words_when (text_value (self), dovetail_store_now (self->store));
  gtk_editable_set_text (GTK_EDITABLE (self->control), words != NULL ? words : "");
  gtk_widget_remove_css_class (self->control, "error");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control),
                                  self->chosen ? _ ("No date") : _ ("Choose, or type here"));
  show_date_hint (self, "");
}

/* One of a few words. The first entry is "nothing chosen". */

static void
choice_selected (DovetailMergeEditor *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (self->setting || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == 0)
    emit_unclear (self);
  else
    emit_text (self, self->field->choices[selected - 1]);
}

static void
build_choice (DovetailMergeEditor *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  gboolean is_status = self->field->merge == DOVETAIL_MERGE_STATUS;

  gtk_string_list_append (words, _ ("Choose…"));
  for (guint i = 0; self->field->choices[i] != NULL; i++)
    gtk_string_list_take (words, is_status ? dovetail_words_status (self->field->choices[i])
                                           : dovetail_words_priority (self->field->choices[i]));
  self->control = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&words)), NULL);
  g_signal_connect_swapped (self->control, "notify::selected", G_CALLBACK (choice_selected), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
show_choice (DovetailMergeEditor *self)
{
  guint selected = self->chosen ? 1 : 0; /* absent is the first of the words */

  for (guint i = 0; self->chosen && self->field->choices[i] != NULL; i++)
    if (g_str_equal (self->field->choices[i], text_value (self)))
      selected = i + 1;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), selected);
}

/* Words between commas or spaces. */

static void
words_changed (DovetailMergeEditor *self)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (JsonNode) value = NULL;

  if (self->setting)
    return;
  parts = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->control)), ", ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *word = *parts[i] == '#' ? parts[i] + 1 : parts[i];

      if (*word != '\0' && !g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
        g_ptr_array_add (words, (gpointer) word);
    }
  g_ptr_array_add (words, NULL);
  if (words->len > 1)
    value = dovetail_value_strings ((const char *const *) words->pdata);
  emit_edited (self, value);
}

static void
build_words (DovetailMergeEditor *self)
{
  self->control = gtk_entry_new ();
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (words_changed), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
show_words (DovetailMergeEditor *self)
{
  g_autofree char *words = NULL;

  if (self->value != NULL && JSON_NODE_HOLDS_ARRAY (self->value))
    words = dovetail_words_value (self->store, self->entity_type, self->name, self->value);
  gtk_editable_set_text (GTK_EDITABLE (self->control), words != NULL ? words : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control),
                                  self->chosen ? NULL : _ ("Choose, or type here"));
}

/* A number. */

static void
number_changed (DovetailMergeEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->control));
  g_autoptr (JsonNode) value = NULL;
  gint64 number;

  if (self->setting)
    return;
  if (*text != '\0' && !g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    {
      gtk_widget_add_css_class (self->control, "error");
      emit_unclear (self);
      return;
    }
  gtk_widget_remove_css_class (self->control, "error");
  if (*text != '\0')
    value = dovetail_value_int (number);
  emit_edited (self, value);
}

static void
build_number (DovetailMergeEditor *self)
{
  self->control = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->control), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (number_changed), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
show_number (DovetailMergeEditor *self)
{
  g_autofree char *words = NULL;

  if (self->value != NULL)
    words = dovetail_words_value (self->store, self->entity_type, self->name, self->value);
  gtk_editable_set_text (GTK_EDITABLE (self->control), words != NULL ? words : "");
  gtk_widget_remove_css_class (self->control, "error");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control),
                                  self->chosen ? NULL : _ ("Choose, or type here"));
}

/* Everything else: in words. */

static void
build_label (DovetailMergeEditor *self)
{
  self->control = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->control), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->control), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->control), 0);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
show_label (DovetailMergeEditor *self)
{
  g_autofree char *words = NULL;

  if (self->chosen)
    words = dovetail_words_value (self->store, self->entity_type, self->name, self->value);
  dovetail_merge_editor_show_words (self, words != NULL ? words : _ ("Choose a side"));
}

static const EditorKind *
kind_of (const DovetailField *field)
{
  static const EditorKind line = { build_line, show_line };
  static const EditorKind notes = { build_notes, show_notes };
  static const EditorKind date = { build_date, show_date };
  static const EditorKind choice = { build_choice, show_choice };
  static const EditorKind words = { build_words, show_words };
  static const EditorKind number = { build_number, show_number };
  static const EditorKind label = { build_label, show_label };

  if (field == NULL)
    return &label;
  switch (field->type)
    {
    case DOVETAIL_FIELD_STRING:
      return field->merge == DOVETAIL_MERGE_TEXT ? &notes : &line;
    case DOVETAIL_FIELD_WHEN:
      return &date;
    case DOVETAIL_FIELD_ENUM:
      return &choice;
    case DOVETAIL_FIELD_STRINGS:
      return g_str_equal (field->name, "tags") ? &words : &label;
    case DOVETAIL_FIELD_INTEGER:
      return &number;
    case DOVETAIL_FIELD_UUID:
    case DOVETAIL_FIELD_TIMESTAMP:
    case DOVETAIL_FIELD_OBJECTS:
    case DOVETAIL_FIELD_OBJECT:
    default:
      return &label;
    }
}

static gboolean
dovetail_merge_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (DOVETAIL_MERGE_EDITOR (widget)->control);
}

static void
dovetail_merge_editor_finalize (GObject *object)
{
  DovetailMergeEditor *self = DOVETAIL_MERGE_EDITOR (object);

  g_clear_pointer (&self->value, json_node_unref);
  g_free (self->entity_type);
  g_free (self->name);
  G_OBJECT_CLASS (dovetail_merge_editor_parent_class)->finalize (object);
}

static void
dovetail_merge_editor_class_init (DovetailMergeEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_merge_editor_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = dovetail_merge_editor_grab_focus;
  signals[SIGNAL_EDITED] = g_signal_new ("edited", DOVETAIL_TYPE_MERGE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_UNCLEAR] = g_signal_new ("unclear", DOVETAIL_TYPE_MERGE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_merge_editor_init (DovetailMergeEditor *self)
{
}

GtkWidget *
dovetail_merge_editor_new (const DovetailField *field,
                           const char *entity_type,
                           const char *name,
                           DovetailStore *store,
                           const DovetailZone *zone)
{
  DovetailMergeEditor *self = g_object_new (DOVETAIL_TYPE_MERGE_EDITOR, NULL);

  self->field = field;
  self->entity_type = g_strdup (entity_type);
  self->name = g_strdup (name);
  self->store = store;
  self->zone = zone;
  self->kind = kind_of (field);
  self->kind->build (self);
  name_control (self);
  return GTK_WIDGET (self);
}

void
dovetail_merge_editor_show (DovetailMergeEditor *self, JsonNode *value, gboolean chosen)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_EDITOR (self));

  if (self->shown && chosen == self->chosen && dovetail_value_equal (value, self->value))
    return;
  g_clear_pointer (&self->value, json_node_unref);
  self->value = value != NULL ? json_node_ref (value) : NULL;
  self->chosen = chosen;
  self->shown = TRUE;
  self->setting = TRUE;
  self->kind->show (self);
  self->setting = FALSE;
}

void
dovetail_merge_editor_show_words (DovetailMergeEditor *self, const char *words)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_EDITOR (self));
  g_return_if_fail (GTK_IS_LABEL (self->control));

  gtk_label_set_label (GTK_LABEL (self->control), words);
}
