/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list comes from the server, so it is fetched by a thread, and when it does not come the group says why.
 */

#include "app/devices-group.h"

#include <glib/gi18n.h>

#include "app/device-words.h"
#include "app/sign-in.h"
#include "store/settings.h"
#include "sync/http-remote.h"

struct _DovetailDevicesGroup
{
  AdwPreferencesGroup parent_instance;

  DovetailApplication *application; /* not owned: it outlives its windows */
  GCancellable *cancellable;        /* of what is asked */
  GPtrArray *rows;                  /* not owned: they are in the group */
};

G_DEFINE_FINAL_TYPE (DovetailDevicesGroup, dovetail_devices_group, ADW_TYPE_PREFERENCES_GROUP)

/* One question to the server. */
typedef struct
{
  DovetailStore *store;
  DovetailVault *vault; /* borrowed: the application's */
  char *revoked;        /* a device to be shut out first; NULL: none */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->store);
  g_free (question->revoked);
  g_free (question);
}

static GPtrArray *
ask_server (Question *question, DovetailStore *store, GCancellable *cancellable, GError **error)
{
  g_autofree char *server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (server != NULL ? server : "");

  if (question->revoked != NULL
      && !dovetail_device_list_revoke (store, question->vault, remote, question->revoked, cancellable, error))
    return NULL;
  return dovetail_device_list_fetch (store, question->vault, remote, cancellable, error);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (question->store, &error);
  GPtrArray *devices = store != NULL ? ask_server (question, store, cancellable, &error) : NULL;

  if (devices != NULL)
    g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
add_row (DovetailDevicesGroup *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (DovetailDevicesGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static GtkWidget *
create_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void ask (DovetailDevicesGroup *self, const char *revoked);

static void
on_response (AdwMessageDialog *dialog, const char *response, DovetailDevicesGroup *self)
{
  if (g_str_equal (response, "shut-out"))
    ask (self, g_object_get_data (G_OBJECT (dialog), "device"));
}

static void
on_shut_out (GtkButton *button, DovetailDevicesGroup *self)
{
  const char *warning = g_object_get_data (G_OBJECT (button), "warning");
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Shut Out This Device?"), warning);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "shut-out",
                                    _ ("_Shut Out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "shut-out",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "device",
                          g_strdup (g_object_get_data (G_OBJECT (button), "device")), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* This device signs out; it does not shut itself out. */
static void
add_shut_out (DovetailDevicesGroup *self,
              GtkWidget *row,
              const DovetailListedDevice *device,
              const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Shut Out…"));
  g_autofree char *label = g_strdup_printf (_ ("Shut out “%s”"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "device", g_strdup (device->client_id), g_free);
  g_object_set_data_full (G_OBJECT (button), "warning", dovetail_device_words_warning (device), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_shut_out), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
show_devices (DovetailDevicesGroup *self, GPtrArray *devices)
{
  gint64 now = g_get_real_time () / 1000;

  for (guint i = 0; i < devices->len; i++)
    {
      const DovetailListedDevice *device = g_ptr_array_index (devices, i);
      g_autofree char *name = dovetail_device_words_name (device);
      g_autofree char *state = dovetail_device_words_state (device, now);
      GtkWidget *row = create_row (name, state);

      if (!device->current && !device->revoked)
        add_shut_out (self, row, device, name);
      add_row (self, row);
    }
}

static void
on_try_again (DovetailDevicesGroup *self)
{
  ask (self, NULL);
}

static void
show_trouble (DovetailDevicesGroup *self, const GError *error)
{
  g_autofree char *words = dovetail_sign_in_explain (error);
  GtkWidget *row = create_row (_ ("The list of devices could not be fetched"), words);
  GtkWidget *button = gtk_button_new_with_label (_ ("Try Again"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_try_again), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, row);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailDevicesGroup *self = DOVETAIL_DEVICES_GROUP (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  remove_rows (self);
  if (devices != NULL)
    show_devices (self, devices);
  else
    show_trouble (self, error);
}

static void
show_waiting (DovetailDevicesGroup *self)
{
  GtkWidget *row = create_row (_ ("Asking the server…"), "");
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spinner);
  add_row (self, row);
}

static void
ask (DovetailDevicesGroup *self, const char *revoked)
{
  Question *question = g_new0 (Question, 1);
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  question->store = g_object_ref (dovetail_application_get_store (self->application));
  question->vault = dovetail_application_get_vault (self->application);
  question->revoked = g_strdup (revoked);
  remove_rows (self);
  show_waiting (self);
  task = g_task_new (self, self->cancellable, on_answered, NULL);
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static void
dovetail_devices_group_dispose (GObject *object)
{
  DovetailDevicesGroup *self = DOVETAIL_DEVICES_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (dovetail_devices_group_parent_class)->dispose (object);
}

static void
dovetail_devices_group_class_init (DovetailDevicesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_devices_group_dispose;
}

static void
dovetail_devices_group_init (DovetailDevicesGroup *self)
{
  self->rows = g_ptr_array_new ();
}

void
dovetail_devices_group_fetch (DovetailDevicesGroup *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_DEVICES_GROUP (self));

  self->application = application;
  ask (self, NULL);
}
