/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* Shows what taking one side would do to each of the conflicts (DovetailConflict), does it to all when the user says so, and
 * offers to take all of it back. strategy: client_wins or server_wins. */
void dovetail_conflict_bulk_ask (GtkWindow           *parent,
                                 DovetailApplication *application,
                                 GPtrArray           *conflicts,
                                 const char          *strategy);

G_END_DECLS
