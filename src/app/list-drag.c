/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drag and drop of a task list. One source and one target for the whole list: rows come and go while it
 * scrolls. */

#include "app/list-drag.h"

#include "app/task-drag.h"
#include "app/task-slot.h"

#define EDGE 48              /* pixels from the edge in which the list scrolls */
#define PIXELS_A_SECOND 1200 /* at the very edge */

struct _DovetailListDrag
{
  GObject parent_instance;

  GtkWidget *list_view; /* not owned; NULL: it is gone */
  DovetailTaskRows *rows;
  gboolean in_order;

  double y;          /* of the pointer, while tasks hang over the list */
  GtkWidget *marked; /* not owned: the slot with the line where they would go */
  guint tick_id;     /* the list scrolls */
  gint64 last_tick;
};

G_DEFINE_FINAL_TYPE (DovetailListDrag, dovetail_list_drag, G_TYPE_OBJECT)

static guint placed_signal;

static void
mark (DovetailListDrag *self, GtkWidget *slot, gboolean below)
{
  if (self->marked != NULL)
    {
      gtk_widget_remove_css_class (self->marked, "drop-above");
      gtk_widget_remove_css_class (self->marked, "drop-below");
    }
  g_set_weak_pointer (&self->marked, slot);
  if (slot != NULL)
    gtk_widget_add_css_class (slot, below ? "drop-below" : "drop-above");
}

/* The slot at a height, or the last above it; below: it lies in the lower half or beneath. */
static GtkWidget *
find_slot (DovetailListDrag *self, double y, gboolean *below)
{
  GtkWidget *found = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (self->list_view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *slot = gtk_widget_get_first_child (row);
      graphene_rect_t bounds;

      if (!DOVETAIL_IS_TASK_SLOT (slot) || dovetail_task_slot_get_item (DOVETAIL_TASK_SLOT (slot)) == NULL
          || !gtk_widget_compute_bounds (row, self->list_view, &bounds) || bounds.origin.y > y)
        continue;
      found = slot;
      *below = y > bounds.origin.y + bounds.size.height / 2;
    }
  return found;
}

/* Completed tasks have no order of their own: there it is the end of the open ones. */
static guint
target_of (DovetailListDrag *self, GtkWidget *slot, gboolean below)
{
  guint n_open = dovetail_task_rows_get_open (self->rows)->len;
  DovetailTaskItem *item = slot == NULL ? NULL : dovetail_task_slot_get_item (DOVETAIL_TASK_SLOT (slot));
  guint position;

  if (item == NULL)
    return 0;
  if (!dovetail_task_rows_find (self->rows, dovetail_task_item_get_row_id (item), &position))
    return n_open;
  return MIN (position + below, n_open);
}

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, DovetailListDrag *self)
{
  gboolean below;
  GtkWidget *slot = find_slot (self, y, &below);
  DovetailTaskItem *item = slot == NULL ? NULL : dovetail_task_slot_get_item (DOVETAIL_TASK_SLOT (slot));
  DovetailReplica *replica = item == NULL ? NULL : dovetail_task_item_get_replica (item);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (DovetailTaskDrag) drag = NULL;
  gint64 row_id;
  guint position;

  if (replica == NULL)
    return NULL;
  row_id = dovetail_task_item_get_row_id (item);
  /* who takes a selected one takes all of them */
  if (dovetail_task_rows_find (self->rows, row_id, &position)
      && gtk_selection_model_is_selected (dovetail_task_rows_get_selection (self->rows), position))
    rows = dovetail_task_rows_list_selected (self->rows);
  else
    {
      rows = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (rows, row_id);
    }
  drag = dovetail_task_drag_new (rows, dovetail_record_get_title (replica->current));
  g_object_set_data_full (G_OBJECT (source), "task-drag", g_object_ref (drag), g_object_unref);
  return gdk_content_provider_new_typed (DOVETAIL_TYPE_TASK_DRAG, drag);
}

static void
on_begin (GtkDragSource *source, GdkDrag *drag, DovetailListDrag *self)
{
  DovetailTaskDrag *tasks = g_object_get_data (G_OBJECT (source), "task-drag");

  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)),
                           dovetail_task_drag_create_icon (tasks));
}

static void
show_target (DovetailListDrag *self)
{
  gboolean below = FALSE;
  GtkWidget *slot = find_slot (self, self->y, &below);

  mark (self, slot, below);
}

/* Pixels a second; negative: up. */
static double
scroll_speed (DovetailListDrag *self)
{
  int height = gtk_widget_get_height (self->list_view);

  if (self->y < EDGE)
    return -PIXELS_A_SECOND * (EDGE - self->y) / EDGE;
  if (self->y > height - EDGE)
    return PIXELS_A_SECOND * (self->y - (height - EDGE)) / EDGE;
  return 0;
}

static void
stop (DovetailListDrag *self)
{
  if (self->tick_id != 0 && self->list_view != NULL)
    gtk_widget_remove_tick_callback (self->list_view, self->tick_id);
  self->tick_id = 0;
  mark (self, NULL, FALSE);
}

static gboolean
on_tick (GtkWidget *list_view, GdkFrameClock *clock, gpointer user_data)
{
  DovetailListDrag *self = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list_view));
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = self->last_tick == 0 ? 0 : (now - self->last_tick) / 1e6;

  self->last_tick = now;
  if (scroll_speed (self) == 0)
    {
      self->tick_id = 0;
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_value (adjustment) + scroll_speed (self) * seconds);
  show_target (self);
  return G_SOURCE_CONTINUE;
}

static GdkDragAction
on_motion (GtkDropTarget *target, double x, double y, DovetailListDrag *self)
{
  if (!self->in_order)
    return 0;
  self->y = y;
  show_target (self);
  if (self->tick_id == 0 && scroll_speed (self) != 0)
    {
      self->last_tick = 0;
      self->tick_id = gtk_widget_add_tick_callback (self->list_view, on_tick, self, NULL);
    }
  return GDK_ACTION_MOVE;
}

static void
on_leave (GtkDropTarget *target, DovetailListDrag *self)
{
  stop (self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, DovetailListDrag *self)
{
  DovetailTaskDrag *drag = g_value_get_object (value);
  gboolean below = FALSE;
  GtkWidget *slot = find_slot (self, y, &below);

  stop (self);
  if (!self->in_order || drag == NULL)
    return FALSE;
  g_signal_emit (self, placed_signal, 0, dovetail_task_drag_get_rows (drag), target_of (self, slot, below));
  return TRUE;
}

static void
dovetail_list_drag_dispose (GObject *object)
{
  DovetailListDrag *self = DOVETAIL_LIST_DRAG (object);

  stop (self);
  g_clear_weak_pointer (&self->marked);
  g_clear_weak_pointer (&self->list_view);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (dovetail_list_drag_parent_class)->dispose (object);
}

static void
dovetail_list_drag_class_init (DovetailListDragClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_list_drag_dispose;
  placed_signal = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_ARRAY, G_TYPE_UINT);
}

static void
dovetail_list_drag_init (DovetailListDrag *self)
{
}

DovetailListDrag *
dovetail_list_drag_new (GtkWidget *list_view, DovetailTaskRows *rows)
{
  DovetailListDrag *self = g_object_new (DOVETAIL_TYPE_LIST_DRAG, NULL);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (DOVETAIL_TYPE_TASK_DRAG, GDK_ACTION_MOVE);

  g_set_weak_pointer (&self->list_view, list_view);
  self->rows = g_object_ref (rows);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_prepare), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_begin), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_leave), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (list_view, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (list_view, GTK_EVENT_CONTROLLER (target));
  return self;
}

void
dovetail_list_drag_set_in_order (DovetailListDrag *self, gboolean in_order)
{
  g_return_if_fail (DOVETAIL_IS_LIST_DRAG (self));
  self->in_order = in_order;
}
