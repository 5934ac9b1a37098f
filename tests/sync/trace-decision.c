/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a trace words what a sync decided about a record, and when two states of one are told apart. */

#include "sync/trace-json.h"

#include <string.h>

#include "lib/scratch-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"

static DovetailRecord *
record_new (gint64 version, const char *text) /* NULL: deleted */
{
  g_autoptr (JsonNode) data = scratch_data (text != NULL ? text : "{}");

  return dovetail_record_new (DOVETAIL_ENTITY_TASK, ID, version, NULL, text == NULL, data, 10, NULL, NULL);
}

/* base NULL: nothing waits. */
static DovetailReplica *
replica_new (const char *text, const char *base)
{
  g_autoptr (DovetailRecord) record = record_new (2, text);
  DovetailReplica *replica = dovetail_replica_new (record);

  if (base == NULL)
    return replica;
  replica->base = record_new (1, base);
  replica->pending = dovetail_pending_new (5);
  return replica;
}

/* Three sides of the title, what it is then, and how that is said; NULL: not at all. */
static const struct
{
  const char *what;
  const char *base, *mine, *theirs, *after; /* data; theirs NULL: the server said nothing of it */
  const char *outcome;
} fields[] = {
  { "nobody changed it", "{'title':'a'}", "{'title':'a'}", "{'title':'a'}", "{'title':'a'}", NULL },
  { "it is new although nobody changed it", "{'title':'a'}", "{'title':'a'}", NULL, "{'title':'b'}", "new" },
  { "mine", "{'title':'a'}", "{'title':'b'}", "{'title':'a'}", "{'title':'b'}", "mine" },
  { "mine, and the server said nothing", "{'title':'a'}", "{'title':'b'}", NULL, "{'title':'b'}", "mine" },
  { "mine is not taken", "{'title':'a'}", "{'title':'b'}", "{'title':'a'}", "{'title':'a'}", "not taken" },
  { "theirs", "{'title':'a'}", "{'title':'a'}", "{'title':'c'}", "{'title':'c'}", "theirs" },
  { "theirs is not taken", "{'title':'a'}", "{'title':'a'}", "{'title':'c'}", "{'title':'a'}", "not taken" },
  { "the same", "{'title':'a'}", "{'title':'b'}", "{'title':'b'}", "{'title':'b'}", "same" },
  { "the same, and yet it is something else", "{'title':'a'}", "{'title':'b'}", "{'title':'b'}",
    "{'title':'c'}", "neither" },
  { "both, mine stays", "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", "{'title':'b'}",
    "both, mine stays" },
  { "both, theirs is taken", "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", "{'title':'c'}",
    "both, theirs is taken" },
  { "both, merged", "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", "{'title':'b c'}", "both" },
  { "it was removed here", "{'title':'a'}", "{}", "{'title':'a'}", "{}", "mine" },
};

static void
test_fields (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (DovetailReplica) before = replica_new (fields[i].mine, fields[i].base);
      g_autoptr (DovetailReplica) next = replica_new (fields[i].after, NULL);
      g_autoptr (JsonNode) theirs = fields[i].theirs != NULL ? scratch_data (fields[i].theirs) : NULL;
      g_autoptr (JsonNode) decision = dovetail_trace_write_decision ("record", before, next, theirs, FALSE);

      g_test_message ("%s", fields[i].what);
      g_assert_cmpstr (dovetail_data_get_string (dovetail_data_get (decision, "outcomes"), "title"), ==,
                       fields[i].outcome);
      g_assert_cmpstr (dovetail_data_get_string (decision, "outcome"), ==, "settled");
    }
}

/* What a device holds of a record, one step after the other, each different from the one before it. */
static void
test_states_differ (void)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);
  DovetailReplica *waiting, *later, *tried, *sent, *met;

  g_ptr_array_add (states, replica_new ("{'title':'a'}", NULL));
  g_ptr_array_add (states, replica_new (NULL, NULL));
  waiting = replica_new ("{'title':'a'}", "{'title':'b'}");
  g_ptr_array_add (states, waiting);
  later = dovetail_replica_copy (waiting);
  later->pending->edited_at++;
  g_ptr_array_add (states, later);
  tried = dovetail_replica_copy (waiting);
  tried->pending->tries++;
  g_ptr_array_add (states, tried);
  sent = dovetail_replica_copy (waiting);
  sent->pending->frozen = dovetail_change_alloc ();
  sent->pending->frozen->mutation_id = g_strdup ("one");
  g_ptr_array_add (states, sent);
  met = dovetail_replica_copy (waiting);
  met->pending->theirs = record_new (3, "{'title':'c'}");
  g_ptr_array_add (states, met);
  g_ptr_array_add (states, NULL);
  for (guint i = 0; i < states->len; i++)
    for (guint j = 0; j < states->len; j++)
      {
        g_test_message ("%u and %u", i, j);
        g_assert_cmpint (dovetail_trace_replicas_equal (states->pdata[i], states->pdata[j]), ==, i == j);
      }
}

/* What became of the record as a whole. */
static void
test_whole (void)
{
  g_autoptr (DovetailReplica) synced = replica_new ("{'title':'a'}", NULL);
  g_autoptr (DovetailReplica) same = replica_new ("{'title':'a'}", NULL);
  g_autoptr (DovetailReplica) deleted = replica_new (NULL, NULL);
  g_autoptr (DovetailReplica) waiting = replica_new ("{'title':'a'}", "{'title':'b'}");
  g_autoptr (DovetailReplica) met = dovetail_replica_copy (waiting);
  g_autoptr (DovetailReplica) in_flight = dovetail_replica_copy (waiting);
  g_autoptr (DovetailReplica) refused = dovetail_replica_copy (waiting);
  const struct
  {
    const DovetailReplica *before, *next;
    gboolean held;
    const char *outcome;
  } cases[] = {
    { NULL, synced, FALSE, "settled" },
    { synced, same, FALSE, "nothing" },
    { synced, synced, TRUE, "held" },
    { synced, NULL, FALSE, "forgotten" },
    { synced, deleted, FALSE, "deleted" },
    { synced, waiting, FALSE, "waits" },
    { waiting, met, FALSE, "waits, overlaps theirs" },
    { waiting, in_flight, FALSE, "in flight" },
    { in_flight, NULL, FALSE, "forgotten" },
    { waiting, refused, FALSE, "quarantined" },
  };

  met->pending->theirs = record_new (3, "{'title':'c'}");
  in_flight->pending->state = DOVETAIL_PENDING_IN_FLIGHT;
  refused->pending->state = DOVETAIL_PENDING_QUARANTINED;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) decision
          = dovetail_trace_write_decision ("record", cases[i].before, cases[i].next, NULL, cases[i].held);

      g_assert_cmpstr (dovetail_data_get_string (decision, "outcome"), ==, cases[i].outcome);
      g_assert_cmpstr (dovetail_data_get_string (decision, "entity_id"), ==, ID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-decision/fields", test_fields);
  g_test_add_func ("/trace-decision/states differ", test_states_differ);
  g_test_add_func ("/trace-decision/whole", test_whole);
  return g_test_run ();
}
