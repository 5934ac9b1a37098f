/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "store/conflicts.h"

G_BEGIN_DECLS

/* One waiting change with its buttons: discard, and where the server refused it, try again. */
GtkWidget *dovetail_pending_row_new          (DovetailApplication   *application,
                                              const DovetailReplica *replica);
/* One decision that waits to be sent. */
GtkWidget *dovetail_pending_row_new_decision (DovetailApplication      *application,
                                              const DovetailResolution *resolution);

G_END_DECLS
