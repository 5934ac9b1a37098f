/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* Import and export: asks for a file, works on a worker, says what was done. */
void dovetail_transfer_import (DovetailWindow *window);
void dovetail_transfer_export (DovetailWindow *window);

G_END_DECLS
