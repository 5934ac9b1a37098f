/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tray shows, and what it says. */

#include "app/tray-words.h"

#define NOW (G_GINT64_CONSTANT (1800000000) * 1000)
#define MINUTE (60 * 1000)

static DovetailTrayFacts
make_facts (DovetailSyncState state, guint conflicts, guint quarantined)
{
  DovetailTrayFacts facts = { .conflicts = conflicts };

  facts.sync.state = state;
  facts.sync.quarantined = quarantined;
  facts.sync.now = NOW;
  facts.sync.last_success = NOW - 2 * MINUTE;
  return facts;
}

static void
test_state (void)
{
  static const struct
  {
    const char *what;
    DovetailSyncState sync;
    guint conflicts;
    guint quarantined;
    DovetailTrayState expected;
    const char *icon;
  } cases[] = {
    { "nothing to do", DOVETAIL_SYNC_STATE_IDLE, 0, 0, DOVETAIL_TRAY_IDLE, "idle" },
    { "no account", DOVETAIL_SYNC_STATE_SIGNED_OUT, 0, 0, DOVETAIL_TRAY_IDLE, "idle" },
    { "paused because the user said so", DOVETAIL_SYNC_STATE_PAUSED, 0, 0, DOVETAIL_TRAY_IDLE, "idle" },
    { "a sync runs", DOVETAIL_SYNC_STATE_SYNCING, 0, 0, DOVETAIL_TRAY_SYNCING, "syncing" },
    { "no network", DOVETAIL_SYNC_STATE_OFFLINE, 0, 0, DOVETAIL_TRAY_OFFLINE, "offline" },
    { "a decision", DOVETAIL_SYNC_STATE_IDLE, 1, 0, DOVETAIL_TRAY_DECISION, "decision" },
    { "a decision while a sync runs", DOVETAIL_SYNC_STATE_SYNCING, 1, 0, DOVETAIL_TRAY_DECISION, "decision" },
    { "a decision without network", DOVETAIL_SYNC_STATE_OFFLINE, 1, 0, DOVETAIL_TRAY_DECISION, "decision" },
    { "signed out by the server", DOVETAIL_SYNC_STATE_FAILED, 0, 0, DOVETAIL_TRAY_ERROR, "error" },
    { "a change set aside", DOVETAIL_SYNC_STATE_IDLE, 0, 1, DOVETAIL_TRAY_ERROR, "error" },
    { "an error before a decision", DOVETAIL_SYNC_STATE_FAILED, 2, 0, DOVETAIL_TRAY_ERROR, "error" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailTrayFacts facts = make_facts (cases[i].sync, cases[i].conflicts, cases[i].quarantined);
      DovetailTrayState state = dovetail_tray_state (&facts);
      g_autofree char *icon = g_strdup_printf ("io.github.dovetailtasks.Dovetail-%s-symbolic", cases[i].icon);

      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (state, ==, cases[i].expected);
      g_assert_cmpstr (dovetail_tray_icon (state), ==, icon);
      g_assert_cmpint (dovetail_tray_wants_attention (state), ==,
                       state == DOVETAIL_TRAY_DECISION || state == DOVETAIL_TRAY_ERROR);
    }
}

static void
test_tooltip (void)
{
  DovetailTrayFacts calm = make_facts (DOVETAIL_SYNC_STATE_IDLE, 0, 0);
  DovetailTrayFacts asking = make_facts (DOVETAIL_SYNC_STATE_OFFLINE, 2, 0);
  g_autofree char *calm_words = dovetail_tray_tooltip (&calm);
  g_autofree char *asking_words = NULL;

  asking.sync.pending = 3;
  asking_words = dovetail_tray_tooltip (&asking);
  g_assert_cmpstr (calm_words, ==, "Synced 2 minutes ago");
  g_assert_cmpstr (asking_words, ==, "Offline, 3 changes kept\n2 tasks need your decision");
}

static void
test_numbers (void)
{
  DovetailTrayFacts none = make_facts (DOVETAIL_SYNC_STATE_IDLE, 0, 0);
  DovetailTrayFacts some = make_facts (DOVETAIL_SYNC_STATE_IDLE, 2, 1);
  g_autofree char *no_decision = dovetail_tray_decision_label (&none);
  g_autofree char *no_pending = dovetail_tray_pending_label (&none);
  g_autofree char *decisions = dovetail_tray_decision_label (&some);
  g_autofree char *pending = NULL;

  some.sync.pending = 4;
  pending = dovetail_tray_pending_label (&some);
  g_assert_cmpstr (no_decision, ==, "Needs Your Decision");
  g_assert_cmpstr (no_pending, ==, "Pending Changes");
  g_assert_cmpstr (decisions, ==, "Needs Your Decision (2)");
  g_assert_cmpstr (pending, ==, "Pending Changes (5)");
}

static void
test_pause (void)
{
  static const struct
  {
    gint64 until;
    const char *expected;
  } cases[] = {
    { 0, "Pause Syncing" },
    { DOVETAIL_PAUSED_FOR_GOOD, "Pause Syncing" },
    { NOW + 120 * MINUTE, "Paused until 10:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailTrayFacts facts = make_facts (DOVETAIL_SYNC_STATE_PAUSED, 0, 0);
      g_autofree char *label = NULL;

      facts.sync.paused_until = cases[i].until;
      label = dovetail_tray_pause_label (&facts);
      g_assert_cmpstr (label, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tray-words/state", test_state);
  g_test_add_func ("/tray-words/tooltip", test_tooltip);
  g_test_add_func ("/tray-words/numbers", test_numbers);
  g_test_add_func ("/tray-words/pause", test_pause);
  return g_test_run ();
}
