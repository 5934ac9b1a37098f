/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of conflicts, fetched when the server says it moved: other devices make conflicts and answer them.
 * What was answered here and is still on its way up stays answered: the store leaves it alone. */

#include "core/error.h"
#include "store/conflicts.h"
#include "store/settings.h"
#include "sync/apply.h"

#define MAX_OPEN_PAGES 200
/* The history is fetched newest first, as far as it is news. */
#define MAX_CLOSED_PAGES 5

typedef struct
{
  GPtrArray *conflicts; /* DovetailConflict */
  GHashTable *open_ids; /* borrowed from conflicts */
  gboolean has_all_open;
  guint n_unreadable;   /* conflicts that made no sense */
  gint64 rev;           /* of the first page: what moved since then is asked for next time */
} Listing;

static void
listing_clear (Listing *listing)
{
  g_clear_pointer (&listing->open_ids, g_hash_table_unref);
  g_clear_pointer (&listing->conflicts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static gboolean
knows_as_closed (DovetailPass *pass, DovetailConflict *conflict)
{
  g_autoptr (DovetailConflict) known = dovetail_store_get_conflict (pass->store, conflict->conflict_id, NULL);

  if (known != NULL)
    dovetail_recorder_know (pass->recorder, known);
  return known != NULL && !known->open;
}

/* *news: whether the page held anything this device does not know. */
static gboolean
fetch_page (
    DovetailPass *pass, Listing *listing, gboolean open, char **cursor, gboolean *news, GError **error)
{
  g_autoptr (DovetailConflictsResponse) page
      = dovetail_calls_conflicts (&pass->calls, open, *cursor, pass->cancellable, error);

  if (page == NULL)
    return FALSE;
  *news = FALSE;
  for (guint i = 0; i < page->conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (page->conflicts, i);

      *news |= open || !knows_as_closed (pass, conflict);
      g_ptr_array_add (listing->conflicts, dovetail_conflict_ref (conflict));
      if (conflict->open)
        g_hash_table_add (listing->open_ids, conflict->conflict_id);
    }
  listing->n_unreadable += page->n_unreadable;
  if (listing->rev < 0)
    listing->rev = page->conflicts_rev;
  g_free (*cursor);
  *cursor = g_strdup (page->next_cursor);
  return TRUE;
}

static gboolean
fetch_pages (DovetailPass *pass, Listing *listing, gboolean open, GError **error)
{
  g_autofree char *cursor = NULL;
  guint left = open ? MAX_OPEN_PAGES : MAX_CLOSED_PAGES;
  gboolean news;

  do
    {
      if (!dovetail_pass_may_go_on (pass, error) || !fetch_page (pass, listing, open, &cursor, &news, error))
        return FALSE;
      left--;
    }
  while (cursor != NULL && news && left > 0);
  listing->has_all_open = open && cursor == NULL;
  return TRUE;
}

static gboolean
store_listed (DovetailPass *pass, Listing *listing, GError **error)
{
  for (guint i = 0; i < listing->conflicts->len; i++)
    if (!dovetail_apply_conflict (pass, g_ptr_array_index (listing->conflicts, i), error))
      return FALSE;
  return TRUE;
}

/* Open here and not listed: it was closed, further back in the history than was fetched. */
static gboolean
close_missing (DovetailPass *pass, Listing *listing, GError **error)
{
  g_autoptr (GPtrArray) known = dovetail_store_list_conflicts (pass->store, TRUE, 0, error);

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (known, i);
      g_autoptr (DovetailConflict) closed = NULL;

      if (g_hash_table_contains (listing->open_ids, conflict->conflict_id))
        continue;
      dovetail_recorder_know (pass->recorder, conflict);
      closed = dovetail_conflict_copy (conflict);
      closed->open = FALSE;
      closed->closed_at = dovetail_store_now (pass->store);
      if (!dovetail_apply_conflict (pass, closed, error))
        return FALSE;
    }
  return known != NULL;
}

static gboolean
commit_listing (DovetailPass *pass, Listing *listing, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  /* What could not be read is asked for again, and may be one of those that seem to be missing. */
  pass->job->errors += listing->n_unreadable;
  return transaction != NULL && store_listed (pass, listing, error)
         && (listing->n_unreadable > 0
             || ((!listing->has_all_open || close_missing (pass, listing, error))
                 && dovetail_store_set_setting_int (pass->store, DOVETAIL_SETTING_CONFLICTS_REV, listing->rev,
                                                    error)))
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_pass_fetch_conflicts:
 * @pass: the pass
 * @error: what failed
 *
 * Returns: whether the list is as new as the server says
 */
gboolean
dovetail_pass_fetch_conflicts (DovetailPass *pass, GError **error)
{
  g_auto (Listing) listing = { .rev = -1 };

  if (pass->conflicts_rev < 0
      || pass->conflicts_rev
             == dovetail_store_get_setting_int (pass->store, DOVETAIL_SETTING_CONFLICTS_REV, 0))
    return TRUE;
  listing.conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  listing.open_ids = g_hash_table_new (g_str_hash, g_str_equal);
  dovetail_pass_show_phase (pass, DOVETAIL_PHASE_CONFLICT_RESOLUTION);
  return fetch_pages (pass, &listing, FALSE, error) && fetch_pages (pass, &listing, TRUE, error)
         && commit_listing (pass, &listing, error);
}
