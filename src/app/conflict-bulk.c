/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One answer for many conflicts: first what it would do, then one undo for all of it. */
#include "app/conflict-bulk.h"

#include <glib/gi18n.h>

#include "app/conflict-words.h"
#include "app/value-words.h"
#include "app/window-toasts.h"
#include "core/data.h"
#include "store/answers.h"

/* So many are listed. */
#define MOST_LISTED 200
#define LIST_HEIGHT 260

typedef struct
{
  GtkWindow *parent;
  DovetailApplication *application;
  GPtrArray *conflicts;
  char *strategy;
} Bulk;

static void
bulk_free (gpointer data, GClosure *closure)
{
  Bulk *bulk = data;

  g_object_unref (bulk->parent);
  g_object_unref (bulk->application);
  g_ptr_array_unref (bulk->conflicts);
  g_free (bulk->strategy);
  g_free (bulk);
}

typedef struct
{
  DovetailApplication *application;
  char **ids;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->application);
  g_strfreev (undo->ids);
  g_free (undo);
}

static void
undo_clicked (AdwToast *toast, gpointer data)
{
  const Undo *undo = data;
  g_autoptr (GError) error = NULL;

  if (dovetail_store_unresolve_conflicts (dovetail_application_get_store (undo->application),
                                          (const char *const *) undo->ids, &error))
    dovetail_sync_service_edited (dovetail_application_get_service (undo->application));
  else
    dovetail_window_toasts_say (gtk_application_get_active_window (GTK_APPLICATION (undo->application)),
                                undo->application, error->message);
}

static void
answer (const Bulk *bulk)
{
  g_autoptr (GError) error = NULL;
  char **ids = dovetail_store_resolve_conflicts (dovetail_application_get_store (bulk->application),
                                                 bulk->conflicts, bulk->strategy, &error);
  g_autofree char *words = NULL;
  Undo *undo;
  guint count;

  if (ids == NULL)
    {
      dovetail_window_toasts_say (bulk->parent, bulk->application, error->message);
      return;
    }
  count = g_strv_length (ids);
  words = g_strdup_printf (ngettext ("%u conflict answered", "%u conflicts answered", count), count);
  undo = g_new0 (Undo, 1);
  undo->application = g_object_ref (bulk->application);
  undo->ids = ids;
  dovetail_window_toasts_offer_undo (bulk->parent, bulk->application, words, G_CALLBACK (undo_clicked), undo,
                                     undo_free);
  dovetail_sync_service_edited (dovetail_application_get_service (bulk->application));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  if (g_str_equal (response, "answer"))
    answer (data);
}

static char *
change_words (DovetailStore *store, const DovetailAnswerPreview *preview)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonObjectIter iter;
  const char *field;
  JsonNode *after;

  if (!preview->possible)
    return g_strdup (_ ("Deleted meanwhile, stays open"));
  json_object_iter_init_ordered (&iter, json_node_get_object (preview->after));
  while (json_object_iter_next_ordered (&iter, &field, &after))
    {
      const char *type = preview->conflict->entity_type;
      g_autofree char *name = dovetail_words_field (type, field);
      g_autofree char *old
          = dovetail_words_value (store, type, field, dovetail_data_get (preview->before, field));
      g_autofree char *new
          = dovetail_words_value (store, type, field, JSON_NODE_HOLDS_NULL (after) ? NULL : after);

      /* Translators: a field, what it is and what it would be, as in "Due: Mon 30 Nov → Fri 27 Nov" */
      g_string_append_printf (text, _ ("%s: %s → %s"), name, old, new);
      g_string_append_c (text, '\n');
    }
  if (text->len == 0)
    return g_strdup (_ ("Stays as it is"));
  g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_row (GtkListBox *list, const char *title, const char *subtitle)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *escaped_subtitle = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped_title);
  adw_action_row_set_subtitle (row, escaped_subtitle);
  adw_action_row_set_subtitle_lines (row, 0);
  gtk_list_box_append (list, GTK_WIDGET (row));
}

static GtkWidget *
create_list (DovetailStore *store, GPtrArray *previews)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What would be done"), -1);
  for (guint i = 0; i < MIN (previews->len, MOST_LISTED); i++)
    {
      const DovetailAnswerPreview *preview = g_ptr_array_index (previews, i);
      g_autofree char *title = dovetail_conflict_title (preview->conflict);
      g_autofree char *changes = change_words (store, preview);

      append_row (GTK_LIST_BOX (list), title, changes);
    }
  if (previews->len > MOST_LISTED)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u more"), previews->len - MOST_LISTED);

      append_row (GTK_LIST_BOX (list), more, "");
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

void
dovetail_conflict_bulk_ask (GtkWindow *parent,
                            DovetailApplication *application,
                            GPtrArray *conflicts,
                            const char *strategy)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));
  g_return_if_fail (conflicts != NULL && strategy != NULL);

  DovetailStore *store = dovetail_application_get_store (application);
  gboolean mine = g_str_equal (strategy, DOVETAIL_RESOLUTION_CLIENT_WINS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) previews = dovetail_store_preview_answers (store, conflicts, strategy, &error);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;
  Bulk *bulk;

  if (previews == NULL)
    {
      dovetail_window_toasts_say (parent, application, error->message);
      return;
    }
  heading = g_strdup_printf (
      mine ? ngettext ("Take mine for %u conflict?", "Take mine for %u conflicts?", conflicts->len)
           : ngettext ("Take theirs for %u conflict?", "Take theirs for %u conflicts?", conflicts->len),
      conflicts->len);
  dialog = adw_message_dialog_new (parent, heading,
                                   _ ("Both versions stay in the history, and you can take it back."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_list (store, previews));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "answer",
                                    mine ? _ ("Take _Mine") : _ ("Take _Theirs"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "answer", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "answer");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  bulk = g_new0 (Bulk, 1);
  bulk->parent = g_object_ref (parent);
  bulk->application = g_object_ref (application);
  bulk->conflicts = g_ptr_array_ref (conflicts);
  bulk->strategy = g_strdup (strategy);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), bulk, bulk_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
