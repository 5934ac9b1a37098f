/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The choice of lists and entity types that this device syncs, as one setting: "lists=ID,ID types=task,list".
 */

#include "store/filter.h"

#include <string.h>

#include "core/uuid.h"
#include "store/settings.h"

#define LISTS "lists="
#define TYPES "types="
#define MAX_TYPE_BYTES 64

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Sorted, each once; NULL stays NULL. */
static char **
sort_strings (char **strings)
{
  g_autoptr (GPtrArray) sorted = NULL;

  if (strings == NULL)
    return NULL;
  sorted = g_ptr_array_new ();
  for (guint i = 0; strings[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (sorted, strings[i], g_str_equal, NULL))
      g_ptr_array_add (sorted, g_strdup (strings[i]));
  g_ptr_array_sort (sorted, compare_strings);
  g_ptr_array_add (sorted, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&sorted), FALSE);
}

/**
 * dovetail_sync_filter_new:
 * @lists: (nullable): ids of lists, none for the Inbox alone; %NULL: all
 * @types: (nullable): entity types; %NULL: all
 *
 * Returns: (transfer full): the choice
 */
DovetailSyncFilter *
dovetail_sync_filter_new (char **lists, char **types)
{
  DovetailSyncFilter *filter = g_new0 (DovetailSyncFilter, 1);

  filter->lists = sort_strings (lists);
  filter->types = sort_strings (types);
  return filter;
}

/**
 * dovetail_sync_filter_free:
 * @filter: (nullable) (transfer full): freed
 */
void
dovetail_sync_filter_free (DovetailSyncFilter *filter)
{
  if (filter == NULL)
    return;
  g_strfreev (filter->lists);
  g_strfreev (filter->types);
  g_free (filter);
}

/**
 * dovetail_sync_filter_copy:
 * @filter: a choice
 *
 * Returns: (transfer full): the same
 */
DovetailSyncFilter *
dovetail_sync_filter_copy (const DovetailSyncFilter *filter)
{
  return dovetail_sync_filter_new (filter->lists, filter->types);
}

static gboolean
same_strings (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/**
 * dovetail_sync_filter_equal:
 * @a: a choice
 * @b: another
 *
 * Returns: whether both choose the same
 */
gboolean
dovetail_sync_filter_equal (const DovetailSyncFilter *a, const DovetailSyncFilter *b)
{
  return same_strings (a->lists, b->lists) && same_strings (a->types, b->types);
}

/**
 * dovetail_sync_filter_is_all:
 * @filter: a choice
 *
 * Returns: whether it leaves nothing out
 */
gboolean
dovetail_sync_filter_is_all (const DovetailSyncFilter *filter)
{
  return filter->lists == NULL && filter->types == NULL;
}

/**
 * dovetail_sync_filter_has_list:
 * @filter: a choice
 * @list_id: (nullable): a list; %NULL: the Inbox
 *
 * Returns: whether tasks in it are synced
 */
gboolean
dovetail_sync_filter_has_list (const DovetailSyncFilter *filter, const char *list_id)
{
  return filter->lists == NULL || list_id == NULL
         || g_strv_contains ((const char *const *) filter->lists, list_id);
}

/**
 * dovetail_sync_filter_has:
 * @filter: a choice
 * @record: a record
 *
 * Returns: whether it belongs on this device
 */
gboolean
dovetail_sync_filter_has (const DovetailSyncFilter *filter, const DovetailRecord *record)
{
  if (filter->types != NULL && !g_strv_contains ((const char *const *) filter->types, record->entity_type))
    return FALSE;
  return !g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK)
         || dovetail_sync_filter_has_list (filter, dovetail_data_get_string (record->data, "list_id"));
}

/* NULL: all. */
static char *
filter_to_text (const DovetailSyncFilter *filter)
{
  g_autofree char *lists = filter->lists != NULL ? g_strjoinv (",", filter->lists) : NULL;
  g_autofree char *types = filter->types != NULL ? g_strjoinv (",", filter->types) : NULL;

  if (dovetail_sync_filter_is_all (filter))
    return NULL;
  return g_strconcat (lists != NULL ? LISTS : "", lists != NULL ? lists : "",
                      lists != NULL && types != NULL ? " " : "", types != NULL ? TYPES : "", types, NULL);
}

static char **
read_part (char **parts, const char *name)
{
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], name))
      return g_strsplit (parts[i] + strlen (name), ",", -1);
  return NULL;
}

static DovetailSyncFilter *
read_filter (DovetailStore *self, const char *setting)
{
  g_autofree char *text = dovetail_store_get_setting (self, setting);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", -1);
  g_auto (GStrv) lists = read_part (parts, LISTS);
  g_auto (GStrv) types = read_part (parts, TYPES);

  return dovetail_sync_filter_new (lists, types);
}

/**
 * dovetail_store_get_filter:
 * @self: a store
 *
 * Returns: (transfer full): what this device is to sync
 */
DovetailSyncFilter *
dovetail_store_get_filter (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return read_filter (self, DOVETAIL_SETTING_FILTER);
}

/**
 * dovetail_store_get_filter_in_use:
 * @self: a store
 *
 * Returns: (transfer full): what the sync token is bound to
 */
DovetailSyncFilter *
dovetail_store_get_filter_in_use (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return read_filter (self, DOVETAIL_SETTING_FILTER_IN_USE);
}

/**
 * dovetail_store_set_filter_in_use:
 * @self: a store
 * @filter: what the sync token is bound to from now on
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_set_filter_in_use (DovetailStore *self, const DovetailSyncFilter *filter, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (filter != NULL, FALSE);

  text = filter_to_text (filter);
  return dovetail_store_set_setting (self, DOVETAIL_SETTING_FILTER_IN_USE, text, error);
}

static gboolean
is_type (const char *name)
{
  gsize length = strlen (name);

  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && *at != '_')
      return FALSE;
  return length > 0 && length <= MAX_TYPE_BYTES;
}

static gboolean
check_filter (char **lists, char **types, GError **error)
{
  gboolean valid = lists == NULL || g_strv_length (lists) <= DOVETAIL_SYNC_FILTER_MAX_LISTS;

  if (!valid)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   "At most %d lists can be chosen; all can be synced without choosing",
                   DOVETAIL_SYNC_FILTER_MAX_LISTS);
      return FALSE;
    }
  for (guint i = 0; valid && lists != NULL && lists[i] != NULL; i++)
    valid = dovetail_uuid_is_valid (lists[i]);
  for (guint i = 0; valid && types != NULL && types[i] != NULL; i++)
    valid = is_type (types[i]);
  if (valid && (types == NULL || types[0] != NULL))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                       "Lists are chosen by their ids, and of the types of records at least one");
  return FALSE;
}

/**
 * dovetail_store_set_filter:
 * @self: a store
 * @lists: (nullable): ids of the lists whose tasks are synced on this device, besides those of the Inbox;
 * %NULL: all
 * @types: (nullable): the entity types that are synced; %NULL: all
 * @error: INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Nothing is touched until the next sync: it uploads what waits, then fetches what is wanted now and lets go
 * what is not. On the server nothing is deleted.
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_set_filter (DovetailStore *self, char **lists, char **types, GError **error)
{
  g_autoptr (DovetailSyncFilter) filter = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (!check_filter (lists, types, error))
    return FALSE;
  filter = dovetail_sync_filter_new (lists, types);
  text = filter_to_text (filter);
  return dovetail_store_set_setting (self, DOVETAIL_SETTING_FILTER, text, error);
}
