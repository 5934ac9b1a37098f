/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/disguise.h"

G_BEGIN_DECLS

/* Takes what people wrote out of a trace. What is not known to be harmless is private. */
typedef struct _DovetailTraceDisguise DovetailTraceDisguise;

DovetailTraceDisguise *dovetail_trace_disguise_new   (const guint8          *key); /* DOVETAIL_DISGUISE_KEY_BYTES, used once */
void                   dovetail_trace_disguise_free  (DovetailTraceDisguise *disguise);
/* Every line is to be learned before the first is disguised: which order strings there are, and which record a mutation or
 * a conflict is of. */
void                   dovetail_trace_disguise_learn (DovetailTraceDisguise *disguise,
                                                      JsonNode              *line);
/* A line of a trace with its bodies parsed; transfer full, sealed. */
JsonNode              *dovetail_trace_disguise_line  (DovetailTraceDisguise *disguise,
                                                      JsonNode              *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailTraceDisguise, dovetail_trace_disguise_free)

G_END_DECLS
