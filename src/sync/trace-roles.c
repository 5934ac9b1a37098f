/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each member of a trace holds. What does not stand here is private. */

#include "sync/trace-roles.h"

#include "core/conflict.h"

typedef struct
{
  const char *name;
  DovetailTraceRole role;
} Member;

/* Sorted by what they are for. Of a name that stands for two things the more careful one counts. */
static const Member members[] = {
  /* lines */
  { "line", DOVETAIL_TRACE_ROLE_OURS },
  { "method", DOVETAIL_TRACE_ROLE_OURS },
  { "path", DOVETAIL_TRACE_ROLE_OURS },
  { "query", DOVETAIL_TRACE_ROLE_QUERY },
  { "failure", DOVETAIL_TRACE_ROLE_OURS },
  { "on", DOVETAIL_TRACE_ROLE_OURS },
  { "outcome", DOVETAIL_TRACE_ROLE_OURS },
  { "outcomes", DOVETAIL_TRACE_ROLE_OUTCOMES },
  { "sent", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "received", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "decision", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "after", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "resolution", DOVETAIL_TRACE_ROLE_WORD },
  { "answer", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "blurred", DOVETAIL_TRACE_ROLE_NAMES },
  { "settings", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "job_id", DOVETAIL_TRACE_ROLE_ID },
  { "kind", DOVETAIL_TRACE_ROLE_OURS },
  { "conflicts_rev", DOVETAIL_TRACE_ROLE_WORD },
  { "clock_last", DOVETAIL_TRACE_ROLE_WORD },
  { "walk", DOVETAIL_TRACE_ROLE_WALK },
  { "policy.task", DOVETAIL_TRACE_ROLE_WORD },
  { "filter", DOVETAIL_TRACE_ROLE_FILTER },
  { "filter_in_use", DOVETAIL_TRACE_ROLE_FILTER },
  { "policy.list", DOVETAIL_TRACE_ROLE_WORD },
  { "during", DOVETAIL_TRACE_ROLE_PLAIN },
  { "late", DOVETAIL_TRACE_ROLE_PLAIN },
  { "again", DOVETAIL_TRACE_ROLE_PLAIN },
  { "seen", DOVETAIL_TRACE_ROLE_PLAIN },
  /* what a device holds of a record */
  { "current", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "base_record", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "pending", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "theirs", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "frozen", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "held", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "state", DOVETAIL_TRACE_ROLE_WORD },
  { "cause", DOVETAIL_TRACE_ROLE_WORD },
  { "frozen_data", DOVETAIL_TRACE_ROLE_DATA },
  { "origin_data", DOVETAIL_TRACE_ROLE_DATA },
  { "applied_data", DOVETAIL_TRACE_ROLE_DATA },
  { "before_data", DOVETAIL_TRACE_ROLE_DATA },
  { "error_code", DOVETAIL_TRACE_ROLE_WORD },
  /* messages */
  { "record", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "deltas", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "server_changes", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "changes", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "results", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "conflict", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "conflicts", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "error", DOVETAIL_TRACE_ROLE_MESSAGE },
  { "deleted", DOVETAIL_TRACE_ROLE_MESSAGE }, /* of a conflict an object, else a truth value */
  { "base", DOVETAIL_TRACE_ROLE_DATA },
  { "mine", DOVETAIL_TRACE_ROLE_PLAIN },
  { "data", DOVETAIL_TRACE_ROLE_DATA },
  { "client_data", DOVETAIL_TRACE_ROLE_DATA },
  { "server_data", DOVETAIL_TRACE_ROLE_DATA },
  { "resolved_data", DOVETAIL_TRACE_ROLE_DATA },
  { "field_times", DOVETAIL_TRACE_ROLE_TIMES },
  { "fields", DOVETAIL_TRACE_ROLE_NAMES },
  { "entity_type", DOVETAIL_TRACE_ROLE_TYPE },
  { "entity_types", DOVETAIL_TRACE_ROLE_TYPE },
  { "entity_id", DOVETAIL_TRACE_ROLE_ID },
  { "list_ids", DOVETAIL_TRACE_ROLE_ID },
  { "mutation_id", DOVETAIL_TRACE_ROLE_ID },
  { "conflict_id", DOVETAIL_TRACE_ROLE_ID },
  { "client_id", DOVETAIL_TRACE_ROLE_ID },
  { "device_id", DOVETAIL_TRACE_ROLE_ID },
  { "user_id", DOVETAIL_TRACE_ROLE_ID },
  { "modified_by", DOVETAIL_TRACE_ROLE_ID },
  { "server_client_id", DOVETAIL_TRACE_ROLE_ID },
  { "server_modified_by", DOVETAIL_TRACE_ROLE_ID },
  { "etag", DOVETAIL_TRACE_ROLE_OPAQUE },
  { "sync_token", DOVETAIL_TRACE_ROLE_OPAQUE },
  { "walk_before", DOVETAIL_TRACE_ROLE_OPAQUE },
  { "next_sync_token", DOVETAIL_TRACE_ROLE_OPAQUE },
  { "next_cursor", DOVETAIL_TRACE_ROLE_OPAQUE },
  { "operation", DOVETAIL_TRACE_ROLE_WORD },
  { "action", DOVETAIL_TRACE_ROLE_WORD },
  { "status", DOVETAIL_TRACE_ROLE_WORD },
  { "policy", DOVETAIL_TRACE_ROLE_WORD },
  { "code", DOVETAIL_TRACE_ROLE_WORD },
  { "resolution_strategy", DOVETAIL_TRACE_ROLE_WORD },
  { "conflict_reason", DOVETAIL_TRACE_ROLE_WORD },
  { "timestamp", DOVETAIL_TRACE_ROLE_TIME },
  { "client_timestamp", DOVETAIL_TRACE_ROLE_TIME },
  { "server_time", DOVETAIL_TRACE_ROLE_TIME },
  { "last_sync_at", DOVETAIL_TRACE_ROLE_TIME },
  { "client_time", DOVETAIL_TRACE_ROLE_TIME },
  { "server_time_of_change", DOVETAIL_TRACE_ROLE_TIME },
  { "created_at", DOVETAIL_TRACE_ROLE_TIME },
  { "closed_at", DOVETAIL_TRACE_ROLE_TIME },
  { "client_device", DOVETAIL_TRACE_ROLE_TEXT },
  { "client_user", DOVETAIL_TRACE_ROLE_TEXT },
  { "server_device", DOVETAIL_TRACE_ROLE_TEXT },
  { "server_user", DOVETAIL_TRACE_ROLE_TEXT },
  { "title", DOVETAIL_TRACE_ROLE_TEXT },
  { "detail", DOVETAIL_TRACE_ROLE_TEXT },
  { "type", DOVETAIL_TRACE_ROLE_TEXT },
};

/* Numbers and truth values, of lines and of messages. */
static const char *const plain_members[] = {
  "number",        "row",         "batch_size",     "max_retries",    "clock_offset",   "started_at",
  "duration",      "retry_after", "version",        "base_version",   "theirs_version", "schema_version",
  "since",         "edited_at",   "by_hand",        "tries",          "frozen_deleted", "asked",
  "gathered",      "unseen",      "total",          "others",         "other_unseen",   "other_gathered",
  "too_large",     "fetched",     "created",        "updated",        "removed",        "conflicts_made",
  "pushed",        "errors",      "has_more",       "full",           "success",        "atomic",
  "applied_count", "error_count", "conflict_count", "client_version", "server_version", "resolved_version",
};

/* Words of the protocol and of the store. */
static const char *const words[] = {
  "create",
  "update",
  "delete",
  "leave",
  "applied",
  "merged",
  "conflict",
  "rejected",
  "waiting",
  "in_flight",
  "quarantined",
  "open",
  "closed",
  "missing",
  "deleted",
  "other",
  "fields",
  "delete_wins",
  "done_wins",
  "created_twice",
  "no_base",
  "last_write_wins",
  "client_wins",
  "server_wins",
  "operational_transform",
  "manual_resolution",
  "user_merge",
  "both",
  "reopen",
  "completed",
  "failed",
  "cancelled",
  "client_mismatch",
  "conflict_closed",
  "forbidden_entity",
  "foreign_sync_token",
  "invalid_field",
  "invalid_request",
  "invalid_sync_token",
  "mutation_reused",
  "record_deleted",
  "record_moved",
  "restore_with_create",
  "role_forbidden",
  "rolled_back",
  "storage_full",
  "sync_token_expired",
  "too_many_changes",
  "unknown_conflict",
  "unknown_entity",
  "unknown_record",
  "offline",
  "timed_out",
  "temporary",
  "certificate",
  "account_changed",
  "unauthorized",
  "forbidden",
  "refused",
  "protocol",
  "disk_full",
  "corrupt",
  "keyring_locked",
  "keyring_unavailable",
  "interrupted",
};

struct _DovetailTraceRoles
{
  GHashTable *roles; /* member -> role + 1 */
  GHashTable *words;
};

DovetailTraceRoles *
dovetail_trace_roles_new (void)
{
  DovetailTraceRoles *roles = g_new0 (DovetailTraceRoles, 1);

  roles->roles = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_hash_table_insert (roles->roles, (gpointer) members[i].name, GINT_TO_POINTER (members[i].role + 1));
  for (guint i = 0; i < G_N_ELEMENTS (plain_members); i++)
    g_hash_table_insert (roles->roles, (gpointer) plain_members[i],
                         GINT_TO_POINTER (DOVETAIL_TRACE_ROLE_PLAIN + 1));
  roles->words = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_hash_table_add (roles->words, (gpointer) words[i]);
  return roles;
}

void
dovetail_trace_roles_free (DovetailTraceRoles *roles)
{
  g_hash_table_unref (roles->roles);
  g_hash_table_unref (roles->words);
  g_free (roles);
}

int
dovetail_trace_roles_find (DovetailTraceRoles *roles, const char *member)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (roles->roles, member)) - 1;
}

gboolean
dovetail_trace_roles_has_word (DovetailTraceRoles *roles, const char *text)
{
  DovetailCause cause;

  return g_hash_table_contains (roles->words, text) || dovetail_cause_from_string (text, &cause);
}
