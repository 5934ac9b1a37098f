/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Which account this device is signed in with: its server, its family and its user. Anybody may sign out, and in as
 * somebody else, while a pass waits for its server; what the pass then hears belongs to the former account. */

/* The three as one text, to be compared. */
char    *dovetail_identity_new   (const char    *server,
                                  const char    *family_id,
                                  const char    *user_id);
/* Family and user alone, borrowed: no other server has the same. */
const char *
         dovetail_identity_get_member (const char *identity);
/* Of who is signed in; NULL: nobody. */
char    *dovetail_identity_read  (DovetailStore *store);
/* ACCOUNT_CHANGED, in words. */
void     dovetail_identity_refuse (gboolean    signed_in, /* somebody else is */
                                   GError    **error);
/* Whether that is still so: ACCOUNT_CHANGED otherwise. */
gboolean dovetail_identity_check (DovetailStore *store,
                                  const char    *identity,
                                  GError       **error);

G_END_DECLS
