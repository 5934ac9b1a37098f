/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/held.h"
#include "store/statement.h"

G_BEGIN_DECLS

#define DOVETAIL_HELD_TABLES " held h JOIN record r ON r.row_id = h.record "
#define DOVETAIL_HELD_COLUMNS " h.cause, h.asked, h.held_at, h.data, r.entity_type, r.entity_id "

DovetailHeld *dovetail_held_row_read  (DovetailStatement *statement,
                                       GError           **error);
/* Every row that the statement finds, as DovetailHeld. */
GPtrArray    *dovetail_held_row_read_all (DovetailStatement *statement,
                                          GError           **error);
gboolean      dovetail_held_row_write (DovetailStore     *store,
                                       DovetailHeld      *held,
                                       GError           **error);

/* asked FALSE: those that were gathered. limit 0: all. */
GPtrArray    *dovetail_held_list      (DovetailStore     *self,
                                       gboolean           asked,
                                       guint              limit,
                                       GError           **error);

G_END_DECLS
