/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/metrics.h"
#include "server/server.h"
#include "server/sync-token.h"

G_BEGIN_DECLS

/* What handlers see of the server. */
struct _DovetailServer
{
  GObject parent_instance;

  DovetailLedger *ledger;
  DovetailServerOptions options;
  char *epoch;
  guint8 token_key[DOVETAIL_SYNC_TOKEN_KEY_BYTES];
  DovetailServerMetrics *metrics;
  char *decoy_hash;      /* checked when a user does not exist, so that both take the same time */

  GMutex mutex;          /* guards what follows */
  GPtrArray *keys;       /* DovetailSigningKey, newest first */
};

static inline gint64
dovetail_server_now (DovetailServer *server)
{
  return dovetail_clock_now (&server->options.clock);
}

/* From the server's source of randomness. */
gint64  dovetail_server_random_integer (DovetailServer  *server);
char   *dovetail_server_random_uuid    (DovetailServer  *server);
/* The signing keys as they stand in the ledger now. */
gboolean dovetail_server_load_keys     (DovetailServer  *server,
                                        GError         **error);
gboolean dovetail_server_add_key       (DovetailServer  *server, /* inside a writing transaction */
                                        GError         **error);

/* One transaction around func, about a family or DOVETAIL_LEDGER_DIRECTORY: committed when it returns TRUE. When the
 * database takes the transaction back for the sake of another one, or was restarted meanwhile, func is called
 * again, so it forgets first what it found before. */
typedef gboolean (*DovetailTransactionFunc) (DovetailServer  *server,
                                             gpointer         user_data,
                                             GError         **error);
gboolean dovetail_server_transact      (DovetailServer          *server,
                                        const char              *family_id,
                                        gboolean                 writing,
                                        DovetailTransactionFunc  func,
                                        gpointer                 user_data,
                                        GError                 **error);
/* Likewise, but what was done is rolled back when *roll_back is set then; that is no failure. */
gboolean dovetail_server_transact_unless (DovetailServer          *server,
                                          const char              *family_id,
                                          gboolean                 writing,
                                          const gboolean          *roll_back,
                                          DovetailTransactionFunc  func,
                                          gpointer                 user_data,
                                          GError                 **error);

G_END_DECLS
