/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* A task was deleted elsewhere while somebody wrote in it: says so, and offers to bring it back with what was typed (a merge patch). */
void dovetail_typed_rescue_offer (DovetailWindow *window,
                                  const char     *task_id,
                                  JsonNode       *typed);

G_END_DECLS
