/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks under the pointer. */

#include "app/task-drag.h"

#include <glib/gi18n.h>

struct _DovetailTaskDrag
{
  GObject parent_instance;

  GArray *rows;
  char *title;
};

G_DEFINE_FINAL_TYPE (DovetailTaskDrag, dovetail_task_drag, G_TYPE_OBJECT)

static void
dovetail_task_drag_finalize (GObject *object)
{
  DovetailTaskDrag *self = DOVETAIL_TASK_DRAG (object);

  g_array_unref (self->rows);
  g_free (self->title);
  G_OBJECT_CLASS (dovetail_task_drag_parent_class)->finalize (object);
}

static void
dovetail_task_drag_class_init (DovetailTaskDragClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_drag_finalize;
}

static void
dovetail_task_drag_init (DovetailTaskDrag *self)
{
}

DovetailTaskDrag *
dovetail_task_drag_new (GArray *rows, const char *title)
{
  DovetailTaskDrag *self = g_object_new (DOVETAIL_TYPE_TASK_DRAG, NULL);

  self->rows = g_array_ref (rows);
  self->title = g_strdup (title);
  return self;
}

GArray *
dovetail_task_drag_get_rows (DovetailTaskDrag *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_DRAG (self), NULL);
  return self->rows;
}

GtkWidget *
dovetail_task_drag_create_icon (DovetailTaskDrag *self)
{
  guint n;
  g_autofree char *words = NULL;
  GtkWidget *label;

  g_return_val_if_fail (DOVETAIL_IS_TASK_DRAG (self), NULL);

  n = self->rows->len;
  words = n == 1 ? g_strdup (self->title) : g_strdup_printf (ngettext ("%u task", "%u tasks", n), n);
  label = gtk_label_new (words);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_add_css_class (label, "task-drag");
  return label;
}
