/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bulk edits on the store, for a worker: thousands of tasks take longer than a frame. */

#include "app/bulk-work.h"

#include <string.h>

#include "app/reorder.h"
#include "core/rank.h"
#include "core/record.h"
#include "store/edit.h"
#include "store/order.h"
#include "store/undo.h"

/* Tags of so many tasks are looked at; one more is rarely on a task behind these only. */
#define MOST_TAG_ROWS 2000

DovetailBulkWork *
dovetail_bulk_work_new (DovetailBulkEdit *edit, GArray *rows)
{
  DovetailBulkWork *work = g_new0 (DovetailBulkWork, 1);

  work->edit = edit;
  work->rows = g_array_ref (rows);
  return work;
}

void
dovetail_bulk_work_free (gpointer data)
{
  DovetailBulkWork *work = data;

  dovetail_bulk_edit_free (work->edit);
  g_array_unref (work->rows);
  g_clear_pointer (&work->shown, g_array_unref);
  g_free (work);
}

static gboolean
all_done (DovetailStore *store, GArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (DovetailReplica) replica
          = dovetail_store_read_row (store, g_array_index (rows, gint64, i), NULL);

      if (replica != NULL && !replica->current->deleted && !dovetail_record_is_done (replica->current))
        return FALSE;
    }
  return TRUE;
}

static JsonNode *
with_position (JsonNode *patch, const char *position)
{
  JsonNode *placed = json_node_copy (patch);

  json_object_set_string_member (json_node_get_object (placed), "position", position);
  json_node_seal (placed);
  return placed;
}

typedef struct
{
  const DovetailBulkEdit *edit;
  char *last; /* of moving: the place of the task that came last into the list */
} Patching;

/* Moved tasks come to the end of the list, in the order they had. */
static JsonNode *
patch_one (DovetailReplica *replica, guint index, gpointer user_data)
{
  Patching *patching = user_data;
  g_autoptr (JsonNode) patch = dovetail_bulk_edit_patch (patching->edit, replica->current->data);
  char *position;

  if (patch == NULL || patching->edit->kind != DOVETAIL_BULK_MOVE)
    return g_steal_pointer (&patch);
  position = dovetail_rank_between (patching->last, NULL);
  g_free (patching->last);
  patching->last = position;
  return with_position (patch, position);
}

static gboolean
patch_all (DovetailBulkWork *work, DovetailStore *store, GError **error)
{
  Patching patching = { work->edit, NULL };
  gboolean done;

  if (work->edit->kind == DOVETAIL_BULK_COMPLETE && all_done (store, work->rows))
    work->edit->kind = DOVETAIL_BULK_REOPEN;
  if (work->edit->kind == DOVETAIL_BULK_MOVE)
    patching.last = dovetail_store_last_position (store, DOVETAIL_ENTITY_TASK, work->edit->text);
  done = dovetail_store_update_rows (store, work->rows, patch_one, &patching, &work->changed, error);
  g_free (patching.last);
  return done;
}

static char *
read_position (gint64 row_id, gpointer store)
{
  return dovetail_store_read_position (store, row_id);
}

static JsonNode *
patch_position (DovetailReplica *replica, guint index, gpointer user_data)
{
  const DovetailPlacement *placement = &g_array_index ((GArray *) user_data, DovetailPlacement, index);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "position", placement->position);
  return dovetail_data_take_object (object);
}

static gboolean
place_all (DovetailBulkWork *work, DovetailStore *store, GError **error)
{
  g_autoptr (GArray) placements
      = dovetail_reorder_compute (work->shown, work->rows, work->target, read_position, store);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < placements->len; i++)
    g_array_append_val (rows, g_array_index (placements, DovetailPlacement, i).row_id);
  return dovetail_store_update_rows (store, rows, patch_position, placements, &work->changed, error);
}

gboolean
dovetail_bulk_work_run (DovetailStore *store, gpointer data, GError **error)
{
  DovetailBulkWork *work = data;
  gboolean done;

  if (work->edit->kind == DOVETAIL_BULK_DELETE)
    done = dovetail_store_delete_rows (store, work->rows, &work->changed, error);
  else if (work->edit->kind == DOVETAIL_BULK_PLACE)
    done = place_all (work, store, error);
  else
    done = patch_all (work, store, error);
  if (work->changed > 0)
    work->action = dovetail_store_get_last_action (store);
  return done;
}

DovetailTagReading *
dovetail_tag_reading_new (GArray *rows)
{
  DovetailTagReading *reading = g_new0 (DovetailTagReading, 1);

  reading->rows = g_array_ref (rows);
  return reading;
}

void
dovetail_tag_reading_free (gpointer data)
{
  DovetailTagReading *reading = data;

  g_array_unref (reading->rows);
  g_strfreev (reading->tags);
  g_free (reading);
}

static void
add_tags (GHashTable *found, DovetailReplica *replica)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (replica->current->data, "tags");

  for (char **tag = tags; *tag != NULL; tag++)
    {
      g_autofree char *folded = g_utf8_casefold (*tag, -1);

      if (!g_hash_table_contains (found, folded))
        g_hash_table_insert (found, g_steal_pointer (&folded), g_strdup (*tag));
    }
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

gboolean
dovetail_tag_reading_run (DovetailStore *store, gpointer data, GError **error)
{
  DovetailTagReading *reading = data;
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer tag;

  for (guint i = 0; i < MIN (reading->rows->len, MOST_TAG_ROWS); i++)
    {
      g_autoptr (DovetailReplica) replica
          = dovetail_store_read_row (store, g_array_index (reading->rows, gint64, i), NULL);

      if (replica != NULL)
        add_tags (found, replica);
    }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &tag))
    g_ptr_array_add (tags, tag);
  g_ptr_array_sort (tags, compare_tags);
  g_ptr_array_add (tags, NULL);
  reading->tags = g_strdupv ((char **) tags->pdata);
  return TRUE;
}
