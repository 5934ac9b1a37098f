/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and colours of the lists, read once and kept until something changed: rows, sidebar and drop-downs
 * share them. */

#include "app/list-catalog.h"

#include <gdk/gdk.h>
#include <glib/gi18n.h>

#include "store/query.h"

struct _DovetailListItem
{
  GObject parent_instance;

  char *id;
  char *name;
  char *colour;
  gboolean waiting;
};

G_DEFINE_FINAL_TYPE (DovetailListItem, dovetail_list_item, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  N_PROPS
};

static void
dovetail_list_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NAME)
    g_value_set_string (value, DOVETAIL_LIST_ITEM (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
dovetail_list_item_finalize (GObject *object)
{
  DovetailListItem *self = DOVETAIL_LIST_ITEM (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->colour);
  G_OBJECT_CLASS (dovetail_list_item_parent_class)->finalize (object);
}

static void
dovetail_list_item_class_init (DovetailListItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dovetail_list_item_finalize;
  object_class->get_property = dovetail_list_item_get_property;
  g_object_class_install_property (
      object_class, PROP_NAME,
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
dovetail_list_item_init (DovetailListItem *self)
{
}

/* GNOME's palette; a list without a colour of its own gets one by its id, the same on every device. */
static const char *const palette[]
    = { "#3584e4", "#33d17a", "#e5a50a", "#ff7800", "#e01b24", "#9141ac", "#986a44", "#5e5c64" };

/* The end of an id is random, its beginning is a time. */
static guint
palette_index (const char *id)
{
  gsize length = strlen (id);

  return g_ascii_strtoull (id + (length > 4 ? length - 4 : 0), NULL, 16) % G_N_ELEMENTS (palette);
}

gboolean
dovetail_colour_is_valid (const char *colour)
{
  GdkRGBA parsed;

  return colour != NULL && colour[0] == '#' && gdk_rgba_parse (&parsed, colour);
}

static DovetailListItem *
list_item_new (DovetailReplica *replica)
{
  DovetailRecord *record = replica->current;
  DovetailListItem *self = g_object_new (DOVETAIL_TYPE_LIST_ITEM, NULL);
  const char *name = dovetail_record_get_title (record);
  const char *colour = dovetail_data_get_string (record->data, "colour");

  self->id = g_strdup (record->entity_id);
  self->name = g_strdup (name[0] != '\0' ? name : _ ("Unnamed list"));
  if (!dovetail_colour_is_valid (colour))
    colour = palette[palette_index (record->entity_id)];
  self->colour = g_strdup (colour);
  self->waiting = dovetail_replica_get_status (replica) != DOVETAIL_SYNC_STATUS_SYNCED;
  return self;
}

const char *
dovetail_list_item_get_id (DovetailListItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_ITEM (self), NULL);
  return self->id;
}

const char *
dovetail_list_item_get_name (DovetailListItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_ITEM (self), NULL);
  return self->name;
}

const char *
dovetail_list_item_get_colour (DovetailListItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_ITEM (self), NULL);
  return self->colour;
}

gboolean
dovetail_list_item_is_waiting (DovetailListItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_ITEM (self), FALSE);
  return self->waiting;
}

static gboolean
list_item_equal (DovetailListItem *a, DovetailListItem *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->name, b->name) && g_str_equal (a->colour, b->colour);
}

struct _DovetailListCatalog
{
  GObject parent_instance;

  DovetailStore *store;
  GPtrArray *items;
};

static GType
dovetail_list_catalog_get_item_type (GListModel *model)
{
  return DOVETAIL_TYPE_LIST_ITEM;
}

static guint
dovetail_list_catalog_get_n_items (GListModel *model)
{
  return DOVETAIL_LIST_CATALOG (model)->items->len;
}

static gpointer
dovetail_list_catalog_get_item (GListModel *model, guint position)
{
  GPtrArray *items = DOVETAIL_LIST_CATALOG (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
dovetail_list_catalog_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dovetail_list_catalog_get_item_type;
  iface->get_n_items = dovetail_list_catalog_get_n_items;
  iface->get_item = dovetail_list_catalog_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DovetailListCatalog,
                               dovetail_list_catalog,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      dovetail_list_catalog_list_model_init))

static void
dovetail_list_catalog_finalize (GObject *object)
{
  DovetailListCatalog *self = DOVETAIL_LIST_CATALOG (object);

  g_ptr_array_unref (self->items);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (dovetail_list_catalog_parent_class)->finalize (object);
}

static void
dovetail_list_catalog_class_init (DovetailListCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_list_catalog_finalize;
}

static void
dovetail_list_catalog_init (DovetailListCatalog *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

DovetailListCatalog *
dovetail_list_catalog_new (DovetailStore *store)
{
  DovetailListCatalog *self = g_object_new (DOVETAIL_TYPE_LIST_CATALOG, NULL);

  self->store = g_object_ref (store);
  dovetail_list_catalog_refresh (self);
  return self;
}

static gboolean
items_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!list_item_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/* An upload must not make rows and drop-downs anew. */
static void
take_waiting (GPtrArray *items, GPtrArray *newer)
{
  for (guint i = 0; i < items->len; i++)
    ((DovetailListItem *) items->pdata[i])->waiting = ((DovetailListItem *) newer->pdata[i])->waiting;
}

void
dovetail_list_catalog_refresh (DovetailListCatalog *self)
{
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (DOVETAIL_IS_LIST_CATALOG (self));

  lists = dovetail_store_list_lists (self->store, NULL);
  for (guint i = 0; lists != NULL && i < lists->len; i++)
    g_ptr_array_add (items, list_item_new (lists->pdata[i]));
  if (items_equal (self->items, items))
    {
      take_waiting (self->items, items);
      return;
    }

  old = g_steal_pointer (&self->items);
  self->items = g_steal_pointer (&items);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->items->len);
}

DovetailListItem *
dovetail_list_catalog_find (DovetailListCatalog *self, const char *list_id)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_CATALOG (self), NULL);

  for (guint i = 0; list_id != NULL && i < self->items->len; i++)
    if (g_str_equal (((DovetailListItem *) self->items->pdata[i])->id, list_id))
      return self->items->pdata[i];
  return NULL;
}

DovetailListItem *
dovetail_list_catalog_find_by_name (DovetailListCatalog *self, const char *name)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (DOVETAIL_IS_LIST_CATALOG (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  folded = g_utf8_casefold (name, -1);
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autofree char *other = g_utf8_casefold (((DovetailListItem *) self->items->pdata[i])->name, -1);

      if (g_str_equal (folded, other))
        return self->items->pdata[i];
    }
  return NULL;
}

const char *
dovetail_list_catalog_next_colour (DovetailListCatalog *self)
{
  g_return_val_if_fail (DOVETAIL_IS_LIST_CATALOG (self), NULL);
  return palette[self->items->len % G_N_ELEMENTS (palette)];
}
