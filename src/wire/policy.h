/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"
#include "wire/member.h"

G_BEGIN_DECLS

/* The optional member policy of a push or an exchange. */
void     dovetail_write_policy (JsonObject     *object,
                                gboolean        has_policy,
                                DovetailPolicy  policy);
gboolean dovetail_read_policy  (DovetailReader *reader,
                                DovetailPolicy *policy); /* FALSE: absent */

G_END_DECLS
