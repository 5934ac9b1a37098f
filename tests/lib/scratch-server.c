/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lib/scratch-server.h"

#include "server/sqlite-ledger.h"

static gint64
now_of_host (gpointer user_data)
{
  return *((ScratchHost *) user_data)->now;
}

/* Knuth's constants for a linear congruential generator of 64 bits; its low bits are the poor ones. */
static void
fill (gpointer user_data, guint8 *bytes, gsize length)
{
  ScratchHost *host = user_data;

  for (gsize i = 0; i < length; i++)
    {
      host->random = host->random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      bytes[i] = (guint8) (host->random >> 40);
    }
}

void
scratch_host_init (ScratchHost *host, const gint64 *now)
{
  host->now = now;
  host->random = 4711;
}

DovetailServer *
scratch_host_open (ScratchHost *host, const char *path)
{
  const DovetailServerOptions options
      = { .clock = { now_of_host, host }, .random = { fill, host }, .cheap_passwords = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (path != NULL ? path : ":memory:", &error);
  DovetailServer *server;

  g_assert_no_error (error);
  server = dovetail_server_new (ledger, &options, &error);
  g_assert_no_error (error);
  return server;
}

void
scratch_server_add_user (DovetailServer *server, const char *name, const char *family, const char *role)
{
  g_autoptr (GError) error = NULL;

  dovetail_server_add_user (server, name, family, role, SCRATCH_SERVER_PASSWORD, &error);
  g_assert_no_error (error);
}
