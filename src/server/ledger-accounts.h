/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

typedef struct
{
  char    *user_id;
  char    *family_id;
  char    *family_name;
  char    *name;
  char    *password_hash;
  char    *role;
  gboolean disabled;
} DovetailMember;

void     dovetail_member_free          (DovetailMember       *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailMember, dovetail_member_free)

/* TRUE with *member NULL when there is none. */
gboolean   dovetail_member_find          (DovetailLedger       *ledger,
                                          const char           *user_id,
                                          DovetailMember      **member,
                                          GError              **error);
gboolean   dovetail_member_find_by_name  (DovetailLedger       *ledger,
                                          const char           *name,
                                          DovetailMember      **member,
                                          GError              **error);
GPtrArray *dovetail_member_list          (DovetailLedger       *ledger,  /* DovetailMember, by name */
                                          GError              **error);
gboolean   dovetail_member_add           (DovetailLedger       *ledger,
                                          const DovetailMember *member,
                                          gint64                now,
                                          GError              **error);
gboolean   dovetail_member_update        (DovetailLedger       *ledger,  /* password_hash, disabled */
                                          const DovetailMember *member,
                                          GError              **error);

typedef struct
{
  char  *client_id;
  char  *user_id;
  char  *name;
  gint64 last_sync;  /* ms; 0: never */
  gint64 created_at; /* ms; read only, as what follows */
  gboolean revoked;
  char  *user_name;  /* in lists only */
} DovetailDevice;

void     dovetail_device_free          (DovetailDevice       *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailDevice, dovetail_device_free)

gboolean dovetail_device_find          (DovetailLedger       *ledger,
                                        const char           *family_id,
                                        const char           *client_id,
                                        DovetailDevice      **device,
                                        GError              **error);
gboolean dovetail_device_put           (DovetailLedger       *ledger,
                                        const char           *family_id,
                                        const DovetailDevice *device,
                                        gint64                now,
                                        GError              **error);

gboolean dovetail_device_set_revoked   (DovetailLedger       *ledger,
                                        const char           *family_id,
                                        const char           *client_id,
                                        gboolean              revoked,
                                        GError              **error);
GPtrArray *dovetail_device_list        (DovetailLedger       *ledger,    /* DovetailDevice, by client_id */
                                        const char           *family_id,
                                        const char           *user_id,   /* NULL: everybody's */
                                        GError              **error);

/* Both in one go; NULL: there is none. */
gboolean dovetail_member_find_with_device (DovetailLedger      *ledger,
                                           const char          *family_id,
                                           const char          *user_id,
                                           const char          *client_id,
                                           DovetailMember     **member,
                                           DovetailDevice     **device,
                                           GError             **error);

/* Whoever an access token speaks of, in one statement; NULL: this user has no such device in the family. */
gboolean dovetail_bearer_find             (DovetailLedger      *ledger,
                                           const char          *family_id,
                                           const char          *user_id,
                                           const char          *client_id,
                                           DovetailMember     **member,
                                           DovetailDevice     **device,
                                           GError             **error);

/* One refresh token and the chain it belongs to. */
typedef struct
{
  char  *chain_id;
  char  *user_id;
  char  *client_id;
  gint64 generation;
  gint64 expires_at; /* ms */
  gint64 used;       /* the highest generation of the chain that was ever presented */
} DovetailRefreshToken;

void     dovetail_refresh_token_free   (DovetailRefreshToken       *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRefreshToken, dovetail_refresh_token_free)

gboolean dovetail_refresh_token_find   (DovetailLedger             *ledger,
                                        const char                 *hash,
                                        DovetailRefreshToken      **token,
                                        GError                    **error);
/* Adds it, with its chain when that is new. */
gboolean dovetail_refresh_token_add    (DovetailLedger             *ledger,
                                        const char                 *family_id,
                                        const char                 *hash,
                                        const DovetailRefreshToken *token,
                                        GError                    **error);
/* The token was presented: others of its generation, whose answers were lost, go. */
gboolean dovetail_refresh_token_use    (DovetailLedger             *ledger,
                                        const char                 *hash,
                                        const DovetailRefreshToken *token,
                                        GError                    **error);
gboolean dovetail_refresh_chain_revoke (DovetailLedger             *ledger,
                                        const char                 *chain_id,
                                        GError                    **error);
gboolean dovetail_refresh_revoke_user  (DovetailLedger             *ledger,
                                        const char                 *user_id,
                                        GError                    **error);
gboolean dovetail_refresh_revoke_device (DovetailLedger            *ledger,
                                         const char                *family_id,
                                         const char                *client_id,
                                         GError                   **error);
gboolean dovetail_refresh_clean_up     (DovetailLedger             *ledger,
                                        gint64                      now,
                                        GError                    **error);

G_END_DECLS
