/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/store.h"
#include "wire/auth.h"

G_BEGIN_DECLS

/* The tokens of this device: in the keyring, or sealed in the store where there is none. */
typedef struct
{
  DovetailStore *store;
  DovetailVault *vault;         /* NULL: in the store */
  char          *identity;      /* whose they are; NULL: nobody is signed in */
  char          *access_token;  /* NULL: signed out */
  char          *refresh_token;
  gint64         expires_at;    /* of the access token, ms by this computer's clock */
} DovetailAccess;

DovetailAccess *dovetail_access_new     (DovetailStore               *store,
                                         DovetailVault               *vault);
void            dovetail_access_free    (DovetailAccess              *access);
/* Reads what is kept; another process may have refreshed it. TRUE without tokens when there are none. */
gboolean        dovetail_access_load    (DovetailAccess              *access,
                                         GCancellable                *cancellable,
                                         GError                     **error);
/* Keeps a new grant; NULL forgets. */
gboolean        dovetail_access_save    (DovetailAccess              *access,
                                         const DovetailSessionGrant  *grant,
                                         GCancellable                *cancellable,
                                         GError                     **error);
/* Likewise in place of tokens that were used up: not when they, or the account, are others by now. */
gboolean        dovetail_access_renew   (DovetailAccess              *access,
                                         const DovetailSessionGrant  *grant,
                                         GCancellable                *cancellable,
                                         GError                     **error);
/* Whether the access token is good for a request now, as far as this computer's clock knows. */
gboolean        dovetail_access_is_fresh (DovetailAccess             *access);

/* Wipes and frees what nobody else shall read. */
void            dovetail_secret_clear   (char                       **secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailAccess, dovetail_access_free)

G_END_DECLS
