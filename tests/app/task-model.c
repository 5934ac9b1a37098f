/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a list is told of its rows: many that are new come in portions, and at each step the model holds what it has
 * announced. */

#include "app/task-model.h"
#include "lib/scratch-store.h"

/* More than a list makes widgets for at a time. */
#define MANY 1000

typedef struct
{
  ScratchStore *scratch;
  DovetailTaskModel *model;
  guint announced; /* so many rows, by the signal alone */
  guint largest;   /* added in one step */
  guint steps;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_assert_cmpuint (position + removed, <=, fixture->announced);
  fixture->announced += added - removed;
  fixture->largest = MAX (fixture->largest, added);
  fixture->steps++;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->announced);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_store_new (TRUE);
  fixture->model = dovetail_task_model_new (fixture->scratch->store);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->model);
  scratch_store_free (fixture->scratch);
}

static void
show (Fixture *fixture, gint64 first, guint count)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < count; i++)
    {
      gint64 row = first + i;

      g_array_append_val (rows, row);
    }
  fixture->steps = 0;
  fixture->largest = 0;
  dovetail_task_model_set_rows (fixture->model, rows);
  g_assert_cmpuint (dovetail_task_model_get_rows (fixture->model)->len, ==, count);
}

static void
wait_until_grown (Fixture *fixture)
{
  while (fixture->announced < dovetail_task_model_get_rows (fixture->model)->len)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
row_at (Fixture *fixture, guint position)
{
  g_autoptr (DovetailTaskItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);

  return item != NULL ? dovetail_task_item_get_row_id (item) : 0;
}

static void
test_few_are_there_at_once (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, 20);
  g_assert_cmpuint (fixture->announced, ==, 20);
  g_assert_cmpint (row_at (fixture, 19), ==, 20);
  g_assert_cmpint (row_at (fixture, 20), ==, 0);
}

/* A screen of them at once; the rest needs no further call. */
static void
test_many_grow (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, MANY);
  g_assert_cmpuint (fixture->announced, >=, 30);
  g_assert_cmpuint (fixture->announced, <, 100);
  g_assert_cmpint (row_at (fixture, 0), ==, 1);
  g_assert_cmpint (row_at (fixture, MANY - 1), ==, 0);

  wait_until_grown (fixture);
  g_assert_cmpuint (fixture->steps, >, 2);
  g_assert_cmpint (row_at (fixture, MANY - 1), ==, MANY);
}

/* Other rows while a list grows: what was there is replaced, nothing twice and nothing left over. */
static void
test_replaced_while_growing (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, MANY);
  show (fixture, 11, MANY);
  g_assert_cmpuint (fixture->announced, ==, MANY);
  g_assert_cmpint (row_at (fixture, 0), ==, 11);

  show (fixture, 1, 0);
  g_assert_cmpuint (fixture->announced, ==, 0);
  show (fixture, 1, MANY);
  show (fixture, 1, 0);
  g_assert_cmpuint (fixture->announced, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->announced, ==, 0);
}

/* Where the keyboard is to go, the row must be. */
static void
test_found_while_growing (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, MANY);
  g_assert_cmpint (dovetail_task_model_find (fixture->model, 3), ==, 2);
  g_assert_cmpuint (fixture->announced, <, MANY);
  g_assert_cmpint (dovetail_task_model_find (fixture->model, MANY), ==, MANY - 1);
  g_assert_cmpuint (fixture->announced, ==, MANY);
  g_assert_cmpint (dovetail_task_model_find (fixture->model, MANY + 1), ==, -1);
}

/* A list that has rows is told of new ones in one step: they stand anywhere in it. */
static void
test_added_to_a_list (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, 20);
  show (fixture, 1, MANY);
  g_assert_cmpuint (fixture->announced, ==, MANY);
  g_assert_cmpuint (fixture->largest, ==, MANY - 20);
}

static void
test_gone_while_growing (Fixture *fixture, gconstpointer data)
{
  show (fixture, 1, MANY);
  g_clear_object (&fixture->model);
  fixture->model = dovetail_task_model_new (fixture->scratch->store);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

#define ADD(name, test) g_test_add ("/task-model/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("few-are-there-at-once", test_few_are_there_at_once);
  ADD ("many-grow", test_many_grow);
  ADD ("replaced-while-growing", test_replaced_while_growing);
  ADD ("found-while-growing", test_found_while_growing);
  ADD ("added-to-a-list", test_added_to_a_list);
  ADD ("gone-while-growing", test_gone_while_growing);
  return g_test_run ();
}
