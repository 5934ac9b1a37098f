/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which lists this device syncs. With every switch on, lists to come are synced as well. */

#include "app/synced-lists.h"

#include <glib/gi18n.h>

#include "app/list-catalog.h"
#include "store/filter.h"

struct _DovetailSyncedLists
{
  AdwPreferencesGroup parent_instance;

  DovetailApplication *application; /* not owned: it outlives its windows */
  GHashTable *switches;             /* list id -> GtkSwitch */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (DovetailSyncedLists, dovetail_synced_lists, ADW_TYPE_PREFERENCES_GROUP)

static void
say (DovetailSyncedLists *self, const char *words)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (escaped));
}

/* Ids that are chosen and shown nowhere stay chosen: the list may not have arrived yet. */
static void
add_unseen (DovetailSyncedLists *self, const DovetailSyncFilter *filter, GStrvBuilder *chosen)
{
  for (guint i = 0; filter->lists != NULL && filter->lists[i] != NULL; i++)
    if (!g_hash_table_contains (self->switches, filter->lists[i]))
      g_strv_builder_add (chosen, filter->lists[i]);
}

/* NULL: all. */
static char **
read_switches (DovetailSyncedLists *self, const DovetailSyncFilter *filter)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  gboolean all = TRUE;
  GHashTableIter iter;
  gpointer list_id;
  gpointer widget;

  g_hash_table_iter_init (&iter, self->switches);
  while (g_hash_table_iter_next (&iter, &list_id, &widget))
    if (gtk_switch_get_active (GTK_SWITCH (widget)))
      g_strv_builder_add (chosen, list_id);
    else
      all = FALSE;
  if (all)
    return NULL;
  add_unseen (self, filter, chosen);
  return g_strv_builder_end (chosen);
}

static void
show_switches (DovetailSyncedLists *self, const DovetailSyncFilter *filter)
{
  GHashTableIter iter;
  gpointer list_id;
  gpointer widget;

  self->filling = TRUE;
  g_hash_table_iter_init (&iter, self->switches);
  while (g_hash_table_iter_next (&iter, &list_id, &widget))
    gtk_switch_set_active (GTK_SWITCH (widget), dovetail_sync_filter_has_list (filter, list_id));
  self->filling = FALSE;
}

static void
on_switched (DovetailSyncedLists *self)
{
  DovetailStore *store;
  g_autoptr (DovetailSyncFilter) filter = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lists = NULL;

  if (self->filling)
    return;
  store = dovetail_application_get_store (self->application);
  filter = dovetail_store_get_filter (store);
  lists = read_switches (self, filter);
  if (dovetail_store_set_filter (store, lists, filter->types, &error))
    {
      dovetail_sync_service_edited (dovetail_application_get_service (self->application));
      return;
    }
  say (self, error->message);
  show_switches (self, filter);
}

static void
add_inbox (DovetailSyncedLists *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Inbox"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Always on this device"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
add_list (DovetailSyncedLists *self, DovetailListItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();
  const char *name = dovetail_list_item_get_name (item);
  g_autofree char *label = g_strdup_printf (_ ("Sync “%s” on this device"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  /* The row has labelled it with its title, which does not say what is switched. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_hash_table_insert (self->switches, g_strdup (dovetail_list_item_get_id (item)), widget);
  g_signal_connect_object (widget, "notify::active", G_CALLBACK (on_switched), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

void
dovetail_synced_lists_fill (DovetailSyncedLists *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_SYNCED_LISTS (self));
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  DovetailStore *store = dovetail_application_get_store (application);
  g_autoptr (DovetailListCatalog) lists = dovetail_list_catalog_new (store);
  g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (store);
  guint n_lists = g_list_model_get_n_items (G_LIST_MODEL (lists));

  self->application = application;
  self->filling = TRUE;
  add_inbox (self);
  for (guint i = 0; i < n_lists; i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (G_LIST_MODEL (lists), i);

      add_list (self, item);
    }
  show_switches (self, filter);
}

static void
dovetail_synced_lists_finalize (GObject *object)
{
  g_clear_pointer (&DOVETAIL_SYNCED_LISTS (object)->switches, g_hash_table_unref);
  G_OBJECT_CLASS (dovetail_synced_lists_parent_class)->finalize (object);
}

static void
dovetail_synced_lists_class_init (DovetailSyncedListsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_synced_lists_finalize;
}

static void
dovetail_synced_lists_init (DovetailSyncedLists *self)
{
  self->switches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
