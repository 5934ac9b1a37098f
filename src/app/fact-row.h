/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row that says one thing: its name, and a value that a screen reader says with it. value NULL: empty. */
AdwActionRow *dovetail_fact_row_new       (const char   *name,
                                           const char   *value);
/* Of a row that was made so; also of one from a .ui file, which then gets a label at its end. */
void          dovetail_fact_row_set_value (AdwActionRow *row,
                                           const char   *value);

G_END_DECLS
