/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to the selected tasks. */

#include "app/bulk-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/due-popover.h"
#include "app/move-popover.h"
#include "app/tag-popover.h"

struct _DovetailBulkBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;
  GtkSpinner *spinner;
  GtkMenuButton *move_button;
  GtkMenuButton *due_button;
  GtkMenuButton *priority_button;
  GtkMenuButton *tags_button;
  DovetailMovePopover *move_popover;
  DovetailDuePopover *due_popover;
  DovetailTagPopover *tag_popover;

  DovetailApplication *application; /* not owned: it outlives its windows */
  guint selected;
  gboolean busy;
  gboolean due_chosen; /* since the popover was opened */
};

G_DEFINE_FINAL_TYPE (DovetailBulkBar, dovetail_bulk_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_EDIT,
  SIGNAL_TAGS_WANTED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Takes the edit. */
static void
emit_edit (DovetailBulkBar *self, DovetailBulkEdit *taken)
{
  g_autoptr (DovetailBulkEdit) edit = taken;

  g_signal_emit (self, signals[SIGNAL_EDIT], 0, edit);
}

static void
on_popover_closed (DovetailBulkBar *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
on_list_chosen (DovetailMovePopover *popover, const char *list_id, const char *name, DovetailBulkBar *self)
{
  emit_edit (self, dovetail_bulk_edit_new (DOVETAIL_BULK_MOVE, list_id, name));
}

static void
on_due_chosen (DovetailBulkBar *self)
{
  self->due_chosen = TRUE;
}

/* The day and then the time are one choice, made when the popover closes. */
static void
on_due_closed (DovetailBulkBar *self)
{
  DovetailCivil due;
  gboolean is_set = dovetail_due_popover_get_due (self->due_popover, &due);

  if (self->due_chosen)
    emit_edit (self, dovetail_bulk_edit_new_due (is_set ? &due : NULL,
                                                 dovetail_application_get_zone (self->application)));
  self->due_chosen = FALSE;
  dovetail_due_popover_set_due (self->due_popover, NULL);
  on_popover_closed (self);
}

static void
on_tags_shown (DovetailBulkBar *self)
{
  dovetail_tag_popover_set_tags (self->tag_popover, NULL);
  g_signal_emit (self, signals[SIGNAL_TAGS_WANTED], 0);
}

static void
on_tag_added (DovetailTagPopover *popover, const char *tag, DovetailBulkBar *self)
{
  emit_edit (self, dovetail_bulk_edit_new (DOVETAIL_BULK_ADD_TAG, tag, NULL));
}

static void
on_tag_removed (DovetailTagPopover *popover, const char *tag, DovetailBulkBar *self)
{
  emit_edit (self, dovetail_bulk_edit_new (DOVETAIL_BULK_REMOVE_TAG, tag, NULL));
}

static void
dovetail_bulk_bar_dispose (GObject *object)
{
  DovetailBulkBar *self = DOVETAIL_BULK_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_bulk_bar_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/bulk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, label);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, move_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, due_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, priority_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, tags_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, move_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, due_popover);
  gtk_widget_class_bind_template_child (widget_class, DovetailBulkBar, tag_popover);
  gtk_widget_class_bind_template_callback (widget_class, on_list_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_due_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_due_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_tags_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_tag_added);
  gtk_widget_class_bind_template_callback (widget_class, on_tag_removed);
}

static void
dovetail_bulk_bar_class_init (DovetailBulkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_bulk_bar_dispose;
  signals[SIGNAL_EDIT]
      = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_TAGS_WANTED]
      = g_signal_new ("tags-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED]
      = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DOVETAIL_TYPE_MOVE_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_DUE_POPOVER);
  g_type_ensure (DOVETAIL_TYPE_TAG_POPOVER);
  bind_template (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
update (DovetailBulkBar *self)
{
  gboolean usable = self->selected > 0 && !self->busy;

  gtk_widget_set_sensitive (GTK_WIDGET (self->move_button), usable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->due_button), usable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->priority_button), usable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tags_button), usable);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
dovetail_bulk_bar_init (DovetailBulkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Selected tasks"),
                                  -1);
  g_signal_connect_object (gtk_menu_button_get_popover (self->priority_button), "closed",
                           G_CALLBACK (on_popover_closed), self, G_CONNECT_SWAPPED);
  update (self);
}

void
dovetail_bulk_bar_set_application (DovetailBulkBar *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_BULK_BAR (self));

  self->application = application;
  dovetail_due_popover_set_zone (self->due_popover, dovetail_application_get_zone (application));
  dovetail_due_popover_set_due (self->due_popover, NULL);
  dovetail_move_popover_set_lists (self->move_popover, dovetail_application_get_lists (application));
}

void
dovetail_bulk_bar_set_count (DovetailBulkBar *self, guint selected)
{
  g_autofree char *words = NULL;

  g_return_if_fail (DOVETAIL_IS_BULK_BAR (self));

  self->selected = selected;
  words = selected == 0 ? g_strdup (_ ("Select tasks"))
                        : g_strdup_printf (ngettext ("%u selected", "%u selected", selected), selected);
  gtk_label_set_label (self->label, words);
  update (self);
}

void
dovetail_bulk_bar_set_tags (DovetailBulkBar *self, const char *const *tags)
{
  g_return_if_fail (DOVETAIL_IS_BULK_BAR (self));
  dovetail_tag_popover_set_tags (self->tag_popover, tags);
}

void
dovetail_bulk_bar_set_busy (DovetailBulkBar *self, gboolean busy)
{
  g_return_if_fail (DOVETAIL_IS_BULK_BAR (self));

  self->busy = busy;
  update (self);
}

void
dovetail_bulk_bar_open (DovetailBulkBar *self, DovetailBulkMenu menu)
{
  GtkMenuButton *buttons[DOVETAIL_N_BULK_MENUS]
      = { self->move_button, self->due_button, self->priority_button, self->tags_button };

  g_return_if_fail (DOVETAIL_IS_BULK_BAR (self));
  g_return_if_fail (menu < DOVETAIL_N_BULK_MENUS);

  if (self->selected > 0 && !self->busy)
    gtk_menu_button_popup (buttons[menu]);
}
