/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Undo for every action, one after the other. The journal of the store is the stack; what was taken back from
 * it is kept here to be done again, until something else is done. */

#include "app/undo-stack.h"

#include <glib/gi18n.h>

#include "app/store-task.h"
#include "app/undo-words.h"
#include "app/window-toasts.h"
#include "store/undo.h"

/* As long as the toasts that offer to undo. */
#define TOAST_SECONDS 12

struct _DovetailUndoStack
{
  GObject parent_instance;

  DovetailWindow *window; /* not owned: it owns this; NULL: it is gone */
  GPtrArray *redo;        /* JsonNode, the newest last */
  gint64 last_action;     /* of the journal, when the newest was taken back */
  GQueue waiting;         /* Step: asked for while another runs */
  gboolean running;
};

G_DEFINE_FINAL_TYPE (DovetailUndoStack, dovetail_undo_stack, G_TYPE_OBJECT)

typedef struct
{
  gint64 action;
  JsonNode *redo; /* NULL: undo */
  gboolean is_redo;
  DovetailUndone undone;
  gint64 last_action; /* after it */
} Step;

static void run_next (DovetailUndoStack *self);

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_pointer (&step->redo, json_node_unref);
  dovetail_undone_clear (&step->undone);
  g_free (step);
}

static gboolean
run_step (DovetailStore *store, gpointer data, GError **error)
{
  Step *step = data;
  gboolean done = step->is_redo ? dovetail_store_redo (store, step->redo, &step->undone, error)
                                : dovetail_store_undo (store, step->action, &step->undone, error);

  step->last_action = dovetail_store_get_last_action (store);
  return done;
}

static DovetailApplication *
application_of (DovetailUndoStack *self)
{
  return dovetail_window_get_application (self->window);
}

static void
show_redo_toast (DovetailUndoStack *self, const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, TOAST_SECONDS);
  if (self->redo->len > 0)
    {
      adw_toast_set_button_label (toast, _ ("Redo"));
      adw_toast_set_action_name (toast, "win.redo");
    }
  dovetail_window_add_toast (self->window, toast);
}

static void
finish (DovetailUndoStack *self, Step *step)
{
  g_autofree char *words = NULL;

  self->last_action = step->last_action;
  if (step->is_redo)
    {
      words = dovetail_redo_words (&step->undone);
      dovetail_undo_stack_offer (self, words, step->undone.changed > 0 ? step->last_action : 0);
    }
  else
    {
      words = dovetail_undo_words (&step->undone);
      if (step->undone.redo != NULL)
        g_ptr_array_add (self->redo, g_steal_pointer (&step->undone.redo));
      show_redo_toast (self, words);
    }
  dovetail_sync_service_edited (dovetail_application_get_service (application_of (self)));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailUndoStack *self = DOVETAIL_UNDO_STACK (source);
  Step *step = dovetail_store_task_get_data (result);
  g_autoptr (GError) error = NULL;

  self->running = FALSE;
  if (self->window == NULL || application_of (self) == NULL)
    return;
  if (dovetail_store_task_finish (result, &error))
    finish (self, step);
  else
    dovetail_window_report (
        self->window, step->is_redo ? _ ("It could not be done again") : _ ("It could not be undone"), error);
  dovetail_undo_stack_refresh (self);
  run_next (self);
}

/* What is to be done again is known once its turn has come. */
static gboolean
prepare (DovetailUndoStack *self, Step *step)
{
  if (!step->is_redo)
    return TRUE;
  dovetail_undo_stack_refresh (self);
  if (self->redo->len == 0)
    return FALSE;
  step->redo = g_ptr_array_steal_index (self->redo, self->redo->len - 1);
  return TRUE;
}

static void
run_next (DovetailUndoStack *self)
{
  Step *step;

  while (!self->running && (step = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (!prepare (self, step))
        {
          step_free (step);
          continue;
        }
      self->running = TRUE;
      dovetail_store_task_run (self, dovetail_application_get_store (application_of (self)), run_step, step,
                               step_free, on_done, NULL);
    }
}

/* What was typed and not saved yet is what was done last. */
static void
queue_step (DovetailUndoStack *self, gint64 action, gboolean is_redo)
{
  Step *step;

  if (!dovetail_window_flush (self->window))
    return;
  step = g_new0 (Step, 1);
  step->action = action;
  step->is_redo = is_redo;
  g_queue_push_tail (&self->waiting, step);
  run_next (self);
}

static void
dovetail_undo_stack_dispose (GObject *object)
{
  DovetailUndoStack *self = DOVETAIL_UNDO_STACK (object);

  g_clear_weak_pointer (&self->window);
  g_queue_clear_full (&self->waiting, step_free);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  G_OBJECT_CLASS (dovetail_undo_stack_parent_class)->dispose (object);
}

static void
dovetail_undo_stack_class_init (DovetailUndoStackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_undo_stack_dispose;
}

static void
dovetail_undo_stack_init (DovetailUndoStack *self)
{
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

DovetailUndoStack *
dovetail_undo_stack_new (DovetailWindow *window)
{
  DovetailUndoStack *self = g_object_new (DOVETAIL_TYPE_UNDO_STACK, NULL);

  g_set_weak_pointer (&self->window, window);
  return self;
}

void
dovetail_undo_stack_undo (DovetailUndoStack *self, gint64 action)
{
  g_return_if_fail (DOVETAIL_IS_UNDO_STACK (self));
  queue_step (self, action, FALSE);
}

void
dovetail_undo_stack_redo (DovetailUndoStack *self)
{
  g_return_if_fail (DOVETAIL_IS_UNDO_STACK (self));
  queue_step (self, 0, TRUE);
}

void
dovetail_undo_stack_refresh (DovetailUndoStack *self)
{
  gint64 last_action;

  g_return_if_fail (DOVETAIL_IS_UNDO_STACK (self));

  last_action = dovetail_store_get_last_action (dovetail_application_get_store (application_of (self)));
  if (!self->running && last_action != self->last_action)
    g_ptr_array_set_size (self->redo, 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->window), "win.undo", last_action != 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->window), "win.redo", self->redo->len > 0);
}

typedef struct
{
  DovetailUndoStack *stack;
  gint64 action;
} Offer;

static void
offer_free (gpointer data)
{
  g_object_unref (((Offer *) data)->stack);
  g_free (data);
}

static void
on_undo_clicked (AdwToast *toast, gpointer data)
{
  Offer *offer = data;

  if (offer->stack->window != NULL)
    dovetail_undo_stack_undo (offer->stack, offer->action);
}

void
dovetail_undo_stack_offer (DovetailUndoStack *self, const char *words, gint64 action)
{
  Offer *offer;

  g_return_if_fail (DOVETAIL_IS_UNDO_STACK (self));
  g_return_if_fail (words != NULL);

  if (action == 0)
    {
      dovetail_window_toasts_say (GTK_WINDOW (self->window), application_of (self), words);
      return;
    }
  offer = g_new0 (Offer, 1);
  offer->stack = g_object_ref (self);
  offer->action = action;
  dovetail_window_toasts_offer_undo (GTK_WINDOW (self->window), application_of (self), words,
                                     G_CALLBACK (on_undo_clicked), offer, offer_free);
}
