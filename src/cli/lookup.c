/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ids, beginnings of ids and names of lists, as people type them. */
#include "cli/lookup.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store/outbox.h"

#define LEAST_PREFIX 4

/* Collects what fits a beginning; more than one is one too many. */
typedef struct
{
  char *prefix;
  GPtrArray *found; /* borrowed or owned, by its maker */
} Search;

static gboolean
check_prefix (const char *text, const char *kind, GError **error)
{
  if (strlen (text) >= LEAST_PREFIX && strspn (text, "0123456789abcdefABCDEF-") == strlen (text))
    return TRUE;
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
               _ ("“%s” is no id of a %s. Give the id, or at least four characters of its beginning"), text,
               kind);
  return FALSE;
}

static gboolean
check_found (guint count, const char *text, const char *kind, GError **error)
{
  if (count == 1)
    return TRUE;
  if (count == 0)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, _ ("there is no %s “%s”"), kind, text);
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 _ ("“%s” begins the id of more than one %s. Type more of it"), text, kind);
  return FALSE;
}

static DovetailReplica *
lookup_record (
    DovetailStore *store, const char *entity_type, const char *kind, const char *text, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autoptr (GPtrArray) found = NULL;

  if (!check_prefix (text, kind, error)
      || (found = dovetail_store_find_by_prefix (store, entity_type, lower, 2, error)) == NULL
      || !check_found (found->len, text, kind, error))
    return NULL;
  return g_ptr_array_steal_index (found, 0);
}

DovetailReplica *
dovetail_lookup_task (DovetailStore *store, const char *text, GError **error)
{
  return lookup_record (store, DOVETAIL_ENTITY_TASK, _ ("task"), text, error);
}

static gboolean
name_matches (DovetailReplica *list, const char *name, gboolean exactly)
{
  const char *own = dovetail_record_get_title (list->current);
  g_autofree char *folded = NULL;
  g_autofree char *own_folded = NULL;

  if (exactly)
    return g_str_equal (own, name);
  folded = g_utf8_casefold (name, -1);
  own_folded = g_utf8_casefold (own, -1);
  return g_str_equal (own_folded, folded);
}

DovetailReplica *
dovetail_lookup_list_name (DovetailStore *store, const char *name, GError **error)
{
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (store, error);

  for (int exactly = 1; lists != NULL && exactly >= 0; exactly--)
    for (guint i = 0; i < lists->len; i++)
      if (name_matches (lists->pdata[i], name, exactly))
        return dovetail_replica_copy (lists->pdata[i]);
  return NULL;
}

DovetailReplica *
dovetail_lookup_list (DovetailStore *store, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  DovetailReplica *list = dovetail_lookup_list_name (store, text, &local);

  if (list != NULL)
    return list;
  if (local == NULL)
    list = lookup_record (store, DOVETAIL_ENTITY_LIST, _ ("list"), text, &local);
  if (list != NULL && !list->current->deleted)
    return list;
  g_clear_pointer (&list, dovetail_replica_free);
  if (local != NULL && !g_error_matches (local, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND)
      && !g_error_matches (local, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                 _ ("there is no list “%s”. Make it with: dovetailctl lists add \"%s\""), text, text);
  return NULL;
}

static gboolean
add_conflicts (DovetailStore *store, gboolean open, Search *search, GError **error)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (store, open, 0, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      DovetailConflict *conflict = conflicts->pdata[i];

      if (g_str_has_prefix (conflict->conflict_id, search->prefix))
        g_ptr_array_add (search->found, dovetail_conflict_ref (conflict));
    }
  return conflicts != NULL;
}

DovetailConflict *
dovetail_lookup_conflict (DovetailStore *store, const char *text, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  Search search = { lower, found };

  if (!check_prefix (text, _ ("conflict"), error) || !add_conflicts (store, TRUE, &search, error)
      || !add_conflicts (store, FALSE, &search, error)
      || !check_found (found->len, text, _ ("conflict"), error))
    return NULL;
  return g_ptr_array_steal_index (found, 0);
}

DovetailReplica *
dovetail_lookup_pending (DovetailStore *store, const char *text, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);
  g_autoptr (GPtrArray) rows = NULL;

  if (!check_prefix (text, _ ("pending change"), error)
      || (rows = dovetail_store_list_pending (store, 0, error)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      DovetailReplica *replica = rows->pdata[i];

      if (g_str_has_prefix (replica->current->entity_id, lower))
        g_ptr_array_add (found, dovetail_replica_copy (replica));
    }
  return check_found (found->len, text, _ ("pending change"), error) ? g_ptr_array_steal_index (found, 0)
                                                                     : NULL;
}

GHashTable *
dovetail_lookup_list_names (DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (store, error);
  GHashTable *names;

  if (lists == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < lists->len; i++)
    {
      DovetailReplica *list = lists->pdata[i];

      g_hash_table_replace (names, g_strdup (list->current->entity_id),
                            g_strdup (dovetail_record_get_title (list->current)));
    }
  return names;
}
