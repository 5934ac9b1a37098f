/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/cleanup: an administrator removes what only remembers old deletions. */

#include "wire/cleanup.h"

#include "wire/member.h"

#define MAX_DAYS 36500

/**
 * dovetail_cleanup_request_from_json:
 * @node: a JSON object
 * @older_than_days: (out): 0: all of them; -1: it does not say
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: whether it can be read
 */
gboolean
dovetail_cleanup_request_from_json (JsonNode *node, gint64 *older_than_days, GError **error)
{
  DovetailReader reader;

  dovetail_reader_init (&reader, node, NULL);
  *older_than_days = dovetail_read_optional_int (&reader, "older_than_days", 0, -1);
  if (*older_than_days > MAX_DAYS)
    dovetail_reader_fail (&reader, "older_than_days", "more than 100 years");
  return dovetail_reader_finish (&reader, error);
}

/**
 * dovetail_cleanup_response_to_json:
 * @response: what went
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_cleanup_response_to_json (const DovetailCleanupResponse *response)
{
  JsonObject *object = json_object_new ();
  JsonObject *removed = json_object_new ();

  json_object_set_int_member (removed, "tombstones", response->tombstones);
  json_object_set_int_member (removed, "mutations", response->mutations);
  json_object_set_object_member (object, "removed", removed);
  json_object_set_int_member (object, "tombstone_horizon", response->tombstone_horizon);
  dovetail_write_time (object, "server_time", response->server_time);
  return dovetail_write_finish (object);
}
