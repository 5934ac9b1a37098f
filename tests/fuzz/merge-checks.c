/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds of every merge: its counts are true, and both sides see the same result where the policy does
 * not take one of them. */

#include "merge-checks.h"

#include "json/json.h"

static void
assert_same (DovetailMerge *a, DovetailMerge *b)
{
  g_autofree char *a_text = dovetail_json_canonical (a->merged, NULL);
  g_autofree char *b_text = dovetail_json_canonical (b->merged, NULL);

  g_assert_cmpint (a->deleted, ==, b->deleted);
  g_assert_cmpuint (a->n_conflicts, ==, b->n_conflicts);
  if (!a->deleted && a->n_conflicts == 0)
    g_assert_cmpstr (a_text, ==, b_text);
}

static void
check_counts (const DovetailMerge *merge)
{
  guint conflicts = 0, decided = 0;

  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      conflicts += field->outcome == DOVETAIL_OUTCOME_CONFLICT;
      decided += field->outcome == DOVETAIL_OUTCOME_DECIDED;
    }
  g_assert_cmpuint (merge->n_conflicts, ==, conflicts);
  g_assert_cmpuint (merge->n_decided, ==, decided);
  g_assert_true (json_node_is_immutable (merge->merged));
}

void
merge_checks_run (const DovetailMergeSide sides[DOVETAIL_N_SIDES], DovetailPolicy policy)
{
  const DovetailMergeSide swapped[DOVETAIL_N_SIDES]
      = { sides[DOVETAIL_SIDE_BASE], sides[DOVETAIL_SIDE_THEIRS], sides[DOVETAIL_SIDE_MINE] };
  g_autoptr (DovetailMerge) merge = dovetail_merge (dovetail_schema_find ("task"), sides, policy);
  g_autoptr (DovetailMerge) mirrored = dovetail_merge (dovetail_schema_find ("task"), swapped, policy);

  check_counts (merge);
  if (policy != DOVETAIL_POLICY_CLIENT_WINS && policy != DOVETAIL_POLICY_SERVER_WINS)
    assert_same (merge, mirrored);
}
