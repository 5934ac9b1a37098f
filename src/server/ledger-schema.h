/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The tables, as one script a released version: script i brings version i to i + 1. */
#define DOVETAIL_LEDGER_VERSION 6

extern const char * const dovetail_ledger_scripts[DOVETAIL_LEDGER_VERSION];

G_END_DECLS
