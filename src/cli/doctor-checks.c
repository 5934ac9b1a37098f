/* SPDX-License-Identifier: GPL-3.0-or-later */

/* doctor: key, store, jobs, account, clock and server. */
#include "cli/doctor.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "account/vault.h"
#include "core/error.h"
#include "store/health.h"
#include "store/jobs.h"
#include "store/settings.h"
#include "sync/http-remote.h"
#include "sync/server-check.h"
#include "sync/session.h"

#define DO_FIX _ ("dovetailctl doctor --fix puts it right")
/* Beyond five minutes the server moves the times of edits. */
#define CLOCK_FAR_MS (5 * 60 * 1000)
#define CLOCK_OFF_MS (30 * 1000)

static const char *
name_protection (DovetailProtection protection)
{
  switch (protection)
    {
    case DOVETAIL_PROTECTION_KEY_FILE:
      return _ ("in the key file");
    case DOVETAIL_PROTECTION_PASSPHRASE:
      return _ ("under your passphrase");
    case DOVETAIL_PROTECTION_NONE:
      return _ ("nowhere: the tasks are not sealed, as was chosen");
    case DOVETAIL_PROTECTION_KEYRING:
    default:
      return _ ("in the keyring");
    }
}

static gboolean
is_about_the_key (const GError *error)
{
  static const DovetailError codes[]
      = { DOVETAIL_ERROR_KEYRING_UNAVAILABLE, DOVETAIL_ERROR_KEYRING_LOCKED, DOVETAIL_ERROR_KEY_LOST,
          DOVETAIL_ERROR_WRONG_PASSPHRASE, DOVETAIL_ERROR_INVALID /* the key file itself */ };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, DOVETAIL_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static const char *
remedy_for_opening (const GError *error)
{
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA))
    return _ ("Update Dovetail");
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FULL))
    return _ ("Make room on the disk");
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT))
    return _ ("Nothing was changed. Keep a copy of the folder; older copies of the tasks lie in its folder "
              "“snapshots”");
  return NULL;
}

/* Nothing is made by looking: a profile without a store stays without. */
static gboolean
is_fresh (DovetailDoctor *doctor)
{
  const char *key_file = g_getenv ("DOVETAIL_KEY_FILE");
  g_autoptr (DovetailVault) vault = dovetail_vault_open (
      doctor->directory, key_file != NULL && *key_file != '\0' ? key_file : NULL, NULL);

  return vault != NULL && dovetail_vault_is_new (vault);
}

void
dovetail_doctor_check_key (DovetailDoctor *doctor)
{
  DovetailProgram *program = doctor->program;
  g_autoptr (GError) error = NULL;

  if (is_fresh (doctor))
    {
      dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_OK, NULL, _ ("there are no tasks yet in %s"),
                           doctor->directory);
      return;
    }
  if (dovetail_program_open (program, &error))
    dovetail_doctor_say (doctor, "key", DOVETAIL_FINDING_OK, NULL, _ ("it lies %s and opens the tasks"),
                         name_protection (dovetail_vault_get_protection (program->vault)));
  else if (is_about_the_key (error))
    dovetail_doctor_say (doctor, "key", DOVETAIL_FINDING_PROBLEM, NULL, "%s", error->message);
  else
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, remedy_for_opening (error), "%s",
                         error->message);
}

static void
report_damage (DovetailDoctor *doctor, const DovetailStoreHealth *health)
{
  const char *keep
      = _ ("Keep a copy of the folder. Older copies of the tasks lie in its folder “snapshots”, and a full "
           "sync brings back what the server has");

  if (health->damage != NULL && health->only_indexes && doctor->fix
      && dovetail_store_reindex (doctor->program->store, NULL))
    dovetail_doctor_fixed (doctor, "store", _ ("its indexes were wrong and were made anew"));
  else if (health->damage != NULL && health->only_indexes)
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, DO_FIX, _ ("an index is wrong: %s"),
                         health->damage);
  else if (health->damage != NULL)
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, keep, _ ("it is damaged: %s"),
                         health->damage);
  if (health->broken_references > 0)
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, keep,
                         _ ("%" PRId64 " rows name others that are missing"),
                         health->broken_references);
  if (health->unopened > 0)
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, keep,
                         _ ("%u of %u tasks and lists cannot be opened with the key"), health->unopened,
                         health->opened);
}

void
dovetail_doctor_check_store (DovetailDoctor *doctor)
{
  DovetailStore *store = doctor->program->store;
  g_auto (DovetailStoreHealth) health = { 0 };
  g_autoptr (GError) error = NULL;

  if (!dovetail_store_examine (store, &health, &error))
    {
      dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_PROBLEM, remedy_for_opening (error), "%s",
                           error->message);
      return;
    }
  report_damage (doctor, &health);
  if (health.damage == NULL && health.broken_references == 0 && health.unopened == 0)
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_OK, NULL,
                         _ ("intact, %s, form %" PRId64 ", in %s"),
                         dovetail_store_is_sealed (store) ? _ ("sealed") : _ ("not sealed"),
                         health.schema_version, doctor->directory);
  if (doctor->fix && !dovetail_store_checkpoint (store, &error))
    dovetail_doctor_say (doctor, "store", DOVETAIL_FINDING_WARNING, NULL, "%s", error->message);
}

/* A row that says it runs, while nobody holds the lock that a sync holds. */
void
dovetail_doctor_check_jobs (DovetailDoctor *doctor)
{
  DovetailStore *store = doctor->program->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailSyncLock) lock = dovetail_sync_lock_take (store, &error);
  gint64 running;

  if (lock == NULL)
    {
      dovetail_doctor_say (doctor, "syncs", DOVETAIL_FINDING_OK, NULL, _ ("one is running now"));
      return;
    }
  running = dovetail_store_count_running_jobs (store, NULL);
  if (running <= 0)
    dovetail_doctor_say (doctor, "syncs", DOVETAIL_FINDING_OK, NULL, _ ("none was broken off"));
  else if (doctor->fix && dovetail_store_close_interrupted_jobs (store, NULL))
    dovetail_doctor_fixed (doctor, "syncs", _ ("%" PRId64 " broken off were closed in the history"),
                           running);
  else
    dovetail_doctor_say (doctor, "syncs", DOVETAIL_FINDING_WARNING, DO_FIX,
                         _ ("%" PRId64 " broken off; the next sync goes on where they stopped"),
                         running);
}

void
dovetail_doctor_check_account (DovetailDoctor *doctor)
{
  DovetailProgram *program = doctor->program;
  g_autofree char *server = dovetail_store_get_setting (program->store, DOVETAIL_SETTING_SERVER);
  g_autofree char *user = dovetail_store_get_setting (program->store, DOVETAIL_SETTING_USER_NAME);
  g_autoptr (GError) error = NULL;

  if (!dovetail_session_is_signed_in (program->store))
    dovetail_doctor_say (doctor, "account", DOVETAIL_FINDING_OK, NULL,
                         _ ("none: the tasks stay on this computer"));
  else if (dovetail_server_check_has_token (program->store, program->vault, NULL, &error))
    dovetail_doctor_say (doctor, "account", DOVETAIL_FINDING_OK, NULL, _ ("%s at %s, signed in"), user,
                         server);
  else
    dovetail_doctor_say (doctor, "account", DOVETAIL_FINDING_PROBLEM,
                         _ ("Sign in again with: dovetailctl account login URL --user NAME"),
                         _ ("%s at %s, but the session is gone%s%s"), user, server, error != NULL ? ": " : "",
                         error != NULL ? error->message : "");
}

static void
report_clock (DovetailDoctor *doctor, gint64 offset)
{
  gint64 seconds = ABS (offset) / 1000;
  const char *remedy = _ ("Set the clock of this computer; until then Dovetail reckons with the difference");

  if (ABS (offset) >= CLOCK_OFF_MS)
    dovetail_doctor_say (doctor, "clock",
                         ABS (offset) >= CLOCK_FAR_MS ? DOVETAIL_FINDING_PROBLEM : DOVETAIL_FINDING_WARNING,
                         remedy,
                         offset > 0 ? _ ("%" PRId64 " seconds behind the server")
                                    : _ ("%" PRId64 " seconds ahead of the server"),
                         seconds);
  else
    dovetail_doctor_say (doctor, "clock", DOVETAIL_FINDING_OK, NULL,
                         _ ("agrees with the server (%" PRId64 " ms apart)"), ABS (offset));
}

static const char *
remedy_for_server (const GError *error)
{
  switch (error->domain == DOVETAIL_ERROR ? error->code : -1)
    {
    case DOVETAIL_ERROR_OFFLINE:
    case DOVETAIL_ERROR_TIMED_OUT:
      return _ ("Look whether the network and the server are there; what you change is kept until then");
    case DOVETAIL_ERROR_CERTIFICATE:
      return _ ("Nothing is sent until its certificate is in order: ask whoever runs the server");
    case DOVETAIL_ERROR_UNAUTHORIZED:
      return _ ("Sign in again with: dovetailctl account login URL --user NAME");
    case DOVETAIL_ERROR_PROTOCOL:
      return _ ("Look at the address of the server");
    default:
      return _ ("Try again later");
    }
}

/* Whatever it says, it cannot be reached: not being online is no fault of this computer's. */
static DovetailFindingState
state_of_failure (const GError *error)
{
  return g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TEMPORARY) ? DOVETAIL_FINDING_WARNING
                                                                           : DOVETAIL_FINDING_PROBLEM;
}

void
dovetail_doctor_check_server (DovetailDoctor *doctor)
{
  DovetailProgram *program = doctor->program;
  g_autofree char *server = dovetail_store_get_setting (program->store, DOVETAIL_SETTING_SERVER);
  g_autoptr (DovetailRemote) remote = NULL;
  DovetailServerCheck check = { 0 };
  g_autoptr (GError) error = NULL;

  if (!dovetail_session_is_signed_in (program->store) || server == NULL)
    return;
  remote = dovetail_http_remote_new (server);
  if (!dovetail_server_check (program->store, program->vault, remote, &check, NULL, &error))
    {
      dovetail_doctor_say (doctor, "server", state_of_failure (error), remedy_for_server (error), "%s: %s",
                           server, error->message);
      return;
    }
  dovetail_doctor_say (doctor, "server", DOVETAIL_FINDING_OK, NULL,
                       _ ("%s answers in %" PRId64 " ms%s, takes %" PRId64
                          " changes and %" PRId64 " KiB at once"),
                       server, check.round_trip,
                       g_str_has_prefix (server, "https:") ? _ (", its certificate is in order") : "",
                       check.max_changes, check.max_body_bytes / 1024);
  report_clock (doctor, check.clock_offset);
}
