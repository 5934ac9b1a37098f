/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks what is to become of what a sync held: of all, or of those that stay checked; the others wait. The
 * answer is written by a thread, for it may be about very many records, and can be taken back. */

#include "app/held-dialog.h"

#include <glib/gi18n.h>

#include "app/held-words.h"
#include "app/window-toasts.h"

/* So many are listed by their titles. */
#define OPEN_DIALOG "dovetail-held-dialog"
#define MOST_LISTED 200
#define LIST_HEIGHT 220

/* An answer on its way through its thread. */
typedef struct
{
  gboolean accept;
  char **entity_ids; /* NULL: all */
  GPtrArray *undo;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_strfreev (answer->entity_ids);
  g_clear_pointer (&answer->undo, g_ptr_array_unref);
  g_free (answer);
}

static void
answer_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (source, &error);

  if (store != NULL
      && dovetail_store_answer_held (store, answer->accept, (const char *const *) answer->entity_ids,
                                     &answer->undo, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* What the toast takes back. */
typedef struct
{
  DovetailWindow *window;
  GPtrArray *answered;
} Undo;

/* Once the toast is gone the answer goes up: as long as it is there it can be taken back. */
static void
undo_free (gpointer data)
{
  Undo *undo = data;
  DovetailApplication *application = dovetail_window_get_application (undo->window);

  if (application != NULL)
    dovetail_sync_service_edited (dovetail_application_get_service (application));
  g_object_unref (undo->window);
  g_ptr_array_unref (undo->answered);
  g_free (undo);
}

static void
undo_clicked (AdwToast *toast, gpointer data)
{
  const Undo *undo = data;
  DovetailApplication *application = dovetail_window_get_application (undo->window);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  if (application == NULL)
    return;
  if (!dovetail_store_hold_again (dovetail_application_get_store (application), undo->answered, &count,
                                  &error))
    dovetail_window_report (undo->window, _ ("Your answer could not be taken back"), error);
  else if (count < undo->answered->len)
    dovetail_window_toasts_say (GTK_WINDOW (undo->window), application,
                                _ ("What was uploaded or changed since stays as it is"));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailWindow) window = user_data;
  DovetailApplication *application = dovetail_window_get_application (window);
  Answer *answer = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  Undo *undo;

  if (application == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      dovetail_window_report (window, _ ("Your answer could not be saved"), error);
      return;
    }
  undo = g_new0 (Undo, 1);
  undo->window = g_object_ref (window);
  undo->answered = g_steal_pointer (&answer->undo);
  dovetail_window_toasts_offer_undo (GTK_WINDOW (window), application,
                                     answer->accept ? _ ("They are let go")
                                                    : _ ("They will be uploaded again"),
                                     G_CALLBACK (undo_clicked), undo, undo_free);
  /* Seen at once, synced later: the thread wrote by a store of its own. */
  g_signal_emit_by_name (dovetail_application_get_service (application), "changed");
}

/* A dialog under way: what it is about, and the checks of those that are listed. */
typedef struct
{
  DovetailWindow *window;
  GPtrArray *held;
  GPtrArray *checks; /* GtkCheckButton, owned; of the first ones */
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  g_object_unref (asking->window);
  g_ptr_array_unref (asking->held);
  g_ptr_array_unref (asking->checks);
  g_free (asking);
}

/* Those whose check was taken away are left out; what is not listed goes with the rest. NULL: all. */
static char **
meant_ids (const Asking *asking)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  gboolean all = TRUE;

  for (guint i = 0; i < asking->held->len; i++)
    {
      const DovetailHeld *held = g_ptr_array_index (asking->held, i);

      if (i < asking->checks->len && !gtk_check_button_get_active (g_ptr_array_index (asking->checks, i)))
        all = FALSE;
      else
        g_strv_builder_add (ids, held->replica->current->entity_id);
    }
  return all ? NULL : g_strv_builder_end (ids);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  const Asking *asking = data;
  DovetailStore *store = dovetail_application_get_store (dovetail_window_get_application (asking->window));
  g_autoptr (GTask) task = NULL;
  Answer *answer;

  if (!g_str_equal (response, "accept") && !g_str_equal (response, "restore"))
    return;
  answer = g_new0 (Answer, 1);
  answer->accept = g_str_equal (response, "accept");
  answer->entity_ids = meant_ids (asking);
  task = g_task_new (store, NULL, on_answered, g_object_ref (asking->window));
  g_task_set_source_tag (task, on_response);
  g_task_set_task_data (task, answer, answer_free);
  g_task_run_in_thread (task, answer_in_thread);
}

static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

static void
append_line (GtkListBox *list, GtkWidget *child)
{
  gtk_widget_set_margin_top (child, 6);
  gtk_widget_set_margin_bottom (child, 6);
  gtk_widget_set_margin_start (child, 12);
  gtk_widget_set_margin_end (child, 12);
  gtk_list_box_append (list, child);
  g_object_set (gtk_widget_get_parent (child), "activatable", FALSE, "focusable", FALSE, NULL);
}

static void
append_check (GtkListBox *list, const DovetailHeld *held, GPtrArray *checks)
{
  g_autofree char *text = dovetail_held_words_record (held);
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), create_label (text));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  append_line (list, check);
  g_ptr_array_add (checks, g_object_ref (check));
}

static GtkWidget *
create_list (GPtrArray *held, GPtrArray *checks)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What is held"),
                                  -1);
  for (guint i = 0; i < MIN (held->len, MOST_LISTED); i++)
    append_check (GTK_LIST_BOX (list), held->pdata[i], checks);
  if (held->len > MOST_LISTED)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u more"), held->len - MOST_LISTED);

      append_line (GTK_LIST_BOX (list), create_label (more));
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

/* One question at a time, for a second one would still ask what the first has answered. */
static gboolean
present_open_dialog (DovetailWindow *window)
{
  GtkWidget *dialog = g_object_get_data (G_OBJECT (window), OPEN_DIALOG);

  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
  return dialog != NULL;
}

static void
forget_open_dialog (GtkWidget *dialog, DovetailWindow *window)
{
  g_object_set_data (G_OBJECT (window), OPEN_DIALOG, NULL);
}

static void
remember_open_dialog (DovetailWindow *window, GtkWidget *dialog)
{
  g_object_set_data (G_OBJECT (window), OPEN_DIALOG, dialog);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (forget_open_dialog), window, 0);
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
  Asking *asking;

  if (present_open_dialog (window))
    return;
  if (held == NULL)
    dovetail_window_report (window, _ ("What is held could not be read"), error);
  if (held == NULL || held->len == 0)
    return;
  heading = dovetail_held_words_heading (held);
  body = dovetail_held_words_body (held);
  dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);
  asking = g_new0 (Asking, 1);
  asking->window = g_object_ref (window);
  asking->held = g_ptr_array_ref (held);
  asking->checks = g_ptr_array_new_with_free_func (g_object_unref);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_list (held, asking->checks));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Decide _later"), "accept",
                                    _ ("_Let them go"), "restore", _ ("_Keep mine and upload again"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "restore", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "later");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), asking, asking_free, 0);
  remember_open_dialog (window, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
