/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "account/vault.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Address, name, password, device; says in place what went wrong. Signal "submitted": the user wants to connect. */
#define DOVETAIL_TYPE_CONNECT_FORM (dovetail_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (DovetailConnectForm, dovetail_connect_form, DOVETAIL, CONNECT_FORM, GtkWidget)

/* NULL: nothing went wrong. */
void dovetail_connect_form_set_error (DovetailConnectForm *self,
                                      const char          *words);
void dovetail_connect_form_focus     (DovetailConnectForm *self);
void dovetail_connect_form_set_busy  (DovetailConnectForm *self,
                                      gboolean             busy);
/* FALSE: the address cannot be one; the error says why in words. */
gboolean dovetail_connect_form_check_address (DovetailConnectForm *self,
                                              GError             **error);
/* Starts signing in with what was entered; finish with dovetail_sign_in_finish(). */
void dovetail_connect_form_sign_in   (DovetailConnectForm *self,
                                      DovetailStore       *store,
                                      DovetailVault       *vault,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);

G_END_DECLS
