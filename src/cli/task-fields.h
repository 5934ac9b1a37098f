/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

/* Options of a task -> members of a merge patch, checked as a person typed them. FALSE: not understood. */
gboolean dovetail_fields_set_due      (DovetailProgram *program,
                                       JsonObject      *fields,
                                       const char      *text, /* "none" removes */
                                       GError         **error);
gboolean dovetail_fields_set_priority (JsonObject      *fields,
                                       const char      *text,
                                       GError         **error);
gboolean dovetail_fields_set_status   (JsonObject      *fields,
                                       const char      *text,
                                       GError         **error);
gboolean dovetail_fields_set_list     (DovetailProgram *program,
                                       JsonObject      *fields,
                                       const char      *text, /* "none" and "inbox" remove, unless a list is called so */
                                       GError         **error);
/* FIELD=JSON; null removes. */
gboolean dovetail_fields_assign       (JsonObject      *fields,
                                       const char      *assignment,
                                       GError         **error);

G_END_DECLS
