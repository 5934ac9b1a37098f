/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Actions that were asked for before they could be done, in their order. */
typedef struct _DovetailWaitingActions DovetailWaitingActions;

DovetailWaitingActions *dovetail_waiting_actions_new  (void);
void                    dovetail_waiting_actions_free (DovetailWaitingActions *self);
/* Takes a floating parameter; NULL: none. */
void                    dovetail_waiting_actions_add  (DovetailWaitingActions *self,
                                                       const char             *name,
                                                       GVariant               *parameter);
/* Activates them, once. */
void                    dovetail_waiting_actions_run  (DovetailWaitingActions *self,
                                                       GActionGroup           *actions);

G_END_DECLS
