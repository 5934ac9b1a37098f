/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "core/unreadable.h"
#include "store/conflicts.h"

G_BEGIN_DECLS

/* One waiting change with its buttons: discard, and where the server refused it, try again. */
GtkWidget *dovetail_pending_row_new          (DovetailApplication   *application,
                                              const DovetailReplica *replica);
/* The same record, which has gone on: what it says changes, the row stays, and the keyboard with it. */
void       dovetail_pending_row_update       (GtkWidget             *row,
                                              const DovetailReplica *replica);
/* One decision that waits to be sent. */
GtkWidget *dovetail_pending_row_new_decision (DovetailApplication      *application,
                                              const DovetailResolution *resolution);

/* A record that came down and that this version cannot read. */
GtkWidget *dovetail_pending_row_new_unreadable (DovetailApplication      *application,
                                                const DovetailUnreadable *unreadable);

G_END_DECLS
