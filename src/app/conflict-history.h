/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "app/conflict-words.h"

G_BEGIN_DECLS

/* One decided conflict, folded: how it was answered; unfolded both sides of each field and the ways back. */
GtkWidget *dovetail_conflict_history_row_new (DovetailApplication          *application,
                                              const DovetailConflictReader *reader,
                                              DovetailConflict             *conflict);

G_END_DECLS
