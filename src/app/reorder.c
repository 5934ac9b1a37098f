/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks to another place in their list. Two devices may have given two tasks the same place, and other
 * programs places between which there is no room: then the ones behind get new places, too, until order holds
 * again. */

#include "app/reorder.h"

#include <string.h>

#include "core/rank.h"

typedef struct
{
  GArray *order; /* gint64: all as they are to stand */
  guint first;   /* of the moved ones in there */
  guint n_moved;
  DovetailPositionFunc position_of;
  gpointer user_data;
} Reorder;

static void
clear_placement (gpointer data)
{
  g_free (((DovetailPlacement *) data)->position);
}

static GHashTable *
set_of (GArray *rows)
{
  GHashTable *set = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (set, &g_array_index (rows, gint64, i));
  return set;
}

/* The order as it is to be. */
static void
put_in_order (Reorder *reorder, GArray *shown, GArray *moved, guint target)
{
  g_autoptr (GHashTable) going = set_of (moved);

  reorder->order = g_array_sized_new (FALSE, FALSE, sizeof (gint64), shown->len);
  reorder->n_moved = moved->len;
  for (guint i = 0; i <= shown->len; i++)
    {
      if (i == target)
        {
          reorder->first = reorder->order->len;
          g_array_append_vals (reorder->order, moved->data, moved->len);
        }
      if (i < shown->len && !g_hash_table_contains (going, &g_array_index (shown, gint64, i)))
        g_array_append_val (reorder->order, g_array_index (shown, gint64, i));
    }
}

static char *
position_at (const Reorder *reorder, guint index)
{
  return reorder->position_of (g_array_index (reorder->order, gint64, index), reorder->user_data);
}

/* Places that are no order strings cannot be divided: those above are given new ones, too. Empty ones come
 * before all others anyway. */
static guint
find_start (const Reorder *reorder, char **before)
{
  guint start = reorder->first;

  *before = NULL;
  while (start > 0)
    {
      g_autofree char *position = position_at (reorder, start - 1);

      if (position == NULL || position[0] == '\0')
        break;
      if (dovetail_rank_is_valid (position))
        {
          *before = g_steal_pointer (&position);
          break;
        }
      start--;
    }
  return start;
}

/* The first row behind the moved ones whose place is behind before. */
static guint
find_end (const Reorder *reorder, const char *before, char **after)
{
  guint end = reorder->first + reorder->n_moved;

  *after = NULL;
  for (; end < reorder->order->len; end++)
    {
      g_autofree char *position = position_at (reorder, end);

      if (dovetail_rank_is_valid (position) && (before == NULL || strcmp (position, before) > 0))
        {
          *after = g_steal_pointer (&position);
          break;
        }
    }
  return end;
}

/* Halving keeps the strings short; an open end is counted, which keeps them shorter. */
static void
divide (char **places, guint n, const char *before, const char *after)
{
  guint middle = after == NULL ? 0 : before == NULL ? n - 1 : n / 2;

  while (n > 0)
    {
      places[middle] = dovetail_rank_between (before, after);
      if (middle > 0)
        divide (places, middle, before, places[middle]);
      before = places[middle];
      places += middle + 1;
      n -= middle + 1;
      middle = after == NULL ? 0 : n / 2;
    }
}

static GArray *
place (const Reorder *reorder, guint start, guint end, const char *before, const char *after)
{
  GArray *placements = g_array_new (FALSE, FALSE, sizeof (DovetailPlacement));
  g_autofree char **places = g_new0 (char *, end - start + 1);

  g_array_set_clear_func (placements, clear_placement);
  divide (places, end - start, before, after);
  for (guint i = start; i < end; i++)
    {
      DovetailPlacement placement = { g_array_index (reorder->order, gint64, i), places[i - start] };

      g_array_append_val (placements, placement);
    }
  return placements;
}

GArray *
dovetail_reorder_compute (
    GArray *shown, GArray *moved, guint target, DovetailPositionFunc position_of, gpointer user_data)
{
  Reorder reorder = { .position_of = position_of, .user_data = user_data };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GArray *placements;
  guint start, end;

  g_return_val_if_fail (shown != NULL && moved != NULL && target <= shown->len, NULL);

  put_in_order (&reorder, shown, moved, target);
  start = find_start (&reorder, &before);
  end = find_end (&reorder, before, &after);
  placements = place (&reorder, start, end, before, after);
  g_array_unref (reorder.order);
  return placements;
}

static guint
index_of (GArray *rows, gint64 row_id)
{
  guint index = 0;

  while (index < rows->len && g_array_index (rows, gint64, index) != row_id)
    index++;
  return index;
}

gboolean
dovetail_reorder_step (GArray *shown, GArray *moved, gboolean up, guint *target)
{
  guint first, last;

  g_return_val_if_fail (shown != NULL && moved != NULL && target != NULL, FALSE);

  if (moved->len == 0)
    return FALSE;
  first = index_of (shown, g_array_index (moved, gint64, 0));
  last = index_of (shown, g_array_index (moved, gint64, moved->len - 1));
  if (last >= shown->len || (up ? first == 0 : last + 1 == shown->len))
    return FALSE;
  *target = up ? first - 1 : last + 2;
  return TRUE;
}
