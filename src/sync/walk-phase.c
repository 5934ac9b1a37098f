/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The full sync: everything the server has, page by page. Each page is committed with the token that leads to
 * the next, so a walk that is killed goes on where it stopped. What the server did not list is gone there,
 * but that is believed only after the last page, only in the same history, and never of many records at once:
 * those are held for the user. The store is copied before anything is touched. */

#include "core/error.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/snapshot.h"
#include "store/walk.h"
#include "sync/apply.h"
#include "sync/holding.h"
#include "sync/reconcile.h"
#include "sync/unreadable.h"

/* How a walk under way stands in the settings: whether it may sweep, then the token of its next page, nothing
 * before the first. */
#define MAY_SWEEP "sweep:"
#define MUST_KEEP "keep:"

#define MAX_IDLE_PAGES 3
/* Of a walk, after the first: it took too long, and then the server was set back. */
#define MAX_BEGINNINGS 2

typedef struct
{
  char *token;  /* of the next page; NULL: the first */
  char *before; /* where it stood when it began again; NULL: it did not, or has shown that */
  gboolean sweep;
  DovetailBatch batch;
  guint idle; /* pages in a row without a record */
} Walk;

static void
walk_clear (Walk *walk)
{
  g_clear_pointer (&walk->token, g_free);
  g_clear_pointer (&walk->before, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static void
resume (DovetailPass *pass, Walk *walk)
{
  g_autofree char *setting = dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_WALK);
  const char *colon = setting != NULL ? strchr (setting, ':') : NULL;

  if (colon == NULL)
    return;
  walk->sweep = g_str_has_prefix (setting, MAY_SWEEP);
  walk->token = colon[1] != '\0' ? g_strdup (colon + 1) : NULL;
  if (walk->sweep && walk->token == NULL)
    walk->before = dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_WALK_BEFORE);
}

static gboolean
save_place (DovetailPass *pass, const Walk *walk, const char *token, GError **error)
{
  g_autofree char *place = g_strconcat (walk->sweep ? MAY_SWEEP : MUST_KEEP, token, NULL);

  return dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK, place, error);
}

/**
 * dovetail_pass_get_token:
 * @pass: the pass
 *
 * Returns: (transfer full) (nullable): what says where the device stands, in the middle of a walk too
 */
char *
dovetail_pass_get_token (DovetailPass *pass)
{
  g_auto (Walk) walk = { 0 };

  resume (pass, &walk);
  return walk.token != NULL ? g_steal_pointer (&walk.token)
                            : dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN);
}

/**
 * dovetail_pass_replace_token:
 * @pass: the pass, with an open transaction
 * @token: what the server gave for that of dovetail_pass_get_token()
 * @error: what the store says
 *
 * Returns: whether it is written down in its place
 */
gboolean
dovetail_pass_replace_token (DovetailPass *pass, const char *token, GError **error)
{
  g_auto (Walk) walk = { 0 };

  resume (pass, &walk);
  return walk.token != NULL
             ? save_place (pass, &walk, token, error)
             : dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN, token, error);
}

/* The first page of a walk that may sweep is asked for with the token of before: between what the server said
 * of it and this request the server may have been set back. */
static char *
token_to_show (DovetailPass *pass, const Walk *walk)
{
  if (walk->token != NULL)
    return g_strdup (walk->token);
  return walk->sweep ? dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN) : NULL;
}

static DovetailPullResponse *
pull (DovetailPass *pass, const Walk *walk, const char *token, GError **error)
{
  const DovetailPullRequest request = {
    .client_id = pass->device_id,
    .sync_token = (char *) token,
    .entity_types = pass->filter->types,
    .list_ids = pass->filter->lists,
    .batch_size = walk->batch.size,
    .full = TRUE,
  };

  return dovetail_calls_pull (&pass->calls, &request, pass->cancellable, error);
}

static DovetailPullResponse *
pull_page (DovetailPass *pass, Walk *walk, GError **error)
{
  g_autofree char *token = token_to_show (pass, walk);
  gint64 started = dovetail_store_now (pass->store);
  DovetailPullResponse *page = pull (pass, walk, token, error);

  if (page == NULL)
    return NULL;
  dovetail_batch_measure (&walk->batch, page->deltas->len,
                          MAX (0, dovetail_store_now (pass->store) - started));
  walk->idle = page->deltas->len + page->unreadable->len > 0 ? 0 : walk->idle + 1;
  if (page->has_more && walk->idle >= MAX_IDLE_PAGES)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL,
                           "The server says there is more and sends nothing");
      g_clear_pointer (&page, dovetail_pull_response_free);
    }
  return page;
}

static gboolean
apply_page (DovetailPass *pass, Walk *walk, const DovetailPullResponse *page, GError **error)
{
  for (guint i = 0; i < page->deltas->len; i++)
    {
      const DovetailDelta *delta = g_ptr_array_index (page->deltas, i);

      /* Of another history: what this device has of it is not let go unseen. */
      if (!walk->sweep && delta->operation == DOVETAIL_OPERATION_LEAVE)
        continue;
      if (!(walk->sweep ? dovetail_apply_delta (pass, delta, error)
                        : dovetail_apply_foreign (pass, delta, error))
          || !dovetail_store_walk_mark (pass->store, delta->record->entity_type, delta->record->entity_id,
                                        error))
        return FALSE;
    }
  return dovetail_unreadable_keep_all (pass, page->unreadable, error);
}

static gboolean
keep_place (DovetailPass *pass, Walk *walk, const DovetailPullResponse *page, GError **error)
{
  if (page->has_more)
    return save_place (pass, walk, page->next_sync_token, error);
  return dovetail_holding_decide_walk (pass, !walk->sweep, error)
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK, NULL, error)
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN, page->next_sync_token,
                                        error);
}

static gboolean
forget_what_was_heard (DovetailPass *pass, GError **error)
{
  g_autoptr (GPtrArray) pending = dovetail_store_list_pending (pass->store, 0, error);

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      DovetailReplica *before = g_ptr_array_index (pending, i);
      g_autoptr (DovetailReplica) next = dovetail_reconcile_unheard (before);

      if (next->pending->theirs == before->pending->theirs)
        continue;
      if (!dovetail_apply_store (pass->store, before, next, error))
        return FALSE;
      dovetail_recorder_decide (pass->recorder, "walk", before, next, NULL);
    }
  return pending != NULL;
}

/* The old token may go by another filter. It stays all the same: should this walk have to begin again,
 * nothing else says which history the records are from. */
static gboolean
begin (DovetailPass *pass, Walk *walk, GError **error)
{
  g_autoptr (DovetailSyncFilter) before = dovetail_store_get_filter_in_use (pass->store);

  if (walk->before != NULL
      && !dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK_BEFORE, NULL, error))
    return FALSE;
  return dovetail_store_walk_begin (pass->store, error) && forget_what_was_heard (pass, error)
         && (dovetail_sync_filter_equal (before, pass->filter)
             || dovetail_store_set_filter_in_use (pass->store, pass->filter, error));
}

static gboolean
commit_page (DovetailPass *pass, Walk *walk, const DovetailPullResponse *page, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  dovetail_pass_show_phase (pass, DOVETAIL_PHASE_PROCESSING);
  transaction = dovetail_pass_begin (pass, error);
  if (transaction == NULL || (walk->token == NULL && !begin (pass, walk, error))
      || !apply_page (pass, walk, page, error) || !keep_place (pass, walk, page, error)
      || !dovetail_pass_measure_clock (pass, page->server_time, error) || !dovetail_pass_note (pass, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  if (page->conflicts_rev >= 0)
    pass->conflicts_rev = page->conflicts_rev;
  walk_clear (walk);
  walk->token = g_strdup (page->next_sync_token);
  dovetail_pass_report (pass, page->deltas->len);
  return TRUE;
}

static gboolean
is_bad_token (const GError *error)
{
  return g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_FOREIGN)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_INVALID);
}

/**
 * dovetail_pass_plan_walk:
 * @pass: the pass
 * @may_sweep: whether what it does not list is gone
 * @error: what the store says
 *
 * Killed from here on, the next pass walks. The sync token stays only to show which history it is from; of
 * another one nothing is swept, and conflicts are fetched whatever their count, which may be 0.
 *
 * Returns: whether it is written down
 */
gboolean
dovetail_pass_plan_walk (DovetailPass *pass, gboolean may_sweep, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  return transaction != NULL
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK, may_sweep ? MAY_SWEEP : MUST_KEEP,
                                        error)
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK_BEFORE, NULL, error)
         && (may_sweep
             || (dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN, NULL, error)
                 && dovetail_store_set_setting_int (pass->store, DOVETAIL_SETTING_CONFLICTS_REV, -1, error)))
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* What it listed is here already, and no older token says that the server has all of it. */
static gboolean
plan_again (DovetailPass *pass, const Walk *walk, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  return transaction != NULL
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK, MAY_SWEEP, error)
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_WALK_BEFORE, walk->before, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The server does not know where the walk stood, or stands in another history: it begins again, and sweeps
 * nothing unless it merely took too long. */
static gboolean
start_over (DovetailPass *pass, Walk *walk, GError **failure, GError **error)
{
  gboolean expired = g_error_matches (*failure, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED);

  if (!is_bad_token (*failure) || (walk->token == NULL && !walk->sweep))
    {
      g_propagate_error (error, g_steal_pointer (failure));
      return FALSE;
    }
  walk->sweep = walk->sweep && expired;
  g_clear_pointer (&walk->before, g_free);
  walk->before = g_steal_pointer (&walk->token);
  return walk->sweep && walk->before != NULL ? plan_again (pass, walk, error)
                                             : dovetail_pass_plan_walk (pass, walk->sweep, error);
}

/* A walk that begins again shows the sync token, which is older than what it had listed: the server may have
 * been set back to in between. Where it stood is shown as well, once the first page is there; that it stood
 * there too long ago is as good as yes. */
static gboolean
is_history_of_before (DovetailPass *pass, Walk *walk, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (DovetailPullResponse) page = NULL;

  if (walk->before == NULL || !walk->sweep || walk->token != NULL)
    return TRUE;
  if (!dovetail_pass_may_go_on (pass, error))
    return FALSE;
  page = pull (pass, walk, walk->before, &failure);
  if (page != NULL || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Before a walk begins, when there is something to lose. */
static gboolean
copy_store (DovetailPass *pass, Walk *walk, GError **error)
{
  guint records = 0;
  guint tombstones = 0;

  if (walk->token != NULL)
    return TRUE;
  return dovetail_store_count_records (pass->store, &records, &tombstones, error)
         && (records + tombstones == 0 || dovetail_store_snapshot (pass->store, NULL, error));
}

/**
 * dovetail_pass_walk:
 * @pass: the pass
 * @may_sweep: whether the server's history is the one of the token
 * @error: what failed
 *
 * Goes on with a walk that was cut short.
 *
 * Returns: whether everything the server has is here
 */
gboolean
dovetail_pass_walk (DovetailPass *pass, gboolean may_sweep, GError **error)
{
  g_auto (Walk) walk = { .sweep = may_sweep, .batch = dovetail_batch_for_walk () };
  guint beginnings = 0;

  resume (pass, &walk);
  if (!copy_store (pass, &walk, error))
    return FALSE;
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (DovetailPullResponse) page = NULL;

      dovetail_pass_show_phase (pass, DOVETAIL_PHASE_DISCOVERY);
      if (!dovetail_pass_may_go_on (pass, error))
        return FALSE;
      page = pull_page (pass, &walk, &failure);
      if (page == NULL || !is_history_of_before (pass, &walk, &failure))
        {
          if (beginnings++ == MAX_BEGINNINGS)
            return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
          if (!start_over (pass, &walk, &failure, error))
            return FALSE;
          continue;
        }
      if (!commit_page (pass, &walk, page, error))
        return FALSE;
      if (!page->has_more)
        return TRUE;
    }
}
