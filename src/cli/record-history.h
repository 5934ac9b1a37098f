/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"
#include "core/record.h"

G_BEGIN_DECLS

/* What became of a record on this device, newest first. */
JsonArray *dovetail_record_history_describe (DovetailProgram *program,
                                             DovetailRecord  *record,
                                             GError         **error);
gboolean   dovetail_record_history_print    (DovetailProgram *program,
                                             DovetailRecord  *record,
                                             GError         **error);

G_END_DECLS
