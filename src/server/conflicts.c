/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/conflicts: those of the family, a page at a time; the cursor is the last id given out. */

#include "wire/conflicts.h"

#include "core/uuid.h"
#include "server/handlers.h"
#include "server/ledger-conflicts.h"
#include "server/ledger-families.h"
#include "server/problem.h"
#include "server/server-private.h"

#define PAGE_SIZE 100

typedef struct
{
  const DovetailCaller *caller;
  gboolean open;
  const char *cursor; /* or NULL */
  GPtrArray *conflicts;
  char *next_cursor;
  gint64 conflicts_rev;
} Listing;

static gboolean
list (DovetailServer *server, gpointer user_data, GError **error)
{
  Listing *listing = user_data;
  const char *family_id = listing->caller->family_id;
  g_autoptr (DovetailFamily) family = dovetail_family_find (server->ledger, family_id, error);

  if (family == NULL)
    return FALSE;
  listing->conflicts_rev = family->conflicts_rev;
  listing->conflicts = dovetail_conflict_page (server->ledger, family_id, listing->open, listing->cursor,
                                               PAGE_SIZE + 1, error);
  if (listing->conflicts == NULL)
    return FALSE;
  if (listing->conflicts->len > PAGE_SIZE)
    {
      g_ptr_array_set_size (listing->conflicts, PAGE_SIZE);
      listing->next_cursor = g_strdup (
          ((DovetailConflict *) g_ptr_array_index (listing->conflicts, PAGE_SIZE - 1))->conflict_id);
    }
  return TRUE;
}

static DovetailResponse *
answer (DovetailServer *server, Listing *listing)
{
  g_autoptr (GError) error = NULL;
  DovetailResponse *response;

  if (!dovetail_server_transact (server, listing->caller->family_id, FALSE, list, listing, &error))
    response = dovetail_refuse_for_error (error);
  else
    {
      const DovetailConflictsResponse page
          = { listing->conflicts, listing->next_cursor, listing->conflicts_rev };

      response = dovetail_answer (dovetail_conflicts_response_to_json (&page));
    }
  g_clear_pointer (&listing->conflicts, g_ptr_array_unref);
  g_free (listing->next_cursor);
  return response;
}

DovetailResponse *
dovetail_handle_conflicts (DovetailServer *server,
                           const DovetailCaller *caller,
                           const DovetailRequest *request,
                           JsonNode *body)
{
  g_autoptr (GHashTable) query = dovetail_request_query (request);
  const char *state = query == NULL ? NULL : g_hash_table_lookup (query, "state");
  const char *cursor = query == NULL ? NULL : g_hash_table_lookup (query, "cursor");
  Listing listing = { .caller = caller, .open = g_strcmp0 (state, "closed") != 0, .cursor = cursor };

  if (query == NULL || (state != NULL && !g_str_equal (state, "open") && !g_str_equal (state, "closed")))
    return dovetail_refuse (400, "invalid_request", "state is open or closed");
  if (cursor != NULL && !dovetail_uuid_is_valid (cursor))
    return dovetail_refuse (400, "invalid_cursor", "This is not a cursor of this list");
  return answer (server, &listing);
}
