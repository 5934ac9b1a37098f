/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Views, lists, subtasks and search. */

#include "core/timestamp.h"
#include "lib/processor-time.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/query.h"

#define ID(n) "0197f000-0000-7000-8000-0000000000" n
#define HOME "0197f000-0000-7000-8000-00000000000a"
#define WORK "0197f000-0000-7000-8000-00000000000b"
#define GONE "0197f000-0000-7000-8000-00000000000c"

/* Today is 2026-11-20 in a zone where the day ends at 23:00 UTC. */
static const struct
{
  const char *id;
  const char *data;
} tasks[] = {
  { ID ("01"), "{'title':'b in inbox','position':'b'}" },
  { ID ("02"), "{'title':'a in inbox','position':'a','priority':'high'}" },
  { ID ("03"), "{'title':'home','list_id':'" HOME "','position':'c','due':'2026-11-20'}" },
  { ID ("04"), "{'title':'home first','list_id':'" HOME "','position':'b','due':'2026-11-19T10:00:00Z'}" },
  { ID ("05"), "{'title':'lost list','list_id':'" GONE "','position':'z'}" },
  { ID ("06"), "{'title':'tonight','list_id':'" WORK "','position':'a','due':'2026-11-20T22:59:59.000Z'}" },
  { ID ("07"), "{'title':'tomorrow','list_id':'" WORK "','position':'b','due':'2026-11-20T23:00:00.000Z'}" },
  { ID ("08"), "{'title':'next day','list_id':'" WORK "','position':'c','due':'2026-11-21'}" },
  { ID ("09"),
    "{'title':'done early','status':'done','completed_at':'2026-11-01T00:00:00.000Z','list_id':'" HOME "'}" },
  { ID ("10"), "{'title':'done late','status':'done','completed_at':'2026-11-02T00:00:00.000Z'}" },
  { ID ("11"), "{'title':'dropped','status':'cancelled'}" },
  { ID ("12"),
    "{'title':'sub','list_id':'" HOME "','parent_id':'" ID ("03") "','position':'a','priority':'high'}" },
  { ID ("13"), "{'title':'sub of done','list_id':'" HOME "','parent_id':'" ID ("09") "','position':'d'}" },
};

static ScratchStore *
new_store (void)
{
  ScratchStore *scratch = scratch_store_new (TRUE);

  scratch_put_synced (scratch, "list", HOME, 1, "{'name':'Home','position':'b'}", FALSE);
  scratch_put_synced (scratch, "list", WORK, 1, "{'name':'Work','position':'a'}", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    scratch_put_synced (scratch, "task", tasks[i].id, 1, tasks[i].data, FALSE);
  scratch_put_synced (scratch, "task", ID ("99"), 1,
                      "{'title':'deleted','due':'2026-11-20','priority':'high'}", TRUE);

  return scratch;
}

typedef struct
{
  const char *name;
  DovetailQuery query;
  const char *titles;
} Case;

static const Case cases[] = {
  { "all, by list and rank; a subtask whose task is done stands alone",
    { .view = DOVETAIL_VIEW_ALL },
    "a in inbox|b in inbox|home first|home|sub of done|tonight|tomorrow|next day|lost list" },
  { "all with subtasks",
    { .view = DOVETAIL_VIEW_ALL, .subtasks = TRUE },
    "a in inbox|b in inbox|sub|home first|home|sub of done|tonight|tomorrow|next day|lost list" },
  { "inbox: no list, or one that is not here",
    { .view = DOVETAIL_VIEW_INBOX },
    "a in inbox|b in inbox|lost list" },
  { "today: due today or before, by date", { .view = DOVETAIL_VIEW_TODAY }, "home first|home|tonight" },
  { "scheduled", { .view = DOVETAIL_VIEW_SCHEDULED }, "home first|home|tonight|tomorrow|next day" },
  { "flagged, subtasks too", { .view = DOVETAIL_VIEW_FLAGGED }, "a in inbox|sub" },
  { "completed, newest first", { .view = DOVETAIL_VIEW_COMPLETED }, "done late|done early|dropped" },
  { "a list by rank", { .view = DOVETAIL_VIEW_LIST, .list_id = HOME }, "home first|home|sub of done" },
  { "what is done in a list",
    { .view = DOVETAIL_VIEW_LIST, .list_id = HOME, .completed = TRUE },
    "done early" },
  { "what is done in the inbox", { .view = DOVETAIL_VIEW_INBOX, .completed = TRUE }, "done late|dropped" },
  { "an empty list", { .view = DOVETAIL_VIEW_LIST, .list_id = GONE }, "lost list" },
};

static void
append_title (GString *titles, DovetailReplica *replica)
{
  if (titles->len > 0)
    g_string_append_c (titles, '|');
  g_string_append (titles, dovetail_record_get_title (replica->current));
}

static void
test_views (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  gint64 tomorrow;

  g_assert_true (dovetail_timestamp_parse ("2026-11-20T23:00:00.000Z", &tomorrow));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailQuery query = cases[i].query;
      g_autoptr (GString) titles = g_string_new (NULL);
      g_autoptr (GArray) rows = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      query.today = "2026-11-20";
      query.tomorrow = tomorrow;
      rows = dovetail_store_query_tasks (scratch->store, &query, &error);
      g_assert_no_error (error);
      for (guint row = 0; row < rows->len; row++)
        {
          g_autoptr (DovetailReplica) replica
              = dovetail_store_read_row (scratch->store, g_array_index (rows, gint64, row), &error);

          g_assert_no_error (error);
          append_title (titles, replica);
        }
      g_assert_cmpstr (titles->str, ==, cases[i].titles);
      g_assert_cmpuint (dovetail_store_count_tasks (scratch->store, &query), ==, rows->len);
    }
}

static void
test_lists_and_children (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (scratch->store, NULL);
  g_autoptr (GPtrArray) children = dovetail_store_list_children (scratch->store, ID ("03"), NULL);
  guint records, tombstones;
  gboolean empty;

  g_assert_cmpuint (lists->len, ==, 2);
  g_assert_cmpstr (dovetail_record_get_title (((DovetailReplica *) lists->pdata[0])->current), ==, "Work");
  g_assert_cmpuint (children->len, ==, 1);
  g_assert_cmpstr (dovetail_record_get_title (((DovetailReplica *) children->pdata[0])->current), ==, "sub");
  g_assert_true (dovetail_store_count_records (scratch->store, &records, &tombstones, NULL));
  g_assert_cmpuint (records, ==, G_N_ELEMENTS (tasks) + 2);
  g_assert_cmpuint (tombstones, ==, 1);
  g_assert_true (dovetail_store_is_empty (scratch->store, &empty, NULL));
  g_assert_false (empty);
}

static void
test_empty (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  gboolean empty = FALSE;

  g_assert_true (dovetail_store_is_empty (scratch->store, &empty, NULL));
  g_assert_true (empty);
}

static void
test_names_of_views (void)
{
  DovetailView view;

  g_assert_true (dovetail_view_from_string ("flagged", &view));
  g_assert_cmpint (view, ==, DOVETAIL_VIEW_FLAGGED);
  g_assert_false (dovetail_view_from_string ("nonsense", &view));
  g_assert_false (dovetail_view_from_string (NULL, &view));
}

static gboolean
collect (DovetailReplica *replica, gpointer user_data)
{
  append_title (user_data, replica);

  return TRUE;
}

static gboolean
collect_one (DovetailReplica *replica, gpointer user_data)
{
  append_title (user_data, replica);

  return FALSE;
}

static void
test_search (void)
{
  static const struct
  {
    const char *text;
    const char *titles;
  } searches[] = {
    { "GRÜSSE", "Grüße an alle|Decomposed" }, /* case folding: ß is ss */
    { "milk", "Oat MILK|soy" },               /* newest first; tags count too */
    { "über", "Decomposed" },
    { "nothing like it", "" },
  };
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  scratch_put_synced (scratch, "task", ID ("01"), 1,
                      "{'title':'Decomposed','notes':'u\xcc\x88"
                      "ber Gr\xc3\xbc\xc3\x9f"
                      "e'}",
                      FALSE);
  scratch_put_synced (scratch, "task", ID ("02"), 1,
                      "{'title':'Gr\xc3\xbc\xc3\x9f"
                      "e an alle'}",
                      FALSE);
  scratch_put_synced (scratch, "task", ID ("03"), 1, "{'title':'soy','tags':['x','milky']}", FALSE);
  scratch_put_synced (scratch, "task", ID ("04"), 1, "{'title':'Oat MILK'}", FALSE);
  scratch_put_synced (scratch, "task", ID ("05"), 1, "{'title':'deleted milk'}", TRUE);
  scratch_put_synced (scratch, "list", ID ("06"), 1, "{'name':'milk'}", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GString) titles = g_string_new (NULL);

      g_assert_true (dovetail_store_search (scratch->store, searches[i].text, collect, titles, NULL, &error));
      g_assert_cmpstr (titles->str, ==, searches[i].titles);
    }
  g_assert_true (dovetail_store_search (scratch->store, "milk", collect_one, first, NULL, &error));
  g_assert_cmpstr (first->str, ==, "Oat MILK");
  g_cancellable_cancel (cancelled);
  g_assert_false (dovetail_store_search (scratch->store, "milk", collect, first, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  ScratchStore *scratch;
  guint seen;
} Visit;

/* The callback may write: the walk holds no statement open. */
static gboolean
visit_and_edit (DovetailReplica *replica, gpointer user_data)
{
  Visit *visit = user_data;

  visit->seen++;
  scratch_update (visit->scratch, "task", replica->current->entity_id, "{'points':1}");

  return TRUE;
}

#define MANY 20000

static void
import_many (ScratchStore *scratch)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  guint created;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'title':'task number %u with a title of some length','tags':['one','two'],'notes':'a note that "
          "is as long as notes "
          "are, which is to say that it goes on for a while until it has said what there is to say'}",
          i);
      g_autoptr (JsonNode) data = scratch_data (text);

      g_ptr_array_add (drafts, dovetail_draft_new ("task", NULL, data));
    }
  g_assert_true (dovetail_store_import (scratch->store, drafts, &created, NULL, NULL));
  g_assert_cmpuint (created, ==, MANY);
}

static void
test_callbacks_may_write (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  Visit visit = { scratch, 0 };

  g_assert_true (dovetail_store_foreach (scratch->store, "task", visit_and_edit, &visit, NULL));
  g_assert_cmpuint (visit.seen, ==, G_N_ELEMENTS (tasks));
}

/* Bounds far above what it takes, so that only something quadratic breaks them. */
static void
test_many (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GString) titles = g_string_new (NULL);
  double seconds = processor_time ();

  import_many (scratch);
  seconds = processor_time () - seconds;
  g_test_message ("import of %d: %.0f ms", MANY, seconds * 1000);
  g_assert_cmpfloat (seconds, <, 20);
  seconds = processor_time ();
  rows = dovetail_store_query_tasks (scratch->store, &query, NULL);
  seconds = processor_time () - seconds;
  g_test_message ("query: %.1f ms", seconds * 1000);
  g_assert_cmpuint (rows->len, ==, MANY);
  g_assert_cmpfloat (seconds, <, 2);
  g_test_timer_start ();
  g_assert_true (dovetail_store_search (scratch->store, "number 77 ", collect, titles, NULL, NULL));
  g_test_message ("search through all: %.0f ms", g_test_timer_elapsed () * 1000);
  g_assert_cmpstr (titles->str, ==, "task number 77 with a title of some length");
  g_test_timer_start ();
  for (guint i = 0; i < 50; i++)
    scratch_create (scratch, "task", NULL, "{'title':'one more'}");
  g_test_message ("one edit: %.2f ms", g_test_timer_elapsed () * 1000 / 50);
  g_test_timer_start ();
  scratch_store_reopen (scratch);
  g_test_message ("reopen: %.2f ms", g_test_timer_elapsed () * 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/views/rows-and-order", test_views);
  g_test_add_func ("/store/views/lists-and-children", test_lists_and_children);
  g_test_add_func ("/store/views/empty", test_empty);
  g_test_add_func ("/store/views/names", test_names_of_views);
  g_test_add_func ("/store/views/search", test_search);
  g_test_add_func ("/store/views/callbacks-may-write", test_callbacks_may_write);
  g_test_add_func ("/store/views/many", test_many);

  return g_test_run ();
}
