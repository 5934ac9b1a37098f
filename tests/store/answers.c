/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One choice for many conflicts, its preview, its undoing, and the restoring of what lost. */

#include "store/answers.h"

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/outbox.h"

#define HOME "0197f000-0000-7000-8000-00000000000a"
#define N_CONFLICTS 5

/* Tasks 0 and 1 are alike; 2 stands in another list, 3 is about another field, 4 was created twice. */
static const struct
{
  const char *field;
  const char *list;
  DovetailCause cause;
} quarrels[N_CONFLICTS] = {
  { "title", HOME, DOVETAIL_CAUSE_FIELDS },        { "title", HOME, DOVETAIL_CAUSE_FIELDS },
  { "title", NULL, DOVETAIL_CAUSE_FIELDS },        { "due", HOME, DOVETAIL_CAUSE_FIELDS },
  { "title", HOME, DOVETAIL_CAUSE_CREATED_TWICE },
};

static const char *
task_id (guint number)
{
  static char id[40];

  g_snprintf (id, sizeof id, "0197f000-0000-7000-8000-%012u", number + 1);
  return id;
}

static JsonNode *
side (guint number, const char *title, const char *due)
{
  g_autofree char *list = quarrels[number].list != NULL
                              ? g_strdup_printf (",'list_id':'%s'", quarrels[number].list)
                              : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("{'title':'%s','due':'%s'%s}", title, due, list);

  return scratch_data (text);
}

static DovetailConflict *
make_conflict (guint number)
{
  const char *const fields[] = { quarrels[number].field, NULL };
  DovetailConflict *conflict = dovetail_conflict_alloc ();
  gboolean title = g_str_equal (quarrels[number].field, "title");

  conflict->conflict_id = g_strdup_printf ("0197f000-0000-7000-8000-c%011u", number);
  conflict->entity_type = g_intern_string ("task");
  conflict->entity_id = g_strdup (task_id (number));
  conflict->cause = quarrels[number].cause;
  conflict->open = TRUE;
  conflict->fields = g_strdupv ((char **) fields);
  conflict->sides[DOVETAIL_SIDE_BASE] = side (number, "base", "2027-01-01");
  conflict->sides[DOVETAIL_SIDE_MINE]
      = side (number, title ? "mine" : "theirs", title ? "2027-01-03" : "2027-01-02");
  conflict->sides[DOVETAIL_SIDE_THEIRS] = side (number, "theirs", "2027-01-03");
  conflict->server_version = 5;
  conflict->created_at = 100 + number;
  return conflict;
}

static ScratchStore *
new_store (void)
{
  ScratchStore *scratch = scratch_store_new (FALSE);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_CONFLICTS; i++)
    {
      g_autoptr (DovetailConflict) conflict = make_conflict (i);
      g_autofree char *text = scratch_text (conflict->sides[DOVETAIL_SIDE_THEIRS]);
      g_autoptr (DovetailTransaction) transaction = NULL;

      scratch_put_synced (scratch, "task", task_id (i), 5, text, FALSE);
      transaction = dovetail_transaction_begin (scratch->store, &error);
      g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, &error));
      g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), &error));
      g_assert_no_error (error);
    }
  return scratch;
}

static void
assert_field (ScratchStore *scratch, guint number, const char *field, const char *expected)
{
  g_autoptr (DovetailReplica) task = scratch_get (scratch, "task", task_id (number));

  g_assert_cmpstr (dovetail_data_get_string (task->current->data, field), ==, expected);
}

static void
assert_state (ScratchStore *scratch, guint open, guint queued)
{
  g_autoptr (GPtrArray) resolutions = dovetail_store_list_resolutions (scratch->store, NULL);

  g_assert_cmpuint (dovetail_store_count_conflicts (scratch->store), ==, open);
  g_assert_cmpuint (resolutions->len, ==, queued);
}

static void
test_similar (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  static const guint similar[N_CONFLICTS] = { 2, 2, 1, 1, 1 };

  for (guint i = 0; i < N_CONFLICTS; i++)
    {
      g_autoptr (DovetailConflict) conflict = make_conflict (i);
      g_autoptr (GPtrArray) found = dovetail_store_similar_conflicts (scratch->store, conflict, NULL);

      g_assert_cmpuint (found->len, ==, similar[i]);
    }
}

typedef struct
{
  const char *name;
  DovetailConflictFilter filter;
  guint expected;
} Filtering;

static const char *const due_only[] = { "due", NULL };
static const char *const two_fields[] = { "due", "title", NULL };

static const Filtering filterings[] = {
  { "nothing asked for: all", { NULL, NULL, NULL }, 5 },
  { "by cause", { "fields", NULL, NULL }, 4 },
  { "by another cause", { "created_twice", NULL, NULL }, 1 },
  { "by a cause nobody has", { "no_base", NULL, NULL }, 0 },
  { "by list", { NULL, HOME, NULL }, 4 },
  { "in no list", { NULL, "", NULL }, 1 },
  { "by field", { NULL, NULL, due_only }, 1 },
  { "by fields that none has together", { NULL, NULL, two_fields }, 0 },
  { "by cause and list", { "fields", HOME, NULL }, 3 },
};

static void
test_filter (gconstpointer data)
{
  const Filtering *filtering = data;
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) found = dovetail_store_filter_conflicts (scratch->store, &filtering->filter, NULL);

  g_assert_cmpuint (found->len, ==, filtering->expected);
}

static void
test_preview_writes_nothing (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) all = dovetail_store_filter_conflicts (scratch->store, NULL, NULL);
  g_autoptr (GPtrArray) mine
      = dovetail_store_preview_answers (scratch->store, all, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  g_autoptr (GPtrArray) theirs
      = dovetail_store_preview_answers (scratch->store, all, DOVETAIL_RESOLUTION_SERVER_WINS, NULL);
  const DovetailAnswerPreview *last = g_ptr_array_index (mine, 0); /* the newest */
  g_autofree char *before = scratch_text (last->before);
  g_autofree char *after = scratch_text (last->after);

  g_assert_cmpuint (mine->len, ==, N_CONFLICTS);
  g_assert_cmpstr (before, ==, "{'title':'theirs'}");
  g_assert_cmpstr (after, ==, "{'title':'mine'}");
  g_assert_true (last->possible);
  g_assert_true (dovetail_data_is_empty (((DovetailAnswerPreview *) g_ptr_array_index (theirs, 0))->after));
  assert_state (scratch, N_CONFLICTS, 0);
  assert_field (scratch, 0, "title", "theirs");
}

/* One choice for all, and one undo for all. */
static void
test_all_and_back (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = dovetail_store_filter_conflicts (scratch->store, NULL, NULL);
  g_auto (GStrv) ids
      = dovetail_store_resolve_conflicts (scratch->store, all, DOVETAIL_RESOLUTION_CLIENT_WINS, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ids), ==, N_CONFLICTS);
  assert_state (scratch, 0, N_CONFLICTS);
  assert_field (scratch, 0, "title", "mine");
  assert_field (scratch, 3, "due", "2027-01-02");

  g_assert_true (dovetail_store_unresolve_conflicts (scratch->store, (const char *const *) ids, &error));
  g_assert_no_error (error);
  assert_state (scratch, N_CONFLICTS, 0);
  for (guint i = 0; i < N_CONFLICTS; i++)
    {
      assert_field (scratch, i, "title", "theirs");
      assert_field (scratch, i, "due", "2027-01-03");
    }
}

/* The server knows half of the answers already: those are opened again there, the others withdrawn. */
static void
test_back_after_half_was_sent (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) all = dovetail_store_filter_conflicts (scratch->store, NULL, NULL);
  g_auto (GStrv) ids
      = dovetail_store_resolve_conflicts (scratch->store, all, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  g_autoptr (GPtrArray) queued = dovetail_store_list_resolutions (scratch->store, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    g_assert_true (dovetail_store_note_resolution_sent (
        scratch->store, ((DovetailResolution *) g_ptr_array_index (queued, i))->mutation_id, NULL));
  g_assert_true (dovetail_store_unresolve_conflicts (scratch->store, (const char *const *) ids, &error));
  g_assert_no_error (error);
  g_test_message ("two answers on their way, and a reopen behind each");
  assert_state (scratch, N_CONFLICTS, 4);
  assert_field (scratch, 4, "title", "theirs");
}

/* A task that is deleted here cannot have mine; the others get it, and the undo speaks of the others. */
static void
test_one_is_deleted (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (GPtrArray) all = dovetail_store_filter_conflicts (scratch->store, NULL, NULL);
  g_autoptr (DovetailReplica) deleted = dovetail_store_delete (scratch->store, "task", task_id (1), NULL);
  g_autoptr (GPtrArray) previews
      = dovetail_store_preview_answers (scratch->store, all, DOVETAIL_RESOLUTION_CLIENT_WINS, NULL);
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  guint possible = 0;

  for (guint i = 0; i < previews->len; i++)
    possible += ((DovetailAnswerPreview *) g_ptr_array_index (previews, i))->possible;
  g_assert_cmpuint (possible, ==, N_CONFLICTS - 1);
  ids = dovetail_store_resolve_conflicts (scratch->store, all, DOVETAIL_RESOLUTION_CLIENT_WINS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ids), ==, N_CONFLICTS - 1);
  assert_state (scratch, 1, N_CONFLICTS - 1);
}

static void
close_by_policy (ScratchStore *scratch, guint number, const char *resolved)
{
  g_autoptr (DovetailConflict) conflict = make_conflict (number);
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  conflict->open = FALSE;
  conflict->by_rule = TRUE;
  conflict->resolution = g_strdup ("last_write_wins");
  conflict->resolved_data = scratch_data (resolved);
  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

/* What a policy passed over comes back by an ordinary edit; the conflict stays closed. */
static void
test_restore_side (void)
{
  g_autoptr (ScratchStore) scratch = new_store ();
  g_autoptr (DovetailConflict) closed = NULL;
  g_autoptr (DovetailReplica) task = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  close_by_policy (scratch, 0, "{'title':'theirs'}");
  {
    g_autoptr (DovetailConflict) made = make_conflict (0);

    id = g_strdup (made->conflict_id);
  }
  closed = dovetail_store_get_conflict (scratch->store, id, &error);
  g_assert_no_error (error);
  g_assert_true (closed->by_rule);
  g_assert_true (dovetail_conflict_lost (closed, DOVETAIL_SIDE_MINE));
  g_assert_false (dovetail_conflict_lost (closed, DOVETAIL_SIDE_THEIRS));
  g_assert_false (dovetail_store_restore_side (scratch->store, id, DOVETAIL_SIDE_THEIRS, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (dovetail_store_restore_side (scratch->store, id, DOVETAIL_SIDE_MINE, &error));
  g_assert_no_error (error);
  assert_field (scratch, 0, "title", "mine");
  task = scratch_get (scratch, "task", task_id (0));
  g_assert_nonnull (task->pending);
  g_assert_true (task->pending->by_hand);
  g_assert_cmpint (task->base->version, ==, 5);
  assert_state (scratch, N_CONFLICTS - 1, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestFunc func;
  } tests[] = {
    { "alike are those of one cause, one set of fields, one list", test_similar },
    { "a preview writes nothing", test_preview_writes_nothing },
    { "one choice for all, one undo for all", test_all_and_back },
    { "undone when the server knows some already", test_back_after_half_was_sent },
    { "a deleted task is passed over", test_one_is_deleted },
    { "what a policy passed over comes back as an edit", test_restore_side },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/answers/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].func);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (filterings); i++)
    {
      g_autofree char *path = g_strconcat ("/store/answers/which: ", filterings[i].name, NULL);

      g_test_add_data_func (path, &filterings[i], test_filter);
    }
  return g_test_run ();
}
