/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The version of the file. */
#define DOVETAIL_DIAGNOSTICS_VERSION 1

/* What whoever looks into trouble with syncing needs, and nothing that people wrote, named or chose as an address. JSON lines: the
 * first says how this device stands, the others are an exported trace. Transfer full. */
char *dovetail_diagnostics_export (DovetailStore        *store,
                                   const DovetailZone   *zone,   /* whose days are counted */
                                   const DovetailRandom *random, /* for the stand-ins of the trace */
                                   gsize                *length,
                                   GError              **error);

G_END_DECLS
