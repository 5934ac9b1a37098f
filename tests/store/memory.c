/* SPDX-License-Identifier: GPL-3.0-or-later */

/* There is no memory for one allocation of SQLite's after the other, once or from then on: an edit is either
 * made whole, or refused in words and not made, and the store goes on when there is memory again. */

#include "lib/memory-vfs.h"
#include "lib/probe-memory.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/settings.h"

#define LIST "0197a000-0000-7000-8000-000000000901"
#define PARENT "0197a000-0000-7000-8000-000000000001"
#define TASK "0197a000-0000-7000-8000-000000000002"

static struct
{
  guint countdown; /* 0: there is memory */
  gboolean for_good;
  guint refused;
} shortage;

static gboolean
runs_short (gpointer user_data)
{
  if (shortage.countdown == 0 || (shortage.countdown > 1 && --shortage.countdown > 0))
    return FALSE;
  if (!shortage.for_good)
    shortage.countdown = 0;
  shortage.refused++;

  return TRUE;
}

typedef gboolean (*Edit) (DovetailStore *store, GError **error);

static gboolean
create_subtask (DovetailStore *store, GError **error)
{
  g_autoptr (JsonNode) data = scratch_data ("{'title':'two','parent_id':'" PARENT "'}");
  g_autoptr (DovetailReplica) replica = dovetail_store_create (store, "task", TASK, data, TRUE, error);

  return replica != NULL;
}

static gboolean
update_parent (DovetailStore *store, GError **error)
{
  g_autoptr (JsonNode) patch = scratch_data ("{'title':'one, changed','status':'done'}");
  g_autoptr (DovetailReplica) replica = dovetail_store_update (store, "task", PARENT, patch, error);

  return replica != NULL;
}

static gboolean
delete_list (DovetailStore *store, GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_delete (store, "list", LIST, error);

  return replica != NULL;
}

static const struct
{
  const char *name;
  Edit edit;
  gboolean for_good;
} cases[] = {
  { "a subtask is made, short once", create_subtask, FALSE },
  { "a subtask is made, short from then on", create_subtask, TRUE },
  { "a task is done, short once", update_parent, FALSE },
  { "a task is done, short from then on", update_parent, TRUE },
  { "a list is deleted, short once", delete_list, FALSE },
  { "a list is deleted, short from then on", delete_list, TRUE },
};

static void
throw_away (ScratchStore *scratch)
{
  g_clear_object (&scratch->store);
  memory_vfs_forget (scratch->directory);
  scratch_store_free (scratch);
}

static ScratchStore *
store_with_list (void)
{
  ScratchStore *scratch = scratch_store_new (TRUE);

  scratch_create (scratch, "list", LIST, "{'name':'Garden'}");
  scratch_create (scratch, "task", PARENT, "{'title':'one','list_id':'" LIST "'}");
  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID, "device", NULL);

  return scratch;
}

static void
describe_record (ScratchStore *scratch, const char *type, const char *id, GString *text)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (scratch->store, type, id, NULL);
  g_autofree char *data = scratch_text (replica != NULL ? replica->current->data : NULL);

  g_string_append_printf (text, "%s %d %d by %s at %d\n", data, replica != NULL && replica->current->deleted,
                          replica != NULL && replica->pending != NULL,
                          replica != NULL ? replica->current->client_id : "-",
                          replica != NULL ? (int) (replica->current->timestamp - scratch->now) : 0);
}

static char *
describe (ScratchStore *scratch)
{
  GString *text = g_string_new (NULL);

  describe_record (scratch, "list", LIST, text);
  describe_record (scratch, "task", PARENT, text);
  describe_record (scratch, "task", TASK, text);

  return g_string_free (text, FALSE);
}

static char *
describe_after (Edit edit)
{
  ScratchStore *scratch = store_with_list ();
  char *text;

  g_assert_true (edit (scratch->store, NULL));
  text = describe (scratch);
  throw_away (scratch);
  return text;
}

/* Returns whether the memory ran short at all. */
static gboolean
run_short_at (guint turn, Edit edit, gboolean for_good, const char *expected)
{
  ScratchStore *scratch = store_with_list ();
  g_autofree char *before = describe (scratch);
  g_autofree char *after = NULL;
  g_autofree char *at_last = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  scratch_store_reopen (scratch); /* with no statement prepared */
  shortage.countdown = turn;
  shortage.for_good = for_good;
  shortage.refused = 0;
  done = edit (scratch->store, &error);
  shortage.countdown = 0;
  g_assert_true (done == (error == NULL));
  after = describe (scratch);
  g_assert_cmpstr (after, ==, done ? expected : before);
  if (!done)
    g_assert_true (edit (scratch->store, NULL));
  scratch_store_reopen (scratch);
  at_last = describe (scratch);
  g_assert_cmpstr (at_last, ==, expected);
  throw_away (scratch);

  return shortage.refused > 0;
}

static void
test_edit (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *expected = describe_after (cases[i].edit);
  guint turn = 1;

  /* Every one at first, then some: what is prepared comes first. */
  while (run_short_at (turn, cases[i].edit, cases[i].for_good, expected))
    turn += turn < 30 ? 1 : 19;
  g_test_message ("%u allocations", turn - 1);
  g_assert_cmpuint (turn, >, 20);
}

/* What cannot be read is not what is not there. */
static void
test_reads (void)
{
  gboolean refused = TRUE;

  for (guint turn = 1; refused; turn++)
    {
      ScratchStore *scratch = store_with_list ();
      g_autofree char *value = NULL;
      g_autoptr (GError) error = NULL;

      scratch_store_reopen (scratch);
      dovetail_store_watch_reads (scratch->store, TRUE);
      shortage.countdown = turn;
      shortage.refused = 0;
      value = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID);
      shortage.countdown = 0;
      refused = shortage.refused > 0;
      g_assert_true (dovetail_store_set_setting (scratch->store, "word", "written", &error)
                     == (value != NULL));
      g_assert_true ((error == NULL) == (value != NULL));
      g_assert_true (dovetail_store_set_setting (scratch->store, "word", "written", NULL));
      throw_away (scratch);
    }
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  probe_memory_install (runs_short, NULL);
  memory_vfs_install ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/memory/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_edit);
    }
  g_test_add_func ("/store/memory/what cannot be read", test_reads);

  return g_test_run ();
}
