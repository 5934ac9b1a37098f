/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The checklist of a task. Rows belong to items by their id and stay when others change the list, so that
 * neither the focus nor what is being typed goes away. */

#include "app/checklist-box.h"

#include <glib/gi18n.h>

#include "app/checklist-edits.h"
#include "app/task-check.h"
#include "app/task-edits.h"
#include "core/patch.h"

#define SAVE_PAUSE_MS 500

typedef struct
{
  char *id;
  char *title; /* as the task has it: what differs was typed */
  GtkWidget *row;
  GtkCheckButton *check;
  GtkText *text;
} Item;

struct _DovetailChecklistBox
{
  GtkWidget parent_instance;

  GtkListBox *list;
  AdwEntryRow *entry;
  DovetailApplication *application; /* not owned: it outlives its windows */
  char *task_id;
  GPtrArray *items; /* Item, in order */
  guint save_id;
  gboolean filling; /* the widgets move because a task is shown, not because it was edited */
};

G_DEFINE_FINAL_TYPE (DovetailChecklistBox, dovetail_checklist_box, GTK_TYPE_WIDGET)

static void
item_free (Item *item)
{
  g_free (item->id);
  g_free (item->title);
  g_free (item);
}

static DovetailWindow *
window_of (DovetailChecklistBox *self)
{
  return DOVETAIL_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* As it is now, not as it is shown: others may have changed it a moment ago. */
static JsonNode *
read_checklist (DovetailChecklistBox *self)
{
  g_autoptr (DovetailReplica) replica = NULL;

  replica = dovetail_store_get_replica (dovetail_application_get_store (self->application),
                                        DOVETAIL_ENTITY_TASK, self->task_id, NULL);
  return replica == NULL ? NULL
                         : dovetail_value_share (dovetail_data_get (replica->current->data, "checklist"));
}

static JsonNode *
patch_of (JsonNode *checklist)
{
  JsonObject *object = json_object_new ();

  if (json_array_get_length (json_node_get_array (checklist)) == 0)
    json_object_set_null_member (object, "checklist");
  else
    json_object_set_member (object, "checklist", json_node_ref (checklist));
  return dovetail_patch_take_object (object);
}

/* Takes the checklist; NULL: nothing is to be changed. */
static gboolean
save (DovetailChecklistBox *self, JsonNode *checklist)
{
  g_autoptr (JsonNode) patch = NULL;
  g_autofree char *task_id = g_strdup (self->task_id);

  if (checklist == NULL)
    return FALSE;
  patch = patch_of (checklist);
  json_node_unref (checklist);
  return dovetail_task_edits_patch (window_of (self), task_id, patch);
}

static Item *
item_of (DovetailChecklistBox *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (widget == item->row || gtk_widget_is_ancestor (widget, item->row))
        return item;
    }
  return NULL;
}

static gboolean
is_blank (Item *item)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (item->text))));

  return text[0] == '\0';
}

/* An item keeps its title rather than have none. */
static gboolean
is_typed (Item *item)
{
  return !is_blank (item) && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (item->text)), item->title);
}

gboolean
dovetail_checklist_box_flush (DovetailChecklistBox *self, GError **error)
{
  g_autoptr (JsonNode) checklist = NULL;
  g_autoptr (JsonNode) patch = NULL;
  gboolean typed = FALSE;

  g_return_val_if_fail (DOVETAIL_IS_CHECKLIST_BOX (self), FALSE);

  g_clear_handle_id (&self->save_id, g_source_remove);
  for (guint i = 0; i < self->items->len; i++)
    typed = typed || is_typed (self->items->pdata[i]);
  if (!typed)
    return TRUE;
  checklist = read_checklist (self);
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];
      g_autoptr (JsonNode) before = g_steal_pointer (&checklist);

      checklist = is_typed (item) ? dovetail_checklist_set_title (
                      before, item->id, gtk_editable_get_text (GTK_EDITABLE (item->text)))
                                  : g_steal_pointer (&before);
    }
  patch = patch_of (checklist);
  if (!dovetail_task_edits_try_patch (self->application, self->task_id, patch, error))
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (!is_typed (item))
        continue;
      g_free (item->title);
      item->title = g_strdup (gtk_editable_get_text (GTK_EDITABLE (item->text)));
    }
  return TRUE;
}

static gboolean
on_save_pause (gpointer user_data)
{
  DovetailChecklistBox *self = user_data;
  g_autoptr (GError) error = NULL;

  self->save_id = 0;
  if (!dovetail_checklist_box_flush (self, &error))
    dovetail_window_report (window_of (self), _ ("The change could not be saved"), error);
  return G_SOURCE_REMOVE;
}

static void
on_text_changed (DovetailChecklistBox *self)
{
  if (self->filling)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_PAUSE_MS, on_save_pause, self);
}

static void
on_leave (GtkEventController *controller, DovetailChecklistBox *self)
{
  Item *item = item_of (self, gtk_event_controller_get_widget (controller));

  if (item != NULL && is_blank (item))
    gtk_editable_set_text (GTK_EDITABLE (item->text), item->title);
  if (self->save_id != 0)
    {
      g_clear_handle_id (&self->save_id, g_source_remove);
      on_save_pause (self);
    }
}

static void
on_toggled (GtkCheckButton *check, DovetailChecklistBox *self)
{
  Item *item = item_of (self, GTK_WIDGET (check));
  g_autoptr (JsonNode) checklist = NULL;

  if (self->filling || item == NULL)
    return;
  dovetail_checklist_box_flush (self, NULL);
  checklist = read_checklist (self);
  save (self, dovetail_checklist_set_done (checklist, item->id, gtk_check_button_get_active (check)));
}

static void
focus_place (DovetailChecklistBox *self, guint place)
{
  if (place < self->items->len)
    gtk_widget_grab_focus (GTK_WIDGET (((Item *) self->items->pdata[place])->text));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static guint
place_of (DovetailChecklistBox *self, Item *item)
{
  guint place = 0;

  g_ptr_array_find (self->items, item, &place);
  return place;
}

/* Return goes on to the next item, at the end to where one is added. */
static void
on_activate (GtkText *text, DovetailChecklistBox *self)
{
  Item *item = item_of (self, GTK_WIDGET (text));

  if (item != NULL)
    focus_place (self, place_of (self, item) + 1);
}

static void
move_item (DovetailChecklistBox *self, Item *item, int by)
{
  g_autoptr (JsonNode) checklist = NULL;

  dovetail_checklist_box_flush (self, NULL);
  checklist = read_checklist (self);
  save (self, dovetail_checklist_move (checklist, item->id, by));
}

static void
remove_item (DovetailChecklistBox *self, Item *item)
{
  g_autoptr (JsonNode) checklist = NULL;
  guint place = place_of (self, item);

  /* what was typed into it goes with it, not so what was typed into others */
  gtk_editable_set_text (GTK_EDITABLE (item->text), item->title);
  dovetail_checklist_box_flush (self, NULL);
  checklist = read_checklist (self);
  focus_place (self, place + 1);
  if (save (self, dovetail_checklist_remove (checklist, item->id)))
    dovetail_task_edits_offer_undo (window_of (self), _ ("Item removed"));
}

static gboolean
on_key (GtkEventController *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        DovetailChecklistBox *self)
{
  Item *item = item_of (self, gtk_event_controller_get_widget (controller));
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean is_empty = item != NULL && gtk_editable_get_text (GTK_EDITABLE (item->text))[0] == '\0';

  if (item == NULL)
    return GDK_EVENT_PROPAGATE;
  if (modifiers == GDK_ALT_MASK && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    move_item (self, item, keyval == GDK_KEY_Up ? -1 : 1);
  else if (modifiers == GDK_CONTROL_MASK && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    gtk_check_button_set_active (item->check, !gtk_check_button_get_active (item->check));
  else if ((modifiers == GDK_CONTROL_MASK && keyval == GDK_KEY_Delete)
           || (modifiers == 0 && is_empty && keyval == GDK_KEY_BackSpace))
    remove_item (self, item);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_remove_clicked (GtkButton *button, DovetailChecklistBox *self)
{
  Item *item = item_of (self, GTK_WIDGET (button));

  if (item != NULL)
    remove_item (self, item);
}

static void
on_move_clicked (GtkButton *button, DovetailChecklistBox *self)
{
  Item *item = item_of (self, GTK_WIDGET (button));

  if (item != NULL)
    move_item (self, item, -1);
}

static void
append_button (
    DovetailChecklistBox *self, GtkWidget *box, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* by keyboard the item itself is moved and removed: no way through all buttons of all items */
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static void
watch_row (DovetailChecklistBox *self, Item *item)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (item->row, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_leave), self, 0);
  gtk_widget_add_controller (item->row, focus);
  g_signal_connect_object (item->text, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item->text, "activate", G_CALLBACK (on_activate), self, 0);
  g_signal_connect_object (item->check, "toggled", G_CALLBACK (on_toggled), self, 0);
}

static Item *
create_item (DovetailChecklistBox *self, const char *id)
{
  Item *item = g_new0 (Item, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  item->id = g_strdup (id);
  item->title = g_strdup ("");
  item->row = gtk_list_box_row_new ();
  item->check = GTK_CHECK_BUTTON (dovetail_task_check_new ());
  item->text = GTK_TEXT (gtk_text_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (item->text), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (item->check), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "checklist-item");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (item->check));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (item->text));
  append_button (self, box, "go-up-symbolic", _ ("Move up"), G_CALLBACK (on_move_clicked));
  append_button (self, box, "window-close-symbolic", _ ("Remove item"), G_CALLBACK (on_remove_clicked));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item->row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (item->row), FALSE);
  gtk_widget_set_focusable (item->row, FALSE);
  watch_row (self, item);
  return item;
}

static void
fill_item (Item *item, JsonNode *value)
{
  const char *title = dovetail_checklist_item_title (value);
  gboolean done = JSON_NODE_HOLDS_OBJECT (value) && dovetail_data_get_boolean (value, "done", FALSE);
  const char *label = title[0] == '\0' ? _ ("Untitled") : title;
  gboolean typed = is_typed (item);

  gtk_check_button_set_active (item->check, done);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item->check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Checklist item"), -1);
  if (done)
    gtk_widget_add_css_class (item->row, "done");
  else
    gtk_widget_remove_css_class (item->row, "done");
  if (!g_str_equal (item->title, title))
    {
      g_free (item->title);
      item->title = g_strdup (title);
    }
  /* what is being typed is newer, and an item that was just emptied is not filled under the cursor */
  if (!typed && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (item->text)), title)
      && !(is_blank (item) && gtk_widget_has_focus (GTK_WIDGET (item->text))))
    gtk_editable_set_text (GTK_EDITABLE (item->text), title);
}

static Item *
find_item (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (((Item *) items->pdata[i])->id, id))
      return items->pdata[i];
  return NULL;
}

static gboolean
same_order (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

/* The item where the keyboard is, when it is one of ITEMS. */
static Item *
find_focused (DovetailChecklistBox *self, GPtrArray *items)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  Item *item = focus == NULL ? NULL : item_of (self, focus);

  return item != NULL && g_ptr_array_find (items, item, NULL) ? item : NULL;
}

/* The rows in another order, around the one where the keyboard is: taken out and put in again, that one would no longer
 * be where Tab goes on from. */
static void
arrange (DovetailChecklistBox *self, GPtrArray *items)
{
  Item *kept = find_focused (self, items);

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (item == kept)
        continue;
      g_object_ref (item->row);
      gtk_list_box_remove (self->list, item->row);
      if (!g_ptr_array_find (items, item, NULL))
        {
          g_object_unref (item->row);
          item_free (item);
        }
    }
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = items->pdata[i];
      gboolean is_new = !g_ptr_array_find (self->items, item, NULL);

      if (item == kept)
        continue;
      gtk_list_box_insert (self->list, item->row, (int) i);
      if (!is_new)
        g_object_unref (item->row);
    }
  g_ptr_array_unref (self->items);
  self->items = g_ptr_array_ref (items);
}

/* The items of the task, and those that others removed while something was typed into them: saving brings
 * them back. */
static GPtrArray *
collect_items (DovetailChecklistBox *self, JsonNode *checklist)
{
  GPtrArray *items = g_ptr_array_new ();
  guint number = checklist == NULL ? 0 : json_array_get_length (json_node_get_array (checklist));

  for (guint i = 0; i < number; i++)
    {
      JsonNode *value = json_array_get_element (json_node_get_array (checklist), i);
      g_autofree char *id = dovetail_checklist_item_id (value, i);
      Item *item = find_item (self->items, id);

      if (find_item (items, id) != NULL)
        continue;
      if (item == NULL)
        item = create_item (self, id);
      fill_item (item, value);
      g_ptr_array_add (items, item);
    }
  for (guint i = 0; i < self->items->len; i++)
    if (!g_ptr_array_find (items, self->items->pdata[i], NULL) && is_typed (self->items->pdata[i]))
      g_ptr_array_add (items, self->items->pdata[i]);
  return items;
}

static void
forget_items (DovetailChecklistBox *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_clear_handle_id (&self->save_id, g_source_remove);
  arrange (self, none);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

void
dovetail_checklist_box_show (DovetailChecklistBox *self,
                             DovetailApplication *application,
                             DovetailRecord *task)
{
  g_autoptr (GPtrArray) items = NULL;
  JsonNode *checklist;

  g_return_if_fail (DOVETAIL_IS_CHECKLIST_BOX (self));

  self->filling = TRUE;
  self->application = application;
  if (g_strcmp0 (self->task_id, task->entity_id) != 0)
    {
      forget_items (self);
      g_free (self->task_id);
      self->task_id = g_strdup (task->entity_id);
    }
  checklist = dovetail_data_get (task->data, "checklist");
  if (checklist != NULL && !JSON_NODE_HOLDS_ARRAY (checklist))
    checklist = NULL;
  items = collect_items (self, checklist);
  if (!same_order (self->items, items))
    arrange (self, items);
  self->filling = FALSE;
}

static void
on_entry_activated (DovetailChecklistBox *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) checklist = NULL;

  if (title[0] == '\0' || self->task_id == NULL)
    return;
  dovetail_checklist_box_flush (self, NULL);
  checklist = read_checklist (self);
  id = dovetail_store_new_uuid (dovetail_application_get_store (self->application));
  if (save (self, dovetail_checklist_add (checklist, id, title)))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
dovetail_checklist_box_dispose (GObject *object)
{
  DovetailChecklistBox *self = DOVETAIL_CHECKLIST_BOX (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (child != NULL)
    gtk_widget_unparent (child);
  if (self->items != NULL)
    g_ptr_array_set_free_func (self->items, (GDestroyNotify) item_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->task_id, g_free);
  G_OBJECT_CLASS (dovetail_checklist_box_parent_class)->dispose (object);
}

static void
dovetail_checklist_box_class_init (DovetailChecklistBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_checklist_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
dovetail_checklist_box_init (DovetailChecklistBox *self)
{
  self->items = g_ptr_array_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Checklist"),
                                  -1);
  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Add item"));
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (self->entry));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}
