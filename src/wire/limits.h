/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/schema.h"

G_BEGIN_DECLS

#define DOVETAIL_WIRE_MAX_CHANGES        500
#define DOVETAIL_WIRE_MAX_PARTS          10 /* of a batch */
#define DOVETAIL_WIRE_MAX_BODY_BYTES     (8 * 1024 * 1024)
/* Of what anybody may send: logging in takes little. */
#define DOVETAIL_WIRE_MAX_OPEN_BODY_BYTES (64 * 1024)
#define DOVETAIL_WIRE_MAX_DEPTH          32
/* Of a record's data on its way down: it has to fit into the messages that quote it. */
#define DOVETAIL_WIRE_MAX_DATA_DEPTH     28
#define DOVETAIL_WIRE_DEFAULT_BATCH_SIZE 50
#define DOVETAIL_WIRE_MAX_BATCH_SIZE     500
#define DOVETAIL_WIRE_MAX_FULL_BATCH_SIZE 5000

G_END_DECLS
