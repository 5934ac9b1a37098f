/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* Another kind of device: a script that goes by the time of its last sync, gives its changes no ids, and keeps no history. */
typedef struct _SimpleClient SimpleClient;

SimpleClient *simple_client_new      (Family       *family);
void          simple_client_free     (SimpleClient *client);
/* Lists what changed, or sends a few changes that must all fit or none; what was not answered is sent again first. */
void          simple_client_act      (SimpleClient *client);
/* Sends changes without looking first. */
void          simple_client_wake     (SimpleClient *client);
/* The server was set back to a backup. */
void          simple_client_set_back (SimpleClient *client);
/* Nothing is unanswered any more, and what it lists is what the server has. */
void          simple_client_rest     (SimpleClient *client);

G_END_DECLS
