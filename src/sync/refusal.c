/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request that the server refuses as a whole: too large, or with something in it that it cannot take.
 * Repeated as it is it would be refused for ever. So it is halved until one change is left, and that one is
 * set aside. */

#include "sync/refusal.h"

#include "core/error.h"
#include "sync/apply.h"

/* Halving 500 changes to one takes nine. Beyond, it is not for a change or two. */
#define MOST_REFUSALS 200

/**
 * dovetail_refusal_meet:
 * @pass: the pass
 * @changes: what was sent
 * @refusal: what became of it
 *
 * The changes stay frozen under their ids, so the next request carries the first of them as they were.
 *
 * Returns: what to do
 */
DovetailRefusalTurn
dovetail_refusal_meet (DovetailPass *pass, GPtrArray *changes, const GError *refusal)
{
  if (!g_error_matches (refusal, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED) || changes->len == 0
      || pass->refusals++ >= MOST_REFUSALS)
    return DOVETAIL_REFUSAL_FAILED;
  if (changes->len == 1)
    return DOVETAIL_REFUSAL_FOUND;
  pass->batch.size = changes->len / 2;
  return DOVETAIL_REFUSAL_NARROWED;
}

/**
 * dovetail_refusal_quarantine:
 * @pass: the pass
 * @change: a change in flight
 * @code: why, for programs
 * @detail: why, for people
 * @error: what the store says
 *
 * Returns: whether it is set aside
 */
gboolean
dovetail_refusal_quarantine (
    DovetailPass *pass, const DovetailChange *change, const char *code, const char *detail, GError **error)
{
  const DovetailChangeResult result = {
    .mutation_id = change->mutation_id,
    .status = DOVETAIL_RESULT_REJECTED,
    .error_code = (char *) code,
    .error_detail = (char *) detail,
  };
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  return transaction != NULL && dovetail_apply_result (pass, change, &result, error)
         && dovetail_pass_note (pass, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
