/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Address, name, password, device: what it takes to connect. */

#include "app/connect-form.h"

#include <glib/gi18n.h>

#include "app/accessible-names.h"
#include "app/narrow.h"
#include "app/sign-in.h"
#include "sync/session.h"

struct _DovetailConnectForm
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *rows;
  GtkEditable *server;
  GtkEditable *user_name;
  GtkEditable *password;
  GtkEditable *device_name;
  GtkRevealer *revealer;
  GtkLabel *error;
  GtkWidget *connect_button;
  GtkSpinner *spinner;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (DovetailConnectForm, dovetail_connect_form, GTK_TYPE_WIDGET)

static guint submitted_signal;

static gboolean
is_complete (DovetailConnectForm *self)
{
  return gtk_editable_get_text (self->server)[0] != '\0' && gtk_editable_get_text (self->user_name)[0] != '\0'
         && gtk_editable_get_text (self->password)[0] != '\0'
         && gtk_editable_get_text (self->device_name)[0] != '\0';
}

static void
update (DovetailConnectForm *self)
{
  gtk_widget_set_sensitive (self->rows, !self->busy);
  gtk_widget_set_sensitive (self->connect_button, !self->busy && is_complete (self));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

/* GTK 4.8 warns of an entry that is switched off while it has the focus. */
static void
leave_rows (DovetailConnectForm *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->rows))
    gtk_root_set_focus (root, NULL);
}

static void
on_changed (DovetailConnectForm *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  update (self);
}

static void
on_submit (DovetailConnectForm *self)
{
  if (self->busy || !is_complete (self))
    return;
  dovetail_connect_form_set_error (self, NULL);
  g_signal_emit (self, submitted_signal, 0);
}

static void
dovetail_connect_form_dispose (GObject *object)
{
  DovetailConnectForm *self = DOVETAIL_CONNECT_FORM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (dovetail_connect_form_parent_class)->dispose (object);
}

static void
dovetail_connect_form_class_init (DovetailConnectFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_connect_form_dispose;
  submitted_signal = g_signal_new ("submitted", DOVETAIL_TYPE_CONNECT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/connect-form.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, box);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, rows);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, server);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, user_name);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, password);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, device_name);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, revealer);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, error);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, connect_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailConnectForm, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_connect_form_init (DovetailConnectForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
  dovetail_name_password_row (GTK_WIDGET (self->password));
  gtk_editable_set_text (self->device_name, g_get_host_name ());
  update (self);
}

void
dovetail_connect_form_set_error (DovetailConnectForm *self, const char *words)
{
  g_return_if_fail (DOVETAIL_IS_CONNECT_FORM (self));

  if (words != NULL)
    gtk_label_set_label (self->error, words);
  gtk_revealer_set_reveal_child (self->revealer, words != NULL);
  if (words != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

void
dovetail_connect_form_focus (DovetailConnectForm *self)
{
  g_return_if_fail (DOVETAIL_IS_CONNECT_FORM (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->server));
}

void
dovetail_connect_form_set_busy (DovetailConnectForm *self, gboolean busy)
{
  g_return_if_fail (DOVETAIL_IS_CONNECT_FORM (self));

  self->busy = busy;
  if (busy)
    leave_rows (self);
  update (self);
}

gboolean
dovetail_connect_form_check_address (DovetailConnectForm *self, GError **error)
{
  g_autofree char *server = NULL;

  g_return_val_if_fail (DOVETAIL_IS_CONNECT_FORM (self), FALSE);

  server = dovetail_session_normalize_server (gtk_editable_get_text (self->server), error);
  return server != NULL;
}

void
dovetail_connect_form_sign_in (DovetailConnectForm *self,
                               DovetailStore *store,
                               DovetailVault *vault,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (DOVETAIL_IS_CONNECT_FORM (self));

  dovetail_sign_in_async (store, vault, gtk_editable_get_text (self->server),
                          gtk_editable_get_text (self->user_name), gtk_editable_get_text (self->password),
                          gtk_editable_get_text (self->device_name), callback, user_data);
}
