/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first question: only here, or with a server? */

#include "app/first-run-page.h"

#include "app/narrow.h"

struct _DovetailFirstRunPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *back_button;
  GtkStack *steps;
  DovetailConnectForm *form;
};

G_DEFINE_FINAL_TYPE (DovetailFirstRunPage, dovetail_first_run_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_LOCAL,
  SIGNAL_CONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_step (DovetailFirstRunPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->steps, name);
  gtk_widget_set_visible (self->back_button, g_str_equal (name, "connect"));
}

static void
on_back_clicked (DovetailFirstRunPage *self)
{
  show_step (self, "choice");
}

static void
on_server (DovetailFirstRunPage *self)
{
  show_step (self, "connect");
  dovetail_connect_form_focus (self->form);
}

static void
on_local (DovetailFirstRunPage *self)
{
  g_signal_emit (self, signals[SIGNAL_LOCAL], 0);
}

static void
on_submitted (DovetailFirstRunPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CONNECT], 0);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DovetailFirstRunPage *self = DOVETAIL_FIRST_RUN_PAGE (widget);

  if (!gtk_widget_get_visible (self->back_button))
    return FALSE;
  on_back_clicked (self);
  return TRUE;
}

static void
dovetail_first_run_page_dispose (GObject *object)
{
  DovetailFirstRunPage *self = DOVETAIL_FIRST_RUN_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_first_run_page_parent_class)->dispose (object);
}

static void
dovetail_first_run_page_class_init (DovetailFirstRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_first_run_page_dispose;
  signals[SIGNAL_LOCAL] = g_signal_new ("local", DOVETAIL_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CONNECT] = g_signal_new ("connect", DOVETAIL_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DOVETAIL_TYPE_CONNECT_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/first-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailFirstRunPage, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailFirstRunPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailFirstRunPage, steps);
  gtk_widget_class_bind_template_child (widget_class, DovetailFirstRunPage, form);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_local);
  gtk_widget_class_bind_template_callback (widget_class, on_server);
  gtk_widget_class_bind_template_callback (widget_class, on_submitted);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_first_run_page_init (DovetailFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
}

GtkWidget *
dovetail_first_run_page_new (void)
{
  return g_object_new (DOVETAIL_TYPE_FIRST_RUN_PAGE, NULL);
}

DovetailConnectForm *
dovetail_first_run_page_get_form (DovetailFirstRunPage *self)
{
  g_return_val_if_fail (DOVETAIL_IS_FIRST_RUN_PAGE (self), NULL);
  return self->form;
}
