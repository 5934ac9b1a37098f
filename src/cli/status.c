/* SPDX-License-Identifier: GPL-3.0-or-later */

/* status: what a person or a script wants to know before trusting that everything is safe. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/next-attempt.h"
#include "cli/table.h"
#include "cli/when.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/policies.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/plan-settings.h"
#include "sync/session.h"

typedef struct
{
  const char *state;
  char *server;
  char *user;
  char *device;
  char *policy;
  DovetailJob *last_job; /* NULL: none yet */
  DovetailOutboxSummary outbox;
  gint64 last_success;
  gint64 next_attempt;
  gint64 clock_offset;
  gint64 stale_since;  /* nothing was synced since, for a day at least; 0: fine */
  gint64 paused_until; /* 0: not paused */
  guint conflicts;
  guint held;
  guint records;
  guint tombstones;
  gboolean token;
} Status;

static void
clear_status (Status *status)
{
  g_free (status->server);
  g_free (status->user);
  g_free (status->device);
  g_free (status->policy);
  g_clear_pointer (&status->last_job, dovetail_job_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, clear_status)

/* Whether a pass runs right now, in whatever process: then its lock is taken. */
static gboolean
is_syncing (DovetailStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailSyncLock) lock = dovetail_sync_lock_take (store, &error);

  return lock == NULL && g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY);
}

static gboolean
was_offline (DovetailJob *job)
{
  static const char *const codes[] = { "offline", "timed_out", "temporary", NULL };

  return job->error_code != NULL && g_strv_contains (codes, job->error_code);
}

static const char *
find_state (DovetailStore *store, DovetailJob *last_job, gboolean paused)
{
  if (!dovetail_session_is_signed_in (store))
    return "signed_out";
  if (is_syncing (store))
    return "syncing";
  if (paused)
    return "paused";
  if (last_job != NULL && g_strcmp0 (last_job->state, "failed") == 0)
    return was_offline (last_job) ? "offline" : "failed";
  return "idle";
}

static gboolean
read_status (DovetailProgram *program, Status *status, GError **error)
{
  DovetailStore *store = program->store;
  g_autoptr (GPtrArray) jobs = dovetail_store_list_jobs (store, 1, error);
  g_autofree char *token = dovetail_store_get_setting (store, DOVETAIL_SETTING_SYNC_TOKEN);
  DovetailStaleness staleness = { 0 };
  DovetailPlan plan = { 0 };

  if (jobs == NULL || !dovetail_store_summarize_outbox (store, &status->outbox, error)
      || !dovetail_store_count_records (store, &status->records, &status->tombstones, error))
    return FALSE;
  if (jobs->len > 0)
    status->last_job = dovetail_job_copy (jobs->pdata[0]);
  dovetail_plan_read (&plan, store);
  dovetail_staleness_read (&staleness, store);
  status->stale_since = dovetail_stale_since (&staleness);
  status->paused_until = dovetail_plan_is_paused (&plan) ? plan.paused_until : 0;
  status->state = find_state (store, status->last_job, status->paused_until != 0);
  status->server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  status->user = dovetail_store_get_setting (store, DOVETAIL_SETTING_USER_NAME);
  status->device = dovetail_store_get_setting (store, DOVETAIL_SETTING_DEVICE_NAME);
  status->policy = g_strdup (dovetail_policy_to_string (dovetail_store_get_policy (store, NULL)));
  status->last_success = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_LAST_SUCCESS, 0);
  status->next_attempt = dovetail_next_attempt (program);
  status->conflicts = dovetail_store_count_conflicts (store);
  status->held = dovetail_store_count_held (store);
  status->clock_offset = dovetail_store_get_clock_offset (store);
  status->token = token != NULL && *token != '\0';
  return TRUE;
}

static void
print_json (DovetailProgram *program, const Status *status)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "state", status->state);
  if (g_str_equal (status->state, "signed_out"))
    json_object_set_null_member (object, "account");
  else
    {
      JsonObject *account = json_object_new ();

      dovetail_object_set_text (account, "server", status->server);
      dovetail_object_set_text (account, "user", status->user);
      dovetail_object_set_text (account, "device", status->device);
      json_object_set_object_member (object, "account", account);
    }
  dovetail_object_set_time (object, "last_success", status->last_success);
  dovetail_object_set_time (object, "next_attempt", status->next_attempt);
  dovetail_object_set_time (object, "stale_since", status->stale_since);
  dovetail_object_set_time (object, "paused_until",
                            status->paused_until != DOVETAIL_PAUSED_FOR_GOOD ? status->paused_until : 0);
  json_object_set_int_member (object, "pending", status->outbox.waiting + status->outbox.answers_alone);
  dovetail_object_set_time (object, "oldest_pending", status->outbox.oldest);
  json_object_set_int_member (object, "conflicts", status->conflicts);
  json_object_set_int_member (object, "quarantined", status->outbox.quarantined + status->outbox.unreadable);
  json_object_set_int_member (object, "records", status->records);
  json_object_set_int_member (object, "tombstones", status->tombstones);
  json_object_set_boolean_member (object, "token", status->token);
  json_object_set_int_member (object, "clock_offset_ms", status->clock_offset);
  json_object_set_int_member (object, "held_deletions", status->held);
  json_object_set_string_member (object, "policy", status->policy);
  dovetail_object_set_error (object, status->last_job != NULL ? status->last_job->error_code : NULL,
                             status->last_job != NULL ? status->last_job->error_message : NULL);
  dovetail_output_object (object);
}

static void print_line (const char *name, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
print_line (const char *name, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  shown = dovetail_text_for_terminal (text);
  g_print ("%-16s %s\n", name, shown);
}

/* Silence is not only a time among others. */
static void
print_silence (DovetailProgram *program, const Status *status)
{
  gint64 days = (dovetail_clock_now (&program->clock) - status->stale_since) / (24 * 3600 * 1000);
  g_autofree char *words = NULL;

  if (status->stale_since == 0)
    return;
  words = g_strdup_printf (ngettext ("nothing was synced for %u day", "nothing was synced for %u days", days),
                           (guint) days);
  if (status->paused_until != 0)
    print_line (_ ("attention"), _ ("%s: syncing is paused"), words);
  else
    print_line (_ ("attention"), "%s", words);
}

static void
print_text (DovetailProgram *program, const Status *status)
{
  g_autofree char *last_success = dovetail_time_for_people (status->last_success, program->zone);
  g_autofree char *next_attempt = dovetail_time_for_people (status->next_attempt, program->zone);
  g_autofree char *oldest = dovetail_time_for_people (status->outbox.oldest, program->zone);

  print_line (_ ("state"), "%s", status->state);
  if (!g_str_equal (status->state, "signed_out"))
    print_line (_ ("account"), "%s @ %s", status->user, status->server);
  print_silence (program, status);
  if (status->paused_until != 0 && status->paused_until != DOVETAIL_PAUSED_FOR_GOOD)
    {
      g_autofree char *until = dovetail_time_for_people (status->paused_until, program->zone);

      print_line (_ ("paused until"), "%s", until);
    }
  if (status->last_job != NULL && status->last_job->error_message != NULL)
    print_line (_ ("last error"), "%s", status->last_job->error_message);
  print_line (_ ("last success"), "%s", last_success);
  if (status->next_attempt != 0)
    print_line (_ ("next attempt"), "%s", next_attempt);
  print_line (_ ("pending"), "%u", status->outbox.waiting + status->outbox.answers_alone);
  if (status->outbox.oldest != 0)
    print_line (_ ("oldest pending"), "%s", oldest);
  print_line (_ ("conflicts"), "%u", status->conflicts);
  print_line (_ ("refused"), "%u", status->outbox.quarantined);
  if (status->outbox.unreadable > 0)
    print_line (_ ("unreadable"), "%u", status->outbox.unreadable);
  if (status->held > 0)
    print_line (_ ("held deletions"), "%u", status->held);
  print_line (_ ("policy"), "%s", status->policy);
}

DOVETAIL_COMMAND (status)
{
  g_auto (Status) status = { 0 };

  if (!dovetail_program_parse (program, NULL, words, 0, 0, error) || !dovetail_program_open (program, error)
      || !read_status (program, &status, error))
    return FALSE;
  if (program->json)
    print_json (program, &status);
  else
    print_text (program, &status);
  return TRUE;
}
