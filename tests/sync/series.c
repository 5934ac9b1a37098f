/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices end a task that comes again, and each makes the next one. What somebody edited there is told apart
 * from what the series gave: only that can overlap. */

#include "store/conflicts.h"
#include "store/outbox.h"
#include "sync/two-stores.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define TASK                                                                                                 \
  "{'title':'Water the plants','notes':'all of them','due':'2026-11-20','position':'V','priority':'low',"    \
  "'recurrence':{'rrule':'FREQ=DAILY','series_id':'" ID "'}}"

typedef struct
{
  const char *name;
  const char *on_laptop; /* edits of the next one before it goes up; NULL: none */
  const char *on_phone;
  const char *title, *notes, *priority; /* everywhere; NULL: none */
  guint open;                           /* conflicts */
} SeriesCase;

static const SeriesCase cases[] = {
  { "nobody edited it", NULL, NULL, "Water the plants", "all of them", "low", 0 },
  { "the first one did", "{'title':'Water them','notes':null}", NULL, "Water them", NULL, "low", 0 },
  { "the second one did", NULL, "{'title':'Water them','notes':null}", "Water them", NULL, "low", 0 },
  { "both did, different fields", "{'title':'Water them'}", "{'priority':null}", "Water them", "all of them", NULL,
    0 },
  { "both did, one field", "{'title':'Water them'}", "{'title':'Drown them'}", "Water them", "all of them", "low",
    1 },
};

/* The only one that waits and was never uploaded. */
static char *
find_next (ScratchStore *scratch)
{
  g_autoptr (GPtrArray) pending = dovetail_store_list_pending (scratch->store, 0, NULL);

  for (guint i = 0; i < pending->len; i++)
    {
      const DovetailReplica *replica = pending->pdata[i];

      if (replica->base == NULL)
        return g_strdup (replica->current->entity_id);
    }
  return NULL;
}

static char *
end_and_edit (ScratchStore *scratch, const char *edit)
{
  char *next;

  scratch_update (scratch, "task", ID, "{'status':'done'}");
  next = find_next (scratch);
  g_assert_nonnull (next);
  if (edit != NULL)
    scratch_update (scratch, "task", next, edit);
  return next;
}

static void
assert_next (ScratchStore *scratch, const char *next, const SeriesCase *row)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", next);
  JsonNode *data = replica->current->data;
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (scratch->store, TRUE, 0, NULL);

  g_assert_null (replica->pending);
  g_assert_cmpstr (dovetail_data_get_string (data, "title"), ==, row->title);
  g_assert_cmpstr (dovetail_data_get_string (data, "notes"), ==, row->notes);
  g_assert_cmpstr (dovetail_data_get_string (data, "priority"), ==, row->priority);
  g_assert_cmpuint (open->len, ==, row->open);
}

static void
test_series (gconstpointer data)
{
  const SeriesCase *row = data;
  TwoStores two = { 0 };
  g_autofree char *next = NULL;
  g_autofree char *same = NULL;

  two_stores_set_up (&two, NULL);
  scratch_create (two.laptop, "task", ID, TASK);
  two_stores_sync (&two, two.laptop);
  two_stores_sync (&two, two.phone);
  next = end_and_edit (two.laptop, row->on_laptop);
  same = end_and_edit (two.phone, row->on_phone);
  g_assert_cmpstr (next, ==, same);
  g_test_message ("what the series gave is kept on the disk");
  scratch_store_reopen (two.phone);
  two_stores_sync (&two, two.laptop);
  two_stores_sync (&two, two.phone);
  two_stores_sync (&two, two.laptop);
  assert_next (two.laptop, next, row);
  assert_next (two.phone, next, row);
  two_stores_tear_down (&two, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/series/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_series);
    }
  return g_test_run ();
}
