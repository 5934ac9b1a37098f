/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"
#include "store/report.h"

G_BEGIN_DECLS

/* Prints one JSON value, and nothing else, on standard output. Takes the value. */
void        dovetail_output_array      (JsonArray       *array);
void        dovetail_output_object     (JsonObject      *object);
/* The same on one line, where one value follows the other. */
void        dovetail_output_line       (JsonObject      *object);

void        dovetail_object_set_value  (JsonObject      *object,
                                        const char      *name,
                                        JsonNode        *value);  /* copied; NULL: null */

G_END_DECLS
