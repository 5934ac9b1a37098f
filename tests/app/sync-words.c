/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line at the foot of the sidebar, for each state of sync. */

#include "app/sync-words.h"

#include "app/relative-time.h"

#define NOW G_GINT64_CONSTANT (1795000000000)
#define SECOND 1000
#define MINUTE (60 * SECOND)

static const struct
{
  const char *says;
  DovetailSyncFacts facts;
  const char *line;
  const char *icon;
} cases[] = {
  { "signed out",
    { .state = DOVETAIL_SYNC_STATE_SIGNED_OUT, .pending = 7 },
    "Only on this computer",
    "computer-symbolic" },
  { "all is well",
    { .state = DOVETAIL_SYNC_STATE_IDLE, .last_success = NOW - 2 * MINUTE },
    "Synced 2 minutes ago",
    "dovetail-done-symbolic" },
  { "never synced", { .state = DOVETAIL_SYNC_STATE_IDLE }, "Not synced yet", "dovetail-done-symbolic" },
  { "changes wait",
    { .state = DOVETAIL_SYNC_STATE_IDLE, .pending = 3, .last_success = NOW },
    "3 changes waiting",
    "dovetail-upload-symbolic" },
  { "one change waits",
    { .state = DOVETAIL_SYNC_STATE_IDLE, .pending = 1, .last_success = NOW },
    "1 change waiting",
    "dovetail-upload-symbolic" },
  { "a refused change matters more than waiting ones",
    { .state = DOVETAIL_SYNC_STATE_IDLE, .pending = 3, .quarantined = 2 },
    "2 changes are set aside",
    "dialog-warning-symbolic" },
  { "offline with changes",
    { .state = DOVETAIL_SYNC_STATE_OFFLINE, .pending = 3, .error_code = "offline" },
    "Offline, 3 changes kept",
    "network-offline-symbolic" },
  { "offline", { .state = DOVETAIL_SYNC_STATE_OFFLINE }, "Offline", "network-offline-symbolic" },
  { "syncing, amount unknown",
    { .state = DOVETAIL_SYNC_STATE_SYNCING },
    "Syncing…",
    "emblem-synchronizing-symbolic" },
  { "syncing",
    { .state = DOVETAIL_SYNC_STATE_SYNCING, .done = 120, .total = 500 },
    "Syncing, 120 of 500",
    "emblem-synchronizing-symbolic" },
  { "syncing more than was announced",
    { .state = DOVETAIL_SYNC_STATE_SYNCING, .done = 501, .total = 500 },
    "Syncing, 500 of 500",
    "emblem-synchronizing-symbolic" },
  { "paused",
    { .state = DOVETAIL_SYNC_STATE_PAUSED, .pending = 2, .paused_until = DOVETAIL_PAUSED_FOR_GOOD },
    "Paused, 2 changes waiting",
    "media-playback-pause-symbolic" },
  { "paused for good",
    { .state = DOVETAIL_SYNC_STATE_PAUSED, .paused_until = DOVETAIL_PAUSED_FOR_GOOD },
    "Paused",
    "media-playback-pause-symbolic" },
  { "paused for an hour",
    { .state = DOVETAIL_SYNC_STATE_PAUSED, .pending = 1, .paused_until = NOW + 60 * MINUTE },
    "Paused until 12:06, 1 change waiting",
    "media-playback-pause-symbolic" },
  { "the server wants the password again",
    { .state = DOVETAIL_SYNC_STATE_FAILED, .error_code = "unauthorized" },
    "Sign in again",
    "dialog-warning-symbolic" },
  { "failed without words",
    { .state = DOVETAIL_SYNC_STATE_FAILED },
    "Sync needs you",
    "dialog-warning-symbolic" },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailSyncFacts facts = cases[i].facts;
      g_autofree char *line = NULL;

      facts.now = NOW;
      line = dovetail_sync_words_line (&facts);
      g_test_message ("%s", cases[i].says);
      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (dovetail_sync_words_icon (&facts), ==, cases[i].icon);
    }
}

static const struct
{
  gint64 after; /* of now, ms */
  const char *words;
} times[] = {
  { -3 * MINUTE, "3 minutes ago" },  { 0, "just now" },
  { 1 * SECOND, "in 1 second" },     { 30 * SECOND, "in 30 seconds" },
  { 50 * SECOND, "in 1 minute" },    { 5 * MINUTE, "in 5 minutes" },
  { 60 * MINUTE, "in 1 hour" },      { 25 * 60 * MINUTE, "in 1 day" },
  { 72 * 60 * MINUTE, "in 3 days" },
};

static void
test_times (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *words = dovetail_relative_time (NOW + times[i].after, NOW);

      g_assert_cmpstr (words, ==, times[i].words);
    }
}

static const struct
{
  gint64 offset;
  gboolean wrong;
  const char *words;
} clocks[] = {
  { 0, FALSE, "Agrees with the server" },         { -1999, FALSE, "Agrees with the server" },
  { 2000, FALSE, "2 seconds behind the server" }, { -59000, FALSE, "59 seconds ahead of the server" },
  { MINUTE, TRUE, "1 minute behind the server" }, { -10 * MINUTE, TRUE, "10 minutes ahead of the server" },
};

static void
test_clock (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autofree char *words = dovetail_sync_words_clock (clocks[i].offset);

      g_assert_cmpstr (words, ==, clocks[i].words);
      g_assert_cmpint (dovetail_sync_words_clock_is_wrong (clocks[i].offset), ==, clocks[i].wrong);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-words/lines", test_lines);
  g_test_add_func ("/sync-words/times", test_times);
  g_test_add_func ("/sync-words/clock", test_clock);
  return g_test_run ();
}
