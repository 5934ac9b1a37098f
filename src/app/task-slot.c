/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row that comes into being when it is about to be seen: making one and laying out its text takes half a
 * millisecond. */

#include "app/task-slot.h"

/* Until a first row was measured. */
#define FIRST_HEIGHT 58

struct _DovetailTaskSlot
{
  GtkWidget parent_instance;

  DovetailApplication *application; /* not owned: it outlives its windows */
  DovetailTaskItem *item;
  DovetailTaskRow *row; /* NULL: it was never filled */
  gulong changed_id;    /* of the item */
  gboolean empty;       /* the row shows nothing, or another task */
  gboolean named;
  gboolean show_list;
  gboolean selecting;
  gboolean selected;
};

G_DEFINE_FINAL_TYPE (DovetailTaskSlot, dovetail_task_slot, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECT_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What an empty one takes: as much as the last that was filled. */
static int usual_height = FIRST_HEIGHT;

static void
dovetail_task_slot_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  DovetailTaskSlot *self = DOVETAIL_TASK_SLOT (widget);

  /* nobody looks at the height without a width, for a list scrolls; to find it takes as long as the other one
   */
  if (self->row != NULL && !self->empty && (orientation == GTK_ORIENTATION_HORIZONTAL || for_size >= 0))
    {
      gtk_widget_measure (GTK_WIDGET (self->row), orientation, for_size, minimum, natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
        usual_height = *natural;
    }
  else
    *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? usual_height : 0;
}

/* A title may take two lines. */
static GtkSizeRequestMode
dovetail_task_slot_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
dovetail_task_slot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DovetailTaskSlot *self = DOVETAIL_TASK_SLOT (widget);

  if (self->row != NULL && !self->empty)
    gtk_widget_size_allocate (GTK_WIDGET (self->row), &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
dovetail_task_slot_dispose (GObject *object)
{
  DovetailTaskSlot *self = DOVETAIL_TASK_SLOT (object);

  dovetail_task_slot_set_item (self, NULL);
  if (self->row != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->row));
  self->row = NULL;
  G_OBJECT_CLASS (dovetail_task_slot_parent_class)->dispose (object);
}

static void
dovetail_task_slot_class_init (DovetailTaskSlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_task_slot_dispose;
  widget_class->get_request_mode = dovetail_task_slot_get_request_mode;
  widget_class->measure = dovetail_task_slot_measure;
  widget_class->size_allocate = dovetail_task_slot_size_allocate;
  signals[SIGNAL_OPENED]
      = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECT_TOGGLED]
      = g_signal_new ("select-toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "slot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
dovetail_task_slot_init (DovetailTaskSlot *self)
{
}

GtkWidget *
dovetail_task_slot_new (DovetailApplication *application)
{
  DovetailTaskSlot *self = g_object_new (DOVETAIL_TYPE_TASK_SLOT, NULL);

  self->application = application;
  return GTK_WIDGET (self);
}

/* GTK 4.8 has no label for list items: the widget around the slot is named in its place. */
void
dovetail_task_slot_name (DovetailTaskSlot *self)
{
  GtkWidget *around;
  DovetailReplica *replica;
  g_autofree char *name = NULL;

  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));

  self->named = TRUE;
  around = gtk_widget_get_parent (GTK_WIDGET (self));
  replica = self->item == NULL ? NULL : dovetail_task_item_get_replica (self->item);
  if (around == NULL || replica == NULL)
    return;
  name = dovetail_task_row_describe (replica->current, dovetail_application_get_zone (self->application));
  gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

gboolean
dovetail_task_slot_is_named (DovetailTaskSlot *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SLOT (self), FALSE);
  return self->named;
}

static void
on_changed (DovetailTaskSlot *self)
{
  if (self->named)
    dovetail_task_slot_name (self);
}

void
dovetail_task_slot_set_item (DovetailTaskSlot *self, DovetailTaskItem *item)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    self->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (on_changed), self);
  self->empty = item != NULL;
  self->named = item == NULL;
  if (self->row == NULL)
    return;
  dovetail_task_row_set_item (self->row, NULL);
  gtk_widget_set_child_visible (GTK_WIDGET (self->row), FALSE);
}

DovetailTaskItem *
dovetail_task_slot_get_item (DovetailTaskSlot *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SLOT (self), NULL);
  return self->item;
}

gboolean
dovetail_task_slot_is_empty (DovetailTaskSlot *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SLOT (self), FALSE);
  return self->empty;
}

static void
on_opened (DovetailTaskSlot *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
on_select_toggled (DovetailTaskSlot *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0);
}

static void
take_row (DovetailTaskSlot *self, DovetailTaskRow *row)
{
  self->row = row != NULL ? row : DOVETAIL_TASK_ROW (dovetail_task_row_new (self->application));
  g_signal_connect_object (self->row, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->row, "select-toggled", G_CALLBACK (on_select_toggled), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self->row), GTK_WIDGET (self));
  if (row != NULL)
    g_object_unref (row);
}

void
dovetail_task_slot_fill (DovetailTaskSlot *self, DovetailTaskRow *row)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));
  g_return_if_fail (self->empty && (row == NULL || self->row == NULL));

  if (self->row == NULL)
    take_row (self, row);
  self->empty = FALSE;
  dovetail_task_row_set_show_list (self->row, self->show_list);
  dovetail_task_row_set_selecting (self->row, self->selecting);
  dovetail_task_row_set_selected (self->row, self->selected);
  dovetail_task_row_set_item (self->row, self->item);
  gtk_widget_set_child_visible (GTK_WIDGET (self->row), TRUE);
  dovetail_task_slot_name (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
dovetail_task_slot_has_row (DovetailTaskSlot *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SLOT (self), FALSE);
  return self->row != NULL;
}

DovetailTaskRow *
dovetail_task_slot_take_row (DovetailTaskSlot *self)
{
  DovetailTaskRow *row;

  g_return_val_if_fail (DOVETAIL_IS_TASK_SLOT (self), NULL);

  if (self->row == NULL)
    return NULL;
  row = g_object_ref (self->row);
  dovetail_task_row_set_item (row, NULL);
  g_signal_handlers_disconnect_by_data (row, self);
  gtk_widget_unparent (GTK_WIDGET (row));
  self->row = NULL;
  self->empty = self->item != NULL;
  return row;
}

void
dovetail_task_slot_set_show_list (DovetailTaskSlot *self, gboolean show)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));
  self->show_list = show;
}

void
dovetail_task_slot_set_selecting (DovetailTaskSlot *self, gboolean selecting)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));

  self->selecting = selecting;
  if (self->row != NULL)
    dovetail_task_row_set_selecting (self->row, selecting);
}

void
dovetail_task_slot_set_selected (DovetailTaskSlot *self, gboolean selected)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SLOT (self));

  self->selected = selected;
  if (self->row != NULL)
    dovetail_task_row_set_selected (self->row, selected);
}
