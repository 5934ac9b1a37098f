/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger-families.h"

G_BEGIN_DECLS

/* Who sends a request, as an access token and the ledger say. */
typedef struct
{
  char  *user_id;
  char  *user_name;
  char  *family_id;
  DovetailFamily *family; /* as it was when the token was looked at; a transaction of its own sees it anew */
  char  *role;
  char  *client_id;
  char  *device_name;
  gint64 last_sync;  /* of the device, ms; 0: never */
  gint64 expires_at; /* of the access token, ms */
} DovetailCaller;

void     dovetail_caller_free      (DovetailCaller       *caller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailCaller, dovetail_caller_free)

gboolean dovetail_caller_may_write      (const DovetailCaller *caller);
/* Owners and admins: cleanup, what concerns the whole family. */
gboolean dovetail_caller_may_administer (const DovetailCaller *caller);
gboolean dovetail_role_is_valid         (const char           *role);

G_END_DECLS
