/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

/* When the running app is going to sync next, about, in ms; 0: nothing runs that would. */
gint64 dovetail_next_attempt (DovetailProgram *program);

G_END_DECLS
