/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The state of sync in one plain line. */

#include "app/sync-words.h"

#include <glib/gi18n.h>

#include "app/pause.h"
#include "app/relative-time.h"
#include "app/trouble-words.h"

/* Two clocks on a network are never the same; below this nobody notices. */
#define CLOCK_AGREES_MS 2000
#define MINUTE_MS 60000

void
dovetail_sync_facts_read (DovetailSyncFacts *facts, DovetailSyncService *service)
{
  facts->state = dovetail_sync_service_get_state (service);
  facts->pending = dovetail_sync_service_get_pending (service);
  g_object_get (service, "quarantined", &facts->quarantined, NULL);
  dovetail_sync_service_get_progress (service, &facts->done, &facts->total);
  facts->last_success = dovetail_sync_service_get_last_success (service);
  facts->paused_until = dovetail_sync_service_get_paused_until (service);
  facts->now = g_get_real_time () / 1000;
  facts->error_code = dovetail_sync_service_get_error_code (service);
}

static char *
words_idle (const DovetailSyncFacts *facts)
{
  g_autofree char *ago = NULL;

  if (facts->quarantined > 0)
    return g_strdup_printf (
        ngettext ("%u change is set aside", "%u changes are set aside", facts->quarantined),
        facts->quarantined);
  if (facts->pending > 0)
    return g_strdup_printf (ngettext ("%u change waiting", "%u changes waiting", facts->pending),
                            facts->pending);
  if (facts->last_success == 0)
    return g_strdup (_ ("Not synced yet"));
  ago = dovetail_relative_time (facts->last_success, facts->now);
  /* Translators: %s is a time such as "2 minutes ago" */
  return g_strdup_printf (_ ("Synced %s"), ago);
}

static char *
words_syncing (const DovetailSyncFacts *facts)
{
  if (facts->total == 0)
    return g_strdup (_ ("Syncing…"));
  return g_strdup_printf (_ ("Syncing, %u of %u"), MIN (facts->done, facts->total), facts->total);
}

static char *
words_offline (const DovetailSyncFacts *facts)
{
  if (facts->pending == 0)
    return g_strdup (_ ("Offline"));
  return g_strdup_printf (ngettext ("Offline, %u change kept", "Offline, %u changes kept", facts->pending),
                          facts->pending);
}

static char *
words_paused (const DovetailSyncFacts *facts)
{
  g_autofree char *paused = dovetail_pause_words (facts->paused_until, facts->now);

  if (facts->pending == 0)
    return g_steal_pointer (&paused);
  /* Translators: %s is "Paused" or "Paused until 15:04" */
  return g_strdup_printf (ngettext ("%s, %u change waiting", "%s, %u changes waiting", facts->pending),
                          paused, facts->pending);
}

char *
dovetail_sync_words_line (const DovetailSyncFacts *facts)
{
  switch (facts->state)
    {
    case DOVETAIL_SYNC_STATE_SIGNED_OUT:
      return g_strdup (_ ("Only on this computer"));
    case DOVETAIL_SYNC_STATE_SYNCING:
      return words_syncing (facts);
    case DOVETAIL_SYNC_STATE_OFFLINE:
      return words_offline (facts);
    case DOVETAIL_SYNC_STATE_PAUSED:
      return words_paused (facts);
    case DOVETAIL_SYNC_STATE_FAILED:
      return g_strdup (dovetail_trouble_words_line (facts->error_code));
    case DOVETAIL_SYNC_STATE_IDLE:
    default:
      return words_idle (facts);
    }
}

const char *
dovetail_sync_words_icon (const DovetailSyncFacts *facts)
{
  switch (facts->state)
    {
    case DOVETAIL_SYNC_STATE_SIGNED_OUT:
      return "computer-symbolic";
    case DOVETAIL_SYNC_STATE_SYNCING:
      return "emblem-synchronizing-symbolic";
    case DOVETAIL_SYNC_STATE_OFFLINE:
      return "network-offline-symbolic";
    case DOVETAIL_SYNC_STATE_PAUSED:
      return "media-playback-pause-symbolic";
    case DOVETAIL_SYNC_STATE_FAILED:
      return "dialog-warning-symbolic";
    case DOVETAIL_SYNC_STATE_IDLE:
    default:
      if (facts->quarantined > 0)
        return "dialog-warning-symbolic";
      return facts->pending > 0 ? "dovetail-upload-symbolic" : "dovetail-done-symbolic";
    }
}

const char *
dovetail_sync_words_phase (const char *phase)
{
  static const struct
  {
    const char *phase;
    const char *words;
  } table[] = {
    { "discovery", N_ ("Exchanging changes") },
    { "processing", N_ ("Fitting changes together") },
    { "conflict_resolution", N_ ("Looking for overlaps") },
    { "upload", N_ ("Uploading the rest") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (phase, table[i].phase) == 0)
      return _ (table[i].words);
  return _ ("Syncing");
}

gboolean
dovetail_sync_words_clock_is_wrong (gint64 offset)
{
  return ABS (offset) >= MINUTE_MS;
}

char *
dovetail_sync_words_clock (gint64 offset)
{
  gint64 apart = ABS (offset);
  gulong number = (gulong) (apart < MINUTE_MS ? apart / 1000 : (apart + MINUTE_MS / 2) / MINUTE_MS);

  if (apart < CLOCK_AGREES_MS)
    return g_strdup (_ ("Agrees with the server"));
  if (apart < MINUTE_MS)
    return g_strdup_printf (
        offset > 0 ? ngettext ("%lu second behind the server", "%lu seconds behind the server", number)
                   : ngettext ("%lu second ahead of the server", "%lu seconds ahead of the server", number),
        number);
  return g_strdup_printf (
      offset > 0 ? ngettext ("%lu minute behind the server", "%lu minutes behind the server", number)
                 : ngettext ("%lu minute ahead of the server", "%lu minutes ahead of the server", number),
      number);
}
