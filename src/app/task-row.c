/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One task in a list. Bound and rebound while scrolling, so binding reads one payload and builds nothing. */

#include "app/task-row.h"

#include <glib/gi18n.h>

#include "app/colour-dot.h"
#include "app/due.h"
#include "app/merge-dialog.h"
#include "app/task-check.h"
#include "app/task-edits.h"
#include "store/order.h"

struct _DovetailTaskRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkCheckButton *select;
  GtkCheckButton *check;
  GtkLabel *title;
  GtkWidget *facts;
  GtkWidget *due_box;
  GtkLabel *due;
  GtkWidget *due_icon;
  GtkWidget *repeat;
  GtkWidget *progress_box;
  GtkLabel *progress;
  GtkWidget *list_box;
  DovetailColourDot *dot;
  GtkLabel *list;
  GtkLabel *tags;
  GtkWidget *decide;
  GtkWidget *flag;
  GtkWidget *upload;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailTaskItem *item;
  gulong changed_id;
  gboolean show_list;
  gboolean selecting; /* a click selects */
  gboolean filling;   /* the check moves because a task is shown, not because it was done */
};

G_DEFINE_FINAL_TYPE (DovetailTaskRow, dovetail_task_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECT_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_class (gpointer widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* GTK asks the display where the pointer is whenever a tooltip is set, which takes longer than all the rest.
 */
static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

static void
show_due (DovetailTaskRow *self, JsonNode *data, gboolean done)
{
  const DovetailZone *zone = dovetail_application_get_zone (self->application);
  gboolean repeats = dovetail_data_get (data, "recurrence") != NULL;
  DovetailUrgency urgency = DOVETAIL_URGENCY_LATER;
  g_autofree char *text = NULL;
  DovetailCivil due, now;

  if (dovetail_due_read (data, zone, &due))
    {
      zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
      text = dovetail_due_describe (&due, &now);
      urgency = done ? DOVETAIL_URGENCY_LATER : dovetail_due_urgency (&due, &now);
    }
  gtk_label_set_label (self->due, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->due), text != NULL);
  gtk_widget_set_visible (self->due_icon, text != NULL);
  gtk_widget_set_visible (self->repeat, repeats);
  gtk_widget_set_visible (self->due_box, text != NULL || repeats);
  set_class (self->due_box, "overdue", urgency == DOVETAIL_URGENCY_OVERDUE);
  set_class (self->due_box, "today", urgency == DOVETAIL_URGENCY_TODAY);
  set_class (self->due_box, "dim-label", urgency == DOVETAIL_URGENCY_LATER);
}

static void
count_checklist (JsonNode *data, guint *done, guint *total)
{
  JsonNode *checklist = dovetail_data_get (data, "checklist");
  JsonArray *items;

  if (checklist == NULL || !JSON_NODE_HOLDS_ARRAY (checklist))
    return;
  items = json_node_get_array (checklist);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);

      *total += 1;
      *done += JSON_NODE_HOLDS_OBJECT (item) && dovetail_data_get_boolean (item, "done", FALSE);
    }
}

static void
show_progress (DovetailTaskRow *self, DovetailRecord *record)
{
  DovetailStore *store = dovetail_application_get_store (self->application);
  g_autofree char *text = NULL;
  guint done;
  guint total = dovetail_store_count_children (store, record->entity_id, &done);

  count_checklist (record->data, &done, &total);
  text = g_strdup_printf ("%u/%u", done, total);
  gtk_label_set_label (self->progress, text);
  gtk_widget_set_visible (self->progress_box, total > 0);
}

static void
show_list (DovetailTaskRow *self, JsonNode *data)
{
  DovetailListItem *item = NULL;

  if (self->show_list)
    item = dovetail_list_catalog_find (dovetail_application_get_lists (self->application),
                                       dovetail_data_get_string (data, "list_id"));
  gtk_widget_set_visible (self->list_box, item != NULL);
  if (item == NULL)
    return;
  gtk_label_set_label (self->list, dovetail_list_item_get_name (item));
  dovetail_colour_dot_set_colour (self->dot, dovetail_list_item_get_colour (item));
}

static void
show_tags (DovetailTaskRow *self, JsonNode *data)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");
  g_autoptr (GString) text = g_string_new (NULL);

  for (char **tag = tags; *tag != NULL; tag++)
    g_string_append_printf (text, "%s#%s", text->len > 0 ? " " : "", *tag);
  gtk_label_set_label (self->tags, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->tags), text->len > 0);
}

static void
show_flag (DovetailTaskRow *self, const char *priority)
{
  static const struct
  {
    const char *priority;
    const char *tooltip;
  } table[] = {
    { "high", N_ ("High priority") },
    { "medium", N_ ("Medium priority") },
    { "low", N_ ("Low priority") },
  };
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gboolean is = g_strcmp0 (priority, table[i].priority) == 0;

      set_class (self->flag, table[i].priority, is);
      if (is)
        set_tooltip (self->flag, _ (table[i].tooltip));
      any |= is;
    }
  gtk_widget_set_visible (self->flag, any);
}

char *
dovetail_task_row_describe (DovetailRecord *record, const DovetailZone *zone)
{
  const char *title = dovetail_record_get_title (record);
  g_autofree char *text = NULL;
  DovetailCivil due, now;

  if (title[0] == '\0')
    title = _ ("Untitled");
  if (!dovetail_due_read (record->data, zone, &due))
    return g_strdup (title);
  zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
  text = dovetail_due_describe (&due, &now);
  return g_strdup_printf ("%s, %s", title, text);
}

static void
name_for_screen_readers (DovetailTaskRow *self, DovetailRecord *record)
{
  const char *title = gtk_label_get_label (self->title);
  g_autofree char *name
      = dovetail_task_row_describe (record, dovetail_application_get_zone (self->application));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->select), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
show_record (DovetailTaskRow *self, DovetailReplica *replica)
{
  DovetailRecord *record = replica->current;
  DovetailSyncStatus status = dovetail_replica_get_status (replica);
  gboolean signed_out = dovetail_sync_service_get_state (dovetail_application_get_service (self->application))
                        == DOVETAIL_SYNC_STATE_SIGNED_OUT;
  gboolean done = dovetail_record_is_done (record);
  const char *title = dovetail_record_get_title (record);

  gtk_label_set_label (self->title, title[0] != '\0' ? title : _ ("Untitled"));
  set_class (self, "done", done);
  gtk_check_button_set_active (self->check, done);
  show_due (self, record->data, done);
  show_progress (self, record);
  show_list (self, record->data);
  show_tags (self, record->data);
  show_flag (self, dovetail_data_get_string (record->data, "priority"));
  gtk_widget_set_visible (self->facts, gtk_widget_get_visible (self->due_box)
                                           || gtk_widget_get_visible (self->progress_box)
                                           || gtk_widget_get_visible (self->list_box)
                                           || gtk_widget_get_visible (GTK_WIDGET (self->tags)));
  gtk_widget_set_visible (self->decide, replica->conflict_id != NULL);
  set_class (self->upload, "warning", status == DOVETAIL_SYNC_STATUS_QUARANTINED);
  set_tooltip (self->upload, status == DOVETAIL_SYNC_STATUS_QUARANTINED ? _ ("The server refused this change")
                                                                        : _ ("Not uploaded yet"));
  gtk_widget_set_visible (self->upload, (status == DOVETAIL_SYNC_STATUS_PENDING && !signed_out)
                                            || status == DOVETAIL_SYNC_STATUS_QUARANTINED);
  name_for_screen_readers (self, record);
}

static void
update (DovetailTaskRow *self)
{
  DovetailReplica *replica = self->item == NULL ? NULL : dovetail_task_item_get_replica (self->item);

  gtk_widget_set_sensitive (GTK_WIDGET (self), replica != NULL);
  if (replica == NULL)
    return;
  self->filling = TRUE;
  show_record (self, replica);
  self->filling = FALSE;
}

static void
on_check_toggled (DovetailTaskRow *self)
{
  const char *task_id;
  g_autofree char *id = NULL;

  if (self->filling || self->item == NULL)
    return;
  task_id = dovetail_task_item_get_id (self->item);
  if (task_id == NULL)
    return;
  id = g_strdup (task_id);
  dovetail_task_edits_set_done (DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), id,
                                gtk_check_button_get_active (self->check));
}

static void
on_decide_clicked (DovetailTaskRow *self)
{
  DovetailReplica *replica = dovetail_task_item_get_replica (self->item);

  if (replica != NULL && replica->conflict_id != NULL)
    dovetail_merge_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->application,
                                   replica->conflict_id);
}

static void
on_select_toggled (DovetailTaskRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0);
}

/* While tasks are selected one by one, a click must not select this one alone. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, DovetailTaskRow *self)
{
  if (self->selecting)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, DovetailTaskRow *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self->selecting)
    g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0);
  else if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
on_long_pressed (DovetailTaskRow *self)
{
  if (self->selecting)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "tasks.select", NULL);
  g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0);
}

static void
dovetail_task_row_dispose (GObject *object)
{
  DovetailTaskRow *self = DOVETAIL_TASK_ROW (object);

  dovetail_task_row_set_item (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_task_row_parent_class)->dispose (object);
}

static void
dovetail_task_row_class_init (DovetailTaskRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_task_row_dispose;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DOVETAIL_TYPE_TASK_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECT_TOGGLED] = g_signal_new ("select-toggled", DOVETAIL_TYPE_TASK_ROW, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (DOVETAIL_TYPE_COLOUR_DOT);
  g_type_ensure (DOVETAIL_TYPE_TASK_CHECK);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, select);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, check);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, title);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, facts);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, due_box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, due);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, due_icon);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, repeat);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, progress_box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, progress);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, list_box);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, dot);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, list);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, tags);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, decide);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, flag);
  gtk_widget_class_bind_template_child (widget_class, DovetailTaskRow, upload);
  gtk_widget_class_bind_template_callback (widget_class, on_check_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_decide_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_select_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_task_row_init (DovetailTaskRow *self)
{
  self->show_list = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dovetail_task_row_new (DovetailApplication *application)
{
  DovetailTaskRow *self = g_object_new (DOVETAIL_TYPE_TASK_ROW, NULL);

  self->application = application;
  return GTK_WIDGET (self);
}

void
dovetail_task_row_set_item (DovetailTaskRow *self, DovetailTaskItem *item)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

DovetailTaskItem *
dovetail_task_row_get_item (DovetailTaskRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROW (self), NULL);
  return self->item;
}

void
dovetail_task_row_set_show_list (DovetailTaskRow *self, gboolean show)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW (self));
  self->show_list = show;
}

void
dovetail_task_row_set_selecting (DovetailTaskRow *self, gboolean selecting)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW (self));

  self->selecting = selecting;
  gtk_widget_set_visible (GTK_WIDGET (self->select), selecting);
  gtk_widget_set_visible (GTK_WIDGET (self->check), !selecting);
}

void
dovetail_task_row_set_selected (DovetailTaskRow *self, gboolean selected)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW (self));

  self->filling = TRUE;
  gtk_check_button_set_active (self->select, selected);
  self->filling = FALSE;
}
