/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a replay says of decisions that are not made any more, of merges that come out otherwise, and of
 * conflicts that cannot be merged again. */

#include "sync/trace-compare.h"

#include <string.h>

#include "lib/scratch-store.h"
#include "sync/trace-merge.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define CONFLICT "0197a000-0000-7000-8000-0000000000c1"
#define WITH(type, rest)                                                                                     \
  "{'conflict_id':'" CONFLICT "','entity_type':'" type "','entity_id':'" ID                                  \
  "','cause':'fields','state':'open','server_version':3," rest "}"
#define SIDES "'base':{'title':'a'},'client_data':{'title':'b'},'server_data':{'title':'c'}"
#define REQUEST(conflict)                                                                                    \
  "{'line':'request','method':'POST','path':'/sync/delta','received':{'results':[{'conflict':" conflict "}]" \
  "}}"
#define MERGE(policy, cause, outcomes)                                                                       \
  "{'line':'merge','conflict_id':'" CONFLICT "','entity_id':'" ID "','policy':'" policy "','cause':'" cause  \
  "','outcomes':" outcomes "}"

/* A conflict, the policy it is merged by, and what that comes to; NULL: it cannot be merged. */
static const struct
{
  const char *what;
  const char *conflict;
  const char *policy;
  const char *expected;
} merges[] = {
  { "two titles", WITH ("task", SIDES), "manual_resolution", "'outcomes':{'title':'conflict'}" },
  { "two titles and a policy", WITH ("task", SIDES), "client_wins", "'outcomes':{'title':'decided'}" },
  { "no policy", WITH ("task", SIDES), NULL, NULL },
  { "a policy nobody knows", WITH ("task", SIDES), "dice", NULL },
  { "no conflict", "{'a':1}", "client_wins", NULL },
  { "nothing of mine", WITH ("task", "'server_data':{'title':'c'}"), "client_wins", NULL },
  { "nothing of theirs", WITH ("task", "'client_data':{'title':'b'}"), "client_wins", NULL },
  { "deleted here", WITH ("task", "'deleted':{'mine':true},'base':{'title':'a'},'server_data':{'title':'c'}"),
    "client_wins", "'cause':'delete_wins'" },
  { "deleted there",
    WITH ("task", "'deleted':{'theirs':true},'base':{'title':'a'},'client_data':{'title':'b'}"),
    "client_wins", "'cause':'delete_wins'" },
  { "a type nobody knows", WITH ("x_type", SIDES), "client_wins", "'outcomes':{'title':'decided'}" },
};

static void
test_merges (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_autoptr (JsonNode) conflict = scratch_data (merges[i].conflict);
      g_autoptr (JsonNode) merge = dovetail_trace_merge (conflict, merges[i].policy);
      g_autofree char *text = merge != NULL ? scratch_text (merge) : NULL;

      g_test_message ("%s: %s", merges[i].what, text);
      g_assert_true ((merge != NULL) == (merges[i].expected != NULL));
      if (text != NULL)
        g_assert_nonnull (strstr (text, merges[i].expected));
    }
}

/* What was decided then; now nothing is. words: of the steps; NULL: there is no step */
static const struct
{
  const char *what;
  const char *lines[3];
  const char *words;
} rows[] = {
  { "a decision that is none", { "{'line':'decision'}" }, "differs  :" },
  { "a decision on a record",
    { "{'line':'decision','decision':{'on':'delta','entity_type':'task','entity_id':'" ID
      "','outcome':'settled','outcomes':{'title':'theirs','notes':7},'after':{'version':4,'error_code':'x'}}"
      "}" },
    "differs task " ID ": delta: settled; title: theirs; version 4; x" },
  { "outcomes of which one is an object",
    { "{'line':'decision','decision':{'on':'delta','outcome':'settled','outcomes':{'notes':{},'title':'mine'}"
      "}}" },
    ": delta: settled; title: mine" },
  { "outcomes that are none", { "{'line':'decision','decision':{'on':'delta','outcomes':7}}" }, ": delta: " },
  { "a request",
    { "{'line':'request','method':'POST','path':'/sync/delta','sent':{'changes':7}}" },
    "differs POST /sync/delta: 0 changes are sent" },
  { "a secret", { "{'line':'request','path':'/auth/login'}" }, NULL },
  { "a line of another kind", { "{'line':'settings'}" }, NULL },
  { "deletions",
    { "{'line':'deletions','gathered':2,'unseen':3,'total':9,'outcome':'held'}" },
    "differs deletions: held; 5 of 9 records" },
  { "a conflict",
    { "{'line':'conflict','conflict_id':'c','outcome':'open','cause':'fields'}" },
    "differs conflict c: open; fields" },
  { "one that cannot be read",
    { "{'line':'unreadable','entity_type':'task','entity_id':'" ID "'}" },
    "differs task " ID ": ; " },
  { "an end",
    { "{'line':'end','kind':'full','state':'failed','error_code':'offline','pushed':3}" },
    "differs end: full failed, offline, 3 pushed" },
  { "a conflict that was answered meanwhile",
    { "{'line':'known','conflict':{'conflict_id':'c','state':'open'}}",
      "{'line':'known','conflict':{'conflict_id':'c','state':'closed'}}",
      "{'line':'conflict','conflict_id':'c','outcome':'closed'}" },
    NULL },
  { "a conflict that only became known",
    { "{'line':'known','conflict':{'conflict_id':'c','state':'open'}}",
      "{'line':'known','conflict':{'conflict_id':'c'}}",
      "{'line':'conflict','conflict_id':'c','outcome':'open'}" },
    "differs conflict c: open; " },
  { "a merge that comes out as it did",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "fields", "{'title':'decided'}") },
    "same merge of " ID ": client_wins, fields; title: decided" },
  { "a merge of which the stand-ins blur a field",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "fields", "{}") },
    "same merge of " ID ": client_wins, fields" },
  { "a merge that comes out otherwise",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "fields", "{'title':'both'}") },
    "differs merge of " ID },
  { "a merge for another reason",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "done_wins", "{'title':'decided'}") },
    "differs merge of " ID },
  { "a merge whose outcomes are none",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "fields", "7") },
    "differs merge of " ID },
  { "a merge without outcomes",
    { REQUEST (WITH ("task", SIDES)), MERGE ("client_wins", "fields", "null") },
    "differs merge of " ID },
  { "a merge of a conflict that did not come",
    { REQUEST ("{'conflict_id':'other'}"), MERGE ("client_wins", "fields", "{}") },
    "differs merge of " ID },
  { "a merge before any answer", { MERGE ("client_wins", "fields", "{}") }, "differs merge of " ID },
};

static void
step_free (gpointer data)
{
  DovetailReplayStep *step = data;

  g_free (step->subject);
  g_free (step->recorded);
  g_free (step->replayed);
  g_free (step);
}

static void
no_request (guint number, gpointer user_data)
{
  g_assert_not_reached ();
}

static DovetailReplayJob *
compare (const char *const *texts, guint number, gboolean again)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (DovetailReplayRemote) remote = NULL;
  DovetailReplayJob *job = g_new0 (DovetailReplayJob, 1);

  for (guint i = 0; i < number && texts[i] != NULL; i++)
    g_ptr_array_add (lines, scratch_data (texts[i]));
  remote = dovetail_replay_remote_new (lines, no_request, NULL);
  job->steps = g_ptr_array_new_with_free_func (step_free);
  dovetail_trace_compare (job, 1, lines, again ? lines : NULL, remote);
  return job;
}

static char *
tell (const DovetailReplayJob *job)
{
  GString *story = g_string_new (NULL);

  for (guint i = 0; i < job->steps->len; i++)
    {
      const DovetailReplayStep *step = g_ptr_array_index (job->steps, i);

      g_string_append_printf (story, "%s %s: %s\n", step->same ? "same" : "differs", step->subject,
                              step->recorded);
    }
  return g_string_free (story, FALSE);
}

static void
test_row (gconstpointer data)
{
  const guint number = GPOINTER_TO_UINT (data);
  g_autoptr (DovetailReplayJob) job = compare (rows[number].lines, G_N_ELEMENTS (rows[number].lines), FALSE);
  g_autoptr (DovetailReplayJob) again = compare (rows[number].lines, G_N_ELEMENTS (rows[number].lines), TRUE);
  g_autofree char *story = tell (job);

  g_test_message ("%s", story);
  if (rows[number].words == NULL)
    g_assert_cmpstr (story, ==, "");
  else
    g_assert_nonnull (strstr (story, rows[number].words));
  g_test_message ("decided again as it was, only merges may differ");
  for (guint i = 0; i < again->steps->len; i++)
    {
      const DovetailReplayStep *step = g_ptr_array_index (again->steps, i);

      g_assert_true (step->same || g_str_has_prefix (step->subject, "merge of "));
    }
}

/* Decisions that came in between are told of where they came. */
static void
test_in_between (void)
{
  static const char *const recorded[]
      = { "{'line':'conflict','conflict_id':'a'}", "{'line':'conflict','conflict_id':'c'}" };
  static const char *const now[]
      = { "{'line':'conflict','conflict_id':'a'}", "{'line':'conflict','conflict_id':'b'}",
          "{'line':'conflict','conflict_id':'c'}", "{'line':'conflict','conflict_id':'d'}" };
  g_autoptr (GPtrArray) then = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GPtrArray) replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (DovetailReplayRemote) remote = NULL;
  g_autoptr (DovetailReplayJob) job = g_new0 (DovetailReplayJob, 1);
  g_autofree char *story = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
    g_ptr_array_add (then, scratch_data (recorded[i]));
  for (guint i = 0; i < G_N_ELEMENTS (now); i++)
    g_ptr_array_add (replayed, scratch_data (now[i]));
  remote = dovetail_replay_remote_new (then, no_request, NULL);
  job->steps = g_ptr_array_new_with_free_func (step_free);
  dovetail_trace_compare (job, 1, then, replayed, remote);
  story = tell (job);
  g_assert_cmpstr (
      story, ==,
      "same conflict a: ; \ndiffers conflict b: (null)\nsame conflict c: ; \ndiffers conflict d: (null)\n");
  g_assert_cmpuint (job->differences, ==, 2);
}

static void
add_conflict (GPtrArray *lines, guint number)
{
  g_autofree char *text = g_strdup_printf ("{'line':'conflict','conflict_id':'%u'}", number);

  g_ptr_array_add (lines, scratch_data (text));
}

/* What comes much later is not waited for: the two are told of apart. */
static void
test_far_off (void)
{
  g_autoptr (GPtrArray) then = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GPtrArray) replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (DovetailReplayRemote) remote = NULL;
  g_autoptr (DovetailReplayJob) job = g_new0 (DovetailReplayJob, 1);

  add_conflict (then, 100);
  for (guint i = 0; i <= 100; i++)
    add_conflict (replayed, i);
  remote = dovetail_replay_remote_new (then, no_request, NULL);
  job->steps = g_ptr_array_new_with_free_func (step_free);
  dovetail_trace_compare (job, 1, then, replayed, remote);
  g_assert_cmpuint (job->steps->len, ==, 102);
  g_assert_cmpuint (job->differences, ==, 102);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-compare/merges", test_merges);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/trace-compare/", rows[i].what, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/trace-compare/in between", test_in_between);
  g_test_add_func ("/trace-compare/far off", test_far_off);
  return g_test_run ();
}
