/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tray shows for which state of things; how it gets there is tray-item.c's. */

#include "app/tray-words.h"

#include <glib/gi18n.h>

#include "app/pause.h"

void
dovetail_tray_facts_read (DovetailTrayFacts *facts, DovetailSyncService *service)
{
  dovetail_sync_facts_read (&facts->sync, service);
  facts->conflicts = dovetail_sync_service_get_conflicts (service);
}

/* What waits for the user comes before what passes by itself, so that a sync every few minutes does not hide
 * it. */
DovetailTrayState
dovetail_tray_state (const DovetailTrayFacts *facts)
{
  if (facts->sync.state == DOVETAIL_SYNC_STATE_FAILED || facts->sync.quarantined > 0)
    return DOVETAIL_TRAY_ERROR;
  if (facts->conflicts > 0)
    return DOVETAIL_TRAY_DECISION;
  if (facts->sync.state == DOVETAIL_SYNC_STATE_SYNCING)
    return DOVETAIL_TRAY_SYNCING;
  if (facts->sync.state == DOVETAIL_SYNC_STATE_OFFLINE)
    return DOVETAIL_TRAY_OFFLINE;
  return DOVETAIL_TRAY_IDLE;
}

const char *
dovetail_tray_icon (DovetailTrayState state)
{
  /* a sandbox shows the desktop only icons that begin with the application's id */
  static const char *const icons[] = {
    [DOVETAIL_TRAY_IDLE] = "io.github.dovetailtasks.Dovetail-idle-symbolic",
    [DOVETAIL_TRAY_SYNCING] = "io.github.dovetailtasks.Dovetail-syncing-symbolic",
    [DOVETAIL_TRAY_OFFLINE] = "io.github.dovetailtasks.Dovetail-offline-symbolic",
    [DOVETAIL_TRAY_DECISION] = "io.github.dovetailtasks.Dovetail-decision-symbolic",
    [DOVETAIL_TRAY_ERROR] = "io.github.dovetailtasks.Dovetail-error-symbolic",
  };

  g_return_val_if_fail (state < G_N_ELEMENTS (icons), icons[DOVETAIL_TRAY_IDLE]);
  return icons[state];
}

gboolean
dovetail_tray_wants_attention (DovetailTrayState state)
{
  return state == DOVETAIL_TRAY_DECISION || state == DOVETAIL_TRAY_ERROR;
}

char *
dovetail_tray_tooltip (const DovetailTrayFacts *facts)
{
  g_autofree char *line = dovetail_sync_words_line (&facts->sync);
  g_autofree char *decisions = NULL;

  if (facts->conflicts == 0)
    return g_steal_pointer (&line);
  decisions = g_strdup_printf (
      ngettext ("%u task needs your decision", "%u tasks need your decision", facts->conflicts),
      facts->conflicts);
  return g_strdup_printf ("%s\n%s", line, decisions);
}

static char *
with_number (const char *label, guint number)
{
  return number > 0 ? g_strdup_printf ("%s (%u)", label, number) : g_strdup (label);
}

char *
dovetail_tray_decision_label (const DovetailTrayFacts *facts)
{
  return with_number (_ ("Needs Your Decision"), facts->conflicts);
}

/* Those set aside are shown in the same window. */
char *
dovetail_tray_pending_label (const DovetailTrayFacts *facts)
{
  return with_number (_ ("Pending Changes"), facts->sync.pending + facts->sync.quarantined);
}

char *
dovetail_tray_pause_label (const DovetailTrayFacts *facts)
{
  gint64 until = facts->sync.paused_until;

  if (until == 0 || until == DOVETAIL_PAUSED_FOR_GOOD)
    return g_strdup (_ ("Pause Syncing"));
  return dovetail_pause_words (until, facts->sync.now);
}
