/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where clients stand: tokens checked against this history, and the page that follows. */

#include "server/position.h"

#include "core/change.h"
#include "core/error.h"
#include "server/ledger-records.h"
#include "wire/limits.h"

/* Clients that go by time may be this far behind what they believe. */
#define TIME_OVERLAP_MS (10 * 1000)
/* Read for one page of what a filter lets through. */
#define MOST_PAGES_AT_ONCE 20

static gboolean
expired (GError **error, const char *why)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED, "%s; a full sync is needed", why);
  return FALSE;
}

static gboolean
foreign (GError **error, const char *why)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_FOREIGN, "%s; a full sync is needed", why);
  return FALSE;
}

static gboolean
read_tag (DovetailServer *server,
          const DovetailFamily *family,
          gint64 seq,
          gint64 *tag,
          gboolean *found,
          GError **error)
{
  *tag = seq == family->seq && family->has_tag ? family->tag : 0;
  *found = TRUE;
  return seq == 0 || (seq == family->seq && family->has_tag)
         || dovetail_family_find_tag (server->ledger, family->family_id, seq, tag, found, error);
}

static DovetailSyncToken *
token_new (DovetailServer *server, const DovetailFamily *family, gint64 seq)
{
  DovetailSyncToken *token = g_new0 (DovetailSyncToken, 1);

  token->epoch = g_strdup (server->epoch);
  token->family_id = g_strdup (family->family_id);
  token->seq = token->start = seq;
  return token;
}

DovetailSyncToken *
dovetail_position_start (DovetailServer *server, const DovetailFamily *family)
{
  DovetailSyncToken *token = token_new (server, family, 0);

  token->full = TRUE;
  token->start = family->seq;
  return token;
}

/* The order of the checks is that of the reasons: another database, another history, too long ago. A history
 * that has the head has all before it; one that has only the position may lack what was not on the pages
 * because it had changed once more, and what came up with the request for them. */
static gboolean
belongs_here (DovetailServer *server,
              const DovetailFamily *family,
              const DovetailSyncToken *token,
              GError **error)
{
  gboolean found;
  gint64 tag;

  if (g_strcmp0 (token->epoch, server->epoch) != 0 || g_strcmp0 (token->family_id, family->family_id) != 0)
    return foreign (error, "This sync token is from another history");
  if (token->head > family->seq || token->seq > family->seq)
    return foreign (error, "This sync token is ahead of the server, which was set back");
  if (!read_tag (server, family, token->head, &tag, &found, error))
    return FALSE;
  if (!found || tag != token->tag)
    return foreign (error, "This sync token is from another history");
  if (token->start < family->horizon)
    return expired (error, "This sync token is older than what the server remembers of deletions");
  return TRUE;
}

/**
 * dovetail_position_resume:
 * @server: the server, inside a transaction
 * @family: the caller's
 * @text: what the client sent
 * @error: return location
 *
 * Returns: (transfer full): the position; %NULL with DOVETAIL_ERROR_TOKEN_INVALID, _EXPIRED or _FOREIGN
 */
DovetailSyncToken *
dovetail_position_resume (DovetailServer *server,
                          const DovetailFamily *family,
                          const char *text,
                          GError **error)
{
  g_autoptr (DovetailSyncToken) token = dovetail_sync_token_decode (text, server->token_key, error);

  if (token == NULL || !belongs_here (server, family, token, error))
    return NULL;
  return g_steal_pointer (&token);
}

static gboolean
is_unusable (const GError *error)
{
  return g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_INVALID)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_FOREIGN);
}

/**
 * dovetail_position_resume_if_good:
 * @server: the server, inside a transaction
 * @family: the caller's
 * @text: (nullable): what the client sent
 * @token: (out) (transfer full) (nullable): the position; %NULL: the client named none that does
 * @error: what the ledger says
 *
 * For requests that do not ask what changed: a token that does not do is no reason to refuse them, the next
 * pull will say so.
 *
 * Returns: whether it could be found out
 */
gboolean
dovetail_position_resume_if_good (DovetailServer *server,
                                  const DovetailFamily *family,
                                  const char *text,
                                  DovetailSyncToken **token,
                                  GError **error)
{
  g_autoptr (GError) reason = NULL;

  *token = text != NULL ? dovetail_position_resume (server, family, text, &reason) : NULL;
  if (reason == NULL || is_unusable (reason))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
dovetail_position_is_at_end (DovetailServer *server, const DovetailFamily *family, const char *text)
{
  g_autoptr (DovetailSyncToken) token
      = text == NULL ? NULL : dovetail_sync_token_decode (text, server->token_key, NULL);

  return token != NULL && token->seq == family->seq && token->head == family->seq
         && (family->has_tag || family->seq == 0);
}

DovetailSyncToken *
dovetail_position_at_time (DovetailServer *server, const DovetailFamily *family, gint64 time, GError **error)
{
  g_autoptr (DovetailSyncToken) token = token_new (server, family, 0);

  if (!dovetail_family_seq_at (server->ledger, family->family_id, time - TIME_OVERLAP_MS, &token->seq, error))
    return NULL;
  token->start = token->seq;
  if (token->seq < family->horizon)
    {
      expired (error, "The last sync is longer ago than what the server remembers of deletions");
      return NULL;
    }
  return g_steal_pointer (&token);
}

char *
dovetail_position_advance (DovetailServer *server,
                           const DovetailFamily *family,
                           const DovetailSyncToken *position,
                           gint64 seq,
                           GError **error)
{
  DovetailSyncToken next = *position;
  gboolean found;

  next.seq = seq;
  next.head = family->seq;
  next.full = position->full && seq < family->seq;
  next.start = next.full ? position->start : seq;
  if (!read_tag (server, family, next.head, &next.tag, &found, error))
    return NULL;
  return dovetail_sync_token_encode (&next, server->token_key);
}

static gboolean
is_elsewhere (const DovetailSyncToken *position, const DovetailRecord *record)
{
  const char *list_id = dovetail_data_get_string (record->data, "list_id");

  return position->lists != NULL && list_id != NULL && !record->deleted
         && g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK)
         && !g_strv_contains ((const char *const *) position->lists, list_id);
}

/* What a record is to this client: a task of a list that is not synced leaves, if the client may have it. */
static void
add_delta (GPtrArray *deltas, const DovetailSyncToken *position, const DovetailStored *stored)
{
  DovetailRecord *record = stored->record;
  DovetailOperation operation = record->version == 1 ? DOVETAIL_OPERATION_CREATE : DOVETAIL_OPERATION_UPDATE;
  g_autoptr (DovetailRecord) sent = dovetail_record_ref (record);

  if (is_elsewhere (position, record))
    {
      if (position->full && stored->seq <= position->start)
        return;
      operation = DOVETAIL_OPERATION_LEAVE;
    }
  else if (record->deleted)
    {
      operation = DOVETAIL_OPERATION_DELETE;
      dovetail_record_unref (sent);
      sent = dovetail_record_new (record->entity_type, record->entity_id, record->version, record->etag, TRUE,
                                  NULL, record->timestamp, record->modified_by, record->client_id);
      sent->schema_version = record->schema_version;
    }
  g_ptr_array_add (deltas, dovetail_delta_new (operation, sent));
}

static gint64
page_limit (const DovetailSyncToken *position, gint64 batch_size)
{
  gint64 most = position->full ? DOVETAIL_WIRE_MAX_FULL_BATCH_SIZE : DOVETAIL_WIRE_MAX_BATCH_SIZE;

  return batch_size <= 0 ? DOVETAIL_WIRE_DEFAULT_BATCH_SIZE : MIN (batch_size, most);
}

void
dovetail_page_clear (DovetailPage *page)
{
  g_clear_pointer (&page->deltas, g_ptr_array_unref);
  g_clear_pointer (&page->token, g_free);
}

/* A walk that a filter leaves little of goes on: its client asks again for every page, and takes empty ones
 * for a server that makes no progress. cut: the page got too large. */
static gboolean
is_thin (
    const DovetailSyncToken *position, const DovetailPage *page, gint64 limit, gint64 looked_at, gboolean cut)
{
  if (!position->full || position->lists == NULL)
    return FALSE;
  return page->deltas->len == 0
         || (!cut && page->deltas->len < limit / 2 && looked_at < MOST_PAGES_AT_ONCE * limit);
}

/**
 * dovetail_position_read_page:
 * @server: the server, inside a transaction
 * @family: the caller's, as it is now
 * @position: where the client stands
 * @batch_size: records at most; 0: the default
 * @page: (out caller-allocates): what follows; to be cleared
 * @error: return location
 *
 * Each record comes once, at its newest state. A full walk leaves out tombstones from before its start,
 * because its client has nothing that they could remove.
 *
 * Returns: whether it could be read
 */
gboolean
dovetail_position_read_page (DovetailServer *server,
                             const DovetailFamily *family,
                             const DovetailSyncToken *position,
                             gint64 batch_size,
                             DovetailPage *page,
                             GError **error)
{
  gint64 limit = page_limit (position, batch_size);
  DovetailWalk walk = { .family_id = family->family_id,
                        .after = position->seq,
                        .tombstones_after = position->full ? position->start : position->seq,
                        .types = position->types };
  gint64 looked_at = 0;
  gboolean cut = FALSE;

  page->deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_delta_free);
  walk.more = position->seq < family->seq;
  while (walk.more && (looked_at == 0 || is_thin (position, page, limit, looked_at, cut)))
    {
      g_autoptr (GPtrArray) found = NULL;

      walk.limit = limit - page->deltas->len;
      found = dovetail_stored_walk (server->ledger, &walk, error);
      if (found == NULL)
        return FALSE;
      for (guint i = 0; i < found->len; i++)
        add_delta (page->deltas, position, g_ptr_array_index (found, i));
      looked_at += found->len;
      cut = found->len < walk.limit;
      if (found->len > 0)
        walk.after = ((DovetailStored *) g_ptr_array_index (found, found->len - 1))->seq;
    }

  page->more = walk.more;
  page->token
      = dovetail_position_advance (server, family, position, walk.more ? walk.after : family->seq, error);
  return page->token != NULL;
}
