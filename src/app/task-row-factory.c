/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a task list: slots, which are filled before they are seen. Those in view are filled in the
 * frame that shows them first, or, when many are new at once, in the next ones, from the top; those near little by
 * little. Further away they only have names, for screen
 * readers find them, too; a row that was left behind is used again. */

#include "app/task-row-factory.h"

#include "app/completed-fold.h"
#include "app/task-slot.h"

#define SLOT_KEY "task-slot"
#define SLICE_MICROSECONDS 3000
/* In one frame; laying out their text takes three times as long as filling them. */
#define MOST_FILLED_IN_VIEW 6
/* Each is laid out in the next frame, which takes longer than to fill it. */
#define MOST_FILLED_AHEAD 4
#define MOST_IDLE_ROWS 64

struct _DovetailTaskRowFactory
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: it outlives its windows */
  GtkWidget *list_view;             /* not owned; NULL: it is gone */
  GHashTable *slots;                /* GtkListItem -> DovetailTaskSlot, not owned: those that live */
  GdkFrameClock *clock;             /* while the list is realized */
  gulong layout_id;
  gint64 frame;         /* in which slots in view were filled last */
  guint filled_in_view; /* in that one */
  GPtrArray *idle_rows;   /* DovetailTaskRow */
  gboolean wants_filling; /* slots have changed */
  guint fill_id;
  guint tick_id;    /* the next frame fills more */
  guint first_seen; /* positions of what was seen in the last frame */
  guint last_seen;  /* before the first: nothing */
  gboolean show_list;
  gboolean selecting;
};

G_DEFINE_FINAL_TYPE (DovetailTaskRowFactory, dovetail_task_row_factory, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECT_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static DovetailTaskSlot *
slot_of (gpointer list_item)
{
  return g_object_get_data (list_item, SLOT_KEY);
}

/* A slot that is out of sight keeps the place where it was seen last, so that its place alone says nothing.
 */
static gboolean
is_seen (DovetailTaskRowFactory *self, DovetailTaskSlot *slot)
{
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (slot));
  graphene_rect_t bounds;

  return around != NULL && gtk_widget_get_child_visible (around)
         && gtk_widget_compute_bounds (GTK_WIDGET (slot), self->list_view, &bounds)
         && bounds.origin.y + bounds.size.height > 0
         && bounds.origin.y < gtk_widget_get_height (self->list_view);
}

/* part: of a page, around what is seen. */
static gboolean
is_near (DovetailTaskRowFactory *self, GtkListItem *list_item, double part)
{
  double position = gtk_list_item_get_position (list_item);
  double reach = part * ((double) self->last_seen - self->first_seen + 1);

  return position >= self->first_seen - reach && position <= self->last_seen + reach;
}

/* Of a slot that is far from what is seen. */
static DovetailTaskRow *
find_idle_row (DovetailTaskRowFactory *self)
{
  GHashTableIter iter;
  gpointer list_item, slot;

  if (self->idle_rows->len > 0)
    return g_ptr_array_steal_index_fast (self->idle_rows, self->idle_rows->len - 1);
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &list_item, &slot))
    {
      DovetailTaskRow *row = is_near (self, list_item, 1) ? NULL : dovetail_task_slot_take_row (slot);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static void
fill (DovetailTaskRowFactory *self, DovetailTaskSlot *slot)
{
  dovetail_task_slot_fill (slot, dovetail_task_slot_has_row (slot) ? NULL : find_idle_row (self));
}

typedef struct
{
  guint position;
  DovetailTaskSlot *slot;
} Seen;

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  const Seen *first = a;
  const Seen *second = b;

  return (first->position > second->position) - (first->position < second->position);
}

/* From the top. */
static GArray *
list_seen (DovetailTaskRowFactory *self)
{
  GArray *seen = g_array_new (FALSE, FALSE, sizeof (Seen));
  GHashTableIter iter;
  gpointer list_item, slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &list_item, &slot))
    if (dovetail_task_slot_get_item (slot) != NULL && is_seen (self, slot))
      {
        Seen one = { gtk_list_item_get_position (list_item), slot };

        g_array_append_val (seen, one);
      }
  g_array_sort (seen, compare_seen);
  self->first_seen = seen->len > 0 ? g_array_index (seen, Seen, 0).position : G_MAXUINT;
  self->last_seen = seen->len > 0 ? g_array_index (seen, Seen, seen->len - 1).position : 0;
  return seen;
}

static gboolean
on_next_frame (GtkWidget *list_view, GdkFrameClock *clock, gpointer user_data)
{
  DovetailTaskRowFactory *self = user_data;

  self->tick_id = 0;
  gtk_widget_queue_resize (list_view);
  return G_SOURCE_REMOVE;
}

/* A frame may be laid out more than once. */
static gboolean
has_filled_enough (DovetailTaskRowFactory *self)
{
  gint64 frame = gdk_frame_clock_get_frame_counter (self->clock);

  if (frame != self->frame)
    self->filled_in_view = 0;
  self->frame = frame;
  return self->filled_in_view >= MOST_FILLED_IN_VIEW;
}

/* The slots have their places now; what is filled here is laid out once more in the same frame. */
static void
fill_seen (DovetailTaskRowFactory *self)
{
  g_autoptr (GArray) seen = list_seen (self);

  for (guint i = 0; i < seen->len; i++)
    {
      DovetailTaskSlot *slot = g_array_index (seen, Seen, i).slot;

      if (!dovetail_task_slot_is_empty (slot))
        continue;
      if (has_filled_enough (self))
        {
          if (self->tick_id == 0)
            self->tick_id = gtk_widget_add_tick_callback (self->list_view, on_next_frame, self, NULL);
          return;
        }
      fill (self, slot);
      self->filled_in_view++;
    }
}

/* Those near are filled, a few in a frame; those further away are named. Returns whether that is all for now.
 */
static gboolean
fill_or_name (DovetailTaskRowFactory *self, GtkListItem *list_item, DovetailTaskSlot *slot, guint *filled)
{
  if (dovetail_task_slot_is_empty (slot) && is_near (self, list_item, 0.5))
    {
      fill (self, slot);
      *filled += 1;
    }
  else if (!dovetail_task_slot_is_named (slot))
    dovetail_task_slot_name (slot);
  else
    return FALSE;
  return *filled == MOST_FILLED_AHEAD;
}

/* Returns whether something is left to do before the next frame. */
static gboolean
fill_some (gpointer user_data)
{
  DovetailTaskRowFactory *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_MICROSECONDS;
  GHashTableIter iter;
  gpointer list_item, slot;
  guint filled = 0;

  g_hash_table_iter_init (&iter, self->slots);
  while (!self->wants_filling && g_hash_table_iter_next (&iter, &list_item, &slot))
    {
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
      self->wants_filling = fill_or_name (self, list_item, slot, &filled);
    }
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

static void
on_layout (DovetailTaskRowFactory *self)
{
  if (self->list_view == NULL || !gtk_widget_get_mapped (self->list_view))
    return;
  fill_seen (self);
  if (self->wants_filling && self->fill_id == 0)
    self->fill_id = g_idle_add_full (G_PRIORITY_LOW, fill_some, self, NULL);
  self->wants_filling = FALSE;
}

static void
want_filling (DovetailTaskRowFactory *self)
{
  self->wants_filling = TRUE;
  gtk_widget_queue_resize (self->list_view);
}

static void
on_unrealize (DovetailTaskRowFactory *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->layout_id, self->clock);
  g_clear_object (&self->clock);
}

static void
on_realize (DovetailTaskRowFactory *self)
{
  on_unrealize (self);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (self->list_view));
  self->layout_id = g_signal_connect_swapped (self->clock, "layout", G_CALLBACK (on_layout), self);
}

static void
on_opened (GtkListItem *list_item, DovetailTaskSlot *slot)
{
  DovetailTaskRowFactory *self = g_object_get_data (G_OBJECT (slot), "factory");
  GObject *item = gtk_list_item_get_item (list_item);

  if (DOVETAIL_IS_TASK_ITEM (item))
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, item);
}

static void
on_select_toggled (GtkListItem *list_item, DovetailTaskSlot *slot)
{
  DovetailTaskRowFactory *self = g_object_get_data (G_OBJECT (slot), "factory");
  guint position = gtk_list_item_get_position (list_item);

  if (position != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0, position);
}

static void
on_selected_changed (GtkListItem *list_item)
{
  dovetail_task_slot_set_selected (slot_of (list_item), gtk_list_item_get_selected (list_item));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  GtkWidget *slot = dovetail_task_slot_new (self->application);

  g_object_set_data (G_OBJECT (slot), "factory", self);
  g_signal_connect_object (slot, "opened", G_CALLBACK (on_opened), list_item, G_CONNECT_SWAPPED);
  g_signal_connect_object (slot, "select-toggled", G_CALLBACK (on_select_toggled), list_item,
                           G_CONNECT_SWAPPED);
  g_signal_connect (list_item, "notify::selected", G_CALLBACK (on_selected_changed), NULL);
  g_object_set_data_full (G_OBJECT (list_item), SLOT_KEY, g_object_ref_sink (slot), g_object_unref);
  g_hash_table_insert (self->slots, list_item, slot);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  DovetailTaskSlot *slot = slot_of (list_item);
  GObject *item = gtk_list_item_get_item (list_item);

  if (DOVETAIL_IS_COMPLETED_FOLD (item))
    {
      gtk_list_item_set_child (list_item,
                               dovetail_completed_fold_create_row (DOVETAIL_COMPLETED_FOLD (item)));
      gtk_list_item_set_selectable (list_item, FALSE);
      return;
    }
  gtk_list_item_set_child (list_item, GTK_WIDGET (slot));
  gtk_list_item_set_selectable (list_item, TRUE);
  dovetail_task_slot_set_show_list (slot, self->show_list);
  dovetail_task_slot_set_selecting (slot, self->selecting);
  dovetail_task_slot_set_selected (slot, gtk_list_item_get_selected (list_item));
  dovetail_task_slot_set_item (slot, DOVETAIL_TASK_ITEM (item));
  want_filling (self);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  dovetail_task_slot_set_item (slot_of (list_item), NULL);
}

static void
on_teardown (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  DovetailTaskRow *row = self->list_view == NULL || self->idle_rows->len >= MOST_IDLE_ROWS
                             ? NULL
                             : dovetail_task_slot_take_row (slot_of (list_item));

  if (row != NULL)
    g_ptr_array_add (self->idle_rows, row);
  g_hash_table_remove (self->slots, list_item);
}

static void
dovetail_task_row_factory_dispose (GObject *object)
{
  DovetailTaskRowFactory *self = DOVETAIL_TASK_ROW_FACTORY (object);

  g_clear_handle_id (&self->fill_id, g_source_remove);
  if (self->tick_id != 0 && self->list_view != NULL)
    gtk_widget_remove_tick_callback (self->list_view, self->tick_id);
  on_unrealize (self);
  g_ptr_array_set_size (self->idle_rows, 0);
  g_clear_weak_pointer (&self->list_view);
  G_OBJECT_CLASS (dovetail_task_row_factory_parent_class)->dispose (object);
}

static void
dovetail_task_row_factory_finalize (GObject *object)
{
  g_hash_table_unref (DOVETAIL_TASK_ROW_FACTORY (object)->slots);
  g_ptr_array_unref (DOVETAIL_TASK_ROW_FACTORY (object)->idle_rows);
  G_OBJECT_CLASS (dovetail_task_row_factory_parent_class)->finalize (object);
}

static void
dovetail_task_row_factory_class_init (DovetailTaskRowFactoryClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_task_row_factory_dispose;
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_row_factory_finalize;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         1, DOVETAIL_TYPE_TASK_ITEM);
  signals[SIGNAL_SELECT_TOGGLED] = g_signal_new ("select-toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
dovetail_task_row_factory_init (DovetailTaskRowFactory *self)
{
  self->slots = g_hash_table_new (NULL, NULL);
  self->idle_rows = g_ptr_array_new_with_free_func (g_object_unref);
}

DovetailTaskRowFactory *
dovetail_task_row_factory_new (DovetailApplication *application, GtkListView *list_view)
{
  DovetailTaskRowFactory *self = g_object_new (DOVETAIL_TYPE_TASK_ROW_FACTORY, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->application = application;
  g_set_weak_pointer (&self->list_view, GTK_WIDGET (list_view));
  g_signal_connect_object (list_view, "realize", G_CALLBACK (on_realize), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list_view, "unrealize", G_CALLBACK (on_unrealize), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_realized (GTK_WIDGET (list_view)))
    on_realize (self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (on_teardown), self, 0);
  gtk_list_view_set_factory (list_view, factory);
  return self;
}

void
dovetail_task_row_factory_set_show_list (DovetailTaskRowFactory *self, gboolean show)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self));
  self->show_list = show;
}

void
dovetail_task_row_factory_set_selecting (DovetailTaskRowFactory *self, gboolean selecting)
{
  GHashTableIter iter;
  gpointer slot;

  g_return_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self));

  self->selecting = selecting;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    dovetail_task_slot_set_selecting (slot, selecting);
}

gboolean
dovetail_task_row_factory_get_seen (DovetailTaskRowFactory *self, guint *first, guint *last)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self), FALSE);

  *first = self->first_seen;
  *last = self->last_seen;
  return *first <= *last;
}

GtkWidget *
dovetail_task_row_factory_find (DovetailTaskRowFactory *self, gint64 row_id)
{
  GHashTableIter iter;
  gpointer slot;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self), NULL);

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      DovetailTaskItem *item = dovetail_task_slot_get_item (slot);

      if (item != NULL && dovetail_task_item_get_row_id (item) == row_id)
        return GTK_WIDGET (slot);
    }
  return NULL;
}
