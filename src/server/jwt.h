/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an access token says. */
typedef struct
{
  char  *user_id;
  char  *family_id;
  char  *role;
  char  *client_id;
  gint64 issued_at;  /* s */
  gint64 expires_at; /* s */
} DovetailClaims;

void            dovetail_claims_free (DovetailClaims *claims);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailClaims, dovetail_claims_free)

char           *dovetail_jwt_issue   (const DovetailClaims *claims,
                                      const char           *kid,
                                      GBytes               *secret);
/* The kid a token names, before anything about it is believed; NULL when it is no token of ours. */
char           *dovetail_jwt_peek_kid (const char          *token);
/* NULL unless everything about it is right. now: s */
DovetailClaims *dovetail_jwt_verify  (const char           *token,
                                      GBytes               *secret,
                                      gint64                now);

G_END_DECLS
