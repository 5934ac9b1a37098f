/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What can be chosen, in the order it is offered; NULL-terminated: as the setting holds it. */
extern const char *const dovetail_appearances[];
const char *dovetail_appearance_title  (const char *appearance);

/* Light, dark, or as the desktop is: as the user chose, now and whenever that changes. Once, at the start. */
void        dovetail_appearance_follow (void);

G_END_DECLS
