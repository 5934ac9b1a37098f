/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery code, shown this once. */

#include "app/recovery-page.h"

struct _DovetailRecoveryPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *code;
  GtkButton *copy_button;
  GtkWidget *done_button;
};

G_DEFINE_FINAL_TYPE (DovetailRecoveryPage, dovetail_recovery_page, GTK_TYPE_WIDGET)

static guint written_down_signal;

static void
on_copy_clicked (DovetailRecoveryPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->code));
  gtk_button_set_icon_name (self->copy_button, "object-select-symbolic");
}

static void
on_done_clicked (DovetailRecoveryPage *self)
{
  g_signal_emit (self, written_down_signal, 0);
}

static void
dovetail_recovery_page_dispose (GObject *object)
{
  DovetailRecoveryPage *self = DOVETAIL_RECOVERY_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_recovery_page_parent_class)->dispose (object);
}

static void
dovetail_recovery_page_class_init (DovetailRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_recovery_page_dispose;
  written_down_signal = g_signal_new ("written-down", DOVETAIL_TYPE_RECOVERY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/recovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailRecoveryPage, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailRecoveryPage, code);
  gtk_widget_class_bind_template_child (widget_class, DovetailRecoveryPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailRecoveryPage, done_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_recovery_page_init (DovetailRecoveryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dovetail_recovery_page_new (const char *code)
{
  DovetailRecoveryPage *self = g_object_new (DOVETAIL_TYPE_RECOVERY_PAGE, NULL);

  gtk_label_set_label (self->code, code);
  return GTK_WIDGET (self);
}
