/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clock.h"
#include "core/policy.h"
#include "core/random.h"
#include "server/ledger.h"
#include "wire/http-message.h"

G_BEGIN_DECLS

/* The protocol's server without sockets: a request value in, an answer value out. What a request changes is
 * one transaction of the ledger, and the answer exists only after its commit. Any thread may call. */
#define DOVETAIL_TYPE_SERVER (dovetail_server_get_type ())
G_DECLARE_FINAL_TYPE (DovetailServer, dovetail_server, DOVETAIL, SERVER, GObject)

typedef struct
{
  DovetailClock  clock;
  DovetailRandom random;
  DovetailPolicy default_policy;  /* of requests that name none */
  gint64         tombstone_days;  /* how long tombstones, history and mutations are kept; 0: 30 */
  gboolean       cheap_passwords; /* tests only: the least Argon2id cost there is */
} DovetailServerOptions;

/* Reads epoch and keys from the ledger, or makes them when it is new. */
DovetailServer   *dovetail_server_new    (DovetailLedger               *ledger,
                                          const DovetailServerOptions  *options,
                                          GError                      **error);
DovetailResponse *dovetail_server_handle (DovetailServer               *server,
                                          const DovetailRequest        *request); /* never NULL */

/* Accounts; role: owner, admin, member, viewer. The family is made when it is new. */
gboolean          dovetail_server_add_user     (DovetailServer  *server,
                                                const char      *name,
                                                const char      *family,
                                                const char      *role,
                                                const char      *password,
                                                GError         **error);
gboolean          dovetail_server_set_password (DovetailServer  *server,
                                                const char      *name,
                                                const char      *password,
                                                GError         **error);
gboolean          dovetail_server_disable_user (DovetailServer  *server,
                                                const char      *name,
                                                GError         **error);

/* When the days of a family begin, for its streaks; they are counted so from the next completion on. */
gboolean          dovetail_server_set_time_zone (DovetailServer *server,
                                                 const char     *family,    /* its name */
                                                 const char     *time_zone, /* IANA identifier */
                                                 GError        **error);

/* A fresh key signs from now on; tokens of the one before stay good until they expire. */
gboolean          dovetail_server_rotate_key   (DovetailServer  *server,
                                                GError         **error);
/* Removes tombstones that are older, in every family, and what expired. days 0: all tombstones; -1: as configured. */
gboolean          dovetail_server_clean_up     (DovetailServer  *server,
                                                gint64           days,
                                                gint64          *removed,
                                                GError         **error);

/* What a family holds as canonical text, one line {entity_type, entity_id, version, deleted, data} a record in
 * the order of type and id: for tests that compare replicas byte for byte. A tombstone's data is left out. */
char             *dovetail_server_dump         (DovetailServer  *server,
                                                const char      *family,   /* its name */
                                                GError         **error);

G_END_DECLS
