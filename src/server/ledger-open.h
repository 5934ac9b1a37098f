/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* The ledger that a name on the command line means: postgresql://... or the path of an SQLite file. */
DovetailLedger *dovetail_ledger_open (const char  *name,
                                      gboolean     must_exist, /* none is made */
                                      GError     **error);

G_END_DECLS
