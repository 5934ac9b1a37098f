/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks what is to become of what a sync held. The answer is written by a thread, for it may be about very
 * many records. */

#include "app/held-dialog.h"

#include <glib/gi18n.h>

#include "app/held-words.h"

/* So many are listed by their titles. */
#define MOST_LISTED 200
#define LIST_HEIGHT 220

static void
answer_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gboolean accept = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (source, &error);
  gboolean done = store != NULL
                  && (accept ? dovetail_store_accept_held (store, &error)
                             : dovetail_store_restore_held (store, &error));

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailWindow) window = user_data;
  DovetailApplication *application = dovetail_window_get_application (window);
  gboolean accepted = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));
  g_autoptr (GError) error = NULL;

  if (application == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      dovetail_window_report (window, _ ("Your answer could not be saved"), error);
      return;
    }
  dovetail_sync_service_edited (dovetail_application_get_service (application));
  dovetail_window_add_toast (
      window, adw_toast_new (accepted ? _ ("They are let go") : _ ("They will be uploaded again")));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, DovetailWindow *window)
{
  DovetailStore *store = dovetail_application_get_store (dovetail_window_get_application (window));
  g_autoptr (GTask) task = NULL;

  if (!g_str_equal (response, "accept") && !g_str_equal (response, "restore"))
    return;
  task = g_task_new (store, NULL, on_answered, g_object_ref (window));
  g_task_set_task_data (task, GINT_TO_POINTER (g_str_equal (response, "accept")), NULL);
  g_task_run_in_thread (task, answer_in_thread);
}

static void
append_line (GtkListBox *list, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_list_box_append (list, label);
}

static GtkWidget *
create_list (GPtrArray *held)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What is held"),
                                  -1);
  for (guint i = 0; i < MIN (held->len, MOST_LISTED); i++)
    {
      g_autofree char *text = dovetail_held_words_record (held->pdata[i]);

      append_line (GTK_LIST_BOX (list), text);
    }
  if (held->len > MOST_LISTED)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u more"), held->len - MOST_LISTED);

      append_line (GTK_LIST_BOX (list), more);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

void
dovetail_held_dialog_show (DovetailWindow *window)
{
  DovetailStore *store = dovetail_application_get_store (dovetail_window_get_application (window));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) held = dovetail_store_list_held (store, 0, &error);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (held == NULL)
    dovetail_window_report (window, _ ("What is held could not be read"), error);
  if (held == NULL || held->len == 0)
    return;
  heading = dovetail_held_words_heading (held);
  body = dovetail_held_words_body (held);
  dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_list (held));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Decide _later"), "accept",
                                    _ ("_Let them go"), "restore", _ ("_Keep mine and upload again"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "restore", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "later");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
