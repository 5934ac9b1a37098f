/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a list of row ids came to be another, so that a view rebinds only what differs and keeps focus and
 * scroll. */

#include "app/row-changes.h"

/* A handful is one of so many. */
#define HANDFUL 100
/* Where rows are looked through: fewer take no time, and those that come are many more than those that go. */
#define VERY_MANY 1000
#define MANY_MORE 4
/* GTK has widgets for so many rows on each side of what is seen, and a few more. */
#define REACH 150

#define ROW(rows, i) g_array_index (rows, gint64, i)

typedef struct
{
  GArray *old_rows;
  GArray *new_rows;
  guint start;   /* length of the common beginning */
  guint old_end; /* where the common end begins */
  guint new_end;
} Window;

static void
trim_common (Window *window)
{
  window->start = 0;
  window->old_end = window->old_rows->len;
  window->new_end = window->new_rows->len;
  while (window->start < window->old_end && window->start < window->new_end
         && ROW (window->old_rows, window->start) == ROW (window->new_rows, window->start))
    window->start++;
  while (window->old_end > window->start && window->new_end > window->start
         && ROW (window->old_rows, window->old_end - 1) == ROW (window->new_rows, window->new_end - 1))
    {
      window->old_end--;
      window->new_end--;
    }
}

static GHashTable *
index_rows (GArray *rows, guint from, guint to)
{
  GHashTable *set = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = from; i < to; i++)
    g_hash_table_add (set, &ROW (rows, i));
  return set;
}

/* Nothing stays, or a handful of very many: to look for it takes longer than to show it anew. */
static gboolean
is_replaced (const Window *window)
{
  guint old_rows = window->old_end - window->start;
  guint new_rows = window->new_end - window->start;

  return MIN (old_rows, new_rows) == 0 || MAX (old_rows, new_rows) / MIN (old_rows, new_rows) >= HANDFUL;
}

static void
append_whole (GArray *changes, const Window *window)
{
  DovetailRowChange whole
      = { window->start, window->old_end - window->start, window->new_end - window->start };

  g_array_append_val (changes, whole);
}

/* Rows that stay must come in the same order in both, or single steps would not lead there. */
static gboolean
keeps_order (const Window *window, GHashTable *in_old, GHashTable *in_new)
{
  guint i = window->start;

  for (guint j = window->start; j < window->new_end; j++)
    {
      if (!g_hash_table_contains (in_old, &ROW (window->new_rows, j)))
        continue;
      while (i < window->old_end && !g_hash_table_contains (in_new, &ROW (window->old_rows, i)))
        i++;
      if (i == window->old_end || ROW (window->old_rows, i) != ROW (window->new_rows, j))
        return FALSE;
      i++;
    }
  return TRUE;
}

static void
append_steps (GArray *changes, const Window *window, GHashTable *in_old, GHashTable *in_new)
{
  guint i = window->start;
  guint j = window->start;

  while (i < window->old_end || j < window->new_end)
    {
      DovetailRowChange change = { j, 0, 0 };

      while (i < window->old_end && !g_hash_table_contains (in_new, &ROW (window->old_rows, i)))
        {
          change.removed++;
          i++;
        }
      while (j < window->new_end && !g_hash_table_contains (in_old, &ROW (window->new_rows, j)))
        {
          change.added++;
          j++;
        }
      if (change.removed > 0 || change.added > 0)
        g_array_append_val (changes, change);
      else
        {
          i++;
          j++;
        }
    }
}

GArray *
dovetail_row_changes_compute (GArray *old_rows, GArray *new_rows)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (DovetailRowChange));
  g_autoptr (GHashTable) in_old = NULL;
  g_autoptr (GHashTable) in_new = NULL;
  Window window = { old_rows, new_rows, 0, 0, 0 };

  trim_common (&window);
  if (window.start == window.old_end && window.start == window.new_end)
    return changes;

  if (is_replaced (&window))
    {
      append_whole (changes, &window);
      return changes;
    }
  in_old = index_rows (old_rows, window.start, window.old_end);
  in_new = index_rows (new_rows, window.start, window.new_end);
  if (keeps_order (&window, in_old, in_new))
    append_steps (changes, &window, in_old, in_new);
  else
    append_whole (changes, &window);
  return changes;
}

/* How many rows stay between a change and the one behind it. */
static guint
gap_behind (GArray *changes, guint i)
{
  const DovetailRowChange *change = &g_array_index (changes, DovetailRowChange, i);

  return g_array_index (changes, DovetailRowChange, i + 1).position - change->position - change->added;
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

/* The widest gap that must go for so few to remain. */
static guint
widest_to_close (GArray *changes, guint most)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i + 1 < changes->len; i++)
    {
      guint gap = gap_behind (changes, i);

      g_array_append_val (gaps, gap);
    }
  g_array_sort (gaps, compare_gaps);
  return g_array_index (gaps, guint, changes->len - most - 1);
}

/* Rows that stay between two changes. */
typedef struct
{
  guint from; /* position in the old rows */
  guint length;
} Gap;

typedef gboolean (*IsClosedFunc) (const Gap *gap, gconstpointer data);

/* Takes the changes on both sides of a closed gap together, with what lies in between. */
static void
close_gaps (GArray *changes, IsClosedFunc is_closed, gconstpointer data)
{
  guint last = 0;
  gint64 shift = 0; /* of the positions before all changes up to the last one against those after */

  for (guint i = 1; i < changes->len; i++)
    {
      DovetailRowChange *into = &g_array_index (changes, DovetailRowChange, last);
      DovetailRowChange change = g_array_index (changes, DovetailRowChange, i);
      Gap gap = { (guint) (into->position + into->removed + shift),
                  change.position - into->position - into->added };

      if (is_closed (&gap, data))
        {
          into->removed += gap.length + change.removed;
          into->added += gap.length + change.added;
          continue;
        }
      shift += (gint64) into->removed - into->added;
      g_array_index (changes, DovetailRowChange, ++last) = change;
    }
  g_array_set_size (changes, MIN (changes->len, last + 1));
}

static gboolean
is_narrow (const Gap *gap, gconstpointer widest)
{
  return gap->length <= *(const guint *) widest;
}

void
dovetail_row_changes_limit (GArray *changes, guint most)
{
  guint widest;

  g_return_if_fail (changes != NULL && most > 0);

  if (changes->len <= most)
    return;
  widest = widest_to_close (changes, most);
  close_gaps (changes, is_narrow, &widest);
}

static gboolean
is_far (const Gap *gap, gconstpointer data)
{
  GArray *near = (GArray *) data;

  for (guint i = 0; i < near->len; i++)
    {
      guint position = g_array_index (near, guint, i);

      if (position + REACH >= gap->from && position <= gap->from + gap->length + REACH)
        return FALSE;
    }
  return TRUE;
}

void
dovetail_row_changes_join_far (GArray *changes, GArray *near)
{
  g_return_if_fail (changes != NULL && near != NULL);

  close_gaps (changes, is_far, near);
}

/* GTK looks through all that is added for the rows that were removed in the same step, and has an item made
 * for each. */
void
dovetail_row_changes_part (GArray *changes)
{
  g_return_if_fail (changes != NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      DovetailRowChange *change = &g_array_index (changes, DovetailRowChange, i);
      DovetailRowChange added = { change->position, 0, change->added };

      if (change->removed == 0 || change->added < VERY_MANY || change->added / MANY_MORE < change->removed)
        continue;
      change->added = 0;
      g_array_insert_val (changes, ++i, added);
    }
}
