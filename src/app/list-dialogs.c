/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Naming lists and letting them go. */

#include "app/list-dialogs.h"

#include <glib/gi18n.h>

#include "app/task-edits.h"
#include "core/patch.h"
#include "store/edit.h"

#define MAX_NAME 200

typedef struct
{
  DovetailWindow *window; /* not owned: the dialog is modal to it */
  char *list_id;          /* NULL: a new one */
  GtkEntry *name;
  GtkWidget *colour;
} Dialog;

static void
dialog_free (gpointer data, GClosure *closure)
{
  Dialog *dialog = data;

  g_free (dialog->list_id);
  g_free (dialog);
}

static DovetailApplication *
application_of (DovetailWindow *window)
{
  return dovetail_window_get_application (window);
}

static char *
dup_colour (Dialog *dialog)
{
  GdkRGBA colour;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (dialog->colour), &colour);
  return g_strdup_printf ("#%02x%02x%02x", (int) (colour.red * 255 + 0.5), (int) (colour.green * 255 + 0.5),
                          (int) (colour.blue * 255 + 0.5));
}

static DovetailReplica *
store_list (Dialog *dialog, const char *name, GError **error)
{
  DovetailStore *store = dovetail_application_get_store (application_of (dialog->window));
  JsonObject *object = json_object_new ();
  g_autofree char *colour = dup_colour (dialog);
  g_autoptr (JsonNode) data = NULL;

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "colour", colour);
  if (dialog->list_id != NULL)
    {
      data = dovetail_patch_take_object (object);
      return dovetail_store_update (store, DOVETAIL_ENTITY_LIST, dialog->list_id, data, error);
    }
  data = dovetail_data_take_object (object);
  return dovetail_store_create (store, DOVETAIL_ENTITY_LIST, NULL, data, TRUE, error);
}

static void
on_response (AdwMessageDialog *widget, const char *response, Dialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (dialog->name))));
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "save") || name[0] == '\0')
    return;
  replica = store_list (dialog, name, &error);
  if (replica == NULL)
    dovetail_window_report (dialog->window, _ ("The list could not be saved"), error);
}

static void
on_name_changed (GtkEditable *name, AdwMessageDialog *widget)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (name)));

  adw_message_dialog_set_response_enabled (widget, "save", text[0] != '\0');
}

static GtkWidget *
create_content (Dialog *dialog, const char *name, const char *colour)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GdkRGBA rgba;

  gdk_rgba_parse (&rgba, colour);
  dialog->name = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_text (GTK_EDITABLE (dialog->name), name);
  gtk_entry_set_placeholder_text (dialog->name, _ ("Name"));
  gtk_entry_set_max_length (dialog->name, MAX_NAME);
  gtk_entry_set_activates_default (dialog->name, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (dialog->name), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("List name"), -1);
  dialog->colour = gtk_color_button_new_with_rgba (&rgba);
  gtk_color_button_set_modal (GTK_COLOR_BUTTON (dialog->colour), TRUE);
  gtk_widget_set_tooltip_text (dialog->colour, _ ("Colour"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->colour), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->name));
  gtk_box_append (GTK_BOX (box), dialog->colour);
  return box;
}

static void
present (DovetailWindow *window,
         const char *heading,
         const char *save,
         const char *list_id,
         const char *name,
         const char *colour)
{
  GtkWidget *widget = adw_message_dialog_new (GTK_WINDOW (window), heading, NULL);
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog->window = window;
  dialog->list_id = g_strdup (list_id);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (widget), create_content (dialog, name, colour));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (widget), "cancel", _ ("_Cancel"), "save", save, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (widget), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (widget), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (widget), "cancel");
  g_signal_connect_object (dialog->name, "changed", G_CALLBACK (on_name_changed), widget, 0);
  on_name_changed (GTK_EDITABLE (dialog->name), ADW_MESSAGE_DIALOG (widget));
  g_signal_connect_data (widget, "response", G_CALLBACK (on_response), dialog, dialog_free, 0);
  gtk_window_present (GTK_WINDOW (widget));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->name));
}

void
dovetail_list_dialog_new (DovetailWindow *window)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (window));

  present (window, _ ("New List"), _ ("_Create"), NULL, "",
           dovetail_list_catalog_next_colour (dovetail_application_get_lists (application_of (window))));
}

void
dovetail_list_dialog_rename (DovetailWindow *window, const char *list_id)
{
  DovetailListItem *item;

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));

  item = dovetail_list_catalog_find (dovetail_application_get_lists (application_of (window)), list_id);
  if (item != NULL)
    present (window, _ ("Rename List"), _ ("_Rename"), list_id, dovetail_list_item_get_name (item),
             dovetail_list_item_get_colour (item));
}

typedef struct
{
  DovetailWindow *window; /* not owned: the toast lies in it */
  char *list_id;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_free (undo->list_id);
  g_free (undo);
}

static void
on_undo_delete (AdwToast *toast, Undo *undo)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  replica = dovetail_store_restore (dovetail_application_get_store (application_of (undo->window)),
                                    DOVETAIL_ENTITY_LIST, undo->list_id, &error);
  if (replica == NULL)
    dovetail_window_report (undo->window, _ ("The list could not be brought back"), error);
}

void
dovetail_list_delete (DovetailWindow *window, const char *list_id)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  AdwToast *toast;
  Undo *undo;

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (list_id != NULL);

  replica = dovetail_store_delete (dovetail_application_get_store (application_of (window)),
                                   DOVETAIL_ENTITY_LIST, list_id, &error);
  if (replica == NULL)
    {
      dovetail_window_report (window, _ ("The list could not be deleted"), error);
      return;
    }
  name = g_markup_escape_text (dovetail_record_get_title (replica->current), -1);
  title = g_strdup_printf (_ ("List “%s” deleted, its tasks are in the Inbox"), name);
  toast = adw_toast_new (title);
  undo = g_new0 (Undo, 1);
  undo->window = window;
  undo->list_id = g_strdup (list_id);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, 8);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_delete), undo, undo_free, 0);
  dovetail_window_add_toast (window, toast);
}

GMenuModel *
dovetail_list_menu_new (const char *list_id)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuItem) rename = g_menu_item_new (_ ("_Rename List…"), NULL);
  g_autoptr (GMenuItem) remove = g_menu_item_new (_ ("_Delete List"), NULL);

  g_menu_item_set_action_and_target (rename, "win.rename-list", "s", list_id);
  g_menu_item_set_action_and_target (remove, "win.delete-list", "s", list_id);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, remove);
  return G_MENU_MODEL (menu);
}
